package bzh.vigie.collector.detect;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import bzh.vigie.collector.detect.finding.CalmDay;
import bzh.vigie.collector.review.ReviewItems;
import bzh.vigie.collector.review.ReviewList;
import bzh.vigie.collector.store.AgentId;
import bzh.vigie.collector.store.Alerts;
import bzh.vigie.collector.store.Alerts.Alert;
import bzh.vigie.collector.store.Alerts.Closing;
import bzh.vigie.collector.store.Alerts.Listed;
import bzh.vigie.collector.store.Alerts.Move;
import bzh.vigie.collector.store.Alerts.Severity;
import bzh.vigie.collector.store.Alerts.Step;
import bzh.vigie.collector.store.Commune;
import bzh.vigie.collector.store.IncidentId;
import bzh.vigie.collector.store.Incidents.Incident;
import bzh.vigie.collector.store.Incidents.Interval;
import bzh.vigie.collector.store.Incidents.Phase;
import bzh.vigie.collector.store.LedgerWords;
import bzh.vigie.collector.store.Reviews.Decision;
import bzh.vigie.collector.store.Reviews.Matter;
import bzh.vigie.collector.store.Reviews.Subject;
import bzh.vigie.collector.store.Scope;
import bzh.vigie.collector.store.Situation;
import bzh.vigie.collector.store.Specimens;
import bzh.vigie.event.Event.Change;
import bzh.vigie.event.Item;
import bzh.vigie.event.Item.Shipped;
import bzh.vigie.event.ItemTimes;
import bzh.vigie.event.Sha256;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is new and ordinary is low in calm and medium under enhanced monitoring, unless somebody who is named vouches for it. */
final class SituationTest {
    private static final Commune OURS = new Commune("29019");
    private static final Scope ALL = new Scope.All();
    private static final Item TOOL = ReviewItems.service("Tool", "LocalSystem", "v1", "Editor");

    @TempDir
    Path folder;

    private Line line;
    private AgentId host;
    private IncidentId incident;

    @BeforeEach
    void anOpenIncident() {
        line = new Line(folder);
        host = line.enrol(1, OURS);
        line.now = line.now.plus(Duration.ofDays(2));
        incident = line.store.write(session -> session.incidents()
                .open("rançongiciel", Set.of(OURS), 30, Specimens.ANALYST)
                .id());
        line.now = line.now.plus(Duration.ofDays(1));
    }

    @AfterEach
    void close() {
        line.close();
    }

    private void evict(Instant start) {
        line.store.change(session -> session.incidents()
                .eviction(
                        ALL,
                        incident,
                        Optional.empty(),
                        Optional.of(new Interval(start, Optional.empty())),
                        Specimens.ANALYST));
    }

    private void phase(Phase phase) {
        line.store.change(
                session -> session.incidents().phase(ALL, incident, phase, Optional.of(line.now), Specimens.ANALYST));
    }

    private Alert last(Change change, Item item) throws Exception {
        line.send(host, line.seen(change, item));
        return line.alerts().getLast();
    }

    private static void is(Severity severity, Situation situation, String vouched, Alert alert) {
        assertEquals(
                severity + " " + situation + " " + vouched,
                alert.severity() + " " + alert.situation() + " "
                        + alert.evidence().getOrDefault("vouched", ""));
    }

    private static Item ordinary(String name) {
        return ReviewItems.service(name, "LocalSystem", "v1", "Editor");
    }

    @Test
    void monitoringGoesFromTheBeginningOfTheEvictionUntilTheClosure() throws Exception {
        is(Severity.LOW, Situation.CALM, "", last(Change.ADDED, ordinary("one")));
        evict(line.now.plus(Duration.ofHours(1)));
        is(Severity.LOW, Situation.CALM, "", last(Change.ADDED, ordinary("two")));
        line.now = line.now.plus(Duration.ofHours(1));
        is(Severity.MEDIUM, Situation.MONITORING, "nobody", last(Change.ADDED, ordinary("three")));
        phase(Phase.CLOSURE);
        last(Change.ADDED, ordinary("four"));
        is(Severity.LOW, Situation.CALM, "", line.alerts().getFirst());
        assertEquals(3, line.alerts().getFirst().count());
        assertEquals(2, line.alerts().size());
        line.now = line.now.plus(Duration.ofDays(1));
        evict(line.now);
        is(Severity.MEDIUM, Situation.MONITORING, "nobody", last(Change.ADDED, ordinary("five")));
    }

    @Test
    void anEvictionWithoutDatesBeginsWithItsPhase() throws Exception {
        phase(Phase.CONTAINMENT);
        is(Severity.LOW, Situation.CALM, "", last(Change.ADDED, ordinary("one")));
        phase(Phase.EVICTION);
        is(Severity.MEDIUM, Situation.MONITORING, "nobody", last(Change.ADDED, ordinary("two")));
    }

    @Test
    void anotherCommuneStaysCalm() throws Exception {
        evict(line.now);
        host = line.enrol(2, new Commune("56007"));
        is(Severity.LOW, Situation.CALM, "", last(Change.ADDED, ordinary("one")));
    }

    @Test
    void whatWasThereIsJudgedAsInCalmAndWhatGoesToo() throws Exception {
        evict(line.now);
        line.send(host, line.seen(Change.PRESENT, ordinary("one")), line.listed("windows.service"));
        assertEquals(List.of(), line.alerts());
        is(Severity.LOW, Situation.MONITORING, "", last(Change.REMOVED, ordinary("one")));
    }

    @Test
    void aPackageVouches() throws Exception {
        evict(line.now);
        line.send(host, line.seen(Change.ADDED, Line.cron("one", "* * * * * root /usr/bin/one", Shipped.AS_PACKAGED)));
        assertEquals(List.of(), line.alerts());
    }

    @Test
    void whatStartsNothingIsNotLifted() throws Exception {
        evict(line.now);
        Item there = link("/usr/lib/systemd/system/monit.service", true);
        Item gone = link("/usr/lib/systemd/system/monit.service", false);
        is(Severity.LOW, Situation.MONITORING, "", changed(there, gone));
        is(Severity.MEDIUM, Situation.MONITORING, "nobody", changed(there, link("/mnt/x.service", false)));
        Item masked = new Item(
                "linux.systemd.service",
                List.of("T1543.002"),
                "linux",
                Optional.empty(),
                "nfs-common.service",
                "",
                "/usr/lib/systemd/system/nfs-common.service",
                Shipped.UNKNOWN,
                false,
                ItemTimes.NONE,
                Set.of());
        last(Change.ADDED, masked);
        Alert day = line.alerts().getFirst();
        is(Severity.LOW, Situation.MONITORING, "", day);
        assertEquals(CalmDay.RULE, day.rule());
        assertEquals(2, day.count(), "what starts nothing is one line a day");
        assertEquals(2, line.alerts().size());
    }

    private Alert changed(Item before, Item item) throws Exception {
        line.send(host, line.changed(before, item));
        return line.alerts().getLast();
    }

    /** A link that enables a unit, whose file is there or is not. */
    private static Item link(String value, boolean there) {
        return new Item(
                "linux.systemd.service",
                List.of("T1543.002"),
                "linux",
                Optional.empty(),
                "multi-user.target.wants/monit.service",
                value,
                "/etc/systemd/system/multi-user.target.wants/monit.service",
                there ? value : "",
                there ? Optional.of(Sha256.over(value.getBytes(StandardCharsets.UTF_8))) : Optional.empty(),
                "",
                Item.Signature.NOT_CHECKED,
                "",
                there ? Shipped.AS_PACKAGED : Shipped.UNOWNED,
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
                there ? Set.of() : Set.of(Item.Trait.TARGET_MISSING));
    }

    private void inCommunes(int from, int to, Item item) throws Exception {
        for (int number = from; number < to; number++) {
            AgentId other = line.enrol(number, new Commune("5600" + number));
            line.send(other, line.seen(Change.PRESENT, item));
        }
    }

    @Test
    void aPublisherVouchesForWhatThreeOtherCommunesHadBeforeTheIncident() throws Exception {
        Instant now = line.now;
        line.now = Line.START;
        inCommunes(2, 5, TOOL);
        line.now = now;
        evict(line.now);
        Alert alert = last(Change.ADDED, TOOL);
        is(Severity.LOW, Situation.MONITORING, "publisher", alert);
        assertEquals("Editor (3)", alert.evidence().get("vouched_by"));
        assertTrue(said(alert, Locale.FRENCH).contains("Garanti par la signature valide de l'éditeur"));
        // The same program without a signature is another thing, for which nobody vouches.
        is(
                Severity.MEDIUM,
                Situation.MONITORING,
                "nobody",
                last(Change.CHANGED, ReviewItems.service("Tool", "LocalSystem", "v1", "")));
    }

    @Test
    void twoCommunesOrThreeSinceTheIncidentBeganVouchForNothing() throws Exception {
        Instant now = line.now;
        line.now = Line.START;
        inCommunes(2, 4, TOOL);
        line.now = now;
        inCommunes(4, 9, TOOL);
        evict(line.now);
        Alert alert = last(Change.ADDED, TOOL);
        is(Severity.MEDIUM, Situation.MONITORING, "nobody", alert);
        assertTrue(said(alert, Locale.FRENCH).contains("Rien ne garantit cet élément"));
        assertTrue(said(alert, Locale.ENGLISH).contains("Nothing vouches for it"));
    }

    @Test
    void anApprovedRollOutVouches() throws Exception {
        evict(line.now);
        is(Severity.MEDIUM, Situation.MONITORING, "nobody", last(Change.ADDED, TOOL));
        line.store.change(session -> {
            Incident now = session.incidents().find(ALL, incident).orElseThrow();
            session.incidents()
                    .eviction(
                            ALL,
                            incident,
                            Optional.empty(),
                            Optional.of(new Interval(line.now.minusSeconds(60), Optional.of(line.now.minusSeconds(1)))),
                            Specimens.ANALYST);
            Map<Subject, Set<Commune>> all = new HashMap<>();
            ReviewList.of(session, ALL, now, Matter.ITEMS, line.now)
                    .groups()
                    .forEach(group -> all.put(
                            ReviewList.subject(session, group), group.communes().keySet()));
            assertFalse(all.isEmpty());
            session.reviews().decide(ALL, incident, Matter.ITEMS, all, Decision.APPROVED, "", Specimens.ANALYST);
        });
        line.send(host, line.seen(Change.REMOVED, TOOL));
        line.store.change(session -> line.alerts()
                .forEach(alert ->
                        session.alerts().decide(ALL, alert.id(), Move.close(Closing.EXPECTED), Specimens.ANALYST)));
        line.now = line.now.plus(Duration.ofDays(8));
        is(Severity.LOW, Situation.MONITORING, "roll-out", last(Change.ADDED, TOOL));
    }

    /** Hundreds of programs of one publisher at once, as by an upgrade of the system, and one that is not of it. */
    @Test
    void oneActIsOneLine() throws Exception {
        evict(line.now);
        Item tool = ReviewItems.service("Other", "LocalSystem", "v1", "");
        for (int i = 0; i < 200; i++) {
            line.put(host, line.seen(Change.ADDED, ReviewItems.service("Part" + i, "LocalSystem", "v" + i, "Editor")));
        }
        line.send(host, line.seen(Change.ADDED, tool));
        assertEquals(2, line.alerts().size());
        Alert act = line.alerts().getFirst();
        assertEquals(200, act.count());
        assertEquals("signer Editor", act.evidence().get("act"));
        assertTrue(said(act, Locale.FRENCH).contains("Une seule ligne pour un même acte"));
        line.now = line.now.plus(Duration.ofDays(1));
        last(Change.ADDED, ReviewItems.service("Late", "LocalSystem", "late", "Editor"));
        assertEquals(3, line.alerts().size());
    }

    private List<Listed> listed(Alert alert) {
        return line.store.read(session -> session.alerts().listed(ALL, alert.id(), 100));
    }

    private void closeAll(Closing as) {
        line.store.change(session -> line.alerts()
                .forEach(alert -> session.alerts().decide(ALL, alert.id(), Move.close(as), Specimens.ANALYST)));
    }

    /** However many things come that no rule says more of; what one does say more of stays a line of its own. */
    @Test
    void aDayOfCalmIsOneLineThatListsWhatItStandsFor() throws Exception {
        AgentId other = line.enrol(2, OURS);
        for (int i = 0; i < 40; i++) {
            line.put(host, line.seen(Change.ADDED, ordinary("Part" + i)));
        }
        line.put(other, line.seen(Change.ADDED, ordinary("Part0")));
        line.put(other, line.seen(Change.CHANGED, ReviewItems.service("Part0", "LocalSystem", "v2", "Editor")));
        line.send(host, line.seen(Change.ADDED, Line.cron("x", "/opt/x", Shipped.UNOWNED)));
        assertEquals(List.of("vigie-ordinary-items", "vigie-linux-by-hand"), line.rules());
        Alert day = line.alerts().getFirst();
        is(Severity.LOW, Situation.CALM, "", day);
        assertEquals(42, day.count());
        assertEquals(41, listed(day).size());
        assertEquals(
                2,
                listed(day).stream()
                        .filter(each ->
                                each.name().equals("Part0") || each.source().contains("Part0"))
                        .filter(each -> each.change().equals("added"))
                        .mapToInt(Listed::count)
                        .sum());
        Alert counted = line.store.read(session -> CalmDay.now(session, ALL, day));
        assertTrue(AlertTexts.shipped().of(counted, Locale.FRENCH).title().endsWith("éléments : 42, machines : 2"));
        assertTrue(AlertTexts.shipped().of(counted, Locale.ENGLISH).title().endsWith("items: 42, machines: 2"));
        assertEquals(LedgerWords.of(day).field("evidence.day"), "2026-11-05");
        line.now = line.now.plus(Duration.ofDays(1));
        last(Change.ADDED, ordinary("Next"));
        assertEquals(3, line.alerts().size());
    }

    @Test
    void aRollOutIsCountedInTheLineOfItsFirstDayClosedOrNot() throws Exception {
        last(Change.ADDED, TOOL);
        line.now = line.now.plus(Duration.ofDays(1));
        line.send(line.enrol(2, OURS), line.seen(Change.ADDED, TOOL));
        closeAll(Closing.EXPECTED);
        line.now = line.now.plus(Duration.ofDays(1));
        line.send(line.enrol(3, OURS), line.seen(Change.ADDED, TOOL));
        assertEquals(1, line.alerts().size());
        assertEquals(3, line.alerts().getFirst().count());
        assertEquals(3, listed(line.alerts().getFirst()).getFirst().count());
        // What was the attacker's on one host is told of the next.
        line.store.change(session ->
                session.alerts().decide(ALL, line.alerts().getFirst().id(), Move.of(Step.REOPENED), Specimens.ANALYST));
        closeAll(Closing.TRUE);
        line.send(line.enrol(4, OURS), line.seen(Change.ADDED, TOOL));
        assertEquals(2, line.alerts().size());
    }

    /** What somebody acknowledged or closed on one host is told of the next, until three have it: an attacker may have had it acknowledged. */
    @Test
    void whatWasLookedAtOnOneHostIsToldOfTheNext() throws Exception {
        Item byHand = Line.cron("x", "/opt/x", Shipped.UNOWNED);
        Alert first = last(Change.ADDED, byHand);
        line.store.change(
                session -> session.alerts().decide(ALL, first.id(), Move.of(Step.ACKNOWLEDGED), Specimens.ANALYST));
        line.now = line.now.plus(Duration.ofHours(1));
        AgentId server = line.enrol(2, OURS);
        line.send(server, line.seen(Change.ADDED, byHand));
        assertEquals(List.of("vigie-linux-by-hand", "vigie-linux-by-hand"), line.rules());
        assertEquals(server, line.alerts().getLast().host());
        assertEquals(Alerts.Status.NEW, line.alerts().getLast().status());
        line.send(host, line.seen(Change.REMOVED, byHand), line.seen(Change.ADDED, byHand));
        assertEquals(2, count(byHand));
        closeAll(Closing.EXPECTED);
        line.send(line.enrol(3, OURS), line.seen(Change.ADDED, byHand));
        assertEquals(3, count(byHand));
        line.send(line.enrol(4, OURS), line.seen(Change.ADDED, byHand));
        assertEquals(3, count(byHand));
    }

    private long count(Item item) {
        return line.alerts().stream()
                .filter(alert -> alert.rule().equals("vigie-linux-by-hand")
                        && alert.evidence().getOrDefault("name", "").equals(item.name()))
                .count();
    }

    @Test
    void whatCameInCalmIsInTheReviewOfALaterIncident() throws Exception {
        last(Change.ADDED, TOOL);
        closeAll(Closing.EXPECTED);
        line.now = line.now.plus(Duration.ofDays(1));
        line.store.change(session -> session.incidents()
                .eviction(
                        ALL,
                        incident,
                        Optional.empty(),
                        Optional.of(new Interval(line.now, Optional.of(line.now.plusSeconds(60)))),
                        Specimens.ANALYST));
        line.now = line.now.plus(Duration.ofDays(1));
        Incident now = line.store
                .read(session -> session.incidents().find(ALL, incident))
                .orElseThrow();
        assertTrue(
                line.store.read(session -> ReviewList.of(session, ALL, now, Matter.ITEMS, line.now)).groups().stream()
                        .anyMatch(group -> group.named().contains("Tool")));
        // On another host it is now a line of its own, whatever was closed before.
        host = line.enrol(2, OURS);
        is(Severity.MEDIUM, Situation.MONITORING, "nobody", last(Change.ADDED, TOOL));
    }

    @Test
    void theLedgerHoldsTheSituation() throws Exception {
        evict(line.now);
        Alert alert = last(Change.ADDED, ordinary("one"));
        assertEquals("monitoring", LedgerWords.of(alert).field("situation"));
    }

    private static String said(Alert alert, Locale locale) {
        return AlertTexts.shipped().of(alert, locale).explanation();
    }
}
