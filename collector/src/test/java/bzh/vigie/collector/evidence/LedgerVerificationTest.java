package bzh.vigie.collector.evidence;

import static bzh.vigie.collector.store.Specimens.ANALYST;
import static bzh.vigie.collector.store.Specimens.AURAY;
import static bzh.vigie.collector.store.Specimens.agent;
import static bzh.vigie.collector.store.Specimens.alert;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import bzh.vigie.collector.conclusion.Conclusion;
import bzh.vigie.collector.conclusion.Conclusion.Word;
import bzh.vigie.collector.conclusion.Criterion.Kind;
import bzh.vigie.collector.conclusion.Facts;
import bzh.vigie.collector.ledger.LedgerContent;
import bzh.vigie.collector.ledger.LedgerEntry;
import bzh.vigie.collector.ledger.LedgerKind;
import bzh.vigie.collector.store.Alerts.Alert;
import bzh.vigie.collector.store.Alerts.Closing;
import bzh.vigie.collector.store.Alerts.Move;
import bzh.vigie.collector.store.Attestations.Answer;
import bzh.vigie.collector.store.Attestations.Statement;
import bzh.vigie.collector.store.Conclusions.Decision;
import bzh.vigie.collector.store.ExpectedHosts.Expected;
import bzh.vigie.collector.store.ExpectedHosts.Origin;
import bzh.vigie.collector.store.ExpectedHosts.Role;
import bzh.vigie.collector.store.IncidentId;
import bzh.vigie.collector.store.Incidents.DeviceKind;
import bzh.vigie.collector.store.Incidents.Interval;
import bzh.vigie.collector.store.Incidents.Phase;
import bzh.vigie.collector.store.LedgerWords;
import bzh.vigie.collector.store.PasswordLists;
import bzh.vigie.collector.store.PasswordLists.Aged;
import bzh.vigie.collector.store.Reach;
import bzh.vigie.collector.store.Scans;
import bzh.vigie.collector.store.Scope;
import bzh.vigie.collector.store.Specimens;
import bzh.vigie.collector.store.Store;
import bzh.vigie.collector.store.Witnesses;
import bzh.vigie.collector.store.Witnesses.Sighting;
import bzh.vigie.collector.store.sqlite.SqliteStore;
import bzh.vigie.event.Sha256;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Whatever is done to the store's file by somebody else than the program is found, and takes its worth from the conclusion. */
final class LedgerVerificationTest {
    private static final byte[] SCAN = "{}".getBytes(StandardCharsets.UTF_8);
    private static final InstantSource TIME = InstantSource.fixed(Specimens.minute(60));
    private static final Scope ALL = new Scope.All();
    private static final IncidentId ID = new IncidentId("2026-001");

    @TempDir
    static Path made;

    @TempDir
    Path dir;

    @BeforeAll
    static void allThatCanBeDecided() {
        at(made, session -> {
            session.hosts().enrol(Specimens.host(1, AURAY));
            session.alerts().raise(alert("a1", AURAY, 1, "c1", 1));
            session.alerts().again("a1", agent(1), Specimens.minute(5));
        });
        at(made, session -> {
            session.incidents().open("rançongiciel", Set.of(AURAY), 30, ANALYST);
            session.incidents().phase(ALL, ID, Phase.EVICTION, Optional.of(Specimens.minute(1)), ANALYST);
            session.incidents()
                    .eviction(
                            ALL,
                            ID,
                            Optional.empty(),
                            Optional.of(new Interval(Specimens.minute(1), Optional.of(Specimens.minute(2)))),
                            ANALYST);
            session.incidents().device(ALL, ID, AURAY, DeviceKind.VPN_POOL, "10.8.0.0/24", "vpn", true, ANALYST);
        });
        at(made, session -> {
            session.expectedHosts()
                    .add(
                            ALL,
                            ID,
                            AURAY,
                            "ad.csv",
                            Origin.DIRECTORY,
                            List.of(
                                    new Expected("pc1", Role.WORKSTATION, true),
                                    new Expected("dc1", Role.DOMAIN_CONTROLLER, true)),
                            ANALYST);
            session.expectedHosts().identify(ALL, ID, agent(1), Optional.of("pc1"), ANALYST);
            Optional<Instant> set = Optional.of(Specimens.minute(0));
            session.passwordLists()
                    .add(
                            ALL,
                            ID,
                            AURAY,
                            "ad.csv",
                            "00",
                            List.of(new Aged("lea", PasswordLists.Kind.ACCOUNT, true, set, false)),
                            ANALYST);
            Sighting came = new Sighting(2, Specimens.minute(3), "lea", "192.0.2.1", "", "", Witnesses.Outcome.SUCCESS);
            session.witnesses().add(ALL, ID, AURAY, "vpn.csv", Witnesses.Kind.VPN, "01", 0, List.of(came), ANALYST);
            session.scans()
                    .add(
                            ALL,
                            ID,
                            new Scans.Stated(AURAY, agent(1), true, "pc1", Specimens.minute(3), true),
                            new Scans.Content(Sha256.over(SCAN).hex(), "offline", "linux", "7", 1, 1, 0),
                            Optional.of(new Scans.Compared(0, 0, 0, 1, List.of("linux.cron.d"))),
                            SCAN,
                            ANALYST);
            session.attestations()
                    .attest(
                            ALL,
                            ID,
                            Statement.WAY_IN_CLOSED,
                            Optional.empty(),
                            Optional.of(Answer.NO),
                            "rapport",
                            Optional.empty(),
                            ANALYST);
            session.neighbours().exempt(AURAY, "mac:00:11:22:33:44:55", ANALYST);
            session.tombstones()
                    .add(
                            ALL,
                            ID,
                            AURAY,
                            Optional.of(agent(1)),
                            "key",
                            Map.of("location", "linux.cron.d", "value", "curl evil.example"),
                            Optional.empty(),
                            ANALYST);
        });
        at(made, session -> {
            LedgerContent day = CoverageDay.of(session, AURAY, LocalDate.parse("2026-03-02"));
            session.ledger().add(LedgerKind.COVERAGE, AURAY.insee(), "2026-03-02", day);
        });
    }

    private static void at(Path folder, Consumer<Store.Session> work) {
        try (Store store = SqliteStore.open(folder, TIME)) {
            store.change(work);
        }
    }

    private LedgerVerification.Outcome verified() {
        try (Store store = SqliteStore.open(dir, TIME)) {
            return LedgerVerification.of(store, List.of());
        }
    }

    private void copied() throws Exception {
        Files.copy(made.resolve(SqliteStore.FILE), dir.resolve(SqliteStore.FILE));
    }

    /** With triggers taken away and put back, as somebody does who rules the machine. */
    private void outside(String... edits) throws SQLException {
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + dir.resolve(SqliteStore.FILE));
                java.sql.Statement statement = connection.createStatement()) {
            List<String> triggers = new ArrayList<>();
            try (var rows = statement.executeQuery("SELECT name, sql FROM sqlite_schema WHERE type = 'trigger'")) {
                while (rows.next()) {
                    triggers.add(rows.getString(1));
                    triggers.add(rows.getString(2));
                }
            }
            for (int i = 0; i < triggers.size(); i += 2) {
                statement.executeUpdate("DROP TRIGGER " + triggers.get(i));
            }
            for (String edit : edits) {
                assertTrue(statement.executeUpdate(edit) > 0, edit);
            }
            for (int i = 1; i < triggers.size(); i += 2) {
                statement.executeUpdate(triggers.get(i));
            }
        }
    }

    @Test
    void whatNobodyTouchedHolds() throws Exception {
        copied();
        LedgerVerification.Outcome outcome = verified();
        assertEquals(List.of(), outcome.told());
        assertTrue(outcome.complete());
        // What a later session writes is told too, and all of it.
        at(dir, session -> session.incidents().watch(ALL, ID, 60, ANALYST));
        assertEquals(List.of(), verified().told());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "UPDATE alert SET status = 'CLOSED'; alert-status-changed  a1",
                "UPDATE alert SET status = 'EXCEPTED', exception = 1; alert-status-changed  a1",
                "UPDATE alert SET last_time = time, count = 1; alert-repetition-changed  a1",
                "UPDATE alert SET last_time = time; alert-repetition-changed  a1",
                "UPDATE incident SET title = 'rien'; line-changed  incident/2026-001",
                "UPDATE incident_phase SET since = since - 1; line-changed  incident_phase/1",
                "DELETE FROM incident_phase; line-gone  incident_phase/1",
                "UPDATE incident_eviction SET finish = finish - 1; line-changed  incident_eviction/1",
                "INSERT INTO incident_eviction SELECT 9, incident, host, start, finish, written, author, reason FROM"
                        + " incident_eviction; line-not-in-ledger  incident_eviction/9",
                "UPDATE incident_watch SET days = 1; line-changed  incident_watch/1",
                "DELETE FROM incident_device; line-gone  incident_device/1",
                "INSERT INTO incident_commune SELECT incident, '29019', written, author, reason FROM incident_commune;"
                        + " line-not-in-ledger  incident_commune/2026-001/29019",
                "UPDATE attestation SET answer = 'YES'; line-changed  attestation/1",
                "UPDATE attestation SET proof = 'autre'; line-changed  attestation/1",
                "UPDATE attestation SET until = 1; line-changed  attestation/1",
                "DELETE FROM expected_host WHERE name = 'dc1'; line-changed  host_list/1",
                "UPDATE expected_host SET role = 'WORKSTATION'; line-changed  host_list/1",
                "DELETE FROM host_list; line-gone  host_list/1",
                "UPDATE password_age SET password_set = password_set + 1; line-changed  password_list/1",
                "UPDATE witness_row SET outcome = 'FAILURE'; line-changed  witness_list/1",
                "DELETE FROM witness_row; line-changed  witness_list/1",
                "UPDATE disk_scan SET other_media = 0; line-changed  disk_scan/1",
                "UPDATE disk_scan_part SET deflated = x'00'; line-changed  disk_scan/1",
                "INSERT INTO disk_scan_line VALUES (9, 1, 0, 'x', 'y'); line-not-in-ledger  disk_scan_line/9",
                "UPDATE host_identity SET name = 'dc1'; line-changed  host_identity/1",
                "UPDATE tombstone_line SET standing = 0; line-changed  tombstone_line/1",
                "DELETE FROM exempted_machine; exemption-changed  56007 mac:00:11:22:33:44:55",
                "INSERT INTO exempted_machine VALUES ('56007', 'ip:10.0.0.9', 'x', 'y'); exemption-changed  56007"
                        + " ip:10.0.0.9",
                "UPDATE exempted_machine SET reason = 'autre'; exemption-changed  56007 mac:00:11:22:33:44:55",
                "DELETE FROM host; host-gone  01900000-0000-7000-8000-000000000001",
                "DELETE FROM ledger_content WHERE number = 1; before-changed  1",
                "DELETE FROM ledger_content WHERE number = 2; without-content  1",
            })
    void whatIsDoneFromElsewhereIsFoundAndNothingIsConcluded(String edit, String told) throws Exception {
        copied();
        outside(edit);
        List<String> found = verified().told();
        assertTrue(found.contains(told), found::toString);
        try (Store store = SqliteStore.open(dir, TIME)) {
            Conclusion conclusion = store.read(session -> session.incidents()
                    .find(ALL, ID)
                    .map(incident -> Conclusion.of(Facts.of(session, ALL, incident, TIME.instant())))
                    .orElseThrow());
            assertEquals(Word.NOT_VERIFIABLE, conclusion.word());
            assertTrue(
                    conclusion.missing().stream()
                            .anyMatch(each -> each.kind() == Kind.EVIDENCE_SOUND
                                    && each.about().contains(told)),
                    conclusion::toString);
        }
    }

    /** Whoever writes into the file hides no alert behind an exception that would have hidden it. */
    @Test
    void anAlertIsHiddenByWhatItsEntrySaysAlone() throws Exception {
        copied();
        at(dir, session -> {
            Alert told = alert("a8", AURAY, 1, "c8", 61);
            long number = session.alertExceptions()
                    .add(ALL, true, Reach.of(told), TIME.instant().plusSeconds(9_000), ANALYST);
            session.alerts().except(told, number);
            session.alerts().raise(alert("a9", AURAY, 1, "c9", 61));
            // As entries were before they said what hides an alert.
            session.ledger()
                    .add(
                            LedgerKind.ALERT,
                            AURAY.insee(),
                            "a1",
                            LedgerWords.of(session.alerts().find(ALL, "a1").orElseThrow()));
        });
        assertEquals(List.of(), verified().told());
        outside("UPDATE alert SET status = 'EXCEPTED', exception = 1 WHERE id = 'a9'");
        assertEquals(List.of("alert-status-changed  a9"), verified().told());
    }

    /** Whoever writes into the file does not have it entered by the next decision of the program. */
    @Test
    void whatWasPutInFromElsewhereIsNotTakenForTheProgramsOwn() throws Exception {
        copied();
        outside("INSERT INTO incident_watch VALUES (9, '2026-001', 1, 0, 'x', 'y')");
        at(dir, session -> session.incidents().watch(ALL, ID, 60, ANALYST));
        assertEquals(List.of("line-not-in-ledger  incident_watch/9"), verified().told());
    }

    @Test
    void onlyTheFirstEntryBeginsTheLedger() throws Exception {
        copied();
        outside("DELETE FROM alert");
        at(
                dir,
                session -> session.ledger()
                        .add(
                                LedgerKind.OPENED,
                                "",
                                "lines",
                                new LedgerContent(Map.of("alerts", "99", "audit", "99 00"))));
        assertTrue(verified().told().stream().anyMatch(each -> each.startsWith("begun-again")));
        assertTrue(verified().told().contains("alert-gone  a1"));
        at(dir, session -> session.ledger().add(LedgerKind.LINES_OPENED, "", "lines", new LedgerContent(Map.of())));
        assertEquals(
                2,
                verified().told().stream()
                        .filter(each -> each.startsWith("begun-again"))
                        .count());
    }

    /** A store that has decisions from before there was a ledger, or from before the ledger told of lines. */
    @Test
    void whatWasThereBeforeIsHeldToItsDigest() throws Exception {
        for (boolean older : new boolean[] {false, true}) {
            Files.deleteIfExists(dir.resolve(SqliteStore.FILE));
            copied();
            outside(
                    "DELETE FROM ledger_content",
                    "DELETE FROM ledger",
                    "DELETE FROM sqlite_sequence WHERE name = 'ledger'");
            if (older) {
                olderLedger();
            }
            at(dir, session -> {
                session.incidents().watch(ALL, ID, 60, ANALYST);
                session.alerts().raise(alert("a2", AURAY, 1, "c2", 2));
                session.alerts().decide(ALL, "a2", Move.close(Closing.EXPECTED), ANALYST);
            });
            assertEquals(List.of(), verified().told());
            outside("UPDATE incident_phase SET since = 0");
            assertEquals(List.of("before-changed  incident_phase"), verified().told());
            outside("DELETE FROM attestation");
            assertTrue(verified().told().contains("before-changed  attestation"));
            if (!older) {
                outside("UPDATE alert SET evidence = '{}' WHERE id = 'a1'");
                assertTrue(verified().told().contains("before-changed  alert"));
                outside("UPDATE audit SET reason = 'autre' WHERE number = 1");
                assertTrue(verified().told().contains("before-changed  decision"));
            }
        }
    }

    /** As a version began it that told of alerts and decisions alone: here of a time at which there were none. */
    private void olderLedger() throws SQLException {
        outside(
                "DELETE FROM alert",
                "DELETE FROM audit",
                "DELETE FROM exempted_machine",
                "DELETE FROM sqlite_sequence WHERE name = 'audit'");
        byte[] salt = new byte[16];
        LedgerContent content = new LedgerContent(Map.of(
                "audit",
                "",
                "alerts",
                "0",
                "alerts-sha256",
                Sha256.over(new byte[0]).hex()));
        LedgerEntry first = LedgerEntry.following(
                Optional.empty(), 1, LedgerKind.OPENED, "", "", LedgerContent.digest(salt, content.bytes()));
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + dir.resolve(SqliteStore.FILE));
                PreparedStatement entry =
                        connection.prepareStatement("INSERT INTO ledger VALUES (1, 1, 1, '', '', ?, ?)");
                PreparedStatement words = connection.prepareStatement("INSERT INTO ledger_content VALUES (1, ?, ?)")) {
            entry.setBytes(1, first.content().bytes());
            entry.setBytes(2, first.hash().bytes());
            entry.executeUpdate();
            words.setBytes(1, salt);
            words.setBytes(2, content.bytes());
            words.executeUpdate();
        }
    }

    @Test
    void manyLinesOfOneTransactionAreOneEntry() throws Exception {
        copied();
        long before = verified().chain().entries();
        at(dir, session -> {
            for (int i = 0; i < 200; i++) {
                session.incidents().watch(ALL, ID, 1 + i, ANALYST);
            }
        });
        assertEquals(before + 200 + 1, verified().chain().entries(), "each decision, and one entry of lines");
        assertEquals(List.of(), verified().told());
        outside("UPDATE incident_watch SET days = 7 WHERE number = 100");
        assertEquals(List.of("line-changed  incident_watch/2 … 201"), verified().told());
        outside("INSERT INTO incident_watch SELECT 300, incident, days, written, author, reason FROM incident_watch"
                + " WHERE number = 1");
        assertTrue(verified().told().contains("line-not-in-ledger  incident_watch/300"));
    }

    /** What fails leaves neither the lines nor their entries, and not in the next transaction either. */
    @Test
    void aTransactionThatFailsIsNotTold() throws Exception {
        copied();
        long before = verified().chain().entries();
        try (Store store = SqliteStore.open(dir, TIME)) {
            boolean failed = false;
            try {
                store.change(session -> {
                    session.incidents().watch(ALL, ID, 9, ANALYST);
                    throw new IllegalStateException("on purpose");
                });
            } catch (IllegalStateException e) {
                failed = true;
            }
            assertTrue(failed);
            store.change(session -> session.alerts().again("a1", agent(1), Specimens.minute(6)));
        }
        assertEquals(before, verified().chain().entries());
        assertFalse(verified().told().stream().anyMatch(each -> !each.isEmpty()));
    }

    private static final String SIGNED = "INSERT INTO conclusion_line (incident, decision, word, computed, digest,"
            + " statement, written, author, reason) VALUES ('2026-001', 'SIGNED', 'not-observed', 1, x'00', 'x', 1, 'x',"
            + " 'y')";

    private static final String BASELINE = "INSERT INTO baseline (incident, commune, hosts, approved, digest, up_to,"
            + " written, author, reason) VALUES ('2026-001', '56007', '[]', 1, x'00', 9, 1, 'x', 'y')";

    private void run(String... statements) throws SQLException {
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + dir.resolve(SqliteStore.FILE));
                java.sql.Statement statement = connection.createStatement()) {
            for (String each : statements) {
                statement.executeUpdate(each);
            }
        }
    }

    /** Which tables are looked at does not depend on what is left in the file. */
    @Test
    void aTriggerThatWasTakenAwayHidesNoLine() throws Exception {
        copied();
        run("DROP TRIGGER conclusion_line_never_changes", SIGNED, "DROP TRIGGER baseline_never_changes", BASELINE);
        List<String> told = verified().told();
        assertTrue(told.contains("line-not-in-ledger  conclusion_line/1"), told::toString);
        assertTrue(told.contains("line-not-in-ledger  baseline/1"), told::toString);
        Files.delete(dir.resolve(SqliteStore.FILE));
        copied();
        run("DROP TRIGGER incident_watch_never_changes");
        at(dir, session -> session.incidents().watch(ALL, ID, 60, ANALYST));
        assertEquals(List.of(), verified().told(), "what the program writes enters the ledger all the same");
    }

    /** What a trigger of somebody else has the program write enters the ledger, and nobody decided it. */
    @Test
    void whatNobodyDecidedIsNotSigned() throws Exception {
        copied();
        run("CREATE TRIGGER planted AFTER INSERT ON incident_watch BEGIN " + SIGNED + "; " + BASELINE + "; END");
        at(dir, session -> session.incidents().watch(ALL, ID, 60, ANALYST));
        assertEquals(
                List.of("signature-not-decided  conclusion_line/1", "signature-not-decided  baseline/1"),
                verified().told());
    }

    /** Nothing that stands in the file ends the verification. */
    @Test
    void whatTheProgramNeverWritesIsADifference() throws Exception {
        copied();
        at(dir, session -> {
            assertTrue(session.conclusions()
                    .decide(ALL, ID, Decision.SIGNED, "not-verifiable", TIME.instant(), "texte", ANALYST));
            LedgerContent day = new LedgerContent(Map.of("alert.a1", "1 x"));
            session.ledger().add(LedgerKind.COVERAGE, AURAY.insee(), "2026-03-03", day);
        });
        assertEquals(List.of("alert-repetition-changed  a1"), verified().told());
        outside("UPDATE conclusion_line SET decision = 'OUI', digest = x'00'");
        assertTrue(verified().told().contains("line-changed  conclusion_line/1"));
        try (Store store = SqliteStore.open(dir, TIME)) {
            assertEquals(List.of(), store.read(session -> session.conclusions().lines(ALL, ID)), "nobody signed it so");
        }
        run(BASELINE);
        assertTrue(verified().told().contains("line-not-in-ledger  baseline/1"));
        outside("UPDATE baseline SET commune = 'Auray'");
        assertTrue(verified().told().contains("unreadable  incident"));
        outside("UPDATE alert SET severity = 'x'");
        assertTrue(verified().told().contains("unreadable  alert"));
    }

    /** Words beside an entry that are not its own are not looked at: only that they are not is told. */
    @Test
    void forgedWordsOfAnEntryAreNotJudged() throws Exception {
        copied();
        byte[] forged = new LedgerContent(Map.of("alert.a1", "9 x")).bytes();
        outside("UPDATE ledger_content SET bytes = x'"
                + java.util.HexFormat.of().formatHex(forged)
                + "' WHERE number = (SELECT number FROM ledger WHERE kind = "
                + LedgerKind.COVERAGE.code() + ")");
        List<String> told = verified().told();
        assertEquals(1, told.size(), told::toString);
        assertTrue(told.getFirst().startsWith("content-changed  "), told::toString);
    }
}
