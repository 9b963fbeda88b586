package bzh.vigie.collector;

import static bzh.vigie.collector.store.Specimens.AURAY;
import static bzh.vigie.collector.store.Specimens.CONCARNEAU;
import static bzh.vigie.collector.store.Specimens.agent;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import bzh.vigie.collector.store.Incidents.Interval;
import bzh.vigie.collector.store.Scope;
import bzh.vigie.collector.store.Specimens;
import bzh.vigie.collector.store.Store;
import bzh.vigie.collector.store.sqlite.SqliteStore;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is attested and concluded, as an analyst types and reads it. */
final class IncidentConcludeTest {
    private static final InstantSource TIME = InstantSource.fixed(Specimens.minute(60 * 24 * 50));

    @TempDir
    Path dir;

    @BeforeEach
    void anIncident() {
        try (Store store = SqliteStore.open(new CollectorFolder(dir).state(), TIME)) {
            store.change(s -> {
                s.hosts().enrol(Specimens.host(1, AURAY));
                var incident = s.incidents().open("rançongiciel", Set.of(AURAY, CONCARNEAU), 30, Specimens.ANALYST);
                s.incidents()
                        .eviction(
                                new Scope.All(),
                                incident.id(),
                                Optional.empty(),
                                Optional.of(new Interval(Specimens.minute(0), Optional.of(Specimens.minute(60)))),
                                Specimens.ANALYST);
            });
        }
    }

    private CommandRun attest(String... arguments) {
        return CommandRun.of(
                new IncidentAttestCommand(TIME),
                dir,
                Stream.concat(Stream.of("2026-001", "--lang", "fr"), Stream.of(arguments))
                        .toList());
    }

    private CommandRun conclude(String... arguments) {
        return CommandRun.of(
                new IncidentConcludeCommand(TIME),
                dir,
                Stream.concat(Stream.of("2026-001", "--lang", "fr"), Stream.of(arguments))
                        .toList());
    }

    @Test
    void aStatementNeedsAnAnswerAProofAndAReason() {
        assertTrue(attest().out().contains("Rien n'a été attesté."));
        assertTrue(attest("all-is-well", "yes").err().contains("n'est pas un énoncé ; sont permis way-in-closed,"));
        assertTrue(attest("rebuilt", "yes", "--proof", "p").err().contains("dites lequel avec --host"));
        assertTrue(attest("mail-reviewed", "yes").err().contains("demande une preuve"));
        assertTrue(attest("mail-reviewed", "perhaps").err().contains("n'est pas une réponse"));
        assertEquals(2, attest("mail-reviewed", "yes", "--proof", "p").code(), "a reason is needed");
        CommandRun done = attest(
                "mail-reviewed",
                "yes",
                "--proof",
                "PV du 3 mars\u001b[2J",
                "--reason",
                "revue",
                "--until",
                "2026-12-01");
        assertEquals(0, done.code(), done.err());
        assertEquals(
                0,
                attest("privileged-code", "yes", "--host", agent(1).text(), "--proof", "EDR", "--reason", "vu")
                        .code());
        CommandRun list = attest();
        assertTrue(
                list.out().contains("la messagerie a été revue (règles, consentements, jetons)  oui  jusqu'au"),
                list.out());
        assertFalse(list.out().contains("\u001b"), list.out());
        assertTrue(attest("--format", "jsonl").out().contains("\"statement\":\"privileged-code\""));
        assertEquals(
                0, attest("mail-reviewed", "--withdraw", "--reason", "erreur").code());
        assertTrue(attest().out().contains("retiré"));
        assertEquals(
                1,
                attest("mail-reviewed", "yes", "--proof", "p", "--reason", "r", "--commune", AURAY.insee())
                        .code(),
                "who sees a part does not state the whole");
    }

    @Test
    void theConclusionIsOneOfFourWordsWithItsReasons() {
        CommandRun first = conclude();
        assertEquals(0, first.code(), first.err());
        assertTrue(first.out().startsWith("NON VÉRIFIABLE"), first.out());
        assertTrue(first.out().contains("[?] l'attaquant n'était pas administrateur du domaine"), first.out());
        assertTrue(first.out().contains("Ce qui y changerait quelque chose :"), first.out());
        assertTrue(first.out().contains("attester domain-taken (yes ou no)"), first.out());
        for (String fact : List.of("domain-taken no", "authority-key-exposed no", "privileged-hosts-named yes")) {
            String[] words = fact.split(" ", -1);
            assertEquals(
                    0,
                    attest(words[0], words[1], "--proof", "rapport", "--reason", "analyse")
                            .code());
        }
        assertTrue(conclude().out().startsWith("AUCUNE RÉCURRENCE OBSERVÉE, COUVERTURE INSUFFISANTE"));
        String lines = conclude("--format", "jsonl").out();
        assertTrue(lines.contains("\"word\":\"not-observed-coverage-insufficient\""), lines);
        assertTrue(lines.contains("\"criterion\":\"no-long-gap\",\"state\":\"not-met\""), lines);
        assertFalse(first.out().contains("sain"), first.out());
        assertEquals(1, conclude("--commune", AURAY.insee()).code());
    }
}
