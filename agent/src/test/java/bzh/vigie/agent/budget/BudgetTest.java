package bzh.vigie.agent.budget;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class BudgetTest {
    private static final long MINUTE = 60_000_000;
    private final Budget budget = new Budget();
    private long at;
    private long cpu;

    private Optional<Budget.Turn> minute(long rssMib, double share) {
        at += MINUTE;
        cpu += (long) (share * MINUTE);
        return budget.sample(new OwnUse(rssMib << 20, cpu, 20), at);
    }

    @Test
    void aShortPeakIsNoMatterALongOneIsToldOnceAndItsEndToo() {
        for (int i = 0; i < 11; i++) {
            assertEquals(Optional.empty(), minute(50, 0.01));
        }
        assertEquals(Optional.empty(), minute(90, 0.2));
        for (int i = 0; i < 12; i++) {
            assertEquals(Optional.empty(), minute(50, 0.01), "minute " + i);
        }
        int told = 0;
        for (int i = 0; i < 20; i++) {
            told += minute(70, 0.01).map(Budget.Turn::over).orElse(false) ? 1 : 0;
        }
        assertEquals(1, told);
        assertTrue(budget.isOver());
        int recovered = 0;
        for (int i = 0; i < 20; i++) {
            recovered += minute(50, 0.01).map(turn -> !turn.over()).orElse(false) ? 1 : 0;
        }
        assertEquals(1, recovered);
        assertFalse(budget.isOver());
    }

    @Test
    void processorTimeOverTenMinutesCounts() {
        minute(10, 0);
        for (int i = 0; i < 9; i++) {
            assertEquals(Optional.empty(), minute(10, 0.06));
        }
        Budget.Turn turn = minute(10, 0.06).orElseThrow();
        assertTrue(turn.over());
        assertEquals(0.06, turn.cpuShare(), 0.001);
    }

    @Test
    void ownUseIsParsedFromWhatTheKernelTells() {
        String status = "Name:\tjava (x) y\nVmHWM:\t  60000 kB\nVmRSS:\t   51200 kB\nThreads:\t23\n";
        String stat = "4242 (java (x) y) S 1 4242 4242 0 -1 4194560 100 0 0 0 250 50 0 0 20 0 23 0 999 1 2";
        assertEquals(Optional.of(new OwnUse(51_200L * 1024, 3_000_000, 23)), OwnUse.parse(status, stat));
        assertEquals(Optional.empty(), OwnUse.parse("", stat));
        assertEquals(Optional.empty(), OwnUse.parse(status, "4242 (java"));
        assertTrue(OwnUse.read(Path.of("/proc")).orElseThrow().rssBytes() > 1 << 20);
        assertEquals(Optional.empty(), OwnUse.read(Path.of("/nowhere")));
    }

    @Test
    void overTheBudgetTheInventoryReadsHalfAsOften() {
        assertEquals(Duration.ofHours(4), Pace.between(Duration.ofHours(4), false));
        assertEquals(Duration.ofHours(8), Pace.between(Duration.ofHours(4), true));
        assertEquals(Duration.ofDays(1), Pace.between(Duration.ofHours(20), true));
    }
}
