package bzh.vigie.collector.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import bzh.vigie.event.ItemFields;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What is written to the audit log has words, as far as the sources tell what that is. */
final class DeedsTest {
    private static final Path SOURCES = Path.of("src/main/java");

    /** Statements that write to the log, or hand the action to one that does. */
    private static final Pattern WRITES = Pattern.compile(
            "\\baudit(\\(\\))?\\s*\\.\\s*add\\([^;]*;|\\bExportLog\\.begin\\([^;]*;|\\brefused\\(\"[^;]*;"
                    + "|String (MADE|REMOVAL_CODE_MADE) =[^;]*;|(ROLL_OVER|RETIRE)\\(\"[^;]*?\\)|return \"incident-[^;]*;");

    private static final Pattern ACTION = Pattern.compile("\"([a-z]+(?:-[a-z]+)+)(?=[ \"])");

    private static Set<String> written() throws IOException {
        Set<String> actions = new TreeSet<>();
        List<Path> files;
        try (Stream<Path> all = Files.walk(SOURCES)) {
            files = all.filter(file -> file.toString().endsWith(".java")).toList();
        }
        for (Path file : files) {
            WRITES.matcher(Files.readString(file))
                    .results()
                    .forEach(statement -> ACTION.matcher(statement.group())
                            .results()
                            .forEach(action -> actions.add(action.group(1))));
        }
        // These are put together when they are written.
        for (Hosts.State state : Hosts.State.values()) {
            actions.add("host-" + ItemFields.word(state));
        }
        for (Alerts.Step step : Alerts.Step.values()) {
            actions.add("alert-" + ItemFields.word(step));
        }
        for (Conclusions.Decision decision : Conclusions.Decision.values()) {
            actions.add("incident-conclusion-" + ItemFields.word(decision));
        }
        for (Tombstones.Nature nature : Tombstones.Nature.values()) {
            actions.add("recurrence-" + ItemFields.word(nature));
        }
        return actions;
    }

    @Test
    void everyActionOfTheAuditLogHasWords() throws IOException {
        Set<String> actions = written();
        // One of each way in which they are found.
        assertTrue(
                actions.containsAll(Set.of(
                        "signed-in",
                        "sign-in-refused",
                        "person-disabled",
                        "person-enabled",
                        "events-exported",
                        "report-made",
                        "removal-code-made",
                        "authority-roll-over-begun",
                        "incident-baseline-signed",
                        "identity-linked")),
                actions.toString());
        for (Locale locale : List.of(Locale.ENGLISH, Locale.FRENCH)) {
            assertEquals(
                    List.of(),
                    actions.stream()
                            .filter(action -> Deeds.said(action, locale).isEmpty())
                            .toList(),
                    locale.toString());
        }
    }

    @Test
    void whatStandsBehindAnActionIsNoPartOfItsName() {
        assertEquals(
                "Règle réglée",
                Deeds.said("tune: off, level own", Locale.FRENCH).orElseThrow());
        assertEquals(
                "Sign-in refused", Deeds.said("sign-in-refused", Locale.ENGLISH).orElseThrow());
        assertTrue(Deeds.said("unheard-of", Locale.FRENCH).isEmpty());
    }
}
