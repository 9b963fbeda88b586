package bzh.vigie.collector.console.sign;

import static org.junit.jupiter.api.Assertions.assertEquals;

import bzh.vigie.collector.console.sign.Refusals.Kind;
import java.time.Duration;
import java.time.Instant;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

/** Which refusals are written down. */
final class RefusalsTest {
    private static final Instant NOW = Instant.parse("2026-11-26T10:00:00Z");

    private final Refusals refusals = new Refusals();

    private long written(Kind kind, String source, int times) {
        long written = 0;
        for (int i = 0; i < times; i++) {
            written += refusals.take(kind, source, NOW).isPresent() ? 1 : 0;
        }
        return written;
    }

    @Test
    void whatAnybodyCanMakeHidesNothing() {
        assertEquals(3, written(Kind.BEGUN, "192.0.2.1", 500), "of one address");
        assertEquals(3, written(Kind.BEGUN, "192.0.2.2", 3));
        for (int i = 0; i < 500; i++) {
            written(Kind.MADE_UP, "198.51.100." + i, 1);
        }
        assertEquals(1, written(Kind.BEGUN, "192.0.2.3", 1));
        assertEquals(1, written(Kind.PROVED, "192.0.2.1", 1));
    }

    @Test
    void howManyAreNotWrittenIsToldByTheNext() {
        assertEquals(3, written(Kind.MADE_UP, "192.0.2.1", 40));
        Instant later = NOW.plus(Duration.ofMinutes(61));
        assertEquals(OptionalLong.of(37), refusals.take(Kind.MADE_UP, "192.0.2.1", later));
        assertEquals(OptionalLong.of(0), refusals.take(Kind.MADE_UP, "192.0.2.1", later));
    }
}
