package bzh.vigie.agent.host.windows;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import bzh.vigie.agent.host.Reading;
import bzh.vigie.event.ReasonCode;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.junit.jupiter.api.Test;

class LoadedOrFileTest {
    private static final Reading<String> LOCKED = Reading.refused(ReasonCode.FAILED, "file-locked|x");

    private final Deque<Boolean> loaded = new ArrayDeque<>();

    @Test
    void aUserWhoLogsOnWhileHisFileIsAskedIsAskedOfWindows() {
        loaded.addAll(List.of(false, true));
        assertEquals(Reading.found("live"), ask(Reading.found("live"), LOCKED));
        loaded.addAll(List.of(false, true));
        assertEquals(Reading.found("live"), ask(Reading.found("live"), Reading.absent()));
    }

    @Test
    void aUserWhoLogsOffMeanwhileIsReadFromHisFile() {
        loaded.addAll(List.of(true, false));
        assertEquals(Reading.found("file"), ask(Reading.absent(), Reading.found("file")));
    }

    @Test
    void whatIsThereIsNotAskedForTwice() {
        loaded.add(false);
        assertEquals(Reading.found("file"), ask(LOCKED, Reading.found("file")));
    }

    @Test
    void whereNothingChangedTheAnswerStands() {
        loaded.addAll(List.of(true, true));
        assertEquals(Reading.absent(), ask(Reading.absent(), Reading.found("file")));
        loaded.addAll(List.of(false, false));
        assertEquals(LOCKED, ask(Reading.found("live"), LOCKED));
    }

    @Test
    void whoComesAndGoesAllTheTimeIsToldAndNotAbsent() {
        loaded.addAll(List.of(true, false, true, false));
        assertTrue(ask(Reading.absent(), Reading.absent()) instanceof Reading.Refused<?> refused
                && refused.detail().equals("hive-changing|x"));
    }

    private Reading<String> ask(Reading<String> live, Reading<String> file) {
        return LoadedOrFile.ask(loaded::pop, () -> live, () -> file, "x");
    }
}
