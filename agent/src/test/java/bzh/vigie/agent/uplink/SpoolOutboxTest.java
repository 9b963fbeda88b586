package bzh.vigie.agent.uplink;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import bzh.vigie.agent.spool.Spool;
import bzh.vigie.event.Event;
import bzh.vigie.event.Moment;
import bzh.vigie.event.ReasonCode;
import bzh.vigie.event.WatchState;
import bzh.vigie.journal.Compressor;
import bzh.vigie.journal.Disk;
import bzh.vigie.wire.EventCodec;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class SpoolOutboxTest {
    private static final Moment NOW = new Moment(Instant.EPOCH, "boot", 1);

    @TempDir
    Path directory;

    @Test
    void whatIsSpooledIsOfferedUntilItIsReleased() throws Exception {
        try (Spool spool = Spool.open(directory, 1 << 20, () -> NOW, new Random(1), Disk.REAL)) {
            Semaphore filled = new Semaphore(0);
            Outbox outbox = new SpoolOutbox(spool);
            outbox.whenFilled(filled::release);
            Event event = new Event.SourceState(NOW, "test", WatchState.LIVE, ReasonCode.NONE, "");
            spool.accept(event);
            assertTrue(filled.tryAcquire(10, TimeUnit.SECONDS), "told");
            Outbox.Letter letter = outbox.take(1).orElseThrow();
            assertEquals(
                    List.of(event),
                    EventCodec.decode(
                            Compressor.DEFLATE.inflate(letter.deflated().toByteArray(), letter.inflatedSize())));
            assertEquals(1, outbox.batches());
            assertTrue(outbox.bytes() > 0);
            outbox.newEpoch();
            Outbox.Letter again = outbox.take(1).orElseThrow();
            assertNotEquals(letter.epoch(), again.epoch());
            assertEquals(
                    new Outbox.Standing(1, again.epoch(), 1, 0, 0, 1),
                    outbox.standings().getFirst());
            outbox.release(again.epoch(), 1, 1);
            outbox.rewind();
            assertFalse(outbox.take(1).isPresent());
            assertEquals(0, outbox.batches());
        }
    }
}
