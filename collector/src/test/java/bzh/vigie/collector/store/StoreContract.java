package bzh.vigie.collector.store;

import static bzh.vigie.collector.store.Specimens.ANALYST;
import static bzh.vigie.collector.store.Specimens.AURAY;
import static bzh.vigie.collector.store.Specimens.CONCARNEAU;
import static bzh.vigie.collector.store.Specimens.agent;
import static bzh.vigie.collector.store.Specimens.alert;
import static bzh.vigie.collector.store.Specimens.host;
import static bzh.vigie.collector.store.Specimens.item;
import static bzh.vigie.collector.store.Specimens.minute;
import static bzh.vigie.collector.store.Specimens.moment;
import static bzh.vigie.collector.store.Specimens.token;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import bzh.vigie.collector.store.Alerts.Alert;
import bzh.vigie.collector.store.Alerts.Closing;
import bzh.vigie.collector.store.Alerts.Move;
import bzh.vigie.collector.store.Alerts.Numbered;
import bzh.vigie.collector.store.Alerts.Outcome;
import bzh.vigie.collector.store.Alerts.Step;
import bzh.vigie.event.Event;
import bzh.vigie.event.ReasonCode;
import bzh.vigie.event.SourceCount;
import bzh.vigie.event.WatchState;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What every {@link Store} does. An implementation's test inherits this and says how to open one. */
public abstract class StoreContract {
    static final Scope ALL = new Scope.All();
    static final Scope ONLY_AURAY = new Scope.Communes(Set.of(AURAY));
    static final Scope NOBODY = new Scope.Communes(Set.of());

    @TempDir
    protected Path dir;

    protected Store store;

    /** Opens a store in this folder, which another process may have open too. */
    protected abstract Store open(Path dir, InstantSource time);

    @BeforeEach
    void openIt() {
        store = open(dir, InstantSource.fixed(Specimens.START));
    }

    @AfterEach
    void closeIt() {
        store.close();
    }

    private void reopen() {
        store.close();
        store = open(dir, InstantSource.fixed(Specimens.START));
    }

    @Test
    void aWriteThatThrowsLeavesNothing() {
        assertThrows(
                IllegalStateException.class,
                () -> store.change(session -> {
                    session.hosts().enrol(host(1, AURAY));
                    session.inventories()
                            .put(agent(1), AURAY, item("cron", Optional.empty(), "a", "x", 0), 1, minute(1));
                    throw new IllegalStateException("after the write");
                }));
        assertEquals(List.of(), store.read(s -> s.hosts().list(ALL, Optional.empty(), 10)));
        assertEquals(List.of(), store.read(s -> s.inventories().at(agent(1), minute(2))));
        // The numbers that the lost transaction used go to other items.
        var other = item("cron", Optional.empty(), "b", "y", 0);
        store.change(s -> s.inventories().put(agent(1), AURAY, other, 1, minute(1)));
        assertEquals(
                other,
                store.read(s -> s.inventories().at(agent(1), minute(2)))
                        .getFirst()
                        .item());
    }

    @Test
    void hostsAreFoundByWhatIsAskedAndCountedByCommune() {
        store.change(session -> {
            session.hosts().enrol(host(1, AURAY));
            session.hosts().enrol(host(2, AURAY));
            session.hosts().enrol(host(3, CONCARNEAU));
            session.hosts().seen(agent(1), minute(10), 0);
            session.hosts().state(agent(2), Hosts.State.REVOKED, ANALYST);
            session.alerts().raise(alert("a", AURAY, 1, "cause", 1));
        });
        Hosts.Filter alerts = new Hosts.Filter(Optional.empty(), Optional.empty(), "", Optional.empty(), true);
        Hosts.Filter quiet =
                new Hosts.Filter(Optional.empty(), Optional.empty(), "PC-", Optional.of(minute(10)), false);
        Hosts.Filter revoked =
                new Hosts.Filter(Optional.of(AURAY), Optional.of(Hosts.State.REVOKED), "", Optional.empty(), false);
        assertEquals(List.of("pc-1 1", "pc-2 0", "pc-3 0"), listed(ALL, Hosts.Filter.NONE));
        assertEquals(List.of("pc-1 1", "pc-2 0"), listed(ONLY_AURAY, Hosts.Filter.NONE));
        assertEquals(List.of("pc-1 1"), listed(ALL, alerts));
        assertEquals(List.of("pc-2 0", "pc-3 0"), listed(ALL, quiet));
        assertEquals(List.of("pc-2 0"), listed(ALL, revoked));
        assertEquals(
                List.of(new Hosts.OfCommune(CONCARNEAU, 1, 0, 0, 1), new Hosts.OfCommune(AURAY, 1, 0, 0, 0)),
                store.read(s -> s.hosts().communes(ALL, minute(5), Optional.empty(), 10)));
        assertEquals(
                List.of(new Hosts.OfCommune(AURAY, 1, 0, 0, 0)),
                store.read(s -> s.hosts().communes(ALL, minute(5), Optional.of(CONCARNEAU), 10)));
        assertEquals(
                new Hosts.OfCommune(CONCARNEAU, 0, 0, 0, 0),
                store.read(s -> s.hosts().count(ONLY_AURAY, CONCARNEAU, minute(5))));
        assertEquals(Optional.empty(), store.read(s -> s.hosts().find(ONLY_AURAY, agent(3).text())));
        assertEquals(Optional.empty(), store.read(s -> s.hosts().find(ALL, "no id")));
        store.change(s -> s.alerts().decide(ALL, "a", Alerts.Move.close(Alerts.Closing.TRUE), ANALYST));
        assertEquals(List.of(), listed(ALL, alerts));
    }

    private List<String> listed(Scope scope, Hosts.Filter filter) {
        return store.read(s -> s.hosts().list(scope, filter, Optional.empty(), 10)).stream()
                .map(each -> each.host().hostname() + " " + each.alerts())
                .toList();
    }

    /** A failed installation, or somebody who enrolled and waits: silent since then, on every page alike. */
    @Test
    void aHostThatWasNeverHeardIsSilentSinceItWasEnrolled() {
        store.change(s -> s.hosts().enrol(host(1, AURAY)));
        Instant enrolled = host(1, AURAY).enrolled();
        for (Instant since : List.of(enrolled, enrolled.plusSeconds(1))) {
            int silent = since.isAfter(enrolled) ? 1 : 0;
            store.read(s -> {
                assertEquals(silent, s.hosts().presence(ALL, since).silent());
                assertEquals(silent, s.hosts().silent(ALL, since, 9).size());
                assertEquals(silent, s.hosts().quietest(ALL, since, 9).size());
                assertEquals(
                        silent,
                        s.hosts()
                                .communes(ALL, since, Optional.empty(), 9)
                                .getFirst()
                                .quiet());
                assertEquals(silent, s.hosts().count(ALL, AURAY, since).quiet());
                Hosts.Filter quiet =
                        new Hosts.Filter(Optional.empty(), Optional.empty(), "", Optional.of(since), false);
                assertEquals(
                        silent, s.hosts().list(ALL, quiet, Optional.empty(), 9).size());
                return true;
            });
        }
    }

    @Test
    void aReadSessionRefusesToWrite() {
        StoreException refused = assertThrows(
                StoreException.class, () -> store.read(s -> s.hosts().changes() + enrolled(s)));
        assertEquals(StoreException.Fault.READ_ONLY, refused.fault());
    }

    private static int enrolled(Store.Session session) {
        session.hosts().enrol(host(1, AURAY));
        return 1;
    }

    @Test
    void aReadSeesOneStateWhileAWriteGoesOn() {
        store.change(s -> s.progress().position("log", 1));
        store.read(reading -> {
            assertEquals(OptionalLong.of(1), reading.progress().position("log"));
            Thread writer = Thread.ofPlatform()
                    .start(() -> store.change(s -> s.progress().position("log", 2)));
            try {
                writer.join();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
            return assertSame(reading.progress().position("log"), OptionalLong.of(1));
        });
        assertEquals(OptionalLong.of(2), store.read(s -> s.progress().position("log")));
    }

    private static boolean assertSame(OptionalLong actual, OptionalLong expected) {
        assertEquals(expected, actual);
        return true;
    }

    @Test
    void hostsAreFoundByIdAndKeyAndKeepWhatTheyTold() {
        store.change(s -> {
            s.hosts().enrol(host(1, AURAY));
            s.hosts().hello(agent(1), "accueil", "{}", "0.2.0", "boot", "run", -42, minute(3));
        });
        reopen();
        Hosts.Host found = store.read(s -> s.hosts().find(agent(1))).orElseThrow();
        assertEquals("accueil", found.hostname());
        assertEquals(Optional.of(minute(3)), found.lastSeen());
        assertEquals(-42, found.skewMicros());
        assertTrue(found.connected());
        assertEquals(
                Optional.of(found),
                store.read(s -> s.hosts().findByKey(host(1, AURAY).publicKey())));
        store.change(s -> s.hosts().disconnectAll());
        assertFalse(store.read(s -> s.hosts().find(agent(1))).orElseThrow().connected());
        assertEquals(Optional.empty(), store.read(s -> s.hosts().find(agent(2))));
    }

    @Test
    void whoMayConnectIsCountedAndAHeartbeatIsNot() {
        long before = store.read(s -> s.hosts().changes());
        store.change(s -> s.hosts().enrol(host(1, AURAY)));
        long enrolled = store.read(s -> s.hosts().changes());
        store.change(s -> s.hosts().seen(agent(1), minute(1), 0));
        assertEquals(enrolled, store.<Long>read(s -> s.hosts().changes()));
        store.change(s -> s.hosts().state(agent(1), Hosts.State.REVOKED, ANALYST));
        assertTrue(before < enrolled && enrolled < store.read(s -> s.hosts().changes()));
        assertEquals(
                "host-revoked",
                store.read(s -> s.audit().about(agent(1).text())).getFirst().action());
    }

    @Test
    void aScopeShowsItsCommunesOnly() {
        store.change(s -> {
            for (int i = 0; i < 6; i++) {
                Commune commune = i % 2 == 0 ? AURAY : CONCARNEAU;
                s.hosts().enrol(host(i, commune));
                s.tokens().create(token("000000000000000" + i, commune, 1), ANALYST);
                s.alerts().raise(alert("alert-" + i, commune, i, "cause", i));
            }
        });
        store.read(s -> {
            for (Scope scope : List.of(ALL, ONLY_AURAY, NOBODY)) {
                var hosts = s.hosts().list(scope, Optional.empty(), 100);
                var tokens = s.tokens().list(scope);
                var alerts = s.alerts().list(scope, Optional.empty(), 100);
                var numbered = s.alerts().after(scope, 0, 100);
                int expected = scope.equals(ALL) ? 6 : scope.equals(NOBODY) ? 0 : 3;
                assertEquals(expected, hosts.size());
                assertEquals(expected, tokens.size());
                assertEquals(expected, alerts.size());
                assertEquals(expected, numbered.size());
                assertTrue(hosts.stream().allMatch(h -> scope.allows(h.commune())));
                assertTrue(tokens.stream().allMatch(t -> scope.allows(t.commune())));
                assertTrue(alerts.stream().allMatch(a -> scope.allows(a.commune())));
                assertEquals(
                        scope.allows(CONCARNEAU),
                        s.alerts().find(scope, "alert-1").isPresent());
            }
            return true;
        });
        assertEquals(
                new Outcome.Unknown(),
                store.write(s -> s.alerts().decide(ONLY_AURAY, "alert-1", Move.close(Closing.EXPECTED), ANALYST)));
        assertEquals(List.of(), store.read(s -> s.audit().about("alert-1")));
    }

    @Test
    void listsGoOnFromTheirCursor() {
        store.change(s -> IntStream.range(0, 10).forEach(i -> {
            s.hosts().enrol(host(i, AURAY));
            s.alerts().raise(alert("alert-" + i, AURAY, i, "cause", i));
        }));
        store.read(s -> {
            var first = s.hosts().list(ALL, Optional.empty(), 4);
            var second = s.hosts().list(ALL, Optional.of(first.getLast().id()), 100);
            assertEquals(
                    IntStream.range(0, 10).mapToObj(Specimens::agent).toList(),
                    IntStream.range(0, 10)
                            .mapToObj(i -> (i < 4 ? first.get(i) : second.get(i - 4)).id())
                            .toList());
            var newest = s.alerts().list(ALL, Optional.empty(), 3);
            assertEquals(
                    List.of("alert-9", "alert-8", "alert-7"),
                    newest.stream().map(Alert::id).toList());
            assertEquals(
                    List.of("alert-6", "alert-5"),
                    s.alerts().list(ALL, Optional.of("alert-7"), 2).stream()
                            .map(Alert::id)
                            .toList());
            return true;
        });
    }

    @Test
    void aTokenServesItsNumberOfUses() {
        store.change(s -> s.tokens().create(token("00000000000000aa", AURAY, 2), ANALYST));
        assertTrue(store.<Boolean>write(s -> s.tokens().use("00000000000000aa", agent(1))));
        assertTrue(store.<Boolean>write(s -> s.tokens().use("00000000000000aa", agent(2))));
        assertFalse(store.<Boolean>write(s -> s.tokens().use("00000000000000aa", agent(3))));
        assertEquals(
                Optional.of("00000000000000aa"),
                store.read(s -> s.tokens().of(agent(2))).map(Tokens.Token::id));
        assertEquals(Optional.empty(), store.read(s -> s.tokens().of(agent(3))));
        assertEquals(
                2,
                store.read(s -> s.tokens().find("00000000000000aa"))
                        .orElseThrow()
                        .used());
        store.change(s -> {
            s.tokens().create(token("00000000000000bb", AURAY, 2), ANALYST);
            s.tokens().revoke("00000000000000bb", ANALYST);
        });
        assertFalse(store.<Boolean>write(s -> s.tokens().use("00000000000000bb", agent(4))));
        assertFalse(store.<Boolean>write(s -> s.tokens().use("00000000000000cc", agent(5))));
    }

    @Test
    void anAlertRaisedTwiceIsOne() {
        Alert alert = alert("a", AURAY, 1, "cause", 1);
        assertTrue(store.<Boolean>write(s -> s.alerts().raise(alert)));
        assertFalse(store.<Boolean>write(s -> s.alerts().raise(alert)));
        store.change(s -> s.alerts().again("a", agent(1), minute(9)));
        reopen();
        Alert found = store.read(s -> s.alerts().find(ALL, "a")).orElseThrow();
        assertEquals(2, found.count());
        assertEquals(minute(9), found.lastTime());
        assertEquals(alert.evidence(), found.evidence());
        assertEquals(
                Optional.of(found),
                store.read(s -> s.alerts().open(AURAY, alert.rule(), "cause", Optional.of(agent(1)))));
        assertEquals(
                Optional.of(found),
                store.read(s -> s.alerts().open(AURAY, alert.rule(), "cause", Optional.of(agent(2)))));
        store.change(s -> s.alerts().decide(ALL, "a", Move.of(Step.ACKNOWLEDGED), ANALYST));
        assertTrue(store.read(s -> s.alerts().open(AURAY, alert.rule(), "cause", Optional.of(agent(1))))
                .isPresent());
        assertEquals(
                Optional.empty(),
                store.read(s -> s.alerts().open(AURAY, alert.rule(), "cause", Optional.of(agent(2)))));
        assertEquals(
                Optional.empty(),
                store.read(s -> s.alerts().open(CONCARNEAU, alert.rule(), "cause", Optional.of(agent(1)))));
        store.change(s -> s.alerts().decide(ALL, "a", Move.close(Closing.EXPECTED), ANALYST));
        assertEquals(
                Optional.empty(),
                store.read(s -> s.alerts().open(AURAY, alert.rule(), "cause", Optional.of(agent(1)))));
        assertEquals(
                "alert-closed expected",
                store.read(s -> s.audit().about("a")).getLast().action());
    }

    @Test
    void alertsAreFollowedInTheOrderOfStoring() {
        store.change(s -> s.alerts().raise(alert("later", AURAY, 1, "x", 50)));
        long first = store.read(s -> s.alerts().after(ALL, 0, 10)).getFirst().sequence();
        store.change(s -> s.alerts().raise(alert("earlier", AURAY, 1, "y", 2)));
        List<Numbered> more = store.read(s -> s.alerts().after(ALL, first, 10));
        assertEquals(List.of("earlier"), more.stream().map(n -> n.alert().id()).toList());
    }

    @Test
    void progressIsKept() {
        store.change(s -> {
            s.progress().position("ingest", 77);
            s.progress().batch(agent(1), "e1", 2, 5);
            s.progress().batch(agent(1), "e1", 2, 6);
            s.progress().state("brute", "203.0.113.9", new byte[] {1, 2});
            s.progress().state("brute", "gone", new byte[] {3});
            s.progress().forget("brute", "gone");
        });
        reopen();
        store.read(s -> {
            assertEquals(OptionalLong.of(77), s.progress().position("ingest"));
            assertEquals(OptionalLong.empty(), s.progress().position("other"));
            assertEquals(6, s.progress().batch(agent(1), "e1", 2));
            assertEquals(0, s.progress().batch(agent(1), "e1", 1));
            assertEquals(0, s.progress().batch(agent(2), "e1", 2));
            assertArrayEquals(
                    new byte[] {1, 2},
                    s.progress().state("brute", "203.0.113.9").orElseThrow());
            assertTrue(s.progress().state("brute", "gone").isEmpty());
            assertEquals(Set.of("203.0.113.9"), s.progress().states("brute").keySet());
            assertEquals(Map.of(), s.progress().states("others"));
            return true;
        });
    }

    @Test
    void theAuditLogIsChained() {
        assertTrue(store.<Boolean>read(s -> s.audit().verifies()));
        store.change(s -> IntStream.range(0, 5).forEach(i -> s.audit().add(ANALYST, "did", "thing-" + i)));
        reopen();
        store.change(s -> s.audit().add(ANALYST, "did", "thing-5"));
        assertTrue(store.<Boolean>read(s -> s.audit().verifies()));
        var all = store.read(s -> s.audit().list(0, 100));
        assertEquals(6, all.size());
        assertEquals(Specimens.START, all.getFirst().time());
        assertEquals(6, all.stream().map(Audit.Entry::hash).distinct().count());
        assertEquals(all.subList(2, 4), store.read(s -> s.audit().list(2, 2)));
        assertNotEquals(all.get(0).hash(), all.get(1).hash());
    }

    @Test
    void coverageJoinsWhatAdjoinsAndKeepsWhatDiffers() {
        store.change(s -> {
            s.coverage().add(agent(1), stretch(0, 60, WatchState.LIVE), minute(60));
            s.coverage().add(agent(1), stretch(60, 120, WatchState.LIVE), minute(120));
            s.coverage().add(agent(1), stretch(120, 130, WatchState.DOWN), minute(130));
            s.coverage().add(agent(1), stretch(200, 260, WatchState.DOWN), minute(260));
        });
        store.read(s -> {
            var all = s.coverage().stretches(agent(1), minute(0), minute(1000));
            assertEquals(3, all.size());
            assertEquals(moment(0).wallMicros(), all.getFirst().fromWallMicros());
            assertEquals(moment(120).wallMicros(), all.getFirst().toWallMicros());
            assertEquals(120 * 60_000_000L, all.getFirst().lengthMicros());
            assertEquals(20, all.getFirst().events());
            assertEquals(
                    1,
                    s.coverage().stretches(agent(1), minute(121), minute(125)).size());
            assertEquals(
                    0, s.coverage().stretches(agent(2), minute(0), minute(1000)).size());
            return true;
        });
    }

    private static Event.Coverage stretch(long from, long to, WatchState state) {
        return new Event.Coverage(
                moment(to),
                "linux.process.connector",
                "linux.process.connector",
                Optional.empty(),
                moment(from).wallMicros(),
                moment(to).wallMicros(),
                (to - from) * 60_000_000L,
                state,
                ReasonCode.NONE,
                "",
                10,
                0);
    }

    @Test
    void lossesGapsAndSourceStatesAreKept() {
        var loss = new Event.Loss(
                moment(5),
                "agent",
                3,
                10,
                12,
                List.of(new SourceCount("b", 4, 1, 2), new SourceCount("a", 3, 0, 9)),
                ReasonCode.OVERLOADED,
                "disk full");
        var down = new Event.SourceState(moment(6), "linux.logon", WatchState.DOWN, ReasonCode.NO_RIGHT, "not root");
        var live = new Event.SourceState(moment(7), "linux.logon", WatchState.LIVE, ReasonCode.NONE, "");
        store.change(s -> {
            s.coverage().add(agent(1), loss, minute(8));
            s.coverage().state(agent(1), down, minute(8));
            s.coverage().state(agent(1), live, minute(9));
            s.coverage().gap(agent(1), minute(10), minute(20), "silent");
        });
        reopen();
        store.read(s -> {
            assertEquals(List.of(loss), s.coverage().losses(agent(1), minute(8), minute(9)));
            assertEquals(List.of(), s.coverage().losses(agent(1), minute(9), minute(90)));
            assertEquals(List.of(live), s.coverage().states(agent(1)));
            assertEquals(
                    List.of(new CoverageLog.Gap(minute(10), minute(20), "silent")),
                    s.coverage().gaps(agent(1), minute(19), minute(30)));
            assertEquals(List.of(), s.coverage().gaps(agent(1), minute(20), minute(30)));
            return true;
        });
    }

    private static Event.Loss told(long from, long to, int sources) {
        List<SourceCount> counts = new ArrayList<>();
        for (int i = 0; i < sources; i++) {
            counts.add(new SourceCount(
                    "made-up." + from + "." + i,
                    2,
                    moment(from).wallMicros(),
                    moment(to).wallMicros()));
        }
        return new Event.Loss(moment(to), "agent.spool", 3, from + 1, to + 1, counts, ReasonCode.OVERLOADED, "");
    }

    /** 7,200 losses of 256 sources each were 1,843,200 rows. */
    @Test
    void lossesOfAnHourAreOneWithFewSources() {
        int rows = store.write(s -> {
            int made = 0;
            for (int i = 0; i < 30; i++) {
                made += s.coverage().add(agent(1), told(i, i + 1, 200), minute(120 + i));
            }
            return made;
        });
        assertEquals(65, rows);
        Event.Loss loss = store.read(s -> s.coverage().losses(agent(1), minute(0), minute(1000)))
                .getFirst();
        assertEquals(30 * 200 * 2, loss.events());
        assertEquals(64, loss.sources().size());
        assertEquals(1, loss.fromNumber());
        assertEquals(31, loss.toNumber());
        SourceCount others = loss.sources().getLast();
        assertEquals("other", others.source());
        assertEquals(moment(0).wallMicros(), others.firstWallMicros());
        assertEquals(moment(30).wallMicros(), others.lastWallMicros());
    }

    @Test
    void whatWasLostDaysApartStaysApart() {
        store.change(s -> {
            s.coverage().add(agent(1), told(0, 10, 1), minute(9_000));
            s.coverage().add(agent(1), told(8_990, 9_000, 1), minute(9_001));
        });
        assertEquals(
                List.of(told(0, 10, 1), told(8_990, 9_000, 1)),
                store.read(s -> s.coverage().losses(agent(1), minute(0), minute(10_000))));
    }

    @Test
    void ofMoreLossesThanAreReadAllTheTimeIsLost() {
        int hours = 1_000;
        store.change(s -> {
            for (int i = 0; i < hours; i++) {
                s.coverage().add(agent(1), told(60L * i, 60L * i + 1, 63), minute(60L * i + 1));
            }
        });
        List<Event.Loss> losses = store.read(s -> s.coverage().losses(agent(1), minute(0), minute(60L * hours)));
        assertTrue(losses.size() < 800, () -> losses.size() + " losses");
        assertEquals(
                2L * 63 * hours, losses.stream().mapToLong(Event.Loss::events).sum());
        SourceCount rest = losses.getLast().sources().getFirst();
        assertEquals(1, rest.firstWallMicros());
        assertEquals(moment(60L * (hours - 1) + 1).wallMicros(), rest.lastWallMicros());
    }

    private int retain() {
        int gone = store.write(s -> s.coverage().retain(minute(200), 2));
        return gone;
    }

    @Test
    void coverageOfLongAgoIsLetGoOfInPartsAndWhatIsGoingOnStays() {
        var loss = new Event.Loss(
                moment(5),
                "agent",
                3,
                1,
                2,
                List.of(new SourceCount("linux.logon", 7, 1, 2)),
                ReasonCode.OVERLOADED,
                "");
        var state = new Event.SourceState(moment(6), "linux.logon", WatchState.LIVE, ReasonCode.NONE, "");
        store.change(s -> {
            for (long i = 0; i < 5; i++) {
                // Apart, so that each stays a row of its own.
                s.coverage().add(agent(1), stretch(i * 20, i * 20 + 5, WatchState.LIVE), minute(i * 20 + 5));
            }
            s.coverage().add(agent(2), stretch(0, 60, WatchState.LIVE), minute(60));
            s.coverage().add(agent(2), stretch(60, 500, WatchState.LIVE), minute(500));
            s.coverage().add(agent(1), loss, minute(8));
            s.coverage().add(agent(1), loss, minute(300));
            s.coverage().gap(agent(1), minute(10), minute(20), "silent");
            s.coverage().gap(agent(1), minute(90), minute(400), "silent");
            s.coverage().state(agent(1), state, minute(6));
        });
        assertEquals(2, retain());
        assertEquals(2, retain());
        assertEquals(1 + 1 + 1, retain());
        assertEquals(0, retain());
        store.read(s -> {
            assertEquals(List.of(), s.coverage().stretches(agent(1), minute(0), minute(1000)));
            // Begun long ago, and still going on.
            assertEquals(
                    moment(0).wallMicros(),
                    s.coverage()
                            .stretches(agent(2), minute(0), minute(1000))
                            .getFirst()
                            .fromWallMicros());
            assertEquals(List.of(loss), s.coverage().losses(agent(1), minute(0), minute(1000)));
            assertEquals(1, s.coverage().gaps(agent(1), minute(0), minute(1000)).size());
            assertEquals(List.of(state), s.coverage().states(agent(1)));
            return true;
        });
    }
}
