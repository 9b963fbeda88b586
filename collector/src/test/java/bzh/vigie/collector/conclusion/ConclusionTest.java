package bzh.vigie.collector.conclusion;

import static bzh.vigie.collector.store.Specimens.ANALYST;
import static bzh.vigie.collector.store.Specimens.AURAY;
import static bzh.vigie.collector.store.Specimens.CONCARNEAU;
import static bzh.vigie.collector.store.Specimens.agent;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import bzh.vigie.collector.conclusion.Conclusion.Word;
import bzh.vigie.collector.conclusion.Criterion.Kind;
import bzh.vigie.collector.conclusion.Criterion.State;
import bzh.vigie.collector.detect.finding.Ruled;
import bzh.vigie.collector.incident.HistorySearch;
import bzh.vigie.collector.incident.HostNames;
import bzh.vigie.collector.incident.MarkWithdrawal;
import bzh.vigie.collector.incident.NatureDecision;
import bzh.vigie.collector.intel.Indicator;
import bzh.vigie.collector.intel.Observable;
import bzh.vigie.collector.intel.Tlp;
import bzh.vigie.collector.review.ReviewGroup;
import bzh.vigie.collector.review.ReviewList;
import bzh.vigie.collector.schedule.Timetable;
import bzh.vigie.collector.store.AgentId;
import bzh.vigie.collector.store.Alerts.Alert;
import bzh.vigie.collector.store.Alerts.Closing;
import bzh.vigie.collector.store.Alerts.Move;
import bzh.vigie.collector.store.Alerts.Severity;
import bzh.vigie.collector.store.Alerts.Status;
import bzh.vigie.collector.store.Alerts.Step;
import bzh.vigie.collector.store.Attestations.Answer;
import bzh.vigie.collector.store.Attestations.Named;
import bzh.vigie.collector.store.Attestations.Statement;
import bzh.vigie.collector.store.Author;
import bzh.vigie.collector.store.Commune;
import bzh.vigie.collector.store.CoverageLog;
import bzh.vigie.collector.store.ExpectedHosts.Expected;
import bzh.vigie.collector.store.ExpectedHosts.Origin;
import bzh.vigie.collector.store.ExpectedHosts.Role;
import bzh.vigie.collector.store.Hosts.Host;
import bzh.vigie.collector.store.Incidents.Incident;
import bzh.vigie.collector.store.Incidents.Interval;
import bzh.vigie.collector.store.Indicators.Listed;
import bzh.vigie.collector.store.Reach;
import bzh.vigie.collector.store.Reviews.Decision;
import bzh.vigie.collector.store.Reviews.Matter;
import bzh.vigie.collector.store.Reviews.Subject;
import bzh.vigie.collector.store.Scope;
import bzh.vigie.collector.store.Specimens;
import bzh.vigie.collector.store.Store;
import bzh.vigie.collector.store.Thresholds.Threshold;
import bzh.vigie.collector.store.Tombstones;
import bzh.vigie.collector.store.Tombstones.Nature;
import bzh.vigie.collector.store.Witnesses;
import bzh.vigie.collector.store.Witnesses.Sighting;
import bzh.vigie.collector.store.sqlite.SqliteStore;
import bzh.vigie.event.Event;
import bzh.vigie.event.Item;
import bzh.vigie.event.ItemTimes;
import bzh.vigie.event.LocationStatus;
import bzh.vigie.event.Moment;
import bzh.vigie.event.Neighbour;
import bzh.vigie.event.ReasonCode;
import bzh.vigie.event.WatchState;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A watch in which all is well, and what becomes of its conclusion when one thing is not: it is never too good. */
final class ConclusionTest {
    private static final Scope ALL = new Scope.All();
    private static final Instant EVICTED = Specimens.START.plus(Duration.ofDays(10));
    private static final Instant NOW = EVICTED.plus(Duration.ofDays(40));

    private static final Set<Statement> NOT_SO = Set.of(Statement.DOMAIN_TAKEN, Statement.AUTHORITY_KEY_EXPOSED);

    /** What is not so in any test here but one; WatchConditionsTest is about each. */
    private static final Set<Kind> NEVER_KNOWN = Set.of(
            Kind.FULL_STARTS, Kind.USERS_LOGGED_ON, Kind.PASSES_REGULAR, Kind.TWICE_THE_BEACON, Kind.TABLE_SIGNED);

    private static final Author SECOND = new Author("lead", "asked the provider myself");

    @TempDir
    Path folder;

    private Store store;
    private Incident incident;
    private boolean underWay;

    @BeforeEach
    void allIsWell() {
        store = SqliteStore.open(folder, InstantSource.fixed(NOW));
        incident = store.write(session -> {
            enrol(session, 1, "dc1");
            enrol(session, 2, "pc1");
            Incident opened = session.incidents().open("rançongiciel", Set.of(AURAY), 30, ANALYST);
            session.incidents()
                    .eviction(
                            ALL,
                            opened.id(),
                            Optional.empty(),
                            Optional.of(new Interval(EVICTED.minus(Duration.ofDays(2)), Optional.of(EVICTED))),
                            ANALYST);
            for (int host = 1; host <= 2; host++) {
                watched(session, host, 0, 20);
                watched(session, host, 20, 40);
            }
            seen(session, 1, 35);
            for (int host = 1; host <= 2; host++) {
                session.inventories()
                        .read(
                                agent(host),
                                Specimens.read(
                                        "linux.account.password", Optional.empty(), LocationStatus.State.READ, 1, true),
                                EVICTED);
            }
            // A program that ran, and is no item of an inventory.
            session.tombstones()
                    .add(
                            ALL,
                            opened.id(),
                            AURAY,
                            Optional.empty(),
                            "",
                            Map.of("Image", "/dev/shm/.k"),
                            Optional.empty(),
                            ANALYST);
            return opened;
        });
        decide(Decision.APPROVED);
        expected(Role.WORKSTATION, "pc1");
        expected(Role.DOMAIN_CONTROLLER, "dc1");
        attest(Statement.TOUCHED, 2, Answer.YES, null);
        for (Statement statement : Statement.values()) {
            if (statement.about().isOfAll() && statement != Statement.DOMAIN_REBUILT) {
                attest(statement, null, NOT_SO.contains(statement) ? Answer.NO : Answer.YES, null);
            }
        }
    }

    @AfterEach
    void close() {
        store.close();
    }

    /** A host with an item that all have and that is approved. */
    private static void enrol(Store.Session session, int number, String name) {
        session.hosts().enrol(named(number, name));
        session.hosts().seen(agent(number), NOW, 0);
        item(session, number, "backup");
    }

    private static void item(Store.Session session, int host, String name) {
        session.inventories()
                .put(
                        agent(host),
                        AURAY,
                        new Item(
                                "linux.cron.d",
                                List.of("T1053.003"),
                                "linux",
                                Optional.empty(),
                                name,
                                name,
                                "/etc/cron.d/" + name,
                                Item.Shipped.UNOWNED,
                                true,
                                ItemTimes.NONE,
                                Set.of()),
                        1,
                        EVICTED.minusSeconds(3_600));
    }

    /** Of all groups that wait. */
    private void decide(Decision decision) {
        store.change(session -> {
            Incident now = session.incidents().find(ALL, incident.id()).orElseThrow();
            Map<Subject, Set<Commune>> waiting = new HashMap<>();
            ReviewList.of(session, ALL, now, Matter.ITEMS, NOW).groups().stream()
                    .filter(group -> group.state() == ReviewGroup.State.WAITING)
                    .forEach(group -> waiting.put(
                            ReviewList.subject(session, group), group.communes().keySet()));
            session.reviews().decide(ALL, now.id(), Matter.ITEMS, waiting, decision, "", ANALYST);
        });
    }

    private static Host named(int number, String name) {
        return Specimens.host(number, AURAY, name, "{}");
    }

    /** Another host that is enrolled, of which this one tells. */
    private static void seen(Store.Session session, int by, double day) {
        long at = ChronoUnit.MICROS.between(Instant.EPOCH, day(day));
        session.neighbours()
                .see(
                        agent(by),
                        AURAY,
                        new Neighbour(Neighbour.Origin.LOGON, Optional.empty(), Optional.empty(), "pc1", at, at),
                        day(day));
    }

    private static void watched(Store.Session session, int host, double fromDays, double toDays, String boot) {
        told(session, host, "linux.persistence", fromDays, toDays, WatchState.LIVE, boot);
        told(session, host, "linux.process", fromDays, toDays, WatchState.LIVE, boot);
    }

    private static void watched(Store.Session session, int host, double fromDays, double toDays) {
        told(session, host, fromDays, toDays, WatchState.LIVE);
    }

    private static void told(Store.Session session, int host, double fromDays, double toDays, WatchState state) {
        told(session, host, "linux.persistence", fromDays, toDays, state);
        told(session, host, "linux.process", fromDays, toDays, state);
    }

    private static void told(
            Store.Session session, int host, String source, double fromDays, double toDays, WatchState state) {
        told(session, host, source, fromDays, toDays, state, "boot " + (fromDays < 10.1));
    }

    private static void told(
            Store.Session session,
            int host,
            String source,
            double fromDays,
            double toDays,
            WatchState state,
            String boot) {
        Instant to = day(toDays);
        long start = ChronoUnit.MICROS.between(Instant.EPOCH, day(fromDays));
        long end = ChronoUnit.MICROS.between(Instant.EPOCH, to);
        session.coverage()
                .add(
                        agent(host),
                        new Event.Coverage(
                                new Moment(to, boot, end - start + 60_000_000),
                                source,
                                source,
                                Optional.empty(),
                                start,
                                end,
                                end - start,
                                state,
                                state == WatchState.DOWN ? ReasonCode.FAILED : ReasonCode.NONE,
                                "",
                                0,
                                0),
                        to);
    }

    /** So many days after the eviction. */
    private static Instant day(double days) {
        return EVICTED.plusSeconds(Math.round(days * 86_400));
    }

    private void expected(Role role, String... names) {
        store.change(session -> session.expectedHosts()
                .add(
                        ALL,
                        incident.id(),
                        AURAY,
                        role.name(),
                        Origin.HAND,
                        List.of(names).stream()
                                .map(name -> new Expected(name, role, true))
                                .toList(),
                        ANALYST));
    }

    private void attest(Statement statement, @Nullable Integer host, @Nullable Answer answer, @Nullable Instant until) {
        Optional<AgentId> about = Optional.ofNullable(host).map(Specimens::agent);
        boolean written = store.write(session -> session.attestations()
                .attest(
                        ALL,
                        incident.id(),
                        statement,
                        about,
                        Optional.ofNullable(answer),
                        "minutes of the meeting",
                        Optional.ofNullable(until),
                        ANALYST));
        assertTrue(written);
    }

    private void alert(String rule, Severity severity, double day, Status status) {
        store.change(session -> {
            session.alerts()
                    .raise(new Alert(
                            rule + day,
                            rule,
                            severity,
                            List.of(),
                            AURAY,
                            agent(2),
                            "pc1",
                            rule,
                            "e",
                            day(day),
                            day(day),
                            Map.of(Tombstones.INCIDENT, incident.id().text()),
                            Status.NEW,
                            1,
                            day(day)));
            if (status != Status.NEW) {
                session.alerts()
                        .decide(
                                ALL,
                                rule + day,
                                status == Status.CLOSED ? Move.close(Closing.EXPECTED) : Move.of(Step.ACKNOWLEDGED),
                                ANALYST);
            }
        });
    }

    /** The search in the history comes to its end. */
    private void searched() {
        store.change(session -> {
            session.incidents()
                    .find(ALL, incident.id())
                    .orElseThrow()
                    .communes()
                    .forEach(commune -> session.tombstones()
                            .lookedBack(commune, session.tombstones().list(ALL, incident.id())));
            HistorySearch.ended(session, incident.id());
        });
    }

    private Conclusion conclusion() {
        if (!underWay) {
            searched();
        }
        return store.read(session -> Conclusion.of(Facts.of(
                session, ALL, session.incidents().find(ALL, incident.id()).orElseThrow(), NOW)));
    }

    private void is(Word word, Kind... failing) {
        Conclusion conclusion = conclusion();
        List<Kind> missing = conclusion.missing().stream()
                .map(Criterion::kind)
                .filter(kind -> !NEVER_KNOWN.contains(kind))
                .toList();
        assertEquals(List.of(failing), missing, conclusion.criteria()::toString);
        assertEquals(word, conclusion.word());
    }

    private List<String> about(Kind kind) {
        return conclusion().criteria().stream()
                .filter(each -> each.kind() == kind)
                .findFirst()
                .orElseThrow()
                .about();
    }

    @Test
    void whereAllIsWellOnlyWhatIsNotWorkedOutIsMissing() {
        is(Word.NOT_OBSERVED_COVERAGE_INSUFFICIENT);
        Conclusion conclusion = conclusion();
        assertEquals(
                NEVER_KNOWN,
                Set.copyOf(conclusion.missing().stream().map(Criterion::kind).toList()));
        assertEquals(Duration.ofDays(30), conclusion.horizon());
        assertEquals(Kind.values().length, conclusion.criteria().size());
    }

    /** A search may still find something, which nobody knows not to be there. */
    @Test
    void aSearchUnderWayAllowsNothing() {
        underWay = true;
        is(Word.NOT_VERIFIABLE, Kind.HISTORY_SEARCHED);
        assertEquals(
                "Recherche dans l'historique pas commencée : 1 marque et 0 indicateur ne sont pas encore recherchés partout.",
                firstPage().getFirst());
        store.change(session -> HistorySearch.reached(session, incident.id(), day(-3)));
        assertEquals(
                "Recherche dans l'historique en cours, parcouru jusqu'au " + day(-3)
                        + " : 1 marque et 0 indicateur ne sont pas encore recherchés partout.",
                firstPage().getFirst());
        searched();
        is(Word.NOT_OBSERVED_COVERAGE_INSUFFICIENT);
        List<Listed> fresh = store.write(session -> session.indicators()
                .add(
                        Optional.of(incident.id().text()),
                        List.of(new Indicator(
                                new Observable.Domain("evil.example"),
                                "CERT",
                                "",
                                Tlp.AMBER,
                                50,
                                Optional.empty(),
                                Optional.empty(),
                                false,
                                true)),
                        "liste",
                        ANALYST));
        is(Word.NOT_VERIFIABLE, Kind.HISTORY_SEARCHED);
        assertEquals(List.of("unsearched-indicators  1"), about(Kind.HISTORY_SEARCHED));
        store.change(session ->
                session.indicators().lookedBack(fresh.stream().map(Listed::id).toList(), NOW));
        is(Word.NOT_OBSERVED_COVERAGE_INSUFFICIENT);
        // Where the incident is found to concern another commune, the search goes on there.
        store.change(session -> session.incidents().extend(ALL, incident.id(), CONCARNEAU, ANALYST));
        assertEquals(List.of("unsearched-marks  1", "unsearched-indicators  1"), about(Kind.HISTORY_SEARCHED));
    }

    /** The best that can ever be said. */
    @Test
    void whereEveryConditionHoldsTheCoverageIsSufficient() {
        store.change(session -> {
            for (int host = 1; host <= 2; host++) {
                for (double day = 0.5; day < 40; day += 0.5) {
                    pass(session, host, day);
                }
            }
            session.userDays().loggedOn(agent(2), "1000", "anne", day(-3));
            session.userDays().loggedOn(agent(2), "1000", "anne", day(-2));
            session.thresholds().state(ALL, incident.id(), Threshold.BEACON_MINUTES, OptionalLong.of(1_440), ANALYST);
            session.thresholds().state(ALL, incident.id(), Threshold.SIGNED, OptionalLong.of(1), ANALYST);
        });
        assertEquals(Word.NOT_OBSERVED_COVERAGE_INSUFFICIENT, conclusion().word());
        assertEquals(List.of("pc1  anne (1000)"), about(Kind.USERS_LOGGED_ON));
        store.change(session -> session.userDays().loggedOn(agent(2), "1000", "anne", day(29.9)));
        assertEquals(List.of(), conclusion().missing());
        assertEquals(Word.NOT_OBSERVED_COVERAGE_SUFFICIENT, conclusion().word());
        // The agents tell of another witness's word as little as of their own.
        store.change(session -> session.alerts()
                .raise(new Alert(
                        "seen",
                        "vigie-silent-host-active",
                        Severity.MEDIUM,
                        List.of(),
                        AURAY,
                        agent(2),
                        "pc1",
                        "seen",
                        "e",
                        day(5),
                        day(5),
                        Map.of("silent_since", day(4).toString(), "seen_last", day(5).toString()),
                        Status.NEW,
                        1,
                        day(5))));
        assertEquals(
                List.of(Kind.FINDINGS_DECIDED, Kind.NOT_CONTRADICTED),
                conclusion().missing().stream().map(Criterion::kind).toList());
        // Who says that it is true says that the host was active.
        store.change(session -> session.alerts().decide(ALL, "seen", Move.close(Closing.TRUE), ANALYST));
        assertEquals(
                List.of(Kind.NOT_CONTRADICTED),
                conclusion().missing().stream().map(Criterion::kind).toList());
        store.change(session -> {
            session.alerts().decide(ALL, "seen", Move.of(Step.REOPENED), ANALYST);
            session.alerts().decide(ALL, "seen", Move.close(Closing.FALSE_ALARM), ANALYST);
        });
        assertEquals(List.of(), conclusion().missing());
    }

    /** An exception of before pardons what nobody had in mind; one of after is named. */
    @Test
    void whatAnExceptionHidesIsNamedAndDecidedOnlyByWhoKnewOfTheEviction() {
        Reach reach = Reach.of(hidden("before", 12));
        store.close();
        long before;
        try (Store earlier = SqliteStore.open(folder, InstantSource.fixed(EVICTED.minusSeconds(60)))) {
            before = earlier.write(session ->
                    session.alertExceptions().add(ALL, true, reach, EVICTED.plus(Duration.ofDays(300)), ANALYST));
        }
        store = SqliteStore.open(folder, InstantSource.fixed(NOW));
        store.change(session -> session.alerts().except(hidden("before", 12), before));
        is(Word.NOT_VERIFIABLE, Kind.FINDINGS_DECIDED);
        String named = "vigie-item-added  pc1  excepted-before  " + before + " (" + ANALYST.name() + ")  ×1  before";
        assertEquals(List.of(named), about(Kind.FINDINGS_DECIDED));
        store.change(session -> {
            session.alerts().decide(ALL, "before", Move.of(Step.REOPENED), ANALYST);
            session.alerts().decide(ALL, "before", Move.close(Closing.EXPECTED), ANALYST);
        });
        is(Word.NOT_OBSERVED_COVERAGE_INSUFFICIENT);
        long after = store.write(session -> {
            session.alertExceptions().end(ALL, before, ANALYST);
            return session.alertExceptions().add(ALL, true, reach, NOW.plus(Duration.ofDays(30)), ANALYST);
        });
        store.change(session -> session.alerts().except(hidden("after", 40), after));
        is(Word.NOT_OBSERVED_COVERAGE_INSUFFICIENT);
        assertTrue(
                about(Kind.FINDINGS_DECIDED).getFirst().contains("  excepted  " + after),
                about(Kind.FINDINGS_DECIDED).toString());
    }

    @Test
    void whatACriterionRestsOnByItselfIsHiddenByNoException() {
        for (String rule : List.of(
                Evidences.CONTRADICTION,
                "vigie-pattern-undecided",
                "vigie-item-not-shown",
                "vigie-item-in-one-reading",
                "vigie-item-read-otherwise",
                "vigie-server-silent",
                "vigie-server-stopped",
                "vigie-commune-silent")) {
            assertTrue(!Reach.mayBeExcepted(rule), rule);
        }
    }

    private static Alert hidden(String id, double day) {
        return new Alert(
                id,
                "vigie-item-added",
                Severity.HIGH,
                List.of(),
                AURAY,
                agent(2),
                "pc1",
                id,
                "e",
                day(day),
                day(day),
                Map.of("location", "linux.cron.d"),
                Status.NEW,
                1,
                day(day));
    }

    private static void pass(Store.Session session, int host, double day) {
        long start = ChronoUnit.MICROS.between(Instant.EPOCH, day(day));
        long end = start + 600_000_000;
        double began = day < 20 ? 0 : 20;
        session.coverage()
                .add(
                        agent(host),
                        new Event.Coverage(
                                new Moment(
                                        day(day).plusSeconds(600),
                                        "boot " + (day < 20),
                                        end - ChronoUnit.MICROS.between(Instant.EPOCH, day(began)) + 60_000_000),
                                "linux.persistence",
                                Event.Coverage.passOf("linux.persistence"),
                                Optional.empty(),
                                start,
                                end,
                                end - start,
                                WatchState.LIVE,
                                ReasonCode.NONE,
                                "",
                                0,
                                0),
                        day(day).plusSeconds(600));
    }

    @Test
    void whatStartsOnlyAfterTheWatchIsNamedWithItsNextTime() {
        store.change(session -> {
            for (String line : List.of("@yearly root x", "0 * * * * root y")) {
                session.inventories()
                        .put(
                                agent(2),
                                AURAY,
                                Specimens.item("linux.cron.d", Optional.empty(), line, line, 0),
                                1,
                                EVICTED.minusSeconds(3_600));
            }
        });
        Conclusion conclusion = conclusion();
        // What all have ("backup") is no line of a crontab, so that nobody knows when it is due.
        assertEquals(
                Map.of(
                        "linux.cron.d  backup", Timetable.State.UNKNOWN,
                        "linux.cron.d  @yearly root x", Timetable.State.LATER,
                        "linux.cron.d  0 * * * * root y", Timetable.State.SEEN),
                conclusion.facts().scheduled().stream()
                        .filter(run -> run.host().id().equals(agent(2)))
                        .collect(Collectors.toMap(ScheduledRun::named, ScheduledRun::state)));
        List<String> later = ConclusionText.of(conclusion)
                .lines()
                .filter(line -> line.startsWith("later " + agent(2)))
                .map(line -> line.substring(line.lastIndexOf("  ") + 2))
                .toList();
        assertEquals(Set.of("backup", "@yearly root x"), Set.copyOf(later));
    }

    @Test
    void anEvictionWithoutAnEndAllowsNothing() {
        store.change(session -> session.incidents()
                .eviction(
                        ALL,
                        incident.id(),
                        Optional.of(agent(2)),
                        Optional.of(new Interval(EVICTED, Optional.empty())),
                        ANALYST));
        is(Word.NOT_VERIFIABLE, Kind.EVICTION_ENDED, Kind.WORKSTATIONS_WATCHED, Kind.ACCOUNTS_RENEWED);
        assertEquals(List.of("pc1"), about(Kind.EVICTION_ENDED));
        store.change(session ->
                session.incidents().eviction(ALL, incident.id(), Optional.empty(), Optional.empty(), ANALYST));
        assertEquals(Word.NOT_VERIFIABLE, conclusion().word());
    }

    @Test
    void anItemThatNobodyReviewedIsNamedAndWhatIsWatchedToo() {
        store.change(session -> item(session, 2, "unknown"));
        is(Word.NOT_OBSERVED_COVERAGE_INSUFFICIENT, Kind.REVIEW_DECIDED);
        String named = about(Kind.REVIEW_DECIDED).getFirst();
        assertTrue(named.endsWith("  linux.cron.d  unknown"), named);
        decide(Decision.WATCH);
        is(Word.NOT_OBSERVED_COVERAGE_INSUFFICIENT);
        assertEquals(List.of(named), about(Kind.REVIEW_DECIDED));
    }

    /** Nothing to review may also mean that nothing was read; and what is the attacker's is told as a recurrence first. */
    @Test
    void aHostWithoutAnyItemIsNamedAndAnAttackersGroupIsDecidedWithItsRecurrence() {
        store.change(session -> session.hosts().enrol(named(3, "pc3")));
        assertEquals(List.of("pc3  no-item-known"), about(Kind.REVIEW_DECIDED));
        attest(Statement.GONE, 3, Answer.YES, null);
        is(Word.NOT_OBSERVED_COVERAGE_INSUFFICIENT);
        store.change(session -> item(session, 2, "backdoor"));
        decide(Decision.ATTACKER);
        is(Word.NOT_OBSERVED_COVERAGE_INSUFFICIENT, Kind.REVIEW_DECIDED);
    }

    @Test
    void aFindingThatNobodyDecidedAllowsNothing() {
        alert("low", Severity.LOW, 3, Status.NEW);
        alert("before", Severity.CRITICAL, -5, Status.NEW);
        alert("decided", Severity.HIGH, 3, Status.CLOSED);
        is(Word.NOT_OBSERVED_COVERAGE_INSUFFICIENT);
        alert("open", Severity.MEDIUM, 4, Status.ACKNOWLEDGED);
        is(Word.NOT_VERIFIABLE, Kind.FINDINGS_DECIDED);
    }

    @Test
    void aRecurrenceIsObservedOncePersonsSaySoAndAllowsNothingBeforeEvenWhenItsAlertIsClosed() {
        alert("vigie-return", Severity.CRITICAL, 5, Status.CLOSED);
        is(Word.NOT_VERIFIABLE, Kind.FINDINGS_DECIDED);
        nature("vigie-return5.0", Nature.AUTHORISED);
        is(Word.NOT_VERIFIABLE, Kind.FINDINGS_DECIDED);
        store.change(s -> s.tombstones().nature(ALL, "vigie-return5.0", Nature.AUTHORISED, SECOND));
        is(Word.NOT_OBSERVED_COVERAGE_INSUFFICIENT);
        for (Nature nature : Set.of(Nature.RESTORED, Nature.UNRELATED)) {
            nature("vigie-return5.0", nature);
            is(Word.RECURRENCE_OBSERVED, Kind.NO_RECURRENCE, Kind.FINDINGS_DECIDED);
        }
        for (Nature nature : Set.of(Nature.RETURNED, Nature.NEVER_LEFT)) {
            nature("vigie-return5.0", nature);
            is(Word.RECURRENCE_OBSERVED, Kind.NO_RECURRENCE);
        }
    }

    private static final int RETURNS = 12;

    private NatureDecision.Outcome authorised(int number, String reason, String author) {
        return store.write(session -> NatureDecision.decide(
                session,
                ALL,
                "vigie-return" + number / 10.0,
                Nature.AUTHORISED,
                "demandé au prestataire",
                new Author(author, reason)));
    }

    /** As in the drill: everything that came back is called authorised by one person. */
    @Test
    void whoCallsEverythingAuthorisedAloneReachesNothingAndTheFirstPageSaysSo() {
        for (int i = 1; i <= RETURNS; i++) {
            alert("vigie-return", Severity.CRITICAL, i / 10.0, Status.CLOSED);
        }
        assertInstanceOf(NatureDecision.Outcome.Written.class, authorised(1, "ok", "bob"));
        assertEquals(new NatureDecision.Outcome.SameReason("vigie-return0.1"), authorised(2, " OK ", "bob"));
        for (int i = 2; i <= RETURNS; i++) {
            assertEquals(
                    new NatureDecision.Outcome.Written(true), authorised(i, "ok " + i, i % 2 == 0 ? "bob" : " BOB"));
            // His own word a second time approves nothing.
            assertEquals(new NatureDecision.Outcome.Written(true), authorised(i, "ok " + i, "bob"));
        }
        is(Word.NOT_VERIFIABLE, Kind.FINDINGS_DECIDED);
        assertEquals(RETURNS, about(Kind.FINDINGS_DECIDED).size());
        assertTrue(
                about(Kind.FINDINGS_DECIDED).getFirst().contains("approval-missing"),
                about(Kind.FINDINGS_DECIDED)::toString);
        assertEquals(
                List.of(
                        "Éléments de l'attaquant, ou qui y ressemblent, revus après l'éviction : 12, dont 0 à qualifier.",
                        "Expliqués autrement (autorisé : 12) par bob ; 12 raisons différentes."
                                + " Preuve citée : 12 sur 12 ; double validation : 0 sur 12.",
                        "Critères assouplis : surveillance renforcée de 30 jours au lieu de 90."),
                firstPage());
    }

    /** What is loosened beyond the floor is not met, however well the hosts were watched. */
    @Test
    void whoLoosensTheCriteriaReachesNoBetterWordAndTheFirstPageNamesHim() {
        is(Word.NOT_OBSERVED_COVERAGE_INSUFFICIENT);
        Author bob = new Author("bob", "pour finir");
        store.change(session -> {
            session.thresholds().state(ALL, incident.id(), Threshold.WORKSTATIONS_PERCENT, OptionalLong.of(59), bob);
            session.thresholds()
                    .state(ALL, incident.id(), Threshold.LONGEST_GAP_MINUTES, OptionalLong.of(72 * 60 + 1), bob);
            session.thresholds().state(ALL, incident.id(), Threshold.PASS_HOURS, OptionalLong.of(49), bob);
            session.thresholds().state(ALL, incident.id(), Threshold.SIGNED, OptionalLong.of(1), bob);
            session.incidents().watch(ALL, incident.id(), 29, bob);
        });
        incident = store.read(session -> session.incidents().find(ALL, incident.id()))
                .orElseThrow();
        is(Word.NOT_OBSERVED_COVERAGE_INSUFFICIENT, Kind.WATCH_COMPLETE, Kind.WORKSTATIONS_WATCHED, Kind.NO_LONG_GAP);
        for (Kind kind : List.of(Kind.WORKSTATIONS_WATCHED, Kind.NO_LONG_GAP, Kind.PASSES_REGULAR)) {
            assertEquals("beyond-floor", about(kind).getFirst(), kind.name());
        }
        assertEquals(
                "Critères assouplis : postes qui doivent avoir été surveillés, en pour cent : 59 au lieu de 95 (bob), plancher : 60"
                        + " ; trou le plus long, en minutes : 4321 au lieu de 240 (bob), plancher : 4320"
                        + " ; heures de marche admises entre deux passages complets : 49 au lieu de 24 (bob), plancher : 48"
                        + " ; surveillance renforcée de 29 jours au lieu de 90, plancher : 30.",
                firstPage().getLast());
        store.change(session -> {
            session.thresholds().state(ALL, incident.id(), Threshold.WORKSTATIONS_PERCENT, OptionalLong.of(60), bob);
            session.thresholds()
                    .state(ALL, incident.id(), Threshold.LONGEST_GAP_MINUTES, OptionalLong.of(72 * 60), bob);
            session.incidents().watch(ALL, incident.id(), 30, bob);
        });
        incident = store.read(session -> session.incidents().find(ALL, incident.id()))
                .orElseThrow();
        is(Word.NOT_OBSERVED_COVERAGE_INSUFFICIENT);
    }

    @Test
    void whatASecondPersonApprovedIsStillCountedOnTheFirstPage() {
        alert("vigie-return", Severity.CRITICAL, 0.1, Status.CLOSED);
        assertEquals(new NatureDecision.Outcome.Written(true), authorised(1, "essai annoncé", "bob"));
        assertEquals(new NatureDecision.Outcome.Written(false), authorised(1, "essai annoncé", "alice"));
        is(Word.NOT_OBSERVED_COVERAGE_INSUFFICIENT);
        assertEquals(
                "Expliqués autrement (autorisé : 1) par alice ; raison : « essai annoncé »."
                        + " Preuve citée : 1 sur 1 ; double validation : 1 sur 1.",
                firstPage().get(1));
        // Another word in between is no agreement.
        nature("vigie-return0.1", Nature.RETURNED);
        assertEquals(new NatureDecision.Outcome.Written(true), authorised(1, "essai annoncé", "alice"));
    }

    private static final Item ARTEFACT = Specimens.item("linux.cron.d", Optional.empty(), "upd", "x", 0);

    /** What an analyst finds on a second host while the attack is looked into, and marks there too. */
    @Test
    void whatWasFoundBeforeTheEvictionEndedIsNoRecurrenceOnceItIsMarkedItself() {
        store.change(session -> {
            session.inventories().put(agent(2), AURAY, ARTEFACT, 1, day(-2));
            session.inventories().remove(agent(2), ARTEFACT.key(), day(-0.5));
        });
        found(-1);
        is(Word.NOT_VERIFIABLE, Kind.FINDINGS_DECIDED);
        mark();
        is(Word.NOT_VERIFIABLE, Kind.ARTEFACTS_GONE, Kind.FINDINGS_DECIDED, Kind.REBUILT_WHERE_PRIVILEGED);
        assertEquals(List.of("pc1  2026-001-T2  artefact-before-eviction"), about(Kind.ARTEFACTS_GONE));
        store.change(session -> session.inventories()
                .read(
                        agent(2),
                        Specimens.read("linux.cron.d", Optional.empty(), LocationStatus.State.READ, 1, true),
                        day(0.1)));
        is(Word.NOT_VERIFIABLE, Kind.FINDINGS_DECIDED, Kind.REBUILT_WHERE_PRIVILEGED);
        attest(Statement.PRIVILEGED_CODE, 2, Answer.NO, null);
        is(Word.NOT_VERIFIABLE, Kind.FINDINGS_DECIDED);
        nature("found-1.0", Nature.NEVER_LEFT);
        is(Word.NOT_OBSERVED_COVERAGE_INSUFFICIENT);
        found(2);
        is(Word.NOT_VERIFIABLE, Kind.FINDINGS_DECIDED);
        assertEquals(1, about(Kind.FINDINGS_DECIDED).size());
    }

    private void ended(double day) {
        store.change(session -> session.incidents()
                .eviction(
                        ALL,
                        incident.id(),
                        Optional.empty(),
                        Optional.of(new Interval(EVICTED.minus(Duration.ofDays(2)), Optional.of(day(day)))),
                        ANALYST));
    }

    /** A drill by others: the end was dated anew, and a mount over a location was never mentioned again. */
    @Test
    void whatFailedTheWatchBeforeItsEndWasDatedAnewIsStillNamed() {
        long from = ChronoUnit.MICROS.between(Instant.EPOCH, day(1));
        long to = ChronoUnit.MICROS.between(Instant.EPOCH, day(1.1));
        store.change(session -> session.coverage()
                .add(
                        agent(2),
                        new Event.Coverage(
                                new Moment(day(1.1), "boot true", to - from + 60_000_000),
                                "linux.persistence",
                                "linux.cron.d",
                                Optional.empty(),
                                from,
                                to,
                                to - from,
                                WatchState.PARTIAL,
                                ReasonCode.COVERED,
                                "",
                                0,
                                0),
                        day(1.1)));
        assertEquals(State.NOT_MET, state(Kind.NOT_BLINDED));
        assertEquals(List.of("pc1  linux.cron.d"), about(Kind.NOT_BLINDED));
        ended(4);
        assertEquals(State.MET, state(Kind.NOT_BLINDED));
        assertEquals(List.of("pc1  linux.cron.d  before-dated-anew"), about(Kind.NOT_BLINDED));
        ended(5);
        assertEquals(List.of("pc1  linux.cron.d  before-dated-anew"), about(Kind.NOT_BLINDED), "a second time");
        ended(0.5);
        assertEquals(List.of("pc1  linux.cron.d"), about(Kind.NOT_BLINDED), "earlier again: it is in the watch");
        ended(0);
        assertEquals(State.NOT_MET, state(Kind.NOT_BLINDED));
    }

    /** A silence longer than allowed likewise. */
    @Test
    void aGapBeforeTheEndWasDatedAnewIsStillNamed() {
        store.change(session -> {
            enrol(session, 3, "pc3");
            watched(session, 3, 0, 1);
            watched(session, 3, 2, 40);
        });
        assertEquals(List.of("pc3"), about(Kind.NO_LONG_GAP));
        ended(4);
        assertEquals(State.MET, state(Kind.NO_LONG_GAP));
        assertEquals(List.of("pc3  before-dated-anew"), about(Kind.NO_LONG_GAP));
    }

    private void mark() {
        store.change(session -> session.tombstones()
                .add(
                        ALL,
                        incident.id(),
                        AURAY,
                        Optional.of(agent(2)),
                        ARTEFACT.key(),
                        Map.of("value", "x", "fingerprint", ARTEFACT.fingerprint()),
                        Optional.empty(),
                        ANALYST));
    }

    @Test
    void anArtefactThatNobodySawGoneAllowsNothing() {
        store.change(session -> session.inventories().put(agent(2), AURAY, ARTEFACT, 1, day(-2)));
        mark();
        assertEquals(List.of("pc1  2026-001-T2  artefact-unknown"), about(Kind.ARTEFACTS_GONE));
        assertEquals(Word.NOT_VERIFIABLE, conclusion().word());
        store.change(session -> session.inventories().remove(agent(2), ARTEFACT.key(), day(1)));
        assertEquals(List.of(), about(Kind.ARTEFACTS_GONE));
        assertEquals(List.of("pc1  rights-unsaid"), about(Kind.REBUILT_WHERE_PRIVILEGED));
        assertEquals(Word.NOT_VERIFIABLE, conclusion().word());
        attest(Statement.PRIVILEGED_CODE, 2, Answer.NO, null);
        assertEquals(Word.NOT_OBSERVED_COVERAGE_INSUFFICIENT, conclusion().word());
    }

    private List<String> firstPage() {
        return LoosenedTexts.firstPage(conclusion().facts(), Locale.FRENCH, Instant::toString);
    }

    private MarkWithdrawal.Outcome takeBack(int mark, Author author) {
        return store.write(
                session -> MarkWithdrawal.takeBack(session, ALL, incident.id().text() + "-T" + mark, author));
    }

    /** As in a drill: every mark taken back by one person, and then none is there that could be seen. */
    @Test
    void whoTakesEveryMarkBackReachesNothingAndTheFirstPageSaysSo() {
        store.change(session -> session.inventories().put(agent(2), AURAY, ARTEFACT, 1, day(-2)));
        mark();
        alert("vigie-return", Severity.CRITICAL, 3, Status.CLOSED);
        assertEquals(new MarkWithdrawal.Outcome.Written(true, 0), takeBack(1, new Author("bob", "ok")));
        assertEquals(new MarkWithdrawal.Outcome.SameReason("2026-001-T1"), takeBack(2, new Author("bob", " OK ")));
        assertEquals(new MarkWithdrawal.Outcome.Already(), takeBack(1, new Author("BOB ", "encore")));
        assertEquals(new MarkWithdrawal.Outcome.Written(true, 0), takeBack(2, new Author("bob", "ok aussi")));
        is(Word.NOT_VERIFIABLE, Kind.ARTEFACTS_GONE, Kind.FINDINGS_DECIDED);
        assertEquals(
                List.of("nothing-marked", "2026-001-T1  withdrawal-unapproved", "2026-001-T2  withdrawal-unapproved"),
                about(Kind.ARTEFACTS_GONE));
        assertEquals(
                List.of(
                        "Éléments de l'attaquant, ou qui y ressemblent, revus après l'éviction : 1, dont 1 à qualifier.",
                        "Marques retirées : 2 par bob ; 2 raisons différentes. Double validation : 0 sur 2."),
                firstPage().subList(0, 2));
        // With a second person's word there is still nothing that could be known again.
        assertEquals(new MarkWithdrawal.Outcome.Written(false, 0), takeBack(1, new Author("anne", "d'accord")));
        assertEquals(new MarkWithdrawal.Outcome.Written(false, 0), takeBack(2, new Author("anne", "oui")));
        assertEquals(new MarkWithdrawal.Outcome.Already(), takeBack(2, new Author("carl", "moi aussi")));
        assertEquals(List.of("nothing-marked"), about(Kind.ARTEFACTS_GONE));
        assertEquals(Word.NOT_VERIFIABLE, conclusion().word());
        assertEquals(new MarkWithdrawal.Outcome.NoMark(), takeBack(9, SECOND));
    }

    @Test
    void aMarkThatTwoPersonsTakeBackIsNoneAndWhatCameBackByItStaysToBeDecided() {
        mark();
        store.change(session -> session.alerts()
                .raise(new Alert(
                        "back",
                        "vigie-return",
                        Severity.CRITICAL,
                        List.of(),
                        AURAY,
                        agent(1),
                        "dc1",
                        "c",
                        "e",
                        day(3),
                        day(3),
                        Map.of(
                                Tombstones.INCIDENT,
                                incident.id().text(),
                                Tombstones.TOMBSTONE,
                                "2026-001-T2",
                                "key",
                                "key"),
                        Status.NEW,
                        1,
                        day(3))));
        assertEquals(new MarkWithdrawal.Outcome.Written(true, 1), takeBack(2, new Author("bob", "faux positif")));
        assertEquals(List.of("2026-001-T2  withdrawal-unapproved"), about(Kind.ARTEFACTS_GONE));
        assertEquals(new MarkWithdrawal.Outcome.Written(false, 1), takeBack(2, SECOND));
        is(Word.NOT_VERIFIABLE, Kind.FINDINGS_DECIDED);
    }

    /** Two names that one user of the operating system wrote are one person. */
    @Test
    void anApprovalByTheSameUserOfTheSystemIsNone() {
        Author anne = new Author("anne", "essai annoncé", "root");
        Author bruno = new Author("bruno", "essai annoncé", "root");
        alert("vigie-return", Severity.CRITICAL, 0.1, Status.CLOSED);
        for (Author each : List.of(anne, bruno)) {
            store.change(session -> session.tombstones()
                    .nature(ALL, "vigie-return0.1", Nature.AUTHORISED, "demandé au prestataire", each));
        }
        is(Word.NOT_VERIFIABLE, Kind.FINDINGS_DECIDED);
        assertEquals(
                "Expliqués autrement (autorisé : 1) par bruno ; raison : « essai annoncé ». Preuve citée : 1 sur 1 ;"
                        + " double validation : 0 sur 1. 1 validation non comptée : autre nom, même utilisateur du système du collecteur.",
                firstPage().get(1));
        assertEquals(new MarkWithdrawal.Outcome.Written(true, 0), takeBack(1, anne));
        assertEquals(new MarkWithdrawal.Outcome.Already(), takeBack(1, bruno));
        store.change(session -> session.tombstones()
                .nature(
                        ALL,
                        "vigie-return0.1",
                        Nature.AUTHORISED,
                        "demandé au prestataire",
                        new Author("carl", "essai annoncé", "carl")));
        assertEquals(List.of(), about(Kind.FINDINGS_DECIDED));
    }

    /** Dating the eviction later makes nothing undecided go, and the first page says who did it. */
    @Test
    void whoMovesTheEvictionHidesNothing() {
        store.change(session -> session.inventories().put(agent(2), AURAY, ARTEFACT, 1, day(-2)));
        mark();
        found(2);
        assertEquals(1, about(Kind.FINDINGS_DECIDED).size());
        store.change(session -> session.incidents()
                .eviction(
                        ALL,
                        incident.id(),
                        Optional.empty(),
                        Optional.of(new Interval(EVICTED.minus(Duration.ofDays(2)), Optional.of(day(4)))),
                        new Author("bob", "plus tard")));
        assertEquals(1, about(Kind.FINDINGS_DECIDED).size());
        assertTrue(
                firstPage()
                        .contains("Fin de l'éviction (tous les hôtes) déplacée du " + EVICTED + " au " + day(4)
                                + " par bob."),
                firstPage()::toString);
        nature("found2.0", Nature.NEVER_LEFT);
        assertEquals(List.of(), about(Kind.FINDINGS_DECIDED));
    }

    /** What stands where an agent sees it is due by the end of the eviction, whatever a person says of its host or of its date. */
    @Test
    void neitherALaterDateNorARebuiltHostMakesAnArtefactThatIsThereGone() {
        store.change(session -> {
            session.inventories().put(agent(2), AURAY, ARTEFACT, 1, NOW.minusSeconds(3_600));
            session.inventories()
                    .read(
                            agent(2),
                            Specimens.read(ARTEFACT.location(), Optional.empty(), LocationStatus.State.READ, 1, true),
                            NOW.minusSeconds(1_800));
            session.tombstones()
                    .add(
                            ALL,
                            incident.id(),
                            AURAY,
                            Optional.of(agent(2)),
                            ARTEFACT.key(),
                            Map.of("value", "x", "fingerprint", ARTEFACT.fingerprint()),
                            Optional.of(NOW.plus(Duration.ofDays(365))),
                            ANALYST);
        });
        assertEquals(List.of("pc1  2026-001-T2  artefact-present"), about(Kind.ARTEFACTS_GONE));
        attest(Statement.REBUILT, 2, Answer.YES, null);
        assertEquals(List.of("pc1  2026-001-T2  artefact-present"), about(Kind.ARTEFACTS_GONE));
    }

    private void found(double day) {
        store.change(session -> {
            session.alerts()
                    .raise(new Alert(
                            "found" + day,
                            "vigie-return",
                            Severity.CRITICAL,
                            List.of(),
                            AURAY,
                            agent(2),
                            "pc1",
                            "c",
                            "e",
                            day(day),
                            day(day),
                            Map.of(Tombstones.INCIDENT, incident.id().text(), "key", ARTEFACT.key()),
                            Status.NEW,
                            1,
                            day(day)));
            session.alerts().decide(ALL, "found" + day, Move.close(Closing.EXPECTED), ANALYST);
        });
    }

    /** A desk that is switched off when the eviction ends, and again when the watch does. */
    @Test
    void aRestThatTheWatchCutsIsOne() {
        store.change(session -> enrol(session, 3, "pc3"));
        store.change(session -> {
            session.coverage().gap(agent(3), day(-0.3), day(0.4), "stopped");
            watched(session, 3, 0.4, 29.7);
            session.coverage().gap(agent(3), day(29.7), day(31), "stopped");
        });
        // Nobody knows yet whether the host or only its agent was stopped.
        is(Word.NOT_OBSERVED_COVERAGE_INSUFFICIENT, Kind.NO_LONG_GAP, Kind.SOURCES_WATCHED);
        store.change(session -> {
            watched(session, 3, -1, -0.3, "the boot before");
            watched(session, 3, 31, 32, "the boot after");
        });
        is(Word.NOT_OBSERVED_COVERAGE_INSUFFICIENT, Kind.NO_LONG_GAP, Kind.SOURCES_WATCHED);
        store.change(session -> {
            session.coverage().gap(agent(3), day(-0.3), day(0.4), CoverageLog.SHUT_DOWN);
            session.coverage().gap(agent(3), day(29.7), day(31), CoverageLog.SHUT_DOWN);
        });
        is(Word.NOT_OBSERVED_COVERAGE_INSUFFICIENT);
        assertEquals(Duration.ofDays(30), conclusion().horizon());
        // Told by the host when it came back: where the attacker was on it, that is said, though nothing speaks against
        // it.
        assertEquals(List.of(), about(Kind.NO_LONG_GAP));
        attest(Statement.TOUCHED, 3, Answer.YES, null);
        is(Word.NOT_OBSERVED_COVERAGE_INSUFFICIENT, Kind.ACCOUNTS_RENEWED);
        assertEquals(List.of("pc3  rest-by-its-own-word  17 h / 720 h (3 %)"), about(Kind.NO_LONG_GAP));
        assertEquals(Duration.ofHours(24 * 29 + 7), conclusion().horizon().truncatedTo(ChronoUnit.HOURS));
        attest(Statement.REBUILT, 3, Answer.YES, null);
        assertEquals(List.of(), about(Kind.NO_LONG_GAP));
        assertEquals(Duration.ofDays(30), conclusion().horizon());
        // He was there again, and it was set up anew again.
        attest(Statement.TOUCHED, 3, Answer.YES, null);
        assertEquals(List.of("pc3  rest-by-its-own-word  17 h / 720 h (3 %)"), about(Kind.NO_LONG_GAP));
        attest(Statement.REBUILT, 3, Answer.YES, null);
        assertEquals(List.of(), about(Kind.NO_LONG_GAP));
    }

    private boolean isRuled(int host) {
        return store.read(session -> Ruled.is(agent(host), NOW, session));
    }

    /** Nobody has to attest what is marked: that a host with the attacker's file on it was asleep is its own word. */
    @Test
    void aHostOnWhichSomethingIsMarkedIsNotBelievedThatItSlept() {
        store.change(session -> {
            enrol(session, 3, "pc3");
            watched(session, 3, 0, 10);
            watched(session, 3, 20, 30);
            session.coverage().gap(agent(3), day(10), day(20), CoverageLog.SUSPENDED);
        });
        assertEquals(Duration.ofDays(30), conclusion().horizon());
        String mark = store.write(session -> session.tombstones()
                .add(ALL, incident.id(), AURAY, Optional.of(agent(3)), "key", Map.of(), Optional.empty(), ANALYST)
                .orElseThrow()
                .id());
        assertEquals(Duration.ofDays(10), conclusion().horizon());
        assertEquals(List.of("pc3  rest-by-its-own-word  240 h / 720 h (34 %)"), about(Kind.NO_LONG_GAP));
        assertTrue(isRuled(3));
        assertFalse(isRuled(1));
        store.change(session -> session.tombstones().line(ALL, mark, false, Optional.empty(), ANALYST));
        assertEquals(Duration.ofDays(30), conclusion().horizon());
        assertFalse(isRuled(3));
    }

    @Test
    void aHostThatWasSetUpAnewBeforeHeCameBackIsRuledAgain() {
        attest(Statement.REBUILT, 2, Answer.YES, null);
        assertFalse(isRuled(2));
        attest(Statement.TOUCHED, 2, Answer.YES, null);
        assertTrue(isRuled(2));
        attest(Statement.REBUILT, 2, Answer.YES, null);
        assertFalse(isRuled(2));
    }

    @Test
    void aHostOnWhichSomethingCameBackIsRuledUntilSomebodySaysThatItIsNotHis() {
        store.change(session -> session.alerts()
                .raise(new Alert(
                        "back",
                        "vigie-return",
                        Severity.CRITICAL,
                        List.of(),
                        AURAY,
                        agent(1),
                        "dc1",
                        "c",
                        "e",
                        day(3),
                        day(3),
                        Map.of(Tombstones.INCIDENT, incident.id().text(), "key", "key"),
                        Status.NEW,
                        1,
                        day(3))));
        assertTrue(isRuled(1));
        nature("back", Nature.AUTHORISED);
        assertFalse(isRuled(1));
    }

    private void nature(String alert, Nature nature) {
        boolean written = store.write(session -> session.tombstones().nature(ALL, alert, nature, ANALYST));
        assertTrue(written);
    }

    @Test
    void aHostThatIsMissingOrWasNotWatchedIsNamed() {
        expected(Role.SERVER, "srv-fichiers");
        is(Word.NOT_OBSERVED_COVERAGE_INSUFFICIENT, Kind.ESSENTIAL_HOSTS_WATCHED);
        assertEquals(List.of("srv-fichiers  nobody-said"), about(Kind.ESSENTIAL_HOSTS_WATCHED));
        expected(Role.SERVER);
        expected(Role.WORKSTATION, "pc1", "pc2");
        is(Word.NOT_OBSERVED_COVERAGE_INSUFFICIENT, Kind.WORKSTATIONS_WATCHED);
        assertEquals(List.of("pc2  nobody-said"), about(Kind.WORKSTATIONS_WATCHED));
    }

    private boolean attest(Statement statement, String name, Answer answer) {
        return store.write(session -> session.attestations()
                .attest(
                        ALL,
                        incident.id(),
                        statement,
                        Optional.empty(),
                        Optional.of(new Named(AURAY, name)),
                        Optional.of(answer),
                        "the inventory of furniture",
                        Optional.empty(),
                        ANALYST));
    }

    @Test
    void everyMissingHostIsNamedWithWhatBecameOfItAndOnlyWhatIsGoneIsNotAskedFor() {
        expected(Role.WORKSTATION, "pc1", "PC7.mairie.local");
        is(Word.NOT_OBSERVED_COVERAGE_INSUFFICIENT, Kind.WORKSTATIONS_WATCHED);
        assertEquals(List.of("PC7.mairie.local  nobody-said"), about(Kind.WORKSTATIONS_WATCHED));
        attest(Statement.NOT_ENROLLABLE, "pc7", Answer.YES);
        is(Word.NOT_OBSERVED_COVERAGE_INSUFFICIENT, Kind.WORKSTATIONS_WATCHED);
        assertEquals(
                List.of("PC7.mairie.local  not-enrollable  the inventory of furniture"),
                about(Kind.WORKSTATIONS_WATCHED));
        attest(Statement.EXPECTED_GONE, "pc7", Answer.YES);
        is(Word.NOT_OBSERVED_COVERAGE_INSUFFICIENT);
        assertEquals(
                List.of("PC7.mairie.local  expected-gone  the inventory of furniture"),
                about(Kind.WORKSTATIONS_WATCHED));
        // Seen after it was stated to be gone.
        store.change(session -> session.neighbours()
                .see(
                        agent(1),
                        AURAY,
                        new Neighbour(
                                Neighbour.Origin.LOGON,
                                Optional.empty(),
                                Optional.empty(),
                                "pc7",
                                ChronoUnit.MICROS.between(Instant.EPOCH, day(35)),
                                ChronoUnit.MICROS.between(Instant.EPOCH, NOW.plusSeconds(60))),
                        NOW.plusSeconds(60)));
        is(Word.NOT_OBSERVED_COVERAGE_INSUFFICIENT, Kind.WORKSTATIONS_WATCHED, Kind.NO_UNWATCHED_MACHINE);
        assertEquals(List.of("PC7.mairie.local  seen-since"), about(Kind.WORKSTATIONS_WATCHED));
    }

    @Test
    void aHostThatIsGoneAndThatAnImportedWitnessSawWasUnwatchedUntilThen() {
        expected(Role.WORKSTATION, "pc1", "pc7.mairie.local");
        attest(Statement.EXPECTED_GONE, "pc7", Answer.YES);
        is(Word.NOT_OBSERVED_COVERAGE_INSUFFICIENT);
        store.change(session -> session.witnesses()
                .add(
                        ALL,
                        incident.id(),
                        AURAY,
                        "vpn.csv",
                        Witnesses.Kind.VPN,
                        "01",
                        0,
                        List.of(new Sighting(
                                2, day(20), "lea", "192.0.2.1", "", HostNames.key("PC7"), Witnesses.Outcome.SUCCESS)),
                        ANALYST));
        is(Word.NOT_OBSERVED_COVERAGE_INSUFFICIENT, Kind.WORKSTATIONS_WATCHED);
        assertTrue(
                about(Kind.WORKSTATIONS_WATCHED).getFirst().contains("  there-unwatched  " + day(20)),
                about(Kind.WORKSTATIONS_WATCHED).toString());
    }

    /** Also where somebody exempted it since. */
    @Test
    void aHostThatIsGoneAndWasThereAfterTheEvictionWasUnwatchedUntilThen() {
        expected(Role.WORKSTATION, "pc1", "pc7");
        long at = ChronoUnit.MICROS.between(Instant.EPOCH, day(35));
        store.change(session -> {
            session.neighbours()
                    .see(
                            agent(1),
                            AURAY,
                            new Neighbour(Neighbour.Origin.LOGON, Optional.empty(), Optional.empty(), "pc7", at, at),
                            day(35));
            session.neighbours().exempt(AURAY, "name:pc7", ANALYST);
        });
        attest(Statement.EXPECTED_GONE, "pc7", Answer.YES);
        is(Word.NOT_OBSERVED_COVERAGE_INSUFFICIENT, Kind.WORKSTATIONS_WATCHED);
        assertEquals(
                List.of("pc7  there-unwatched  " + day(35) + "  expected-gone  the inventory of furniture"),
                about(Kind.WORKSTATIONS_WATCHED));
    }

    @Test
    void aServerThatIsGoneIsNotAskedForAndOneThatNoAgentCanWatchIs() {
        expected(Role.SERVER, "srv1");
        is(Word.NOT_OBSERVED_COVERAGE_INSUFFICIENT, Kind.ESSENTIAL_HOSTS_WATCHED);
        attest(Statement.NOT_WATCHABLE, "srv1", Answer.YES);
        is(Word.NOT_OBSERVED_COVERAGE_INSUFFICIENT, Kind.ESSENTIAL_HOSTS_WATCHED);
        attest(Statement.EXPECTED_GONE, "srv1", Answer.YES);
        is(Word.NOT_OBSERVED_COVERAGE_INSUFFICIENT);
        attest(Statement.EXPECTED_GONE, "srv1", Answer.NO);
        is(Word.NOT_OBSERVED_COVERAGE_INSUFFICIENT, Kind.ESSENTIAL_HOSTS_WATCHED);
        assertEquals(List.of("srv1  not-watchable  the inventory of furniture"), about(Kind.ESSENTIAL_HOSTS_WATCHED));
    }

    @Test
    void whatHasANameInACommuneIsStatedByWhoMaySeeItAlone() {
        boolean elsewhere = store.write(session -> session.attestations()
                .attest(
                        ALL,
                        incident.id(),
                        Statement.EXPECTED_GONE,
                        Optional.empty(),
                        Optional.of(new Named(CONCARNEAU, "pc7")),
                        Optional.of(Answer.YES),
                        "proof",
                        Optional.empty(),
                        ANALYST));
        assertTrue(!elsewhere);
        assertTrue(attest(Statement.USER_LEFT, "anne", Answer.YES));
        assertEquals(
                Optional.of(new Named(AURAY, "anne")),
                store.read(session -> session.attestations().lines(ALL, incident.id()))
                        .getLast()
                        .named());
    }

    @Test
    void whoWatchedLessThanPlannedOrWithALongGapIsNotSufficient() {
        store.change(session -> enrol(session, 3, "pc3"));
        store.change(session -> {
            watched(session, 3, 0, 10);
            watched(session, 3, 10.2, 40);
        });
        is(Word.NOT_OBSERVED_COVERAGE_INSUFFICIENT, Kind.NO_LONG_GAP, Kind.SOURCES_WATCHED);
        assertEquals(List.of("pc3"), about(Kind.NO_LONG_GAP));
        assertEquals(Duration.ofSeconds(Math.round(19.8 * 86_400)), conclusion().horizon());
        store.change(session -> session.coverage().gap(agent(3), day(10), day(10.2), "stopped"));
        is(Word.NOT_OBSERVED_COVERAGE_INSUFFICIENT, Kind.NO_LONG_GAP, Kind.SOURCES_WATCHED);
        store.change(session -> session.coverage().gap(agent(3), day(10), day(10.2), CoverageLog.SHUT_DOWN));
        is(Word.NOT_OBSERVED_COVERAGE_INSUFFICIENT);
        assertEquals(Duration.ofDays(30), conclusion().horizon());
        store.change(session -> session.incidents().watch(ALL, incident.id(), 60, ANALYST));
        is(Word.NOT_OBSERVED_COVERAGE_INSUFFICIENT, Kind.WATCH_COMPLETE);
    }

    /** A service that was stopped, a host that was revoked, one that was seen once and never again. */
    @Test
    void whoWentAwayIsNotLeftOut() {
        store.change(session -> enrol(session, 3, "dc2"));
        store.change(session -> watched(session, 3, 0, 2));
        store.change(session -> session.coverage().gap(agent(3), day(2), day(40), "stopped"));
        expected(Role.DOMAIN_CONTROLLER, "dc1", "dc2");
        is(
                Word.NOT_OBSERVED_COVERAGE_INSUFFICIENT,
                Kind.ESSENTIAL_HOSTS_WATCHED,
                Kind.NO_LONG_GAP,
                Kind.SOURCES_WATCHED);
        assertEquals(Duration.ofDays(2), conclusion().horizon());
        store.change(
                session -> session.hosts().state(agent(3), bzh.vigie.collector.store.Hosts.State.REVOKED, ANALYST));
        is(
                Word.NOT_OBSERVED_COVERAGE_INSUFFICIENT,
                Kind.ESSENTIAL_HOSTS_WATCHED,
                Kind.NO_LONG_GAP,
                Kind.SOURCES_WATCHED);
        attest(Statement.GONE, 3, Answer.YES, null);
        is(Word.NOT_OBSERVED_COVERAGE_INSUFFICIENT, Kind.ESSENTIAL_HOSTS_WATCHED);
        expected(Role.DOMAIN_CONTROLLER, "dc1");
        is(Word.NOT_OBSERVED_COVERAGE_INSUFFICIENT);
        attest(Statement.ESSENTIAL_HOSTS_LISTED, null, null, null);
        is(Word.NOT_OBSERVED_COVERAGE_INSUFFICIENT, Kind.ESSENTIAL_HOSTS_WATCHED);
    }

    @Test
    void aSourceThatWasDownIsNamed() {
        store.change(session -> enrol(session, 3, "pc3"));
        store.change(session -> {
            watched(session, 3, 0, 10);
            told(session, 3, 10, 11, WatchState.DOWN);
            watched(session, 3, 11, 40);
        });
        is(Word.NOT_OBSERVED_COVERAGE_INSUFFICIENT, Kind.NO_LONG_GAP, Kind.SOURCES_WATCHED);
        assertEquals(List.of("pc3  linux.persistence", "pc3  linux.process"), about(Kind.SOURCES_WATCHED));
    }

    @Test
    void whatIsStatedCapsTheConclusion() {
        attest(Statement.PRIVILEGED_CODE, 2, Answer.YES, null);
        is(Word.NOT_VERIFIABLE, Kind.REBUILT_WHERE_PRIVILEGED);
        assertEquals(List.of("pc1"), about(Kind.REBUILT_WHERE_PRIVILEGED));
        attest(Statement.REBUILT, 2, Answer.YES, null);
        is(Word.NOT_OBSERVED_COVERAGE_INSUFFICIENT);

        attest(Statement.PRIVILEGED_CODE, 2, Answer.YES, NOW.minusSeconds(1));
        is(Word.NOT_VERIFIABLE, Kind.REBUILT_WHERE_PRIVILEGED);
        // Attested without a file: IncidentScanTest has what counts.
        attest(Statement.OFFLINE_SCAN_AGREES, 2, Answer.YES, null);
        assertEquals(List.of("pc1  scan-without-file"), about(Kind.REBUILT_WHERE_PRIVILEGED));
        attest(Statement.REBUILT, 2, Answer.YES, null);
        attest(Statement.PRIVILEGED_HOSTS_NAMED, null, null, null);
        is(Word.NOT_VERIFIABLE, Kind.REBUILT_WHERE_PRIVILEGED);
        attest(Statement.PRIVILEGED_HOSTS_NAMED, null, Answer.YES, null);
        attest(Statement.DOMAIN_TAKEN, null, Answer.YES, null);
        is(Word.NOT_OBSERVED_COVERAGE_INSUFFICIENT);
        attest(Statement.KRBTGT_RESET_TWICE, null, null, null);
        is(Word.NOT_VERIFIABLE, Kind.DOMAIN_NOT_TAKEN, Kind.ATTESTED);
        attest(Statement.DOMAIN_REBUILT, null, Answer.YES, null);
        // Its controller is still the one of before.
        is(Word.NOT_VERIFIABLE, Kind.DOMAIN_NOT_TAKEN, Kind.ATTESTED);
        assertEquals(
                List.of("krbtgt-reset-twice", "domain-rebuilt", "dc1  controller-of-before"),
                about(Kind.DOMAIN_NOT_TAKEN));
        attest(Statement.REBUILT, 1, Answer.YES, null);
        is(Word.NOT_OBSERVED_COVERAGE_INSUFFICIENT);
        attest(Statement.DOMAIN_TAKEN, null, Answer.YES, null);
        is(Word.NOT_VERIFIABLE, Kind.DOMAIN_NOT_TAKEN, Kind.ATTESTED);
        assertEquals(List.of("krbtgt-reset-twice", "domain-rebuilt"), about(Kind.DOMAIN_NOT_TAKEN));
        attest(Statement.KRBTGT_RESET_TWICE, null, Answer.YES, null);
        attest(Statement.AUTHORITY_KEY_EXPOSED, null, Answer.YES, null);
        is(Word.NOT_VERIFIABLE, Kind.AUTHORITY_KEY_SAFE);
        attest(Statement.AUTHORITY_KEY_EXPOSED, null, null, null);
        is(Word.NOT_VERIFIABLE, Kind.AUTHORITY_KEY_SAFE);
    }

    @Test
    void anAttestationThatIsMissingEndedOrSaysNoIsNotAssumed() {
        attest(Statement.WAY_IN_CLOSED, null, Answer.NO, null);
        is(Word.NOT_OBSERVED_COVERAGE_INSUFFICIENT, Kind.ATTESTED);
        attest(Statement.WAY_IN_CLOSED, null, Answer.YES, NOW.minusSeconds(1));
        assertEquals(List.of("way-in-closed"), about(Kind.ATTESTED));
        attest(Statement.WAY_IN_CLOSED, null, Answer.YES, NOW.plusSeconds(1));
        attest(Statement.PRINTERS_REVIEWED, null, Answer.NOT_CONCERNED, null);
        is(Word.NOT_OBSERVED_COVERAGE_INSUFFICIENT);
        attest(Statement.BACKUPS_CHECKED, null, Answer.NOT_CONCERNED, null);
        is(Word.NOT_OBSERVED_COVERAGE_INSUFFICIENT, Kind.ATTESTED);
    }

    @Test
    void whoTellsOfNoOtherMachineDoesNotShowThatThereIsNone() {
        store.change(session -> {
            session.hosts().enrol(Specimens.host(9, CONCARNEAU));
            session.incidents().extend(ALL, incident.id(), CONCARNEAU, ANALYST);
        });
        assertEquals(List.of(CONCARNEAU.insee()), about(Kind.NO_UNWATCHED_MACHINE));
        assertEquals(State.UNKNOWN, state(Kind.NO_UNWATCHED_MACHINE));
        // Before the eviction is not since.
        store.change(session -> session.incidents()
                .eviction(
                        ALL,
                        incident.id(),
                        Optional.empty(),
                        Optional.of(new Interval(EVICTED, Optional.of(day(36)))),
                        ANALYST));
        assertEquals(List.of(CONCARNEAU.insee(), AURAY.insee()), about(Kind.NO_UNWATCHED_MACHINE));
    }

    @Test
    void aMachineThatNoAgentCouldWatchIsNamedWithWhoseReasonItIs() {
        store.change(session -> session.neighbours()
                .see(
                        agent(1),
                        AURAY,
                        new Neighbour(
                                Neighbour.Origin.LOGON,
                                Optional.empty(),
                                Optional.empty(),
                                "imprimante",
                                ChronoUnit.MICROS.between(Instant.EPOCH, day(30)),
                                ChronoUnit.MICROS.between(Instant.EPOCH, day(30))),
                        day(30)));
        is(Word.NOT_OBSERVED_COVERAGE_INSUFFICIENT, Kind.NO_UNWATCHED_MACHINE);
        store.change(session -> session.neighbours().exempt(AURAY, "name:imprimante", ANALYST));
        is(Word.NOT_OBSERVED_COVERAGE_INSUFFICIENT);
        assertEquals(
                List.of(AURAY + "  name:imprimante  imprimante  exempted  " + ANALYST.reason()),
                about(Kind.NO_UNWATCHED_MACHINE));
    }

    private State state(Kind kind) {
        return conclusion().criteria().stream()
                .filter(each -> each.kind() == kind)
                .findFirst()
                .orElseThrow()
                .state();
    }

    /** Whoever rules a host chooses its name. */
    @Test
    void anAgentThatTakesAnothersNameIsNotTakenForIt() {
        store.change(session -> enrol(session, 3, "DC1.mairie.example"));
        store.change(session -> watched(session, 3, 0, 40));
        is(Word.NOT_OBSERVED_COVERAGE_INSUFFICIENT, Kind.ESSENTIAL_HOSTS_WATCHED);
        assertEquals(List.of("dc1  several-agents"), about(Kind.ESSENTIAL_HOSTS_WATCHED));
        identify(1, "dc1");
        is(Word.NOT_OBSERVED_COVERAGE_INSUFFICIENT);
        attest(Statement.GONE, 1, Answer.YES, null);
        assertEquals(List.of("dc1  nobody-said"), about(Kind.ESSENTIAL_HOSTS_WATCHED));
        identify(1, null);
        is(Word.NOT_OBSERVED_COVERAGE_INSUFFICIENT);
        // The one that was said to be gone is heard again.
        store.change(session -> session.hosts().seen(agent(1), NOW.plusSeconds(1), 0));
        assertEquals(List.of("dc1  several-agents"), about(Kind.ESSENTIAL_HOSTS_WATCHED));
    }

    @Test
    void anAgentThatChangedItsNameIsNotTakenForTheOtherHost() {
        expected(Role.WORKSTATION, "pc1", "pc2");
        calls(2, "PC1.mairie.example", -5);
        assertEquals(List.of("pc2  nobody-said"), about(Kind.WORKSTATIONS_WATCHED));
        calls(2, "pc2", -4);
        assertEquals(List.of("pc1  nobody-said", "pc2  renamed"), about(Kind.WORKSTATIONS_WATCHED));
        identify(2, "pc2");
        assertEquals(List.of("pc1  nobody-said"), about(Kind.WORKSTATIONS_WATCHED));
        calls(2, "pc1", 60);
        assertEquals(List.of("pc1  renamed", "pc2  nobody-said"), about(Kind.WORKSTATIONS_WATCHED));
    }

    @Test
    void aNameThatIsCutStandsForOneHostOnly() {
        expected(Role.SERVER, "srv-mairie-aurayA", "srv-mairie-aurayB");
        store.change(session -> enrol(session, 3, "SRV-MAIRIE-AURA"));
        store.change(session -> watched(session, 3, 0, 40));
        assertEquals(
                List.of("srv-mairie-aurayA  several-hosts", "srv-mairie-aurayB  several-hosts"),
                about(Kind.ESSENTIAL_HOSTS_WATCHED));
        identify(3, "srv-mairie-aurayA");
        assertEquals(List.of("srv-mairie-aurayB  nobody-said"), about(Kind.ESSENTIAL_HOSTS_WATCHED));
        identify(3, null);
        expected(Role.SERVER, "srv-mairie-aurayA");
        is(Word.NOT_OBSERVED_COVERAGE_INSUFFICIENT);
    }

    private void identify(int host, @Nullable String name) {
        boolean written = store.write(session ->
                session.expectedHosts().identify(ALL, incident.id(), agent(host), Optional.ofNullable(name), ANALYST));
        assertTrue(written);
    }

    private void calls(int host, String name, double day) {
        store.change(session -> session.hosts().hello(agent(host), name, "{}", "0.1.0", "boot", "run", 0, day(day)));
    }

    /** What was stated of an earlier eviction says nothing of the one that came after it. */
    @Test
    void whatWasAttestedBeforeTheEvictionBeganAnewNoLongerCounts() {
        attest(Statement.PRIVILEGED_CODE, 2, Answer.YES, null);
        attest(Statement.REBUILT, 2, Answer.YES, null);
        is(Word.NOT_OBSERVED_COVERAGE_INSUFFICIENT);
        Instant later = NOW.plusSeconds(60);
        store.change(session -> session.incidents()
                .eviction(
                        ALL,
                        incident.id(),
                        Optional.empty(),
                        Optional.of(new Interval(later, Optional.of(later.plusSeconds(60)))),
                        ANALYST));
        Conclusion conclusion = store.read(session -> Conclusion.of(Facts.of(
                session,
                ALL,
                session.incidents().find(ALL, incident.id()).orElseThrow(),
                NOW.plus(Duration.ofDays(30)))));
        List<Kind> missing = conclusion.missing().stream().map(Criterion::kind).toList();
        for (Kind kind : Set.of(
                Kind.REBUILT_WHERE_PRIVILEGED,
                Kind.DOMAIN_NOT_TAKEN,
                Kind.AUTHORITY_KEY_SAFE,
                Kind.ESSENTIAL_HOSTS_WATCHED,
                Kind.ATTESTED)) {
            assertTrue(missing.contains(kind), missing::toString);
        }
        assertEquals(
                1,
                conclusion.facts().attestations().stream()
                        .filter(conclusion.facts()::counts)
                        .count());
    }
}
