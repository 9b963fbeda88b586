package bzh.vigie.collector.store;

import static bzh.vigie.collector.store.Specimens.ANALYST;
import static bzh.vigie.collector.store.Specimens.AURAY;
import static bzh.vigie.collector.store.Specimens.CONCARNEAU;
import static bzh.vigie.collector.store.Specimens.agent;
import static bzh.vigie.collector.store.Specimens.alert;
import static bzh.vigie.collector.store.Specimens.minute;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import bzh.vigie.collector.evidence.LedgerVerification;
import bzh.vigie.collector.store.AlertExceptions.Excepting;
import bzh.vigie.collector.store.AlertExceptions.Preview;
import bzh.vigie.collector.store.Alerts.Alert;
import bzh.vigie.collector.store.Alerts.Closing;
import bzh.vigie.collector.store.Alerts.Filter;
import bzh.vigie.collector.store.Alerts.Group;
import bzh.vigie.collector.store.Alerts.GroupFilter;
import bzh.vigie.collector.store.Alerts.Line;
import bzh.vigie.collector.store.Alerts.Move;
import bzh.vigie.collector.store.Alerts.Outcome;
import bzh.vigie.collector.store.Alerts.Place;
import bzh.vigie.collector.store.Alerts.Severity;
import bzh.vigie.collector.store.Alerts.Standing;
import bzh.vigie.collector.store.Alerts.Status;
import bzh.vigie.collector.store.Alerts.Step;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What every store keeps of an alert's life, of exceptions and of groups. */
public abstract class AlertLifeContract {
    private static final Scope ALL = new Scope.All();
    private static final Scope ONLY_AURAY = new Scope.Communes(Set.of(AURAY));
    private static final Author OTHER = new Author("Gwenaël", "déjà vu");
    private static final Author NO_REASON = new Author("Gwenaël", "");

    @TempDir
    protected Path dir;

    private Instant now = Specimens.START.plus(Duration.ofDays(1));
    private Store store;

    /** Opens a store in this folder. */
    protected abstract Store open(Path folder, InstantSource time);

    @BeforeEach
    void openIt() {
        store = open(dir, () -> now);
    }

    @AfterEach
    void closeIt() {
        store.close();
    }

    private void raise(Alert... alerts) {
        store.change(s -> List.of(alerts).forEach(s.alerts()::raise));
    }

    private Outcome decide(String id, OptionalLong version, Move move, Author author) {
        return store.write(s -> s.alerts().decide(ALL, id, version, move, author));
    }

    private Outcome decide(String id, Move move) {
        return decide(id, OptionalLong.empty(), move, ANALYST);
    }

    /** Kept counts that are not what counting gives. */
    protected Map<String, Long> wrong() {
        return store.read(s -> s.keptCounts().wrong(LocalDate.ofInstant(now, ZoneOffset.UTC)));
    }

    /** Counts anew. */
    protected void repair() {
        store.change(s -> s.keptCounts().repair(LocalDate.ofInstant(now, ZoneOffset.UTC), ANALYST));
    }

    /** Some alerts, decided in part. */
    protected void alerts() {
        raise(alert("a", AURAY, 1, "c", 1), alert("b", CONCARNEAU, 2, "d", 2));
        decide("a", Move.of(Step.ACKNOWLEDGED));
    }

    private Standing standing(String id) {
        return store.read(s -> s.alerts().standing(ALL, id)).orElseThrow();
    }

    private List<String> told() {
        return LedgerVerification.of(store, List.of()).told();
    }

    private static Alert with(Alert a, String rule, Severity severity, String cause, Map<String, String> evidence) {
        return new Alert(
                a.id(),
                rule,
                severity,
                a.techniques(),
                a.commune(),
                a.host(),
                a.hostname(),
                cause,
                a.firstEvent(),
                a.time(),
                a.hostTime(),
                evidence,
                a.status(),
                a.count(),
                a.lastTime());
    }

    private static Alert signed(String id, Commune commune, int host, String signer, String target) {
        return with(
                alert(id, commune, host, "cause-" + id, 1),
                "a-rule",
                Severity.MEDIUM,
                "cause-" + id,
                Map.of("signer", signer, "target", target, "location", "linux.cron.d", "account", "svc"));
    }

    @Test
    void everyStepIsALineThatTheLedgerHolds() {
        raise(alert("a", AURAY, 1, "c", 1));
        decide("a", Move.of(Step.ACKNOWLEDGED));
        decide("a", Move.assign("Nolwenn"));
        decide("a", Move.of(Step.COMMENTED));
        assertEquals(Status.ASSIGNED, standing("a").status());
        assertEquals("Nolwenn", standing("a").assignee());
        decide("a", Move.close(Closing.FALSE_ALARM));
        assertEquals(Optional.of(Closing.FALSE_ALARM), standing("a").closing());
        decide("a", Move.of(Step.REOPENED));
        store.close();
        store = open(dir, () -> now);
        List<Line> lines = store.read(s -> s.alerts().lines(ALL, "a"));
        assertEquals(
                List.of(Step.ACKNOWLEDGED, Step.ASSIGNED, Step.COMMENTED, Step.CLOSED, Step.REOPENED),
                lines.stream().map(Line::step).toList());
        assertEquals(lines.getLast().number(), standing("a").version());
        assertEquals(Status.NEW, standing("a").status());
        assertEquals(
                List.of(
                        "alert-acknowledged",
                        "alert-assigned Nolwenn",
                        "alert-commented",
                        "alert-closed false-alarm",
                        "alert-reopened"),
                store.read(s -> s.audit().about("a")).stream()
                        .map(Audit.Entry::action)
                        .toList());
        assertEquals(List.of(), told());
        assertEquals(List.of(), store.read(s -> s.alerts().lines(new Scope.Communes(Set.of(CONCARNEAU)), "a")));
    }

    @Test
    void theSecondOfTwoWhoDecideAtOnceSeesWhatTheFirstDid() {
        raise(alert("a", AURAY, 1, "c", 1));
        long seen = standing("a").version();
        assertInstanceOf(Outcome.Done.class, decide("a", OptionalLong.of(seen), Move.close(Closing.DUPLICATE), OTHER));
        Outcome.Overtaken second = assertInstanceOf(
                Outcome.Overtaken.class, decide("a", OptionalLong.of(seen), Move.of(Step.ACKNOWLEDGED), ANALYST));
        assertEquals(OTHER, second.last().author());
        assertEquals(Step.CLOSED, second.last().step());
        assertEquals(now, second.last().written());
        assertEquals(1, store.read(s -> s.alerts().lines(ALL, "a")).size());
        assertInstanceOf(
                Outcome.Done.class,
                decide("a", OptionalLong.of(standing("a").version()), Move.of(Step.REOPENED), ANALYST));
    }

    @Test
    void whatIsUndoneStandsAsBefore() {
        raise(alert("a", AURAY, 1, "c", 1));
        assertInstanceOf(Outcome.NotNow.class, decide("a", Move.of(Step.UNDONE)));
        decide("a", Move.assign("Nolwenn"));
        decide("a", Move.close(Closing.TEST));
        decide("a", Move.of(Step.UNDONE));
        assertEquals(Status.ASSIGNED, standing("a").status());
        assertEquals("Nolwenn", standing("a").assignee());
        assertEquals(Optional.empty(), standing("a").closing());
        decide("a", Move.of(Step.UNDONE));
        assertEquals(Status.CLOSED, standing("a").status());
        assertEquals(4, store.read(s -> s.alerts().lines(ALL, "a")).size());
        assertInstanceOf(Outcome.NotNow.class, decide("a", Move.of(Step.ACKNOWLEDGED)));
        assertEquals(List.of(), told());
    }

    @Test
    void aCommentAndAnOtherReasonSayWhat() {
        raise(alert("a", AURAY, 1, "c", 1));
        for (Move move : List.of(Move.of(Step.COMMENTED), Move.close(Closing.OTHER))) {
            assertThrows(IllegalArgumentException.class, () -> decide("a", OptionalLong.empty(), move, NO_REASON));
        }
        assertThrows(IllegalArgumentException.class, () -> Move.assign(" "));
        assertThrows(IllegalArgumentException.class, () -> Move.of(Step.CLOSED));
        assertEquals(0, standing("a").version());
    }

    private List<Group> narrowed(
            Scope scope, Optional<Status> status, Optional<Commune> commune, Optional<String> rule) {
        GroupFilter filter = new GroupFilter(Severity.INFORMATIONAL, status, commune, rule, Optional.empty());
        return store.read(s -> s.alerts().groups(scope, filter, Place.BEGINNING, 99));
    }

    private static Set<Long> numbers(List<Group> groups) {
        return groups.stream().map(Group::number).collect(Collectors.toSet());
    }

    /** Groups of the alerts that are so. */
    private Set<Long> numbers(List<Alert> alerts, Predicate<Alert> so) {
        return alerts.stream()
                .filter(so)
                .map(each -> standing(each.id()).group())
                .collect(Collectors.toSet());
    }

    /** Against a plain count of all alerts, after whatever happened to them. */
    @Test
    void groupsCountWhatIsOpen() {
        Random random = new Random(4711);
        List<String> rules = List.of("low-rule", "high-rule", "vigie-return");
        List<Severity> severities = List.of(Severity.LOW, Severity.HIGH, Severity.MEDIUM);
        List<Commune> communes = List.of(AURAY, CONCARNEAU);
        List<Alert> raised = new ArrayList<>();
        for (int i = 0; i < 120; i++) {
            int rule = random.nextInt(3);
            int host = random.nextInt(9);
            Alert plain = alert("a" + i, communes.get(host % 2), host, "c", i);
            String cause = plain.host().text() + "|x" + random.nextInt(2);
            raised.add(with(plain, rules.get(rule), severities.get(rule), cause, Map.of()));
        }
        raise(raised.toArray(Alert[]::new));
        List<Move> moves = List.of(
                Move.of(Step.ACKNOWLEDGED),
                Move.close(Closing.EXPECTED),
                Move.of(Step.REOPENED),
                Move.of(Step.UNDONE),
                Move.assign("x"));
        Map<String, Set<AgentId>> seen = new HashMap<>();
        raised.forEach(each -> seen.put(each.id(), new HashSet<>(Set.of(each.host()))));
        for (int i = 0; i < 300; i++) {
            String again = "a" + random.nextInt(120);
            if (standing(again).status().isOpen()) {
                // A host of the same commune.
                AgentId host = agent(
                        raised.get(Integer.parseInt(again.substring(1)))
                                        .commune()
                                        .equals(AURAY)
                                ? 20
                                : 21);
                store.change(s -> s.alerts().again(again, host, now));
                Objects.requireNonNull(seen.get(again)).add(host);
            }
            decide("a" + random.nextInt(120), moves.get(random.nextInt(5)));
            if (i % 10 == 0) {
                Alert hidden = alert("h" + i, AURAY, i % 20 == 0 ? 20 : 22, "hidden", i);
                store.change(s -> s.alerts().except(hidden, 1));
            }
        }
        assertEquals(Map.of(), wrong(), "kept with each of these");
        decide("h0", Move.of(Step.REOPENED));
        assertEquals(Map.of(), wrong());
        decide("h0", Move.close(Closing.TEST));
        for (Scope scope : List.of(ALL, ONLY_AURAY)) {
            Map<String, List<Alert>> open = new HashMap<>();
            store.read(s -> s.alerts().list(scope, Filter.open(), Optional.empty(), 1_000))
                    .forEach(each -> open.computeIfAbsent(
                                    each.rule()
                                            + each.cause().replace(each.host().text(), ""),
                                    ignored -> new ArrayList<>())
                            .add(each));
            List<Group> groups = new ArrayList<>();
            Place after = Place.BEGINNING;
            for (List<Group> page = List.of(); groups.isEmpty() || !page.isEmpty(); ) {
                Place from = after;
                page = store.read(s -> s.alerts().groups(scope, GroupFilter.NONE, from, 2));
                groups.addAll(page);
                after = groups.getLast().place();
            }
            assertEquals(open.size(), groups.size());
            for (Group group : groups) {
                Alert newest = group.newest();
                List<Alert> same = open.getOrDefault(
                        newest.rule() + newest.cause().replace(newest.host().text(), ""), List.of());
                assertEquals(same.size(), group.open());
                assertEquals(same.stream().filter(a -> a.status() == Status.NEW).count(), group.fresh());
                assertEquals(
                        same.stream()
                                .flatMap(a -> Objects.requireNonNull(seen.get(a.id())).stream())
                                .distinct()
                                .count(),
                        group.hosts());
                assertEquals(new HashSet<>(same.stream().map(Alert::commune).toList()).size(), group.communes());
                assertEquals(
                        same,
                        store.read(s -> s.alerts()
                                .list(scope, Filter.open().ofGroup(group.number()), Optional.empty(), 1_000)));
                assertEquals(Optional.of(group), store.read(s -> s.alerts().group(scope, group.number())));
            }
            List<Integer> ranks =
                    groups.stream().map(each -> each.place().rank()).toList();
            assertEquals(ranks.stream().sorted((a, b) -> b - a).toList(), ranks);
            assertEquals("vigie-return", groups.getFirst().newest().rule());
            assertEquals(
                    groups.stream().filter(each -> each.place().rank() >= 3).toList(),
                    store.read(s -> s.alerts().groups(scope, GroupFilter.of(Severity.HIGH), Place.BEGINNING, 99)));
            assertEquals(
                    groups.stream().filter(each -> each.fresh() > 0).toList(),
                    narrowed(scope, Optional.of(Status.NEW), Optional.empty(), Optional.empty()));
            // Narrowed as what the open alerts themselves say.
            List<Alert> all = open.values().stream().flatMap(List::stream).toList();
            for (Status status : List.of(Status.ACKNOWLEDGED, Status.ASSIGNED)) {
                assertEquals(
                        numbers(all, each -> each.status() == status),
                        numbers(narrowed(scope, Optional.of(status), Optional.empty(), Optional.empty())));
            }
            assertEquals(
                    numbers(all, each -> each.rule().equals("vigie-return")),
                    numbers(narrowed(scope, Optional.empty(), Optional.empty(), Optional.of("vigie-return"))));
            for (Commune commune : Set.of(CONCARNEAU, AURAY)) {
                List<Group> there = narrowed(scope, Optional.empty(), Optional.of(commune), Optional.empty());
                assertEquals(numbers(all, each -> each.commune().equals(commune)), numbers(there));
                assertTrue(there.stream().allMatch(each -> each.communes() == 1), there.toString());
            }
        }
    }

    @Test
    void whatAnExceptionHidesIsKeptAndCounted() {
        Reach reach = new Reach(
                "a-rule",
                Optional.of("example sas"),
                Optional.of("/opt/*/BIN/tool?"),
                Optional.of("linux.cron.d"),
                Optional.of("SVC"),
                Optional.of(AURAY),
                Optional.of(agent(1)));
        Alert covered = signed("a", AURAY, 1, "Example SAS", "/opt/x/y/bin/tool1");
        assertTrue(reach.covers(covered));
        assertFalse(reach.covers(signed("b", AURAY, 1, "Example SASU", "/opt/x/bin/tool1")));
        assertFalse(reach.covers(signed("b", AURAY, 1, "Example SAS", "/opt/x/bin/tool12")));
        assertFalse(reach.covers(signed("b", AURAY, 2, "Example SAS", "/opt/x/bin/tool1")));
        assertFalse(reach.covers(signed("b", CONCARNEAU, 1, "Example SAS", "/opt/x/bin/tool1")));
        Instant until = now.plus(Duration.ofDays(30));
        long number = store.write(s -> s.alertExceptions().add(ONLY_AURAY, false, reach, until, ANALYST));
        assertEquals(Optional.of(number), store.read(s -> s.alertExceptions().hiding(covered, now)));
        Alert hidden = new Alert(
                "a",
                covered.rule(),
                covered.severity(),
                List.of(),
                AURAY,
                agent(1),
                "pc",
                "c",
                "e",
                now,
                now,
                covered.evidence(),
                Status.NEW,
                1,
                now);
        store.change(s -> s.alerts().except(hidden, number));
        store.change(s -> s.alerts().except(hidden, number));
        Excepting found = store.read(s -> s.alertExceptions().find(ALL, number)).orElseThrow();
        assertEquals(1, found.alerts());
        assertEquals(2, found.hits());
        assertEquals(Status.EXCEPTED, standing("a").status());
        assertEquals(List.of(), store.read(s -> s.alerts().list(ALL, Filter.open(), Optional.empty(), 9)));
        assertEquals(
                List.of(), store.read(s -> s.alerts().groups(ALL, GroupFilter.of(Severity.LOW), Place.BEGINNING, 9)));
        assertEquals(Optional.empty(), store.read(s -> s.alerts().open(AURAY, "a-rule", "c", Optional.of(agent(1)))));
        assertEquals(List.of(), told());
        // Somebody wants it after all.
        decide("a", Move.of(Step.REOPENED));
        assertEquals(Status.NEW, standing("a").status());
        assertEquals(List.of(), told());
    }

    /** A cause that is of no one host: what was hidden on the second host is there too when somebody wants it after all. */
    @Test
    void whatAnExceptionHidOnSeveralHostsIsOpenOnAllOfThem() {
        long number = store.write(
                s -> s.alertExceptions().add(ALL, true, onPath("a-rule", "/x*"), now.plusSeconds(60), ANALYST));
        store.change(s -> {
            s.alerts().except(alert("a", AURAY, 1, "c", 1), number);
            s.alerts().except(alert("b", AURAY, 2, "c", 2), number);
            s.alerts().except(alert("c", AURAY, 2, "c", 3), number);
        });
        assertEquals(List.of(agent(1), agent(2)), store.read(s -> s.alerts().hosts(ALL, "a", 9)));
        assertEquals(
                List.of(), store.read(s -> s.alerts().groups(ALL, GroupFilter.of(Severity.LOW), Place.BEGINNING, 9)));
        decide("a", Move.of(Step.REOPENED));
        Group group = store.read(s -> s.alerts().groups(ALL, GroupFilter.of(Severity.LOW), Place.BEGINNING, 9))
                .getFirst();
        assertEquals(List.of(1, 2), List.of(group.open(), group.hosts()));
    }

    @Test
    void theLastGraveAlertOfAHostIsNoneOfADirectoryThatItReads() {
        String disk = "windows.service";
        raise(
                with(alert("a", AURAY, 1, "a", 1), "r", Severity.HIGH, "a", Map.of("location", disk)),
                with(alert("b", AURAY, 1, "b", 2), "r", Severity.CRITICAL, "b", Map.of()),
                with(alert("c", AURAY, 1, "c", 3), "r", Severity.MEDIUM, "c", Map.of("location", disk)),
                with(alert("d", AURAY, 1, "d", 4), "r", Severity.CRITICAL, "d", Map.of("location", "ad.trust")),
                with(alert("e", AURAY, 2, "e", 5), "r", Severity.HIGH, "e", Map.of("location", "linux.ad.x")));
        store.change(s -> s.alerts().again("e", agent(1), minute(9)));
        assertEquals(Optional.of(minute(1)), lastGrave(1, 2));
        assertEquals(Optional.of(minute(2)), lastGrave(1, 5));
        assertEquals(Optional.of(minute(9)), lastGrave(1, 6), "it was seen there too");
        assertEquals(Optional.empty(), lastGrave(3, 9));
    }

    private Optional<Instant> lastGrave(int host, int before) {
        return store.read(s -> s.alerts().lastGrave(agent(host), minute(before)));
    }

    @Test
    void daysOfLongAgoAreLetGoOf() {
        alerts();
        LocalDate day = LocalDate.ofInstant(Specimens.START, ZoneOffset.UTC);
        assertEquals(0, store.<Integer>write(s -> s.ruleHits().retain(day, 9)));
        assertFalse(store.read(s -> s.ruleHits().since(ALL, day)).isEmpty());
        // Of each commune, and of all.
        assertEquals(3, store.<Integer>write(s -> s.ruleHits().retain(day.plusDays(1), 9)));
        assertEquals(List.of(), store.read(s -> s.ruleHits().since(ALL, day)));
    }

    @Test
    void anExceptionEndsByItselfAndIsToldBefore() {
        Instant until = now.plus(Duration.ofDays(8));
        long number = store.write(s -> s.alertExceptions().add(ALL, true, onPath("a-rule", "/x*"), until, ANALYST));
        Alert alert = signed("a", AURAY, 1, "s", "/x");
        Excepting set = store.read(s -> s.alertExceptions().find(ALL, number)).orElseThrow();
        assertFalse(set.isEnding(now));
        assertTrue(set.isEnding(now.plus(Duration.ofDays(2))));
        assertEquals(Optional.empty(), store.read(s -> s.alertExceptions().hiding(alert, until)));
        assertFalse(set.holds(until));
        assertEquals(Optional.empty(), store.read(s -> s.alertExceptions().find(ONLY_AURAY, number)));
        assertFalse(store.<Boolean>write(s -> s.alertExceptions().end(ONLY_AURAY, number, ANALYST)));
        assertTrue(store.<Boolean>write(s -> s.alertExceptions().end(ALL, number, ANALYST)));
        assertFalse(store.<Boolean>write(s -> s.alertExceptions().end(ALL, number, ANALYST)));
        assertEquals(Optional.empty(), store.read(s -> s.alertExceptions().hiding(alert, now)));
        assertEquals(List.of(), told());
    }

    @Test
    void anExceptionHasAnEndAReasonAndAReachOfItsOwn() {
        Instant soon = now.plus(Duration.ofDays(1));
        Reach reach = onPath("a-rule", "/x*");
        refused(ALL, reach, now, ANALYST);
        refused(ALL, reach, now.plus(AlertExceptions.LONGEST).plusSeconds(1), ANALYST);
        refused(ALL, reach, soon, NO_REASON);
        refused(ONLY_AURAY, reach, soon, ANALYST);
        for (String never :
                List.of("vigie-return", "vigie-suspected-return", "vigie-not-removed", "vigie-indicator-seen")) {
            refused(ALL, onPath(never, "/x*"), soon, ANALYST);
        }
        refused(ALL, Reach.of("a-rule"), soon, ANALYST);
        refused(ALL, onPath("a-rule", "*/?*"), soon, ANALYST);
        assertThrows(
                IllegalArgumentException.class,
                () -> store.change(s -> s.alertExceptions().add(ALL, false, reach, soon, ANALYST)));
        assertEquals(List.of(), store.read(s -> s.alertExceptions().list(ALL)));
        long number = store.write(s -> s.alertExceptions().add(ALL, true, reach, soon, ANALYST));
        assertEquals(
                List.of(number),
                store.read(s -> s.alertExceptions().ending(ALL, now, 9)).stream()
                        .map(Excepting::number)
                        .toList());
        assertEquals(List.of(), store.read(s -> s.alertExceptions().ending(ONLY_AURAY, now, 9)));
        assertEquals(List.of(), store.read(s -> s.alertExceptions().ending(ALL, soon, 9)));
    }

    @Test
    void aPatternIsOfTheWholePathAndOfSomePath() {
        String path = "C:\\Users\\Ŵ\\x.exe";
        for (String glob : List.of("*", "**x.exe", "c:\\*\\ŵ\\X.EXE", "C:\\Users\\?\\*.e*e", path)) {
            assertTrue(onPath("a-rule", glob).covers(signed("a", AURAY, 1, "s", path)), glob);
        }
        for (String glob : List.of("x.exe", "C:\\*", "*?x.exe.", "[C]*", "*\\Users\\??\\x.exe")) {
            boolean begins = glob.equals("C:\\*");
            assertEquals(begins, onPath("a-rule", glob).covers(signed("a", AURAY, 1, "s", path)), glob);
        }
        assertFalse(onPath("a-rule", "*").covers(signed("a", AURAY, 1, "s", "")));
        assertFalse(onPath("a-rule", "*a".repeat(500)).covers(signed("a", AURAY, 1, "s", "a".repeat(499))));
    }

    private static Reach onPath(String rule, String path) {
        return new Reach(
                rule,
                Optional.empty(),
                Optional.of(path),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
    }

    private void refused(Scope scope, Reach reach, Instant until, Author author) {
        assertThrows(
                IllegalArgumentException.class,
                () -> store.change(s -> s.alertExceptions().add(scope, true, reach, until, author)));
    }

    @Test
    void aPreviewSaysWhatWouldHaveBeenHidden() {
        for (int i = 0; i < 5; i++) {
            raise(signed("a" + i, i < 3 ? AURAY : CONCARNEAU, 1, "s", "/opt/x" + i));
        }
        decide("a0", Move.close(Closing.EXPECTED));
        Reach reach = Reach.of("a-rule");
        Preview all = store.read(s -> s.alertExceptions().preview(ALL, reach, a -> a.id().equals("a4"), 9, 2));
        assertEquals(List.of(5, 4, 3, 1), List.of(all.looked(), all.hidden(), all.open(), all.spared()));
        assertEquals(List.of("a3", "a2"), all.first().stream().map(Alert::id).toList());
        Preview some = store.read(s -> s.alertExceptions().preview(ONLY_AURAY, reach, a -> false, 2, 9));
        assertEquals(2, some.hidden());
        assertFalse(some.all());
    }
}
