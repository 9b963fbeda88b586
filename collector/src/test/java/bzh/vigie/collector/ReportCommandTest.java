package bzh.vigie.collector;

import static bzh.vigie.collector.store.Specimens.ANALYST;
import static bzh.vigie.collector.store.Specimens.AURAY;
import static bzh.vigie.collector.store.Specimens.CONCARNEAU;
import static bzh.vigie.collector.store.Specimens.agent;
import static bzh.vigie.collector.store.Specimens.alert;
import static bzh.vigie.collector.store.Specimens.host;
import static bzh.vigie.collector.store.Specimens.minute;
import static bzh.vigie.collector.store.Specimens.moment;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import bzh.vigie.collector.detect.AlertTexts;
import bzh.vigie.collector.identity.IdentityFolder;
import bzh.vigie.collector.intel.Indicator;
import bzh.vigie.collector.intel.Observable;
import bzh.vigie.collector.intel.Tlp;
import bzh.vigie.collector.ledger.LedgerContent;
import bzh.vigie.collector.report.LogBook;
import bzh.vigie.collector.report.Look;
import bzh.vigie.collector.report.ReportClaims;
import bzh.vigie.collector.report.ReportContent.Request;
import bzh.vigie.collector.report.ReportSignature;
import bzh.vigie.collector.report.ReportSource;
import bzh.vigie.collector.report.pdf.SignaturePlace;
import bzh.vigie.collector.store.Alerts.Alert;
import bzh.vigie.collector.store.Alerts.Closing;
import bzh.vigie.collector.store.Alerts.Move;
import bzh.vigie.collector.store.Alerts.Severity;
import bzh.vigie.collector.store.Alerts.Status;
import bzh.vigie.collector.store.Author;
import bzh.vigie.collector.store.IncidentId;
import bzh.vigie.collector.store.Incidents.Phase;
import bzh.vigie.collector.store.Indicators.Listed;
import bzh.vigie.collector.store.Scans;
import bzh.vigie.collector.store.Scope;
import bzh.vigie.collector.store.Specimens;
import bzh.vigie.collector.store.Store;
import bzh.vigie.collector.store.sqlite.SqliteStore;
import bzh.vigie.event.Event;
import bzh.vigie.event.ReasonCode;
import bzh.vigie.event.Sha256;
import bzh.vigie.event.WatchState;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.ResourceBundle;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ReportCommandTest {
    private static final InstantSource TIME = InstantSource.fixed(minute(5 * 24 * 60));
    private static final Scope ALL = new Scope.All();

    @TempDir
    Path temporary;

    private Path dir = Path.of("");
    private String fingerprint = "";
    private String out = "";
    private String err = "";

    @BeforeEach
    void aCollectorThatSawSomething() throws Exception {
        dir = Files.createDirectory(temporary.resolve("collector"));
        CollectorFolder folder = new CollectorFolder(dir);
        Files.writeString(folder.configuration(), "name = localhost\n");
        IdentityFolder identity = new IdentityFolder(
                folder.identity(), IdentityFolder.passphraseIn(folder.identity()), new SecureRandom());
        fingerprint = identity.create(Specimens.START).fingerprint().hex();
        try (Store store = SqliteStore.open(folder.state(), InstantSource.fixed(minute(60)))) {
            store.change(s -> {
                s.hosts().enrol(host(1, AURAY));
                s.hosts().enrol(host(2, AURAY));
                s.coverage().add(agent(1), told("process", 0, 2_000), minute(2_000));
                s.coverage().gap(agent(1), minute(2_000), minute(3_000), "stopped");
                s.coverage().add(agent(1), told("process", 3_000, 7_000), minute(7_000));
                s.alerts().raise(alert("a1", AURAY, 1, "c1", 1));
                s.alerts().raise(alert("a2", CONCARNEAU, 2, "c2", 2));
                s.alerts()
                        .decide(
                                ALL,
                                "a1",
                                Move.close(Closing.EXPECTED),
                                new Author("=cmd|'/c calc'!A1", "+33 2 97 00 00 00\u202e, \"vu\"\nle maire"));
                s.incidents().open("Rançongiciel à Auray", Set.of(AURAY), 90, ANALYST);
                s.indicators().add(Optional.of("2026-001"), List.of(indicator()), "x.csv", ANALYST);
                s.incidents()
                        .list(ALL)
                        .forEach(each -> s.incidents()
                                .phase(ALL, each.id(), Phase.CONTAINMENT, Optional.of(minute(-600)), ANALYST));
            });
        }
    }

    /** One of a host that has an agent, one of another. */
    private void disks() {
        try (Store store = SqliteStore.open(new CollectorFolder(dir).state(), InstantSource.fixed(minute(60)))) {
            store.change(s -> {
                IncidentId id = new IncidentId("2026-001");
                Scans.Content content =
                        new Scans.Content(Sha256.over(new byte[2]).hex(), "offline", "linux", "7", 12, 3, 1);
                s.scans()
                        .add(
                                ALL,
                                id,
                                new Scans.Stated(AURAY, agent(1), true, "pc-1", minute(5), true),
                                content,
                                Optional.of(new Scans.Compared(1, 0, 2, 0, List.of())),
                                new byte[2],
                                ANALYST);
                s.scans()
                        .add(
                                ALL,
                                id,
                                new Scans.Stated(AURAY, Scans.idOf(AURAY, "x"), false, "x", minute(5), false),
                                content,
                                Optional.empty(),
                                new byte[2],
                                ANALYST);
            });
        }
    }

    private static Event.Coverage told(String source, long from, long to) {
        return new Event.Coverage(
                moment(to),
                source,
                source,
                Optional.empty(),
                moment(from).wallMicros(),
                moment(to).wallMicros(),
                (to - from) * 60_000_000L,
                WatchState.LIVE,
                ReasonCode.NONE,
                "",
                0,
                0);
    }

    private static Indicator indicator() {
        return new Indicator(
                new Observable.Domain("evil.example.org"),
                "CERT|1",
                "",
                Tlp.RED,
                50,
                Optional.empty(),
                Optional.empty(),
                false,
                true);
    }

    private int run(String... arguments) {
        return run(new ReportCommand(TIME), arguments);
    }

    private int incident(String... arguments) {
        return run(new IncidentReportCommand(TIME), arguments);
    }

    private int run(Object command, String... arguments) {
        CommandRun run = CommandRun.of(command, dir, List.of(arguments));
        out = run.out();
        err = run.err();
        return run.code();
    }

    /** On another machine: there is no collector's folder. */
    private int elsewhere(String... arguments) {
        CommandRun run = CommandRun.of(new ReportCommand(TIME), temporary.resolve("elsewhere"), List.of(arguments));
        out = run.out();
        err = run.err();
        return run.code();
    }

    private Path incidentReport(String number, String... more) {
        Path file = temporary.resolve("incident.pdf");
        List<String> words = new java.util.ArrayList<>(List.of(number, "--out", file.toString(), "--lang", "fr"));
        words.addAll(Arrays.asList(more));
        assertEquals(0, incident(words.toArray(String[]::new)), () -> err);
        return file;
    }

    private Path report(String... more) {
        Path file = temporary.resolve("report.pdf");
        List<String> words = new java.util.ArrayList<>(List.of("create", "--out", file.toString(), "--lang", "fr"));
        words.addAll(Arrays.asList(more));
        assertEquals(0, run(words.toArray(String[]::new)), () -> err);
        return file;
    }

    @Test
    void aReportOfAnIncidentIsVerifiedOnAnotherMachine() throws Exception {
        disks();
        Path file = incidentReport("2026-001");
        assertTrue(out.contains(fingerprint), out);
        assertEquals(0, elsewhere("verify", file.toString(), "--ca-sha256", fingerprint, "--lang", "fr"), err);
        assertTrue(out.contains("AUTHENTIQUE") && out.contains("titre : Rançongiciel à Auray"), out);
        assertTrue(out.contains("conclusion : non vérifiable\n"), out);
        assertTrue(out.contains("aucun analyste ne l'a signée"), out);
        assertTrue(out.contains("tête du registre : vigie-anchor-1 "), out);
        assertTrue(out.contains("période, début : " + minute(-600)), out);
        Path certificate = new CollectorFolder(dir).identity().resolve("ca.crt");
        assertEquals(0, elsewhere("verify", file.toString(), "--ca", certificate.toString(), "--format", "jsonl"));
        assertTrue(out.contains("\"authentic\":true") && out.contains("\"incident\":\"2026-001\""), out);
        assertEquals(2, elsewhere("verify", file.toString()), out);
        assertEquals(0, run("verify", file.toString()));
        CommandRun signed = CommandRun.of(
                new IncidentConcludeCommand(TIME),
                dir,
                List.of("2026-001", "--sign", "--reason", "relu", "--author", "Nolwenn"));
        assertEquals(0, signed.code(), signed.err());
        assertEquals(0, run("verify", incidentReport("2026-001").toString(), "--lang", "fr"));
        assertTrue(out.contains("signée : not-verifiable ") && out.contains(" Nolwenn"), out);
    }

    @Test
    void theCollectorsLogTellsItsReportsFromThoseOfAStolenKey() throws Exception {
        Path file = report("--commune", "56007", "--author", "Nolwenn");
        assertEquals(0, run("verify", file.toString(), "--lang", "en"), err);
        assertTrue(out.contains("audit log has it") && out.contains("Nolwenn"), out);
        CollectorFolder folder = new CollectorFolder(dir);
        try (Stream<Path> files = Files.list(folder.identity())) {
            for (Path each : files.toList()) {
                assertFalse(Files.readString(each).contains("BEGIN PRIVATE KEY"), each.toString());
            }
        }
        // Who has the authority's key and its passphrase, elsewhere.
        IdentityFolder stolen = new IdentityFolder(
                folder.identity(), IdentityFolder.passphraseIn(folder.identity()), new SecureRandom());
        byte[] forged = ReportSignature.sign(
                SignaturePlace.find(Files.readAllBytes(file)).orElseThrow(),
                new LedgerContent(Map.of(
                        ReportClaims.TITLE,
                        "Auray",
                        ReportClaims.MADE,
                        minute(60).toString())),
                stolen.authorities().signing().reportSigner(minute(60)));
        Path other = Files.write(temporary.resolve("forged.pdf"), forged);
        assertEquals(3, run("verify", other.toString(), "--lang", "en"), err);
        assertTrue(out.contains("NOT IN THE LOG"), out);
        assertEquals(0, elsewhere("verify", other.toString(), "--ca-sha256", fingerprint, "--lang", "en"), err);
        assertTrue(out.contains("said by the same command on the collector"), out);
    }

    @Test
    void aReportThatIsNotAboutAWholeIncidentConcludesNothing() throws Exception {
        Path file = report("--commune", "56007");
        assertEquals(0, elsewhere("verify", file.toString(), "--ca-sha256", fingerprint, "--lang", "fr"), err);
        assertTrue(out.contains("conclusion : aucune (constat intermédiaire)"), out);
        try (Store store = SqliteStore.open(new CollectorFolder(dir).state(), InstantSource.fixed(minute(60)))) {
            store.change(s -> s.incidents().open("Deux communes", Set.of(AURAY, CONCARNEAU), 90, ANALYST));
        }
        Path part = incidentReport("2026-002", "--commune", "56007");
        assertEquals(0, elsewhere("verify", part.toString(), "--ca-sha256", fingerprint, "--format", "jsonl"), err);
        assertTrue(out.contains("\"conclusion\":\"interim\""), out);
    }

    @Test
    void aReportThatWasChangedOrIsOfAnotherCollectorIsRefusedInWords() throws Exception {
        Path file = report("--commune", "56007");
        byte[] bytes = Files.readAllBytes(file);
        bytes[bytes.length / 2] ^= 1;
        Path changed = Files.write(temporary.resolve("changed.pdf"), bytes);
        assertEquals(3, elsewhere("verify", changed.toString(), "--ca-sha256", fingerprint, "--lang", "fr"));
        assertTrue(out.contains("REFUSÉ") && out.contains("modifié après sa signature"), out);
        String other = "0".repeat(64);
        assertEquals(3, elsewhere("verify", file.toString(), "--ca-sha256", other, "--format", "jsonl"));
        assertTrue(out.contains("\"reason\":\"another-collector\"") && out.contains(fingerprint), out);
        Path text = Files.writeString(temporary.resolve("text.pdf"), "not a PDF");
        assertEquals(3, elsewhere("verify", text.toString(), "--ca-sha256", fingerprint, "--lang", "en"));
        assertTrue(out.contains("REFUSED") && out.contains("no report of Vigie's"), out);
        assertEquals(2, elsewhere("verify", file.toString(), "--ca-sha256", "beef"));
        assertEquals(1, elsewhere("verify", temporary.resolve("none.pdf").toString(), "--ca-sha256", fingerprint));
    }

    @Test
    void fromTheSameContentAndDateComesTheSameDocument() throws Exception {
        // Its ledger goes on with each report, so the second is made by a copy of the same collector.
        Path twin = temporary.resolve("twin");
        try (Stream<Path> files = Files.walk(dir)) {
            for (Path each : files.toList()) {
                Files.copy(each, twin.resolve(dir.relativize(each)));
            }
        }
        byte[] first = Files.readAllBytes(report("--commune", "56007", "--author", "Nolwenn"));
        dir = twin;
        byte[] second = Files.readAllBytes(report("--commune", "56007", "--author", "Nolwenn"));
        assertArrayEquals(withoutSignature(first), withoutSignature(second));
    }

    private static byte[] withoutSignature(byte[] file) {
        String text = new String(file, StandardCharsets.ISO_8859_1);
        int start = text.indexOf("/Contents <", text.indexOf("/ByteRange"));
        return (text.substring(0, start) + text.substring(text.indexOf('>', start)))
                .getBytes(StandardCharsets.ISO_8859_1);
    }

    @Test
    void theLogBookIsOfItsCommunesAndNoSpreadsheetTakesItForFormulas() throws Exception {
        Path file = temporary.resolve("main-courante.csv");
        assertEquals(0, incident("2026-001", "--log-book", "--out", file.toString(), "--lang", "fr"), err);
        String csv = Files.readString(file);
        assertTrue(csv.startsWith("\ufeff\"N°\",\"Date\""), csv);
        assertTrue(csv.contains("\"'=cmd|'/c calc'!A1\""), csv);
        assertTrue(csv.contains("+33 2 97 00 00 00\\u{202e}, \"\"vu\"\"\\u{a}le maire"), csv);
        assertTrue(csv.contains("\"phase\"") && csv.contains("Phase datée (containment"), csv);
        assertFalse(csv.contains("pc-2"), "the alert of another commune: " + csv);
        assertEquals(5, csv.split("\r\n", -1).length - 1, csv);
        Path pdf = temporary.resolve("main-courante.pdf");
        assertEquals(0, run("log", "--commune", "56007", "--out", pdf.toString()), err);
        assertEquals(0, run("verify", pdf.toString(), "--format", "jsonl"));
        assertTrue(out.contains("\"document\":\"log-book\""), out);
        assertEquals(2, run("log", "--commune", "56007", "--out", "log.txt"));
    }

    @Test
    void whatCannotBeAReportIsRefusedByName() {
        String file = temporary.resolve("x.pdf").toString();
        assertEquals(2, run("create", "--out", file));
        assertEquals(2, incident("2026-009", "--out", file));
        assertEquals(2, incident("x", "--out", file));
        assertEquals(2, run("create", "--out", file, "--commune", "56007", "--from", "tomorrow"));
        assertEquals(2, run("create", "--out", file, "--commune", "56007", "--from", "2030-01-01"));
        assertEquals(2, run("create", "--out", file, "--commune", "56007", "--title", " "));
        assertFalse(Files.exists(Path.of(file)));
        assertEquals(1, run("create", "--out", temporary.resolve("none/x.pdf").toString(), "--commune", "56007"));
    }

    private static Alert sighting(String id, Map<String, String> evidence) {
        return new Alert(
                id,
                "vigie-indicator-seen",
                Severity.HIGH,
                List.of(),
                AURAY,
                agent(1),
                "pc-1",
                id,
                "e" + id,
                minute(3),
                minute(3),
                evidence,
                Status.NEW,
                1,
                minute(3));
    }

    /** Who reads a report, the mayor first, is not of the circle that may know what is red, also where it was not when it was seen. */
    @Test
    void aReportAndALogBookShowNoValueOfARedIndicator() throws Exception {
        disks();
        Map<String, String> evidence = Map.of(
                "indicator", "evil.example.org",
                "seen_value", "c2.evil.example.org",
                "indicator_tlp", "amber",
                "indicator_id", Listed.id(Optional.of("2026-001"), indicator()));
        Map<String, String> amber = Map.of("indicator", "other.example.org", "indicator_tlp", "amber");
        Request request = new Request(
                "2026-001",
                "t",
                List.of(AURAY),
                minute(-600),
                minute(5 * 24 * 60),
                minute(5 * 24 * 60),
                "x",
                "1",
                new Look(Locale.FRENCH, ZoneOffset.UTC));
        try (Store store = SqliteStore.open(new CollectorFolder(dir).state(), InstantSource.fixed(minute(60)))) {
            store.change(s -> {
                s.alerts().raise(sighting("a3", evidence));
                s.alerts().raise(sighting("a4", amber));
            });
            assertEquals(
                    2,
                    store.read(s -> ReportSource.of(s, request, AlertTexts.shipped()))
                            .orElseThrow()
                            .scans()
                            .size());
            String told = store.read(s -> ReportSource.of(s, request, AlertTexts.shipped()))
                    .orElseThrow()
                    .alerts()
                    .toString();
            assertFalse(told.contains("evil.example.org"), told);
            assertTrue(told.contains("indicator=TLP:RED") && told.contains("indicator=other.example.org"), told);
            String log = store.read(s -> LogBook.of(s, request, AlertTexts.shipped()))
                    .csv();
            assertFalse(log.contains("evil.example.org"), log);
            assertTrue(log.contains("vu : TLP:RED") && log.contains("vu : other.example.org"), log);
        }
    }

    @Test
    void noWordOfAReportGivesAVerdict() {
        Pattern verdict = Pattern.compile(
                "\\b(propres?|sains?|saines?|clean|cleaned|indemnes?|assainie?s?|safe|nettoyée?s?)\\b",
                Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CASE | Pattern.UNICODE_CHARACTER_CLASS);
        for (String bundle : List.of("report.Report", "ReportCommand", "LedgerCommand")) {
            for (Locale locale : List.of(Locale.FRENCH, Locale.ENGLISH)) {
                ResourceBundle words = Words.bundle("bzh.vigie.collector." + bundle, locale);
                for (String key : words.keySet()) {
                    assertFalse(verdict.matcher(words.getString(key)).find(), key + ": " + words.getString(key));
                }
            }
        }
    }
}
