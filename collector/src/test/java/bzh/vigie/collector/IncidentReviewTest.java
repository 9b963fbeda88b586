package bzh.vigie.collector;

import static bzh.vigie.collector.store.Specimens.ANALYST;
import static bzh.vigie.collector.store.Specimens.AURAY;
import static bzh.vigie.collector.store.Specimens.CONCARNEAU;
import static bzh.vigie.collector.store.Specimens.agent;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import bzh.vigie.collector.detect.returns.Sweep;
import bzh.vigie.collector.ledger.LedgerKind;
import bzh.vigie.collector.review.GroupKey;
import bzh.vigie.collector.review.ReviewItems;
import bzh.vigie.collector.review.Reviewed;
import bzh.vigie.collector.store.Commune;
import bzh.vigie.collector.store.IncidentId;
import bzh.vigie.collector.store.Incidents.Incident;
import bzh.vigie.collector.store.Incidents.Interval;
import bzh.vigie.collector.store.Scope;
import bzh.vigie.collector.store.Specimens;
import bzh.vigie.collector.store.Store;
import bzh.vigie.collector.store.sqlite.SqliteStore;
import bzh.vigie.event.Item;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The review as an analyst types and reads it. */
final class IncidentReviewTest {
    private static final InstantSource TIME = InstantSource.fixed(Specimens.minute(60 * 24 * 20));
    private static final Scope ALL = new Scope.All();
    private static final Item TOOL = ReviewItems.service("Tool", "LocalSystem", "v1", "Editor");
    private static final Item ODD = ReviewItems.service("Odd\u001b[2J", "LocalSystem", "x", "");
    private static final Item BACKDOOR = ReviewItems.service("WinUpd", "LocalSystem", "backdoor", "");

    @TempDir
    Path dir;

    @BeforeEach
    void hostsAfterTheirEviction() {
        try (Store store = SqliteStore.open(new CollectorFolder(dir).state(), TIME)) {
            store.change(session -> {
                Incident incident = session.incidents().open("rançongiciel", Set.of(AURAY), 30, ANALYST);
                session.incidents()
                        .eviction(
                                ALL,
                                incident.id(),
                                Optional.empty(),
                                Optional.of(new Interval(Specimens.minute(60), Optional.of(Specimens.minute(120)))),
                                ANALYST);
                for (int host = 1; host <= 3; host++) {
                    session.hosts().enrol(Specimens.host(host, AURAY));
                    session.inventories().put(agent(host), AURAY, TOOL, 1, Specimens.minute(1));
                }
                session.inventories().put(agent(2), AURAY, ODD, 1, Specimens.minute(1));
                session.inventories().put(agent(2), AURAY, BACKDOOR, 1, Specimens.minute(90));
                session.inventories().put(agent(3), AURAY, BACKDOOR, 1, Specimens.minute(200));
            });
        }
    }

    private CommandRun review(String verb, String... arguments) {
        return CommandRun.of(
                new IncidentReviewCommand(TIME),
                dir,
                Stream.concat(Stream.of(verb, "2026-001", "--lang", "fr"), Stream.of(arguments))
                        .toList());
    }

    private static String id(Item item) {
        return GroupKey.of(item);
    }

    @Test
    void theRarestIsFirstAndOneDecisionIsForAllPcs() {
        CommandRun list = review("list");
        List<String> lines = list.out().lines().toList();
        assertEquals(3, lines.size(), list.out());
        assertTrue(lines.getFirst().startsWith(id(ODD).substring(0, 12) + "  EN ATTENTE  1 hôte "), list.out());
        assertTrue(lines.getLast().contains("3 hôtes (région : 1 commune, 3 hôtes)  signé Editor"), list.out());
        assertFalse(list.out().contains("\u001b"), list.out());
        assertTrue(list.err().contains("EN ATTENTE 3,"), list.err());
        assertEquals(2, review("approve", id(TOOL).substring(0, 10)).code(), "a reason is needed");
        assertEquals(1, review("approve", "deadbeef", "--reason", "r").code(), "nothing is left of what was named");
        CommandRun done = review("approve", id(TOOL).substring(0, 10), "deadbeef", "--reason", "outil de la mairie");
        assertEquals(0, done.code(), done.err());
        assertTrue(done.err().contains("Il n'y a pas de groupe 'deadbeef'"), done.err());
        assertTrue(done.err().contains("approuvé : 1 groupe de 3 éléments."), done.err());
        assertEquals(2, review("list").out().lines().count());
        assertTrue(review("list", "--state", "approved").out().contains("Tool"));
        CommandRun shown = review("show", id(TOOL));
        assertTrue(shown.out().contains("hôtes : pc-1, pc-2, pc-3"), shown.out());
        assertTrue(shown.out().contains("Nolwenn") || shown.out().contains("outil de la mairie"), shown.out());
        assertTrue(review("show", "deadbeef").err().contains("Il n'y a pas de groupe"));
    }

    @Test
    void approvingTogetherIsCountedAndNeverTakesWhatOneHostAloneHas() {
        assertTrue(review("approve", "--reason", "r").err().contains("Nommez des groupes"));
        CommandRun bulk = review("approve", "--location", "windows.service", "--reason", "revue");
        assertEquals(0, bulk.code(), bulk.err());
        assertTrue(bulk.err().contains("approuvé : 2 groupes de 5 éléments, en un seul acte"), bulk.err());
        CommandRun list = review("list");
        assertTrue(list.out().contains("Odd") && list.out().lines().count() == 1, list.out());
        assertTrue(list.err().contains("un par un : 0 ; avec d'autres : 2, en 1 acte"), list.err());
        assertTrue(review("show", id(TOOL)).out().contains("(un de 2 à la fois)"));
        String row = review("list", "--format", "jsonl").out();
        assertTrue(row.contains("\"approved_in_bulk\":2") && row.contains("\"waiting\":1"), row);
        assertEquals(1, review("approve", "--signed", "--reason", "r").code(), "nothing that waits fits");
    }

    /** Whatever lies there would be approved with it. */
    @Test
    void whatRunsAFileOfUnknownContentIsApprovedByNameAlone() {
        try (Store store = SqliteStore.open(new CollectorFolder(dir).state(), TIME)) {
            Item unread = ReviewItems.service("Unread", "LocalSystem", "", "Editor");
            store.change(session -> {
                session.inventories().put(agent(1), AURAY, unread, 1, Specimens.minute(1));
                session.inventories().put(agent(2), AURAY, unread, 1, Specimens.minute(1));
            });
        }
        assertEquals(0, review("approve", "--signed", "--reason", "revue").code());
        String left = review("list").out();
        assertTrue(left.contains("Unread") && left.contains("EMPREINTE DU FICHIER INCONNUE"), left);
        assertFalse(left.contains("Tool"), left);
    }

    /** The signature is that of the shell, and nobody's word for what it is told. */
    @Test
    void whatAShellIsToldAndWhatOneHostAloneHasAreNeverApprovedForTheirSignature() {
        try (Store store = SqliteStore.open(new CollectorFolder(dir).state(), TIME)) {
            String shell = "C:\\Windows\\System32\\WindowsPowerShell\\v1.0\\powershell.exe";
            Item told = ReviewItems.item(
                    "windows.run-key",
                    Optional.empty(),
                    "HKLM\\SOFTWARE\\Microsoft\\Windows\\CurrentVersion\\Run",
                    "Updater",
                    shell + " -enc SQBFAFgA",
                    shell,
                    "shell",
                    "Microsoft Windows");
            Item alone = ReviewItems.service("Alone", "LocalSystem", "v1", "Editor");
            store.change(session -> {
                for (int host = 1; host <= 3; host++) {
                    session.inventories().put(agent(host), AURAY, told, 1, Specimens.minute(1));
                }
                session.inventories().put(agent(1), AURAY, alone, 1, Specimens.minute(1));
            });
        }
        CommandRun bulk = review("approve", "--signed", "--reason", "revue");
        assertEquals(0, bulk.code(), bulk.err());
        assertTrue(bulk.err().contains("approuvé : 1 groupe de 3 éléments"), bulk.err());
        String left = review("list").out();
        assertTrue(left.contains("Updater") && left.contains("À NOMMER") && left.contains("Alone"), left);
        assertFalse(left.contains("Tool"), left);
        CommandRun named = review(
                "approve",
                left.lines()
                        .filter(line -> line.contains("Updater"))
                        .findFirst()
                        .orElseThrow()
                        .substring(0, 12),
                "--reason",
                "vu");
        assertEquals(0, named.code(), named.err());
    }

    @Test
    void theAttackersIsMarkedAndTheConclusionSaysSo() {
        CommandRun done = review("attacker", id(BACKDOOR), "--reason", "vu à l'analyse");
        assertEquals(0, done.code(), done.err());
        assertTrue(done.err().contains("2026-001-T1"), done.err());
        assertTrue(done.out().contains("pc-2") && done.out().contains("pc-3"), done.out());
        assertTrue(review("list", "--state", "attacker").out().contains("WinUpd"));
        CommandRun recurrences =
                CommandRun.of(new IncidentRecurrenceCommand(TIME), dir, List.of("list", "2026-001", "--lang", "fr"));
        assertTrue(
                recurrences
                        .out()
                        .startsWith(
                                "Éléments de l'attaquant, ou qui y ressemblent, revus après l'éviction : 2, dont 2 à qualifier."),
                recurrences.out());
        assertEquals(3, recurrences.out().lines().count(), recurrences.out());
        try (Store store = SqliteStore.open(new CollectorFolder(dir).state(), TIME)) {
            assertTrue(store.<Boolean>write(
                    session -> session.tombstones().line(ALL, "2026-001-T1", false, Optional.empty(), ANALYST)));
        }
        assertTrue(review("list").out().contains("WinUpd"), "a mark that was taken back decides nothing");
    }

    /** Between the eviction and the mark it was there: that is a return, and no reason to wait for ever. */
    @Test
    void whatWasThereAfterTheEvictionAndIsGoneIsAReturnToo() {
        Item flash = ReviewItems.service("Flash", "LocalSystem", "flash", "");
        try (Store store = SqliteStore.open(new CollectorFolder(dir).state(), TIME)) {
            store.change(session -> {
                session.inventories().put(agent(1), AURAY, flash, 1, Specimens.minute(200));
                session.inventories().remove(agent(1), flash.key(), Specimens.minute(260));
                // Gone before its eviction ended, it is a part of the attack alone.
                session.inventories().put(agent(2), AURAY, flash, 1, Specimens.minute(70));
                session.inventories().remove(agent(2), flash.key(), Specimens.minute(80));
            });
        }
        CommandRun done = review("attacker", id(flash), "--reason", "vu à l'analyse");
        assertEquals(0, done.code(), done.err());
        assertEquals(1, done.out().lines().count(), done.out());
        assertTrue(done.out().contains("pc-1") && done.out().contains("parti depuis"), done.out());
        try (Store store = SqliteStore.open(new CollectorFolder(dir).state(), TIME)) {
            store.change(session -> {
                Incident incident = session.incidents().list(ALL).getFirst();
                var recurrences = session.tombstones().recurrences(ALL, incident.id());
                assertEquals(1, recurrences.size());
                assertEquals(
                        "removed", recurrences.getFirst().alert().evidence().get("change"));
                assertFalse(Reviewed.of(session, ALL, incident, recurrences, TIME.instant()).waiting().stream()
                        .anyMatch(each -> each.contains("recurrence-untold")));
            });
        }
    }

    /** Before the search, in the transaction of the mark: whatever ends the command after it leaves no approval that it speaks against. */
    @Test
    void approvalsAreReopenedWithTheMarkAndNotAfterTheSearch() {
        assertEquals(0, review("approve", id(TOOL), "--reason", "r").code());
        Item twin = ReviewItems.service("Hidden", "LocalSystem", "v1", "");
        try (Store store = SqliteStore.open(new CollectorFolder(dir).state(), TIME)) {
            store.change(session -> session.inventories().put(agent(3), AURAY, twin, 1, Specimens.minute(200)));
        }
        CommandRun done = review("attacker", id(twin), "--reason", "vu à l'analyse");
        assertEquals(0, done.code(), done.err());
        assertTrue(done.err().contains("1 approbation y ressemble"), done.err());
        try (Store store = SqliteStore.open(new CollectorFolder(dir).state(), TIME)) {
            List<String> entries = store.read(session -> session.ledger().list(ALL, 0, 100)).stream()
                    .map(row -> row.entry().kind() == LedgerKind.ALERT.code()
                            ? "alert"
                            : row.entry().reference())
                    .filter(each -> each.equals("alert") || each.startsWith("review_line/"))
                    .distinct()
                    .toList();
            assertEquals(List.of("review_line/1", "review_line/2", "alert", "review_line/3"), entries);
        }
    }

    /** A mark is held against what is approved after it too. */
    @Test
    void whatAMarkLooksLikeIsNeverApprovedTogetherWithOthersAndSaidWhereItIsNamed() {
        mark("2026-001", AURAY);
        assertEquals(1, review("approve", "--signed", "--reason", "revue").code());
        assertTrue(review("list").out().contains("Tool"));
        CommandRun named = review("approve", id(TOOL), "--reason", "c'est bien le nôtre");
        assertEquals(0, named.code(), named.err());
        assertTrue(named.err().contains("Une marque ou un indicateur y ressemble"), named.err());
    }

    @Test
    void whatAMarkLooksLikeIsApprovedAloneAndNothingElseWithIt() {
        mark("2026-001", AURAY);
        CommandRun both = review("approve", id(BACKDOOR), id(TOOL), "--reason", "tout est à nous");
        assertEquals(1, both.code(), both.err());
        assertTrue(both.err().contains("Tool") && both.err().contains("approuvez chacun seul"), both.err());
        String waiting = review("list").out();
        assertTrue(waiting.contains("Tool") && waiting.contains("WinUpd"), waiting);
        assertEquals(0, review("approve", id(BACKDOOR), "--reason", "vu").code());
        assertEquals(
                0,
                review("approve", id(TOOL), "--reason", "comparé à celui de l'éditeur")
                        .code());
    }

    @Test
    void extendingAnIncidentHoldsItsMarksAgainstWhatWasApprovedThere() {
        review("approve", id(TOOL), "--reason", "r");
        try (Store store = SqliteStore.open(new CollectorFolder(dir).state(), TIME)) {
            store.change(session -> session.incidents().open("autre", Set.of(CONCARNEAU), 30, ANALYST));
        }
        mark("2026-002", CONCARNEAU);
        for (String again : List.of("1 approbation y ressemble", "")) {
            CommandRun extended = CommandRun.of(
                    new IncidentCommand(TIME),
                    dir,
                    List.of("extend", "2026-002", AURAY.insee(), "--reason", "aussi", "--lang", "fr"));
            assertEquals(0, extended.code(), extended.err());
            assertTrue(extended.err().contains(again), extended.err());
            assertEquals(again.isEmpty(), !extended.err().contains("approbation"), extended.err());
            if (!again.isEmpty()) {
                assertTrue(review("list").out().contains("Tool"));
                review("approve", id(TOOL), "--reason", "vu");
            }
        }
    }

    /** Another service whose file is that of the tool. */
    private void mark(String incident, Commune commune) {
        try (Store store = SqliteStore.open(new CollectorFolder(dir).state(), TIME)) {
            assertTrue(store.write(session -> session.tombstones()
                            .add(
                                    ALL,
                                    new IncidentId(incident),
                                    commune,
                                    Optional.empty(),
                                    "",
                                    Sweep.fields(ReviewItems.service("Hidden", "LocalSystem", "v1", "")),
                                    Optional.empty(),
                                    ANALYST))
                    .isPresent());
        }
    }

    @Test
    void aBaselineIsSignedByAPersonAndSaysFromWhichHosts() {
        assertEquals(1, review("sign", "--reason", "r").code(), "nothing is approved");
        review("approve", id(TOOL), "--reason", "r");
        CommandRun signed = review("sign", "--reason", "revue de mars", "--author", "Anne");
        assertEquals(0, signed.code(), signed.err());
        assertTrue(signed.out().contains("par Anne : 1 groupe d'après 3 hôtes (revue de mars)"), signed.out());
        assertTrue(signed.err().contains("2 groupes de cette commune attendent encore"), signed.err());
        assertTrue(review("baselines", "--format", "jsonl").out().contains("\"author\":\"Anne\""));
        assertEquals(0, review("reopen", id(TOOL), "--reason", "doute").code());
        assertTrue(review("list").out().contains("Tool"));
    }

    @Test
    void remediationChangesAreListedAndDecidedLikewise() {
        CommandRun list = review("list", "--remediation");
        assertTrue(list.out().contains("ajouté") && list.out().contains("WinUpd"), list.out());
        assertEquals(1, list.out().lines().count(), list.out());
        String id = list.out().substring(0, 12);
        assertEquals(0, review("watch", id, "--remediation", "--reason", "r").code());
        assertEquals("", review("list", "--remediation").out());
    }
}
