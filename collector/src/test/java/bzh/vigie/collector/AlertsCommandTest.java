package bzh.vigie.collector;

import static bzh.vigie.collector.store.Specimens.AURAY;
import static bzh.vigie.collector.store.Specimens.CONCARNEAU;
import static bzh.vigie.collector.store.Specimens.alert;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import bzh.vigie.collector.host.Forgetting;
import bzh.vigie.collector.store.Alerts;
import bzh.vigie.collector.store.Scope;
import bzh.vigie.collector.store.Specimens;
import bzh.vigie.collector.store.Store;
import bzh.vigie.collector.store.sqlite.SqliteStore;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;

/** The life of alerts and their exceptions on the command line. */
final class AlertsCommandTest {
    private static final InstantSource TIME = InstantSource.fixed(Specimens.minute(10));

    @TempDir
    Path dir;

    private String out = "";
    private String err = "";

    @BeforeEach
    void someAlerts() {
        try (Store store = SqliteStore.open(new CollectorFolder(dir).state(), TIME)) {
            store.change(s -> {
                s.alerts().raise(alert("a1", AURAY, 1, "c1", 1));
                s.alerts().raise(alert("a2", CONCARNEAU, 2, "c1", 2));
                s.alerts().raise(alert("a3", AURAY, 3, "other", 3));
            });
        }
    }

    private int run(Object command, String... arguments) {
        StringWriter output = new StringWriter();
        StringWriter errors = new StringWriter();
        String[] all = new String[arguments.length + 2];
        System.arraycopy(arguments, 0, all, 0, arguments.length);
        all[arguments.length] = "--dir";
        all[arguments.length + 1] = dir.toString();
        int code = new CommandLine(command)
                .setOut(new PrintWriter(output))
                .setErr(new PrintWriter(errors))
                .execute(all);
        out = output.toString();
        err = errors.toString();
        return code;
    }

    private int alerts(String... arguments) {
        return run(new AlertsCommand(TIME), arguments);
    }

    private int exception(String... arguments) {
        return run(new AlertsExceptionCommand(TIME), arguments);
    }

    @Test
    void theSameThingIsOneLineAndDecidedAtOnce() {
        assertEquals(0, alerts("list", "--by-cause", "--lang", "en"));
        assertTrue(out.contains("2 open, 2 new, on 2 hosts in 2 communes"), out);
        assertEquals(0, alerts("list", "--by-cause", "--format", "jsonl", "--limit", "1"));
        assertEquals(1, out.lines().count());
        assertEquals(0, alerts("assign", "--group", "1", "--to", "Nolwenn", "--author", "Loïc"));
        assertEquals(0, alerts("list", "--assignee", "Nolwenn", "--format", "jsonl"));
        assertEquals(2, out.lines().count());
        assertEquals(0, alerts("close", "a1", "a2", "--as", "test", "--reason", "essai", "--lang", "fr"));
        assertEquals(0, alerts("list", "--format", "jsonl"));
        assertTrue(out.contains("\"a3\"") && out.lines().count() == 1, out);
        assertEquals(0, alerts("undo", "a1", "a2"));
        assertEquals(0, alerts("show", "a1", "--lang", "fr"));
        assertTrue(out.contains("confiée à : Nolwenn") && out.contains("dernière décision reprise"), out);
        assertEquals(1, alerts("close", "--group", "99", "--reason", "rien"));
    }

    /** Whoever reads fifty lines of four hundred has to know it, and the rest is where the words say. */
    @Test
    void aListThatIsCutSaysSoAndHowToGoOn() {
        assertEquals(0, alerts("list", "--limit", "2", "--lang", "en"));
        assertTrue(out.contains("2 alerts shown, the newest; there are more: go on with --before a2,"), out);
        assertEquals(0, alerts("list", "--limit", "2", "--before", "a2", "--lang", "en"));
        assertTrue(out.contains("    a1") && !out.contains("there are more"), out);
        assertEquals(0, alerts("list", "--limit", "3", "--lang", "en"));
        assertFalse(out.contains("there are more"), out);
        assertEquals(0, alerts("list", "--limit", "1", "--lang", "fr"));
        assertTrue(
                out.contains("1 alerte affichée, la plus récente ; il y en a d'autres : continuer avec --before a3"),
                out);
        assertEquals(0, alerts("list", "--limit", "2", "--format", "jsonl", "--lang", "en"));
        assertEquals(2, out.lines().count());
        assertTrue(err.contains("there are more"), err);
        assertEquals(0, alerts("list", "--by-cause", "--limit", "1", "--lang", "en"));
        assertTrue(out.contains("1 line shown; there are more: show more with --limit N."), out);
        assertEquals(0, alerts("list", "--by-cause", "--limit", "2", "--lang", "en"));
        assertFalse(out.contains("there are more"), out);
    }

    /** A drill by others: a program that read the lines took fifty for all. */
    @Test
    void aProgramGetsAllAndAPersonTheNewest() {
        try (Store store = SqliteStore.open(new CollectorFolder(dir).state(), TIME)) {
            store.change(s -> {
                for (int i = 0; i < 60; i++) {
                    s.alerts().raise(alert("more" + i, AURAY, 1, "cause" + i, 10 + i));
                }
            });
        }
        assertEquals(0, alerts("list", "--format", "jsonl"));
        assertEquals(63, out.lines().count());
        assertEquals("", err);
        assertEquals(0, alerts("list", "--lang", "fr"));
        assertTrue(out.contains("50 alertes affichées, les plus récentes ; il y en a d'autres"), out);
    }

    @Test
    void noActClosesSeveralOfWhichOneIsARecurrence() {
        long group;
        try (Store store = SqliteStore.open(new CollectorFolder(dir).state(), TIME)) {
            store.change(s -> {
                s.alerts().raise(Specimens.recurrence("r1", AURAY, 1));
                s.alerts().raise(Specimens.recurrence("r2", Specimens.CONCARNEAU, 2));
            });
            group = store.read(s -> s.alerts().standing(new Scope.All(), "r1"))
                    .orElseThrow()
                    .group();
        }
        assertEquals(1, alerts("close", "a1", "r1", "--reason", "tout va bien", "--lang", "fr"));
        assertTrue(err.contains("Une réapparition se clôt seule"), err);
        assertEquals(1, alerts("close", "--group", Long.toString(group), "--reason", "tout va bien"));
        assertEquals(0, alerts("list", "--format", "jsonl"));
        assertEquals(5, out.lines().count(), out);
        assertEquals(0, alerts("close", "r1", "--reason", "vue avec le prestataire"));
    }

    @Test
    void aLineOfADaySaysWhatItStandsFor() {
        try (Store store = SqliteStore.open(new CollectorFolder(dir).state(), TIME)) {
            store.change(s -> {
                Alerts.Alert day = Specimens.ofDay("day", AURAY, 1);
                s.alerts().raise(day);
                s.alerts().again("day", Specimens.agent(2), Specimens.minute(5));
                s.alerts().list(day, Specimens.listed("Outil", 1));
                s.alerts().list(day, Specimens.listed("Outil", 2));
            });
        }
        assertEquals(0, alerts("list", "--lang", "fr"));
        assertTrue(out.contains("(2026-03-02) – éléments : 2, machines : 2  ["), out);
        assertEquals(0, alerts("show", "day", "--lang", "fr"));
        assertTrue(out.contains("Éléments de cette ligne") && out.contains("Outil  apparu ×2"), out);
        assertTrue(out.contains("Par emplacement : Services"), out);
        assertEquals(0, alerts("show", "day", "--format", "jsonl"));
        assertTrue(out.contains("\"kind\":\"alert-item\"") && out.contains("\"sum.items\":\"2\""), out);
        assertEquals(2, exception("add", "--rule", "vigie-ordinary-items", "--path", "/x", "--reason", "x"));
    }

    /** The events of a revoked host are gone at a person's word (decision 0165): its alerts say so, with the day, and nobody else's do. */
    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "fr; ce que cet hôte a envoyé a été supprimé le",
                "en; what this host sent was removed on",
            })
    void anAlertOfAForgottenHostSaysThatItsEventsAreGone(String language, String said) {
        assertEquals(0, alerts("show", "a1", "--lang", language));
        assertFalse(out.contains(said), out);
        try (Store store = SqliteStore.open(new CollectorFolder(dir).state(), TIME)) {
            store.change(s -> {
                s.hosts().enrol(Specimens.host(1, AURAY));
                assertTrue(
                        Forgetting.decide(s, s.hosts().find(Specimens.agent(1)).orElseThrow(), Specimens.ANALYST));
            });
        }
        assertEquals(0, alerts("show", "a1", "--lang", language));
        assertTrue(out.contains(said + " " + TIME.instant().toString().substring(0, 10)), out);
        assertEquals(0, alerts("show", "a2", "--lang", language));
        assertFalse(out.contains(said), out);
    }

    @Test
    void whatIsToldOfADirectoryIsOfItsDomain() {
        try (Store store = SqliteStore.open(new CollectorFolder(dir).state(), TIME)) {
            store.change(s -> s.alerts()
                    .raise(alert("d1", AURAY, 1, "d", 4)
                            .with(Map.of("location", "ad.trust", "directory.domain", "mairie.example"))));
        }
        assertEquals(0, alerts("list", "--lang", "en"));
        assertTrue(out.contains("56007 mairie.example (directory, read by pc-1)  "), out);
        assertTrue(out.contains("56007 pc-1  "), out);
        assertEquals(0, alerts("show", "d1", "--lang", "fr"));
        assertTrue(out.contains("annuaire : mairie.example (annuaire, lu par pc-1)"), out);
    }

    @Test
    void whoDecidesOnWhatIsNoLongerSoIsTold() {
        assertEquals(0, alerts("close", "a1", "--as", "false-alarm", "--reason", "déjà vu", "--author", "Loïc"));
        assertEquals(1, alerts("acknowledge", "a1", "--seen", "0", "--lang", "en"));
        assertTrue(err.contains("a1: Loïc decided since: closed as false alarm") && err.contains("déjà vu"), err);
        assertEquals(1, alerts("acknowledge", "a1", "--lang", "en"));
        assertTrue(err.contains("a1 is closed: that is not possible now."), err);
        assertEquals(2, alerts("close", "a2", "--as", "whatever", "--reason", "x", "--lang", "en"));
        assertEquals(2, alerts("acknowledge", "--lang", "en"));
        assertEquals(2, alerts("comment", "a2"));
    }

    @Test
    void anExceptionIsLookedAtBeforeItIsSet() {
        String rule = "vigie-item-added";
        assertEquals(0, exception("preview", "--rule", rule, "--commune", AURAY.insee(), "--lang", "en"));
        assertTrue(
                out.startsWith("2 of the last 2 alerts of this rule would have been hidden; 2 of them are open."), out);
        assertEquals(2, exception("add", "--rule", rule, "--path", "/x", "--until", "2020-01-01", "--reason", "x"));
        assertEquals(2, exception("add", "--rule", rule, "--path", "/x", "--until", "2199-01-01", "--reason", "x"));
        assertEquals(2, exception("add", "--rule", rule, "--path", "/x", "--reason", "x"));
        String day = Specimens.minute(3 * 24 * 60).toString().substring(0, 10);
        assertEquals(2, exception("add", "--rule", rule, "--path", "/x", "--until", day));
        assertEquals(2, exception("add", "--rule", rule, "--until", day, "--reason", "x"));
        assertEquals(2, exception("add", "--rule", "vigie-return", "--until", day, "--reason", "x", "--lang", "en"));
        assertTrue(err.contains("No exception hides alerts of vigie-return"), err);
        assertEquals(0, exception("add", "--rule", rule, "--path", "/opt/*", "--until", day, "--reason", "connu"));
        assertEquals(0, exception("list", "--lang", "fr"));
        assertTrue(out.contains("path=/opt/*") && out.contains("connu") && out.contains("FINIT BIENTÔT"), out);
        assertEquals(0, exception("end", "1", "--reason", "fini"));
        assertEquals(1, exception("end", "1", "--reason", "fini"));
        assertEquals(0, exception("list", "--format", "jsonl"));
        assertEquals("", out);
        assertEquals(0, exception("list", "--all", "--format", "jsonl"));
        assertTrue(out.contains("\"holds\":false"), out);
        assertFalse(out.contains("\"number\":2"), out);
    }
}
