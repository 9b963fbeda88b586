package bzh.vigie.agent.source;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import bzh.vigie.agent.host.Reading;
import bzh.vigie.agent.host.SystemLists;
import bzh.vigie.agent.host.ToldBy;
import bzh.vigie.agent.host.ToldFirewall;
import bzh.vigie.agent.host.ToldTask;
import bzh.vigie.event.Clock;
import bzh.vigie.event.Moment;
import bzh.vigie.event.ReasonCode;
import java.io.IOException;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A list whose reading ends the agent is left off at the next start; the others go on. */
class TriedListsTest {
    private static final Instant START = Instant.parse("2026-03-02T08:00:30Z");

    @TempDir
    private Path folder;

    /** What was written down while the scheduler was asked. */
    private List<String> meanwhile = List.of();

    private Reading<ToldBy<ToldTask>> answer = Reading.found(new ToldBy<>(List.of(), Optional.empty()));

    private TriedLists lists() {
        Clock clock = () -> new Moment(START, "boot", 0);
        return new TriedLists(
                new SystemLists() {
                    @Override
                    public Reading<ToldBy<ToldTask>> tasks() {
                        meanwhile = marks();
                        return answer;
                    }

                    @Override
                    public Reading<ToldFirewall> firewall() {
                        return Reading.found(new ToldFirewall(List.of(), List.of(), Optional.empty()));
                    }
                },
                folder,
                clock);
    }

    private List<String> marks() {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString()).toList();
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    @Test
    void everyListIsHandedOn() {
        List<String> own = Arrays.stream(TriedLists.class.getDeclaredMethods())
                .map(Method::getName)
                .toList();
        List<String> forgotten = Arrays.stream(SystemLists.class.getMethods())
                .map(Method::getName)
                .filter(name -> !own.contains(name))
                .toList();
        assertEquals(List.of(), forgotten);
    }

    @Test
    void whatIsAskedIsWrittenDownUntilItAnswered() {
        assertInstanceOf(Reading.Found.class, lists().tasks());
        assertEquals(List.of("trying-windows.hidden.task"), meanwhile);
        assertEquals(List.of(), marks());
    }

    @Test
    void whatDidNotAnswerStaysWrittenDown() {
        answer = Reading.refused(ReasonCode.TIMED_OUT, "late");
        assertEquals(answer, lists().tasks());
        assertEquals(List.of("trying-windows.hidden.task"), marks());
    }

    /** The mark is our own: whoever asks again in the same process is no later start. */
    @Test
    void whatIsStillAskedIsNotAskedAgainAndNotTakenForAnEndOfTheAgent() throws IOException {
        answer = Reading.refused(ReasonCode.TIMED_OUT, "late");
        TriedLists asked = lists();
        assertEquals(answer, asked.tasks());
        meanwhile = List.of();
        assertEquals(
                Reading.refused(ReasonCode.TIMED_OUT, "system-list-late|windows.hidden.task"), asked.task("\\one"));
        assertEquals(List.of(), meanwhile);
        assertTrue(
                Files.readString(folder.resolve("trying-windows.hidden.task")).startsWith("trying boot 0 "));
    }

    @Test
    void aFaultInAskingLeavesNothingWrittenDown() {
        TriedCalls calls = new TriedCalls(folder, () -> new Moment(START, "boot", 0));
        assertThrows(
                IllegalStateException.class,
                () -> calls.ask("windows.hidden.task", new TriedCalls.Said("left-off", "late"), () -> {
                    throw new IllegalStateException("x");
                }));
        assertEquals(List.of(), marks());
        calls.close();
    }

    @Test
    void anOrderlyEndIsNotTheFaultOfWhatIsStillAsked() {
        answer = Reading.refused(ReasonCode.TIMED_OUT, "late");
        TriedLists asked = lists();
        assertEquals(answer, asked.tasks());
        asked.close();
        assertEquals(List.of(), marks());
    }

    @Test
    void whatEndedTheAgentIsLeftOffAndNothingElse() throws IOException {
        Files.writeString(
                folder.resolve("trying-windows.hidden.task"), "trying boot 0 " + START.getEpochSecond() + "\n");
        Reading<ToldBy<ToldTask>> left = lists().tasks();
        Reading.Refused<?> refused = assertInstanceOf(Reading.Refused.class, left);
        assertEquals(ReasonCode.FALLBACK, refused.reason());
        assertTrue(refused.detail().startsWith("system-list-left-off|"), refused.detail());
        assertEquals(List.of(), meanwhile);
        assertInstanceOf(Reading.Found.class, lists().firewall());
    }
}
