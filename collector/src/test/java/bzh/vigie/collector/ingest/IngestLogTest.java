package bzh.vigie.collector.ingest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import bzh.vigie.collector.fairness.Shares;
import bzh.vigie.collector.identity.SettableClock;
import bzh.vigie.collector.store.AgentId;
import bzh.vigie.collector.store.Commune;
import bzh.vigie.collector.store.Store;
import bzh.vigie.collector.store.sqlite.SqliteStore;
import bzh.vigie.journal.FsyncPolicy;
import bzh.vigie.journal.Journal;
import com.google.protobuf.ByteString;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(300)
class IngestLogTest {
    private static final AgentId AGENT = new AgentId("0199d2a4-5b6c-7def-8123-456789abcdef");
    private static final Lane LANE = new Lane(AGENT, "0123456789abcdef0123456789abcdef", 2);

    private final SettableClock clock = new SettableClock();
    private final TestDisk disk = new TestDisk();
    private @TempDir Path dir;
    private Store store;
    private IngestLog log;

    @BeforeEach
    void open() throws IOException {
        store = SqliteStore.open(dir.resolve("store"), clock);
        log = openLog();
    }

    private IngestLog openLog() throws IOException {
        return IngestLog.open(
                dir.resolve("log"),
                new Journal.Options(64L << 20, 4_096, new Zstd(), FsyncPolicy.ON_FLUSH),
                disk,
                store,
                new Shares(System::nanoTime));
    }

    @AfterEach
    void close() throws IOException {
        disk.letSync();
        disk.full(false);
        log.close();
        store.close();
    }

    private Received batch(long number, int size) {
        byte[] content = new byte[size];
        new Random(number).nextBytes(content);
        return new Received(
                clock.instant(),
                LANE,
                new Commune("2A004"),
                "2001:db8::1",
                -5,
                number,
                size,
                Received.deflate(content));
    }

    private boolean land(IngestLog.Feed feed, Received batch)
            throws ExecutionException, InterruptedException, TimeoutException {
        CompletableFuture<Boolean> landed = new CompletableFuture<>();
        feed.offer(batch, landed::complete);
        return landed.get(30, TimeUnit.SECONDS);
    }

    @Test
    void aRecordReadsAsItWasWritten() throws IOException {
        Received batch = batch(7, 300);
        assertEquals(Optional.of(batch), Received.decode(batch.encode()));
        assertEquals(300, batch.inflate().readAllBytes().length);
        assertEquals(AGENT + "/" + LANE.epoch() + "/2/7/", batch.eventIdPrefix());
    }

    @Test
    void bytesThatAreNoRecordAreToldAsSuch() {
        byte[] record = batch(7, 10).encode();
        assertEquals(Optional.empty(), Received.decode(new byte[0]));
        for (int length = 0; length < 60; length++) {
            assertEquals(Optional.empty(), Received.decode(Arrays.copyOf(record, length)), "cut at " + length);
        }
        Random random = new Random(1);
        for (int i = 0; i < 2_000; i++) {
            byte[] noise = record.clone();
            noise[random.nextInt(noise.length)] ^= (byte) (1 << random.nextInt(8));
            Received.decode(noise);
        }
    }

    @Test
    void aBatchThatLiesAboutItsSizeDoesNotInflate() {
        Received honest = batch(1, 100);
        for (int size : new int[] {1, 99, 101, Received.MAX_INFLATED}) {
            Received lie = new Received(honest.received(), LANE, honest.commune(), "", 0, 1, size, honest.deflated());
            assertThrows(IOException.class, () -> lie.inflate().readAllBytes());
        }
        assertThrows(
                IllegalArgumentException.class,
                () -> new Received(
                        honest.received(),
                        LANE,
                        honest.commune(),
                        "",
                        0,
                        1,
                        Received.MAX_INFLATED + 1,
                        ByteString.EMPTY));
    }

    @Test
    void batchesAreReadInTheOrderOfOfferingAndWaitedFor() throws Exception {
        IngestLog.Feed feed = log.feed();
        IngestLog.Reader reader = log.cursor(1);
        assertTrue(reader.next(10).isEmpty());
        assertFalse(reader.await(Duration.ofMillis(20)));
        List<Received> offered = new ArrayList<>();
        for (int i = 1; i <= 200; i++) {
            offered.add(batch(i, 50));
            feed.offer(offered.getLast(), durable -> {});
        }
        List<Received> read = new ArrayList<>();
        while (read.size() < 200 && reader.await(Duration.ofSeconds(20))) {
            read.addAll(reader.next(64));
        }
        assertEquals(offered, read);
        assertEquals(200, reader.position());
        assertEquals(200, log.durable(LANE));
    }

    @Test
    void afterOneRefusalAFeedIsRefusedUntilTheAgentConnectsAgain() throws Exception {
        IngestLog.Feed feed = log.feed();
        assertTrue(land(feed, batch(1, 50)));
        disk.full(true);
        assertFalse(land(feed, batch(2, 50)));
        assertFalse(log.ready());
        disk.full(false);
        // Number 3 must not become durable while 2 is not.
        assertFalse(land(feed, batch(3, 50)));
        assertEquals(1, log.durable(LANE));
        IngestLog.Feed again = log.feed();
        assertTrue(land(again, batch(2, 50)));
        assertTrue(log.ready());
        assertEquals(2, log.durable(LANE));
    }

    @Test
    void anOfferAfterCloseIsRefusedAndOneBeforeIsOnTheDisk() throws Exception {
        IngestLog.Feed feed = log.feed();
        CompletableFuture<Boolean> before = new CompletableFuture<>();
        feed.offer(batch(1, 50), before::complete);
        log.close();
        assertTrue(before.get(1, TimeUnit.SECONDS));
        assertFalse(land(feed, batch(2, 50)));
        log = openLog();
        assertEquals(1, log.durable(LANE));
    }

    @Test
    void onlyWhatIsOldAndReadByAllIsGivenUp() throws Exception {
        IngestLog.Feed feed = log.feed();
        for (int i = 1; i <= 40; i++) {
            assertTrue(land(feed, batch(i, 1_000)));
            clock.forward(Duration.ofMinutes(1));
        }
        log.retain(40, clock.instant().minus(Duration.ofHours(1)));
        assertEquals(1, log.first(), "nothing is old");
        log.retain(0, clock.instant());
        assertEquals(1, log.first(), "nobody has read");
        log.retain(40, clock.instant().minus(Duration.ofMinutes(20)));
        long first = log.first();
        assertTrue(first > 1 && first <= 21, "first is " + first);
        log.giveUp(30);
        assertTrue(log.first() > first && log.first() <= 31, "first is " + log.first());
        IngestLog.Reader reader = log.cursor(1);
        assertTrue(reader.next(1).getFirst().number() >= log.first());
    }

    @Test
    void aStoreThatIsAheadOfAReplacedLogFollowsIt() throws Exception {
        store.change(session -> session.progress().position(IngestLog.NAME, 5_000));
        log.close();
        log = openLog();
        assertEquals(
                0,
                store.read(session -> session.progress().position(IngestLog.NAME))
                        .orElse(-1));
    }
}
