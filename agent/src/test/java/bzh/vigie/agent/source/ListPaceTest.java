package bzh.vigie.agent.source;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class ListPaceTest {
    private final ListPace pace = new ListPace();

    @Test
    void listsAreTakenEachSecondUntilNothingHasChangedForHalfAMinute() {
        for (int list = 0; list < ListPace.QUIET_AFTER; list++) {
            assertEquals(ListPace.BUSY, pace.pause());
            pace.taken(false);
        }
        assertEquals(ListPace.QUIET, pace.pause());
        pace.taken(false);
        assertEquals(ListPace.QUIET, pace.pause());
    }

    @Test
    void aChangeMakesThemEachSecondAgain() {
        for (int list = 0; list < 2 * ListPace.QUIET_AFTER; list++) {
            pace.taken(false);
        }
        pace.taken(true);
        assertEquals(ListPace.BUSY, pace.pause());
        pace.taken(false);
        assertEquals(ListPace.BUSY, pace.pause());
    }
}
