package bzh.vigie.collector.console.sign;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

/** Guesses that come at a time are as many as they are. */
final class LockOutTest {
    private static final Instant NOW = Instant.parse("2026-11-26T08:00:00Z");

    @Test
    void attemptsInHandCountBeforeOneKnowsHowTheyEnd() {
        LockOut lockOut = new LockOut();
        int tried = 0;
        for (int i = 0; i < 48; i++) {
            if (lockOut.attempt("anne", NOW).isZero()) {
                tried++;
            }
        }
        assertEquals(5, tried, "four for nothing, and the one that brings the wait");
        assertEquals(Duration.ofSeconds(2), lockOut.attempt("anne", NOW));
        assertEquals(Duration.ZERO, lockOut.attempt("anne", NOW.plusSeconds(2)), "then one more");
        assertEquals(Duration.ofSeconds(4), lockOut.attempt("anne", NOW.plusSeconds(2)));
        lockOut.succeeded("anne");
        assertEquals(Duration.ZERO, lockOut.attempt("anne", NOW.plusSeconds(2)));
    }

    @Test
    void aBudgetIsSpentUntilItsTimeIsOver() {
        Budget budget = new Budget(2, Duration.ofMinutes(10));
        assertTrue(budget.take("a", NOW));
        assertTrue(budget.take("a", NOW.plusSeconds(60)));
        assertFalse(budget.take("a", NOW.plusSeconds(600)));
        assertTrue(budget.left("b", NOW));
        budget.giveBack("a");
        assertTrue(budget.take("a", NOW.plusSeconds(600)));
        assertTrue(budget.take("a", NOW.plusSeconds(601)), "ten minutes after the first");
    }
}
