package bzh.vigie.agent.identity;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import bzh.vigie.event.Moment;
import java.time.Instant;
import java.util.OptionalLong;
import java.util.Random;
import org.junit.jupiter.api.Test;

class HostClockTest {
    private long bootMicros = 100_000_000;
    private long nanos = 5_000_000_000L;
    private Instant wall = Instant.parse("2026-11-24T08:00:00Z");
    private int reads;

    private final HostClock clock = new HostClock("boot", this::uptime, () -> nanos, () -> wall);

    private OptionalLong uptime() {
        reads++;
        return OptionalLong.of(bootMicros / 10_000 * 10_000);
    }

    private void pass(long micros) {
        bootMicros += micros;
        nanos += micros * 1_000;
        wall = wall.plusNanos(micros * 1_000);
    }

    private void sleep(long micros) {
        bootMicros += micros;
        wall = wall.plusNanos(micros * 1_000);
    }

    @Test
    void timeIsCarriedBetweenReadings() {
        int before = reads;
        pass(300);
        assertEquals(100_000_300, clock.now().monotonicMicros());
        pass(500_000);
        assertEquals(100_500_300, clock.now().monotonicMicros());
        assertEquals(before, reads);
        pass(600_000);
        assertEquals(101_100_300, clock.now().monotonicMicros());
        assertEquals(before + 1, reads);
    }

    @Test
    void aSleepShowsAtTheFirstMomentAfterIt() {
        pass(1_000);
        clock.now();
        sleep(3_600_000_000L);
        Moment woken = clock.now();
        assertTrue(Math.abs(woken.monotonicMicros() - bootMicros) <= 10_000, "" + woken.monotonicMicros());
        assertEquals(wall, woken.wall());
    }

    @Test
    void aWallClockThatIsSetDoesNotMoveTheMonotonicOne() {
        pass(1_000);
        long before = clock.now().monotonicMicros();
        wall = Instant.parse("1999-01-01T00:00:00Z");
        pass(1_000);
        assertEquals(before + 1_000, clock.now().monotonicMicros());
    }

    @Test
    void itNeverGoesBack() {
        Random random = new Random(1);
        long last = 0;
        for (int i = 0; i < 2_000; i++) {
            switch (random.nextInt(10)) {
                case 0 -> sleep(random.nextInt(5_000_000));
                case 1 -> wall = wall.plusMillis(random.nextInt(100_000) - 50_000);
                default -> pass(random.nextInt(400_000));
            }
            long now = clock.now().monotonicMicros();
            assertTrue(now >= last);
            assertTrue(Math.abs(now - bootMicros) <= 250_000, "off by " + (now - bootMicros));
            last = now;
        }
    }

    @Test
    void uptimeIsParsedOrAbsent() {
        assertEquals(OptionalLong.of(350_735_470_000L), HostClock.parseUptime("350735.47 234388.90\n"));
        for (String bad : new String[] {"", "1", "1.2 3", ".12 3", "x.12 3", "1.xx 3", "99999999999999999999.00 1"}) {
            assertEquals(OptionalLong.empty(), HostClock.parseUptime(bad), bad);
        }
    }
}
