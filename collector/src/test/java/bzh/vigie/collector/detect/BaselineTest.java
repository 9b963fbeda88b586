package bzh.vigie.collector.detect;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import bzh.vigie.collector.detect.returns.Sweep;
import bzh.vigie.collector.intel.ImportOptions;
import bzh.vigie.collector.intel.IndicatorFile;
import bzh.vigie.collector.intel.Tlp;
import bzh.vigie.collector.review.ReviewItems;
import bzh.vigie.collector.review.ReviewList;
import bzh.vigie.collector.store.AgentId;
import bzh.vigie.collector.store.Alerts.Alert;
import bzh.vigie.collector.store.Alerts.Closing;
import bzh.vigie.collector.store.Alerts.Move;
import bzh.vigie.collector.store.Alerts.Severity;
import bzh.vigie.collector.store.Attestations.Answer;
import bzh.vigie.collector.store.Attestations.Statement;
import bzh.vigie.collector.store.Commune;
import bzh.vigie.collector.store.IncidentId;
import bzh.vigie.collector.store.Incidents.Incident;
import bzh.vigie.collector.store.Incidents.Interval;
import bzh.vigie.collector.store.Indicators.Listed;
import bzh.vigie.collector.store.Reviews.Baseline;
import bzh.vigie.collector.store.Reviews.Decision;
import bzh.vigie.collector.store.Reviews.Matter;
import bzh.vigie.collector.store.Reviews.Subject;
import bzh.vigie.collector.store.Scope;
import bzh.vigie.collector.store.Specimens;
import bzh.vigie.collector.store.Tombstones.Tombstone;
import bzh.vigie.event.Event.Change;
import bzh.vigie.event.Item;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is in a signed baseline is recorded and not told, and nothing hides behind it. */
final class BaselineTest {
    private static final String ADDED = "vigie-windows-added";
    private static final Scope ALL = new Scope.All();
    private static final Commune OURS = new Commune("29019");
    private static final Item TOOL = ReviewItems.service("Tool", "LocalSystem", "v1", "Editor");

    @TempDir
    Path folder;

    private Line line;
    private AgentId first;
    private AgentId fresh;
    private IncidentId incident;

    /** A tool is on a PC of the commune, and approved there. */
    @BeforeEach
    void anApprovedTool() throws Exception {
        line = new Line(folder);
        first = line.enrol(1, OURS);
        incident = line.store.write(session -> {
            Incident opened = session.incidents().open("rançongiciel", Set.of(OURS), 30, Specimens.ANALYST);
            session.incidents()
                    .eviction(
                            ALL,
                            opened.id(),
                            Optional.empty(),
                            Optional.of(new Interval(
                                    line.now.minus(Duration.ofDays(2)),
                                    Optional.of(line.now.minus(Duration.ofDays(1))))),
                            Specimens.ANALYST);
            return opened.id();
        });
        line.send(first, line.seen(Change.PRESENT, TOOL), line.listed("windows.service"));
        approve();
        fresh = line.enrol(2, OURS);
    }

    @AfterEach
    void close() {
        line.close();
    }

    private void approve() {
        line.store.change(session -> {
            Incident now = session.incidents().find(ALL, incident).orElseThrow();
            Map<Subject, Set<Commune>> all = new HashMap<>();
            ReviewList.of(session, ALL, now, Matter.ITEMS, line.now)
                    .groups()
                    .forEach(group -> all.put(
                            ReviewList.subject(session, group), group.communes().keySet()));
            session.reviews().decide(ALL, incident, Matter.ITEMS, all, Decision.APPROVED, "", Specimens.ANALYST);
        });
    }

    private void sign() {
        Optional<Baseline> signed = line.store.write(
                session -> session.reviews().sign(ALL, incident, OURS, List.of(first), Specimens.ANALYST));
        assertTrue(signed.isPresent());
    }

    private List<String> told(Item item) throws Exception {
        int before = line.alerts().size();
        line.send(fresh, line.seen(Change.ADDED, item));
        return line.alerts().stream().skip(before).map(Alert::rule).toList();
    }

    @Test
    void whatIsOnlyApprovedIsToldAndWhatIsSignedIsRecorded() throws Exception {
        assertEquals(List.of(ADDED), told(TOOL));
        line.send(fresh, line.seen(Change.REMOVED, TOOL));
        line.store.change(session -> line.alerts()
                .forEach(alert ->
                        session.alerts().decide(ALL, alert.id(), Move.close(Closing.EXPECTED), Specimens.ANALYST)));
        sign();
        assertEquals(List.of(), told(TOOL));
        assertEquals(
                2,
                line.store.<Integer>read(session ->
                        session.inventories().prevalence(TOOL.shape()).hosts()));
    }

    @Test
    void anotherFilePublisherAccountOrCommuneIsTold() throws Exception {
        sign();
        for (Item other : List.of(
                ReviewItems.service("Tool", "LocalSystem", "v1", ""),
                ReviewItems.service("Tool", "LocalSystem", "v1", "Other"),
                ReviewItems.service("Tool", "MAIRIE\\anne", "v1", "Editor"))) {
            assertEquals(1, told(other).size(), other::toString);
        }
        fresh = line.enrol(3, new Commune("56007"));
        assertEquals(List.of("vigie-ordinary-items"), told(TOOL));
    }

    @Test
    void thatItGoesIsTold() throws Exception {
        sign();
        line.send(first, line.seen(Change.REMOVED, TOOL));
        assertEquals(List.of("vigie-item-removed"), line.rules());
    }

    @Test
    void anUpdateThatSeveralCommunesHaveIsRecorded() throws Exception {
        sign();
        Item update = ReviewItems.service("Tool", "LocalSystem", "v2", "Editor");
        for (int host = 5; host < 8; host++) {
            AgentId other = line.enrol(host, new Commune("5600" + host));
            line.send(other, line.seen(Change.PRESENT, update));
        }
        line.send(first, line.seen(Change.CHANGED, update));
        assertEquals(List.of(), line.rules());
    }

    private static Item version(String folder, String file, String signer) {
        String target = "C:\\Program Files\\Navigo\\" + folder + "\\updater.exe";
        return ReviewItems.item(
                "windows.service",
                Optional.empty(),
                "HKLM\\SYSTEM\\CurrentControlSet\\Services\\Navigo",
                "Navigo",
                target + " (auto, LocalSystem)",
                target,
                file,
                signer);
    }

    /** It lies in a folder of its version, whose number has one dot; to this commune it comes first. */
    @Test
    void anUpdateThatComesHereFirstWaitsForOthersToHaveIt() throws Exception {
        line.send(first, line.seen(Change.PRESENT, version("120.0", "v120", "Navigo")));
        approve();
        sign();
        assertEquals(List.of(ADDED), line.rules());
        Item update = version("121.0", "v121", "Navigo");
        line.send(first, line.seen(Change.CHANGED, update));
        line.pipeline.tick(line.now);
        assertEquals(List.of(ADDED), line.rules());
        for (int host = 5; host < 7; host++) {
            AgentId other = line.enrol(host, new Commune("5600" + host));
            line.send(other, line.seen(Change.PRESENT, update));
        }
        line.now = line.now.plus(Duration.ofDays(8));
        line.pipeline.tick(line.now);
        assertEquals(List.of(ADDED), line.rules());
    }

    @Test
    void anUpdateThatNobodyElseGetsIsToldAfterAWeekAndAnotherPublishersAtOnce() throws Exception {
        sign();
        Item update = ReviewItems.service("Tool", "LocalSystem", "v2", "Editor");
        line.send(first, line.seen(Change.CHANGED, update));
        line.now = line.now.plus(Duration.ofDays(6));
        line.send(fresh, line.seen(Change.ADDED, update));
        AgentId third = line.enrol(3, OURS);
        line.send(third, line.seen(Change.PRESENT, TOOL), line.listed("windows.service"));
        line.send(third, line.seen(Change.CHANGED, update));
        line.pipeline.tick(line.now);
        assertEquals(List.of(), line.rules());
        line.now = line.now.plus(Duration.ofDays(1));
        line.pipeline.tick(line.now);
        line.pipeline.tick(line.now.plusSeconds(30));
        assertEquals(List.of(ADDED), line.rules());
        Alert alert = line.alerts().getFirst();
        assertEquals(first, alert.host());
        assertEquals(
                List.of(first, third),
                line.store.read(session -> session.alerts().hosts(ALL, alert.id(), 9)));
        assertEquals(Line.START, alert.time());
        assertEquals(update.sha256().orElseThrow().hex(), alert.evidence().get("sha256"));
        assertEquals(
                1,
                told(ReviewItems.service("Tool", "LocalSystem", "v3", "Other")).size());
    }

    @Test
    void aHostHasNoMoreThanItsShareOfWhatWaits() throws Exception {
        sign();
        for (int i = 0; i < 200; i++) {
            line.put(first, line.seen(Change.CHANGED, ReviewItems.service("Tool", "LocalSystem", "n" + i, "Editor")));
        }
        line.send(first, line.listed("windows.run.machine"));
        assertEquals(List.of(), line.rules());
        line.send(first, line.seen(Change.CHANGED, ReviewItems.service("Tool", "LocalSystem", "one more", "Editor")));
        assertEquals(List.of(ADDED), line.rules());
    }

    /** What whoever rules a host puts in the place of an approved tool is not given a week. */
    @Test
    void ofAHostOnWhichTheAttackerWasNoUpdateWaits() throws Exception {
        sign();
        line.store.change(session -> session.attestations()
                .attest(
                        ALL,
                        incident,
                        Statement.TOUCHED,
                        Optional.of(fresh),
                        Optional.of(Answer.YES),
                        "ticket",
                        Optional.empty(),
                        Specimens.ANALYST));
        assertEquals(List.of(ADDED), told(ReviewItems.service("Tool", "LocalSystem", "v2", "Editor")));
    }

    /** A program that a provider rolls out reaches the second PC when the alert of the first is closed. */
    @Test
    void whatGoesOnReachingHostsAfterItsAlertWasClosedIsCountedInIt() throws Exception {
        Item supervision = ReviewItems.service("Supervision", "LocalSystem", "v1", "Armor");
        assertEquals(List.of(ADDED), told(supervision));
        close(line.alerts().getFirst());
        line.now = line.now.plus(Duration.ofDays(2));
        line.send(first, line.seen(Change.ADDED, supervision));
        assertEquals(List.of(ADDED), line.rules());
        assertEquals(2, line.alerts().getFirst().count());
        line.send(fresh, line.seen(Change.REMOVED, supervision));
        assertEquals(List.of(ADDED), told(supervision), "it is back");
        close(line.alerts().getLast());
        line.now = line.now.plus(Duration.ofDays(8));
        fresh = line.enrol(4, OURS);
        assertEquals(List.of(ADDED), told(supervision), "much later");
    }

    /** What was the attacker's is on the next PC as it was on the first; so is what comes on the other side of an eviction. */
    @Test
    void whatWasClosedAsTrueAndWhatComesAfterAnEvictionIsToldAnew() throws Exception {
        Item implant = ReviewItems.service("Supervision", "LocalSystem", "v1", "Armor");
        assertEquals(List.of(ADDED), told(implant));
        close(line.alerts().getFirst(), Closing.TRUE);
        line.now = line.now.plus(Duration.ofDays(1));
        fresh = line.enrol(3, OURS);
        assertEquals(List.of(ADDED), told(implant));
        close(line.alerts().getLast());
        line.store.change(session -> session.incidents()
                .eviction(
                        ALL,
                        incident,
                        Optional.empty(),
                        Optional.of(new Interval(
                                line.now.minus(Duration.ofDays(2)), Optional.of(line.now.plus(Duration.ofDays(1))))),
                        Specimens.ANALYST));
        fresh = line.enrol(4, OURS);
        assertEquals(List.of(), told(implant), "the eviction still goes on");
        line.now = line.now.plus(Duration.ofDays(2));
        fresh = line.enrol(5, OURS);
        assertEquals(List.of(ADDED), told(implant));
    }

    /** Where a rule's card says that equal names are one, that is so for an open alert only. */
    @Test
    void anotherAccountOfTheSameNameIsToldAfterTheFirstWasDecided() throws Exception {
        assertEquals(
                List.of("vigie-linux-account-added"),
                told(account("uid=1003 gid=1003 home=/home/lea shell=/bin/bash")));
        close(line.alerts().getLast());
        line.send(fresh, line.seen(Change.REMOVED, account("uid=1003 gid=1003 home=/home/lea shell=/bin/bash")));
        assertEquals(List.of("vigie-linux-account-added"), told(account("uid=0 gid=0 home=/root shell=/bin/bash")));
    }

    private static Item account(String value) {
        return Line.item("linux.account.user", "/etc/passwd", "lea", value, Item.Shipped.UNKNOWN, Optional.empty());
    }

    private void close(Alert alert, Closing as) {
        line.store.change(session -> session.alerts().decide(ALL, alert.id(), Move.close(as), Specimens.ANALYST));
    }

    private void close(Alert alert) {
        close(alert, Closing.EXPECTED);
    }

    /** A bulk of commands was approved, a grave one among them: each decision is told once what it covers. */
    @Test
    void whatARuleFindsGraveInWhatDoesAsItIsToldIsToldOnceAfterEachDecision() throws Exception {
        Item shell = ReviewItems.item(
                "windows.service",
                Optional.empty(),
                "HKLM\\SYSTEM\\CurrentControlSet\\Services\\Update",
                "ImagePath",
                "cmd.exe /c powershell -nop -w hidden -enc SQBFAFgA; automatic; as LocalSystem",
                "C:\\Windows\\System32\\cmd.exe",
                "cmd",
                "Microsoft Windows");
        line.send(first, line.seen(Change.PRESENT, shell));
        approve();
        sign();
        line.alerts().forEach(this::close);
        List<String> once = told(shell);
        assertEquals(1, once.size());
        assertTrue(line.alerts().getLast().severity().compareTo(Severity.HIGH) >= 0);
        close(line.alerts().getLast());
        fresh = line.enrol(3, OURS);
        assertEquals(List.of(), told(shell));
        line.store.change(
                session -> session.reviews().reopen(session.reviews().baselined(OURS), "test", Specimens.ANALYST));
        approve();
        sign();
        fresh = line.enrol(4, OURS);
        assertEquals(once, told(shell));
        fresh = line.enrol(5, OURS);
        close(line.alerts().getLast());
        assertEquals(List.of(), told(shell));
    }

    /** A mark or an indicator that speaks against what was approved reopens it, and it is told again. */
    @Test
    void aTombstoneReopensWhatItLooksLike() throws Exception {
        sign();
        Item other = ReviewItems.service("Unlike", "LocalSystem", "other", "");
        assertEquals(0, mark(other));
        assertEquals(List.of(), told(TOOL));
        line.send(fresh, line.seen(Change.REMOVED, TOOL));
        assertEquals(1, mark(ReviewItems.service("Hidden", "LocalSystem", "v1", "")));
        assertTrue(told(TOOL).contains(ADDED));
        var reopened = line.store.read(session -> session.reviews().reopened(ALL, incident, line.now));
        assertEquals("2026-001-T2", reopened.getFirst().tombstone());
    }

    private int mark(Item item) {
        return line.store.<Integer>write(session -> {
            Tombstone tombstone = session.tombstones()
                    .add(
                            ALL,
                            incident,
                            OURS,
                            Optional.empty(),
                            item.key(),
                            Sweep.fields(item),
                            Optional.empty(),
                            Specimens.ANALYST)
                    .orElseThrow();
            return Reopening.of(session, List.of(tombstone), Specimens.ANALYST);
        });
    }

    @Test
    void anIndicatorReopensWhatItIsSeenIn() throws Exception {
        assertEquals(0, indicator("sha256," + "0".repeat(63) + "1", Optional.empty()));
        assertEquals(1, indicator("sha256," + TOOL.sha256().orElseThrow().hex(), Optional.of(incident.text())));
        assertEquals(0, indicator("sha256," + TOOL.sha256().orElseThrow().hex(), Optional.empty()), "it waits already");
    }

    private int indicator(String csv, Optional<String> of) throws Exception {
        var imported = IndicatorFile.read(
                () -> new ByteArrayInputStream(("type,value\n" + csv + "\n").getBytes(StandardCharsets.UTF_8)),
                ImportOptions.of("test", Tlp.GREEN));
        return line.store.<Integer>write(session -> {
            List<Listed> added = session.indicators().add(of, imported.accepted(), "test", Specimens.ANALYST);
            assertEquals(1, added.size());
            return Reopening.of(session, added, Specimens.ANALYST);
        });
    }
}
