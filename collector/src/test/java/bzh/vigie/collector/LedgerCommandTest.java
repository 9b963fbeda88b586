package bzh.vigie.collector;

import static bzh.vigie.collector.store.Specimens.ANALYST;
import static bzh.vigie.collector.store.Specimens.AURAY;
import static bzh.vigie.collector.store.Specimens.CONCARNEAU;
import static bzh.vigie.collector.store.Specimens.alert;
import static bzh.vigie.collector.store.Specimens.host;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import bzh.vigie.collector.ingest.IngestLog;
import bzh.vigie.collector.ledger.Anchor;
import bzh.vigie.collector.ledger.LedgerKind;
import bzh.vigie.collector.ledger.TimeStampAuthority;
import bzh.vigie.collector.store.Alerts.Closing;
import bzh.vigie.collector.store.Alerts.Move;
import bzh.vigie.collector.store.Ledger;
import bzh.vigie.collector.store.Scope;
import bzh.vigie.collector.store.Specimens;
import bzh.vigie.collector.store.Store;
import bzh.vigie.collector.store.sqlite.SqliteStore;
import bzh.vigie.settings.Settings;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.InstantSource;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class LedgerCommandTest {
    private static final InstantSource TIME = InstantSource.fixed(Specimens.minute(10));
    private static final Scope ALL = new Scope.All();

    @TempDir
    Path dir;

    private String out = "";
    private String err = "";

    @BeforeEach
    void aStoreInWhichThingsHappened() throws Exception {
        Files.writeString(new CollectorFolder(dir).configuration(), "name = localhost\n");
        try (Store store = store()) {
            store.change(s -> {
                s.hosts().enrol(host(1, AURAY));
                s.alerts().raise(alert("a1", AURAY, 1, "c1", 1));
                s.alerts().raise(alert("a2", CONCARNEAU, 2, "c2", 2));
            });
            store.change(s -> s.alerts().decide(ALL, "a1", Move.close(Closing.EXPECTED), ANALYST));
            store.change(s -> s.alerts().raise(alert("a1", AURAY, 1, "c1", 1)));
            store.change(s -> s.audit().add(ANALYST, "incident-phase containment 2026-03-02T08:00:00Z", "2026-001"));
        }
    }

    private Store store() {
        return SqliteStore.open(new CollectorFolder(dir).state(), TIME);
    }

    private int run(String... arguments) {
        boolean verify = arguments[0].equals("verify");
        CommandRun run = verify
                ? CommandRun.of(
                        new IncidentVerifyCommand(TIME), dir, List.of(arguments).subList(1, arguments.length))
                : CommandRun.of(new LedgerCommand(TIME), dir, List.of(arguments));
        out = run.out();
        err = run.err();
        return run.code();
    }

    private void outside(String... statements) throws SQLException {
        Path file = new CollectorFolder(dir).state().resolve(SqliteStore.FILE);
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
                Statement statement = connection.createStatement()) {
            for (String sql : statements) {
                statement.executeUpdate(sql);
            }
        }
    }

    private String anchor() {
        assertEquals(0, run("anchor"), err);
        return out.strip();
    }

    @Test
    void alertsAndDecisionsEnterTheLedgerOnceAndByThemselves() {
        try (Store store = store()) {
            List<Ledger.Row> rows = store.read(s -> s.ledger().list(ALL, 0, 100));
            assertEquals(
                    List.of(
                            LedgerKind.OPENED,
                            LedgerKind.ALERT,
                            LedgerKind.ALERT,
                            LedgerKind.DECISION,
                            LedgerKind.LINE,
                            LedgerKind.PHASE),
                    rows.stream()
                            .map(row -> LedgerKind.of(row.entry().kind()).orElseThrow())
                            .toList());
            assertEquals("a1", rows.get(3).content().orElseThrow().field("subject"));
            assertEquals(AURAY.insee(), rows.get(3).entry().commune());
            Scope auray = new Scope.Communes(java.util.Set.of(AURAY));
            assertEquals(
                    List.of(2L, 4L, 5L),
                    store.read(s -> s.ledger().list(auray, 0, 100)).stream()
                            .map(row -> row.entry().number())
                            .toList());
        }
    }

    @Test
    void aLedgerAsItWasWrittenHoldsAndSaysHowFarItCanVouch() throws Exception {
        String line = anchor();
        assertEquals(0, run("verify", "--lang", "fr"));
        assertTrue(out.contains("Sans ancre gardée ailleurs"), out);
        assertEquals(0, run("verify", "--anchor", line, "--lang", "fr"));
        assertTrue(out.contains("depuis le 2026-03-02T08:10:00Z : les entrées 1 à 6"), out);
        Path mail = new CollectorFolder(dir).anchors().resolve("2026-03-02.eml");
        assertEquals(0, run("verify", "--anchor", mail.toString(), "--format", "jsonl"));
        assertTrue(out.contains("\"sound\":true") && out.contains("\"vouched_to_entry\":6"), out);
        assertEquals(2, run("verify", "--anchor", line.substring(0, 100), "--lang", "en"));
        assertEquals(2, run("verify", "--anchor", line.replace("vigie-anchor-1 ", "vigie-anchor-1 0"), "--lang", "en"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "UPDATE ledger SET time = time + 1 WHERE number = 2; changed",
                "UPDATE ledger SET kind = 99 WHERE number = 3; changed",
                "UPDATE ledger SET hash = x'00' WHERE number = 3; changed",
                "DELETE FROM ledger WHERE number = 3; missing",
                "DELETE FROM ledger WHERE number = 6; cut",
                "UPDATE ledger SET number = 9 WHERE number = 5; missing",
                "UPDATE ledger_content SET bytes = (SELECT bytes FROM ledger_content WHERE number = 2) WHERE number ="
                        + " 3; content-changed",
                "UPDATE ledger_content SET salt = x'' WHERE number = 3; content-changed",
                "UPDATE alert SET evidence = '{}' WHERE id = 'a1'; alert-changed",
                "DELETE FROM alert WHERE id = 'a2'; alert-gone",
                "INSERT INTO alert SELECT 99, 'a9', rule, severity, techniques, commune, host, hostname, cause, first_event,"
                        + " time, host_time, evidence, status, count, last_time, version, assignee, closing, exception, grp,"
                        + " situation FROM alert WHERE id = 'a1';"
                        + " alert-not-in-ledger",
                "UPDATE audit SET reason = 'another' WHERE number = 1; decision-changed",
                "DELETE FROM audit WHERE number = 2; decision-gone",
                "INSERT INTO audit SELECT 3, time, author, reason, action, subject, salt, content, hash, system_user FROM audit"
                        + " WHERE number = 2; decision-not-in-ledger",
            })
    void whatIsDoneToTheStoreOutsideTheProgramIsFound(String edit, String fault) throws Exception {
        if (edit.contains("ledger") || edit.contains("audit SET") || edit.startsWith("DELETE FROM audit")) {
            assertThrows(SQLException.class, () -> outside("PRAGMA foreign_keys = ON", edit));
        }
        outside(
                "DROP TRIGGER ledger_never_changes",
                "DROP TRIGGER ledger_never_shrinks",
                "DROP TRIGGER ledger_content_never_changes",
                "DROP TRIGGER audit_never_changes",
                "DROP TRIGGER audit_never_shrinks",
                edit);
        assertEquals(3, run("verify", "--format", "jsonl"));
        assertTrue(out.contains("\"fault\":\"" + fault + "\""), out);
        assertEquals(3, run("verify", "--lang", "fr"));
        assertFalse(out.contains("s'enchaînent, et"), out);
    }

    @Test
    void wordsThatExpiredAreSaidToBeGoneAndTheChainHolds() throws Exception {
        outside("DELETE FROM ledger_content WHERE number = 3");
        assertEquals(0, run("verify", "--lang", "en"));
        assertTrue(out.contains("Of 1 entry the words are gone"), out);
    }

    @Test
    void aStoreThatWasMadeAnewOrRestoredFromBeforeIsFoundByAnAnchor() throws Exception {
        Path file = new CollectorFolder(dir).state().resolve(SqliteStore.FILE);
        byte[] before = Files.readAllBytes(file);
        try (Store store = store()) {
            store.change(s -> s.alerts().raise(alert("a7", AURAY, 1, "c7", 7)));
        }
        String line = anchor();
        Files.write(file, before);
        assertEquals(3, run("verify", "--anchor", line, "--format", "jsonl"));
        assertTrue(out.contains("\"fault\":\"cut\",\"subject\":\"7\""), out);
        Files.delete(file);
        try (Store store = store()) {
            for (int i = 0; i < 8; i++) {
                String id = "b" + i;
                store.change(s -> s.alerts().raise(alert(id, AURAY, 1, id, 7)));
            }
        }
        assertEquals(3, run("verify", "--anchor", line, "--format", "jsonl"));
        assertTrue(out.contains("\"fault\":\"other-beginning\"") && out.contains("\"vouched_to_entry\":0"), out);
    }

    @Test
    void anAnchorIsStampedWhereAnAuthorityIsConfigured() throws Exception {
        try (TimeStampAuthority authority =
                new TimeStampAuthority(Specimens.minute(11), KeyPurposeId.id_kp_timeStamping)) {
            Path trusted = dir.resolve("tsa.pem");
            Files.writeString(
                    trusted,
                    "-----BEGIN CERTIFICATE-----\n"
                            + Base64.getMimeEncoder()
                                    .encodeToString(authority.authority().getEncoded())
                            + "\n-----END CERTIFICATE-----\n");
            Files.writeString(
                    new CollectorFolder(dir).configuration(),
                    "name = localhost\nanchor-mail = maire@auray.example, garde@region.example\ntimestamp-url = "
                            + authority.address() + "\ntimestamp-ca = " + trusted + "\n");
            String line = anchor();
            Path stamp = new CollectorFolder(dir).anchors().resolve("2026-03-02.tsr");
            assertEquals(
                    0,
                    run(
                            "verify",
                            "--anchor",
                            line,
                            "--time-stamp",
                            stamp.toString(),
                            "--time-stamp-ca",
                            trusted.toString(),
                            "--format",
                            "jsonl"));
            assertTrue(out.contains("\"time_stamp\":\"2026-03-02T08:11:00Z\""), out);
            Anchor other = new Anchor("0123456789abcdef", 1, TIME.instant(), bzh.vigie.event.Sha256.over(new byte[0]));
            assertEquals(
                    1,
                    run(
                            "verify",
                            "--anchor",
                            other.line(),
                            "--time-stamp",
                            stamp.toString(),
                            "--time-stamp-ca",
                            trusted.toString()));
            String mail = Files.readString(
                    new CollectorFolder(dir).anchors().resolve("2026-03-02.eml"), StandardCharsets.UTF_8);
            assertTrue(mail.startsWith("To: maire@auray.example, garde@region.example\r\n"), mail);
            assertEquals(line, Anchor.find(mail).anchors().getFirst().line());
            authority.answer(bytes -> new byte[3]);
            assertEquals(1, run("anchor", "--lang", "fr"));
            assertTrue(err.contains("pas la réponse d'une autorité d'horodatage"), err);
            assertFalse(Files.exists(stamp), "a stamp of another anchor is not left beside this one");
        }
    }

    @Test
    void coverageEntersOnceADayAndDaysInBetweenAreMadeUpFor() throws Exception {
        Words words = Words.of(LedgerCommand.class, Locale.FRENCH);
        Settings none = Settings.parse("collector.conf", "", CollectorConfig.keys());
        Anchoring anchoring = Anchoring.of(new CollectorFolder(dir), none, new SecureRandom());
        try (Store store = store()) {
            for (long minute : new long[] {10, 20, 3 * 24 * 60}) {
                try (DailyLedger daily = new DailyLedger(
                        store, anchoring, InstantSource.fixed(Specimens.minute(minute)), words, () -> 0)) {
                    daily.look();
                }
            }
            List<Ledger.Row> days = ofKind(store, LedgerKind.COVERAGE);
            assertEquals(
                    List.of("2026-03-01", "2026-03-02", "2026-03-03", "2026-03-04"),
                    days.stream().map(row -> row.entry().reference()).toList());
            assertEquals("1", days.getFirst().content().orElseThrow().field("hosts-not-watched"));
            assertEquals(
                    List.of("2026-03-01", "2026-03-04"),
                    ofKind(store, LedgerKind.TOLD).stream()
                            .map(row -> row.entry().reference())
                            .toList());
            assertTrue(Files.exists(new CollectorFolder(dir).anchors().resolve("2026-03-05.eml")));
        }
        assertEquals(0, run("verify"));
    }

    private static List<Ledger.Row> ofKind(Store store, LedgerKind kind) {
        return store.read(s -> s.ledger().list(ALL, 5, 100)).stream()
                .filter(row -> row.entry().kind() == kind.code())
                .toList();
    }

    /** What came in before midnight and was not judged is still to come into the inventories. */
    @Test
    void whatHostsToldEntersWhenTheDayWasJudged() throws Exception {
        Words words = Words.of(LedgerCommand.class, Locale.FRENCH);
        Settings none = Settings.parse("collector.conf", "", CollectorConfig.keys());
        Anchoring anchoring = Anchoring.of(new CollectorFolder(dir), none, new SecureRandom());
        try (Store store = store();
                DailyLedger daily =
                        new DailyLedger(store, anchoring, InstantSource.fixed(Specimens.minute(10)), words, () -> 7)) {
            daily.look();
            assertEquals(List.of(), ofKind(store, LedgerKind.TOLD));
            store.change(session -> session.progress().position(IngestLog.NAME, 7));
            daily.look();
            daily.look();
            assertEquals(1, ofKind(store, LedgerKind.TOLD).size());
        }
    }
}
