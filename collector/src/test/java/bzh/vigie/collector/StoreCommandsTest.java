package bzh.vigie.collector;

import static bzh.vigie.collector.store.Specimens.AURAY;
import static bzh.vigie.collector.store.Specimens.CONCARNEAU;
import static bzh.vigie.collector.store.Specimens.alert;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import bzh.vigie.collector.identity.IdentityFolder;
import bzh.vigie.collector.store.Alerts.Alert;
import bzh.vigie.collector.store.Alerts.Closing;
import bzh.vigie.collector.store.Alerts.Move;
import bzh.vigie.collector.store.EventHistory.Stored;
import bzh.vigie.collector.store.Scope;
import bzh.vigie.collector.store.Specimens;
import bzh.vigie.collector.store.Store;
import bzh.vigie.collector.store.lucene.LuceneHistory;
import bzh.vigie.collector.store.sqlite.SqliteStore;
import bzh.vigie.event.Event;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

final class StoreCommandsTest {
    private static final InstantSource TIME = InstantSource.fixed(Specimens.minute(10));

    @TempDir
    Path temporary;

    private Path dir = Path.of("");
    private String out = "";
    private String err = "";

    @BeforeEach
    void aFolder() throws Exception {
        dir = Files.createDirectory(
                temporary.resolve("collector"),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    }

    private Store store() {
        return SqliteStore.open(new CollectorFolder(dir).state(), TIME);
    }

    private int run(Object command, String... arguments) {
        CommandRun run = CommandRun.of(command, dir, List.of(arguments));
        out = run.out();
        err = run.err();
        return run.code();
    }

    private int alerts(String... arguments) {
        return run(new AlertsCommand(TIME), arguments);
    }

    @Test
    void withoutACollectorTheCommandSaysWhatToDo() {
        assertEquals(1, alerts("list", "--lang", "fr"));
        assertTrue(err.contains("Il n'y a pas de collecteur dans " + dir), err);
        assertEquals(1, alerts("list", "--lang", "en"));
        assertTrue(err.contains("There is no collector in " + dir), err);
        assertFalse(Files.exists(new CollectorFolder(dir).state()));
    }

    @Test
    void alertsAreListedInTheirCommuneAndClosedOnesNot() {
        try (Store store = store()) {
            store.change(s -> {
                s.alerts().raise(alert("a1", AURAY, 1, "c1", 1));
                s.alerts().raise(alert("a2", CONCARNEAU, 2, "c2", 2));
                s.alerts().raise(alert("a3", AURAY, 3, "c3", 3));
                s.alerts().decide(new Scope.All(), "a3", Move.close(Closing.EXPECTED), Specimens.ANALYST);
            });
        }
        assertEquals(0, alerts("list"));
        assertTrue(out.contains("a1") && out.contains("a2") && !out.contains("a3"), out);
        assertTrue(out.indexOf("a2") < out.indexOf("a1"), out);
        assertEquals(0, alerts("list", "--commune", AURAY.insee(), "--all", "--format", "jsonl"));
        assertEquals(2, out.lines().count());
        assertTrue(out.lines().allMatch(line -> line.startsWith("{\"kind\":\"alert\"")), out);
        assertEquals(0, alerts("list", "--limit", "1", "--before", "a2"));
        assertTrue(out.contains("a1") && !out.contains("a2"), out);
        assertEquals(2, alerts("list", "--commune", "Auray", "--lang", "en"));
        assertTrue(err.contains("'Auray' is not an INSEE code"), err);
        assertEquals(2, alerts("list", "--format", "xml"));
    }

    @Test
    void aDecisionHasItsAuthorAndReason() {
        try (Store store = store()) {
            store.change(s -> s.alerts().raise(alert("a1", AURAY, 1, "c1", 1)));
        }
        assertEquals(2, alerts("close", "a1"));
        assertEquals(2, alerts("close", "a1", "--reason", "  "));
        assertEquals(0, alerts("acknowledge", "a1", "--author", "Nolwenn"));
        assertEquals(
                0,
                alerts("close", "a1", "--author", "Nolwenn", "--reason", "le prestataire\u001b[31m", "--lang", "fr"));
        assertTrue(out.contains("[close]"), out);
        assertEquals(0, alerts("show", "a1", "--lang", "fr"));
        assertTrue(out.contains("Nolwenn  close : autre  le prestataire\\u{1b}[31m"), out);
        assertTrue(out.contains("Pourquoi") && out.contains("gravité : ÉLEVÉE"), out);
        assertEquals(1, alerts("close", "a1", "--commune", CONCARNEAU.insee(), "--reason", "x"));
        assertEquals(1, alerts("show", "none", "--lang", "en"));
        assertTrue(err.contains("no alert none"), err);
    }

    @Test
    void whatAHostSaysCannotMoveTheCursor() {
        try (Store store = store()) {
            Alert a = alert("a1", AURAY, 1, "c1", 1);
            store.change(s -> s.alerts()
                    .raise(new Alert(
                            a.id(),
                            a.rule(),
                            a.severity(),
                            a.techniques(),
                            a.commune(),
                            a.host(),
                            "pc\u001b[2J\nroot",
                            a.cause(),
                            a.firstEvent(),
                            a.time(),
                            a.hostTime(),
                            Map.of("value", "x\u001b]0;title\u0007\r\n\u202e"),
                            a.status(),
                            a.count(),
                            a.lastTime())));
        }
        for (String format : List.of("text", "jsonl")) {
            assertEquals(0, alerts("show", "a1", "--format", format));
            assertEquals(0, alerts("list", "--format", format));
            assertTrue(out.chars().noneMatch(c -> (c < ' ' && c != '\n') || c == 0x202e), out);
        }
    }

    @Test
    void followShowsWhatIsRaisedFromNowOn() throws Exception {
        try (Store store = store()) {
            store.change(s -> s.alerts().raise(alert("old", AURAY, 1, "c1", 1)));
            StringWriter output = new StringWriter();
            Thread follower = Thread.ofPlatform()
                    .start(() -> new CommandLine(new AlertsCommand(TIME))
                            .setOut(new PrintWriter(output))
                            .execute("follow", "--format", "jsonl", "--after", "1", "--dir", dir.toString()));
            store.change(s -> s.alerts().raise(alert("new", AURAY, 1, "c2", 2)));
            for (int i = 0; i < 200 && !output.toString().contains("\"new\""); i++) {
                Thread.sleep(100);
            }
            follower.interrupt();
            follower.join();
            assertTrue(output.toString().startsWith("{\"kind\":\"alert\",\"sequence\":2,\"id\":\"new\""));
            assertEquals(1, output.toString().lines().count());
        }
    }

    @Test
    void eventsAreFoundByFieldAndCounted() {
        assertEquals(0, run(new EventsCommand(), "--count"));
        assertEquals("0\n", out);
        try (LuceneHistory history = LuceneHistory.open(new CollectorFolder(dir).history(), 8)) {
            for (int i = 0; i < 3; i++) {
                history.add(List.of(new Stored(
                        "e" + i,
                        Specimens.agent(1),
                        AURAY,
                        Specimens.minute(i),
                        new Event.AgentState(
                                Specimens.moment(0),
                                "agent",
                                Event.AgentAction.STARTED,
                                Event.StartKind.COLD,
                                "0.1.0",
                                ""),
                        Map.of("change", i == 1 ? "removed" : "added", "source", "/etc/cron.d/x\u001b[0m"))));
            }
            history.commit("ingest", 3);
        }
        assertEquals(0, run(new EventsCommand(), "--field", "change=REMOVED", "--count"));
        assertEquals("1\n", out);
        assertEquals(0, run(new EventsCommand(), "--field", "change=added"));
        assertTrue(out.contains("e2") && out.contains("e0") && !out.contains("e1"), out);
        assertTrue(out.contains("source=/etc/cron.d/x\\u{1b}[0m"), out);
        assertEquals(0, run(new EventsCommand(), "--to", Specimens.minute(1).toString(), "--format", "jsonl"));
        assertTrue(out.startsWith("{\"kind\":\"event\",\"id\":\"e0\""), out);
        assertEquals(2, run(new EventsCommand(), "--from", "yesterday"));
        assertEquals(0, run(new EventsCommand(), "--commune", CONCARNEAU.insee(), "--count"));
        assertEquals("0\n", out);
    }

    @Test
    void eventsAreFoundByAQueryAndItsErrorsAreShownAtTheirPlace() {
        Map<String, String> fields =
                Map.of("Image", "C:\\Temp\\evil.exe", "CommandLine", "=cmd|' /C calc'!A0\u001b[2J");
        try (Store store = store();
                LuceneHistory history = LuceneHistory.open(new CollectorFolder(dir).history(), 8)) {
            store.change(session -> session.hosts().enrol(Specimens.host(1, AURAY)));
            history.add(List.of(new Stored(
                    "e1",
                    Specimens.agent(1),
                    AURAY,
                    Specimens.minute(1),
                    new Event.AgentState(
                            Specimens.moment(0), "agent", Event.AgentAction.STARTED, Event.StartKind.COLD, "0.1.0", ""),
                    fields)));
            history.commit("ingest", 3);
        }
        assertEquals(0, search("Image:*\\evil.exe", "--lang", "en", "--save", "evil", "--author", "anne"));
        assertTrue(out.contains("evil.exe") && out.contains("calc'!A0\\u{1b}[2J"), out);
        assertTrue(err.contains("1 found; 1 event looked through"), err);
        assertEquals(0, search("--saved", "evil", "--format", "jsonl", "--author", "anne"));
        assertTrue(out.startsWith("{\"kind\":\"event\",\"id\":\"e1\""), out);
        assertEquals(0, search("cmd", "--csv", "--columns", "hostname,CommandLine"));
        assertTrue(out.contains("\"'=cmd|' /C calc'!A0\\u{1b}[2J\",\"{\"\"Image\"\":"), out);
        assertEquals(0, search("evil", "--times"));
        assertTrue(out.contains("# 1\n"), out);
        assertEquals(0, search("evil", "--commune", CONCARNEAU.insee(), "--lang", "en"));
        assertTrue(out.isEmpty() && err.contains("0 found"), out + err);
        assertEquals(2, search("kind:x Image:(a or b", "--lang", "fr"));
        assertEquals("kind:x Image:(a or b\n             ^\nLa parenthèse ouverte ici n'est pas fermée.\n", err);
        assertEquals(1, search("--saved", "nothing"));
        // A name that no event has finds nothing, or with not everything: neither is an answer.
        for (String query : List.of("evil Machine:pc1", "not Machine:pc1", "fields.Machine:*")) {
            assertEquals(2, search(query, "--lang", "en", "--save", "slip"), query);
            assertTrue(out.isEmpty() && err.contains("No event has a field machine."), out + err);
            assertTrue(
                    err.contains("received, host, hostname, commune, id, ") && err.contains("commandline, image"), err);
        }
        assertEquals(1, search("--saved", "slip"));
        assertEquals(0, search("host:pc1 or IMAGE:*", "--lang", "en"), err);
    }

    private int search(String... arguments) {
        return run(new EventsSearchCommand(), arguments);
    }

    private void healthy(Instant now) throws Exception {
        store().close();
        new IdentityFolder(
                        new CollectorFolder(dir).identity(),
                        IdentityFolder.passphraseIn(new CollectorFolder(dir).identity()),
                        new SecureRandom())
                .create(now);
        Path identity = new CollectorFolder(dir).identity();
        Files.copy(identity.resolve("ca.crt"), identity.resolve("server.crt"));
        Files.writeString(new CollectorFolder(dir).configuration(), "name = vigie.example.org\n");
    }

    private int doctor(Instant now) {
        return run(new DoctorCommand(InstantSource.fixed(now)), "--format", "jsonl");
    }

    private static String check(String key, String verdict) {
        return "\"check\":\"" + key + "\",\"verdict\":\"" + verdict + "\"";
    }

    @Test
    void theDoctorFindsNothingWrongWithAHealthyCollector() throws Exception {
        Instant now = Specimens.minute(30);
        healthy(now);
        int code = doctor(now);
        assertEquals(0, code, out);
        for (String key : List.of(
                "rights",
                "certificate",
                "store-sound",
                "schema",
                "audit",
                "counts",
                "history-empty",
                "clock",
                "settings",
                "ca-key")) {
            assertTrue(out.contains(check(key, "good")), () -> key + " in " + out);
        }
    }

    @Test
    void aCertificateOfThirtyDaysIsWrongOnlyOnceItDidNotRenewItself() throws Exception {
        Instant now = Specimens.minute(30);
        healthy(now);
        IdentityFolder identity = new IdentityFolder(
                new CollectorFolder(dir).identity(),
                IdentityFolder.passphraseIn(new CollectorFolder(dir).identity()),
                new SecureRandom());
        identity.newServer(identity.authorities(), List.of("localhost"), now);
        assertEquals(0, doctor(now), out);
        assertEquals(0, doctor(now.plus(Duration.ofDays(20))), out);
        assertEquals(1, doctor(now.plus(Duration.ofDays(25))), out);
        assertTrue(out.contains(check("certificate-not-renewed", "wrong")), out);
    }

    @Test
    void theDoctorNamesWhatIsWrongAndWhatToDo() throws Exception {
        assertEquals(1, run(new DoctorCommand(TIME), "--lang", "fr"));
        assertTrue(out.contains("MAUVAIS"), out);
        Instant now = Specimens.minute(30);
        healthy(now);
        Files.setPosixFilePermissions(
                new CollectorFolder(dir).identity().resolve("ca.key"), PosixFilePermissions.fromString("rw-r--r--"));
        assertEquals(1, doctor(now));
        assertTrue(out.contains(check("rights-others", "wrong")) && out.contains("ca.key"), out);
        Files.setPosixFilePermissions(
                new CollectorFolder(dir).identity().resolve("ca.key"), PosixFilePermissions.fromString("rw-------"));
        Instant end = now.plus(bzh.vigie.collector.identity.Authority.VALID);
        assertEquals(0, doctor(end.minus(Duration.ofDays(60))));
        assertTrue(out.contains(check("certificate-90", "note")), out);
        assertEquals(1, doctor(end.minus(Duration.ofDays(20))));
        assertTrue(out.contains(check("certificate-30", "wrong")), out);
        assertEquals(1, doctor(end.minus(Duration.ofDays(3))));
        assertTrue(out.contains(check("certificate-7", "wrong")), out);
        assertEquals(1, doctor(end.plus(Duration.ofDays(3))));
        assertTrue(out.contains(check("certificate-over", "wrong")), out);
        try (Store store = store()) {
            store.change(s -> s.alerts().raise(alert("a1", AURAY, 1, "c", 500)));
        }
        assertEquals(1, doctor(now));
        assertTrue(out.contains(check("clock-back", "wrong")), out);
        Files.writeString(new CollectorFolder(dir).state().resolve(SqliteStore.FILE), "no database".repeat(1_000));
        assertEquals(1, doctor(now));
        assertTrue(out.contains(check("store-fails", "wrong")), out);
    }

    @Test
    void theDoctorSaysThatAStoreOfBeforeTheFirstReleaseIsNotTakenOver() throws Exception {
        Instant now = Specimens.minute(30);
        healthy(now);
        store().close();
        Path file = new CollectorFolder(dir).state().resolve(SqliteStore.FILE);
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
                Statement statement = connection.createStatement()) {
            statement.executeUpdate("UPDATE migration SET name = '0001-state.sql' WHERE number = 1");
        }
        assertEquals(1, run(new DoctorCommand(InstantSource.fixed(now)), "--lang", "fr"));
        assertTrue(out.contains("avant la première publication"), out);
        assertFalse(out.contains("version plus récente"), out);
    }

    @Test
    void theDoctorTellsAnotherUserWhoMayAskAndNotThatSomethingIsMissing() throws Exception {
        Instant now = Specimens.minute(30);
        healthy(now);
        Files.setPosixFilePermissions(temporary, PosixFilePermissions.fromString("rwxr-xr-x"));
        String owner = Files.getOwner(dir).getName();
        assertEquals(
                1,
                AnotherUser.run(Set.of(dir), () -> run(new DoctorCommand(InstantSource.fixed(now)), "--lang", "en")));
        assertTrue(out.contains("may not be read by this user"), out);
        assertTrue(out.contains("Run this as " + owner), out);
        assertFalse(out.contains("init") || out.contains("missing"), out);
    }

    @Test
    void theDoctorNamesTheOneFileThatItMayNotRead() throws Exception {
        Instant now = Specimens.minute(30);
        healthy(now);
        for (Path each : List.of(temporary, dir)) {
            Files.setPosixFilePermissions(each, PosixFilePermissions.fromString("rwxr-xr-x"));
        }
        Path certificate = new CollectorFolder(dir).identity().resolve("ca.crt");
        Path key = new CollectorFolder(dir).identity().resolve("ca.key");
        Files.setPosixFilePermissions(certificate, PosixFilePermissions.fromString("rw-------"));
        assertEquals(1, AnotherUser.run(Set.of(certificate, key), () -> doctor(now)));
        assertTrue(out.contains("identity/ca.crt may not be read") || out.contains("identity/ca.crt ne peut pas"), out);
        assertTrue(out.contains("ca.key may not be read") || out.contains("ca.key ne peut pas"), out);
        assertFalse(out.contains("certificate-unread"), out);
    }

    @Test
    void theDoctorTriesThePassphraseOnTheKey() throws Exception {
        Instant now = Specimens.minute(30);
        healthy(now);
        Path identity = new CollectorFolder(dir).identity();
        String good = Files.readString(identity.resolve("ca.passphrase"));
        Files.writeString(identity.resolve("ca.passphrase"), "another\n");
        assertEquals(1, doctor(now));
        assertTrue(out.contains(check("ca-key-sealed", "wrong")), out);
        Files.writeString(identity.resolve("ca.passphrase"), good);
        assertEquals(0, doctor(now), out);
        Path elsewhere = temporary.resolve("medium/passphrase");
        Files.writeString(
                new CollectorFolder(dir).configuration(),
                "name = vigie.example.org\nca-passphrase-file = " + elsewhere + "\n");
        assertEquals(0, doctor(now));
        assertTrue(out.contains(check("ca-key-away", "note")), out);
        Files.writeString(new CollectorFolder(dir).configuration(), "name = \n");
        assertEquals(1, doctor(now));
        assertTrue(out.contains(check("settings-bad", "wrong")), out);
    }

    @Test
    void theKeyOfAnotherAuthorityIsNoticed() throws Exception {
        Instant now = Specimens.minute(30);
        healthy(now);
        Path identity = new CollectorFolder(dir).identity();
        Path other = temporary.resolve("other");
        new IdentityFolder(other, IdentityFolder.passphraseIn(other), new SecureRandom()).create(now);
        for (String file : List.of("ca.key", "ca.passphrase")) {
            Files.copy(other.resolve(file), identity.resolve(file), StandardCopyOption.REPLACE_EXISTING);
        }
        assertEquals(1, doctor(now));
        assertTrue(out.contains(check("ca-key-sealed", "wrong")), out);
    }
}
