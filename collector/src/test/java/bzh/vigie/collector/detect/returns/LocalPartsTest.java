package bzh.vigie.collector.detect.returns;

import static bzh.vigie.collector.store.Specimens.ANALYST;
import static bzh.vigie.collector.store.Specimens.AURAY;
import static bzh.vigie.collector.store.Specimens.CONCARNEAU;
import static bzh.vigie.collector.store.Specimens.agent;
import static bzh.vigie.collector.store.Specimens.minute;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import bzh.vigie.collector.detect.returns.LocalParts.Standing;
import bzh.vigie.collector.intel.Indicator;
import bzh.vigie.collector.intel.Observable;
import bzh.vigie.collector.intel.Observable.Algorithm;
import bzh.vigie.collector.intel.Tlp;
import bzh.vigie.collector.store.Commune;
import bzh.vigie.collector.store.IncidentId;
import bzh.vigie.collector.store.Incidents.Interval;
import bzh.vigie.collector.store.Incidents.Phase;
import bzh.vigie.collector.store.Indicators.Listed;
import bzh.vigie.collector.store.LocalChecks.Check;
import bzh.vigie.collector.store.LocalChecks.Swept;
import bzh.vigie.collector.store.Scope;
import bzh.vigie.collector.store.Specimens;
import bzh.vigie.collector.store.Store;
import bzh.vigie.collector.store.sqlite.SqliteStore;
import bzh.vigie.event.Sha256;
import bzh.vigie.watchlist.LocalWatchlist;
import bzh.vigie.watchlist.LocalWatchlist.Kind;
import bzh.vigie.watchlist.LocalWatchlist.Value;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What agents are given, over a real store. */
final class LocalPartsTest {
    private static final Scope ALL = new Scope.All();
    private static final IncidentId INCIDENT = new IncidentId("2026-001");
    private static final Instant NOW = minute(100);

    @TempDir
    private Path dir;

    private Store store;

    @BeforeEach
    void anIncident() {
        store = SqliteStore.open(dir, InstantSource.fixed(NOW));
        store.change(session -> session.incidents().open("Nuit", Set.of(AURAY), 90, ANALYST));
    }

    @AfterEach
    void close() {
        store.close();
    }

    private Listed add(Optional<String> incident, Indicator indicator) {
        return store.write(session -> session.indicators().add(incident, List.of(indicator), "test", ANALYST))
                .getFirst();
    }

    private Listed add(Observable what, Tlp tlp, boolean collectorOnly, boolean alerts, Optional<Instant> until) {
        return add(
                Optional.of(INCIDENT.text()),
                new Indicator(what, "CERT", "", tlp, 50, Optional.empty(), until, collectorOnly, alerts));
    }

    private Listed add(Observable what) {
        return add(what, Tlp.AMBER, false, true, Optional.empty());
    }

    private void eviction(Optional<Instant> start) {
        store.change(session -> session.incidents()
                .eviction(
                        ALL,
                        INCIDENT,
                        Optional.empty(),
                        start.map(from -> new Interval(from, Optional.empty())),
                        ANALYST));
    }

    private LocalParts parts(Instant when) {
        return store.read(session -> LocalParts.of(session, when));
    }

    private Standing standing(Listed listed) {
        return parts(NOW).standing(listed.id()).orElseThrow();
    }

    @Test
    void whatIsGivenIsOfTheKindsThatAgentsCompareAndForTheIncidentsCommunesAlone() {
        eviction(Optional.of(minute(50)));
        String hash = "ab".repeat(32);
        String fingerprint = "SHA256:nThbg6kXUpJWGl7E1IGOCspRomTxdCARLviKw6E5SY8";
        List<Listed> given = List.of(
                add(new Observable.Hash(Algorithm.SHA256, hash)),
                add(new Observable.Hash(Algorithm.AUTHENTIHASH, "cd".repeat(32))),
                add(new Observable.Service("winupd")),
                add(new Observable.ScheduledTask("updater")),
                add(new Observable.UserAccount("support_a")),
                add(new Observable.KeyFingerprint(fingerprint)));
        List<Listed> not = List.of(
                add(new Observable.Hash(Algorithm.MD5, "ab".repeat(16))),
                add(new Observable.KeyFingerprint("MD5:" + "ab:".repeat(15) + "ab")),
                add(new Observable.Domain("evil.example.org")),
                add(new Observable.FilePath("c:\\evil\\*")),
                add(new Observable.Command("*-enc*")),
                add(new Observable.Mutex("m")));
        LocalParts parts = parts(NOW);
        given.forEach(each -> assertEquals(Optional.of(Standing.GIVEN), parts.standing(each.id()), each::toString));
        not.forEach(each -> assertEquals(Optional.of(Standing.KIND), parts.standing(each.id()), each::toString));
        LocalWatchlist list = parts.list(AURAY);
        assertEquals(6, list.size());
        assertTrue(list.find(new Value(Kind.FILE, hash)).isPresent());
        assertTrue(list.find(new Value(Kind.KEY, fingerprint)).isPresent());
        assertTrue(parts.list(CONCARNEAU).isEmpty());
        store.change(session -> session.incidents().extend(ALL, INCIDENT, CONCARNEAU, ANALYST));
        assertEquals(list.id(), parts(NOW).list(CONCARNEAU).id());
    }

    @Test
    void whatFewerPeopleMaySeeOrNobodyIsToldOfIsNotGiven() {
        eviction(Optional.of(minute(50)));
        Observable what = new Observable.Service("a");
        assertEquals(Standing.MARKED, standing(add(what, Tlp.RED, false, true, Optional.empty())));
        assertEquals(
                Standing.MARKED,
                standing(add(new Observable.Service("b"), Tlp.AMBER_STRICT, false, true, Optional.empty())));
        assertEquals(
                Standing.COLLECTOR_ONLY,
                standing(add(new Observable.Service("c"), Tlp.CLEAR, true, true, Optional.empty())));
        assertEquals(
                Standing.SILENT, standing(add(new Observable.Service("d"), Tlp.CLEAR, false, false, Optional.empty())));
        assertEquals(
                Standing.NO_INCIDENT,
                standing(add(
                        Optional.empty(),
                        new Indicator(
                                what, "CERT", "", Tlp.CLEAR, 50, Optional.empty(), Optional.empty(), false, true))));
        assertTrue(parts(NOW).list(AURAY).isEmpty());
    }

    @Test
    void itIsGivenFromTheEvictionOnAndTakenBackWhenItExpiresOrTheIncidentIsClosed() {
        Listed listed = add(new Observable.Service("a"), Tlp.GREEN, false, true, Optional.of(minute(200)));
        assertEquals(Standing.BEFORE_EVICTION, standing(listed));
        store.change(session -> session.hosts().enrol(Specimens.host(1, AURAY)));
        store.change(session -> session.incidents()
                .eviction(
                        ALL,
                        INCIDENT,
                        Optional.of(agent(1)),
                        Optional.of(new Interval(minute(10), Optional.empty())),
                        ANALYST));
        assertEquals(Standing.BEFORE_EVICTION, standing(listed), "of one host alone");
        eviction(Optional.of(minute(50)));
        assertEquals(Standing.GIVEN, standing(listed));
        assertEquals(
                Standing.BEFORE_EVICTION,
                parts(minute(49)).standing(listed.id()).orElseThrow());
        assertEquals(Optional.of(minute(200)), parts(NOW).ends());
        assertEquals(Standing.EXPIRED, parts(minute(200)).standing(listed.id()).orElseThrow());
        store.change(
                session -> session.incidents().phase(ALL, INCIDENT, Phase.CLOSURE, Optional.of(minute(90)), ANALYST));
        assertEquals(Standing.CLOSED, standing(listed));
        store.change(session -> session.incidents().phase(ALL, INCIDENT, Phase.CLOSURE, Optional.empty(), ANALYST));
        assertEquals(Standing.GIVEN, standing(listed));
        eviction(Optional.empty());
        assertEquals(Standing.BEFORE_EVICTION, standing(listed));
    }

    @Test
    void ofTooManyTheSurestAreGivenAndTheOthersNamed() {
        eviction(Optional.of(minute(50)));
        List<Indicator> many = new ArrayList<>();
        for (int i = 0; i < LocalWatchlist.MOST; i++) {
            many.add(new Indicator(
                    new Observable.Service("s" + i),
                    "CERT",
                    "",
                    Tlp.GREEN,
                    60,
                    Optional.empty(),
                    Optional.empty(),
                    false,
                    true));
        }
        store.change(session -> session.indicators().add(Optional.of(INCIDENT.text()), many, "test", ANALYST));
        Listed less = add(new Observable.Service("less"));
        LocalParts parts = parts(NOW);
        assertEquals(LocalWatchlist.MOST, parts.list(AURAY).size());
        assertEquals(Optional.of(Standing.TOO_MANY), parts.standing(less.id()));
    }

    @Test
    void whatChangesWhoIsGivenWhatIsSeenWithoutReadingTheList() {
        Object before = store.read(session -> LocalParts.conditions(session, NOW));
        assertEquals(before, store.read(session -> LocalParts.conditions(session, NOW)));
        eviction(Optional.of(minute(50)));
        Object begun = store.read(session -> LocalParts.conditions(session, NOW));
        assertTrue(!begun.equals(before) && !begun.toString().isEmpty());
        store.change(session -> session.incidents().extend(ALL, INCIDENT, CONCARNEAU, ANALYST));
        assertTrue(!begun.equals(store.read(session -> LocalParts.conditions(session, NOW))));
    }

    @Test
    void whatHostsToldIsCountedForTheListThatTheyAreToCheckNow() {
        eviction(Optional.of(minute(50)));
        Listed listed = add(new Observable.Service("a"));
        Sha256 list = parts(NOW).list(AURAY).id();
        Sha256 other = Sha256.over(new byte[] {1});
        Swept swept = new Swept(minute(70), 1_200, 88, 0, 0);
        store.change(session -> {
            for (int i = 1; i <= 4; i++) {
                session.hosts().enrol(Specimens.host(i, AURAY));
            }
            session.hosts().enrol(Specimens.host(5, CONCARNEAU));
            session.localChecks().taken(agent(1), AURAY, list, 1, minute(60));
            session.localChecks().swept(agent(1), list, swept);
            session.localChecks().taken(agent(2), AURAY, list, 1, minute(61));
            session.localChecks().swept(agent(2), other, swept);
            session.localChecks().taken(agent(3), AURAY, other, 1, minute(62));
            session.localChecks().swept(agent(3), other, swept);
        });
        LocalChecking checking = store.read(session -> LocalChecking.of(session, ALL, NOW));
        assertEquals(new LocalChecking.Tally(4, 2, 1, 0), checking.tally(listed));
        assertEquals(
                told(checking),
                told(store.read(session -> LocalChecking.of(session, ALL, INCIDENT, NOW))),
                "of one incident the same");
        // What it could not read, and hits that it did not tell, are not gone through.
        for (Swept part : List.of(new Swept(minute(75), 1_200, 88, 2, 0), new Swept(minute(75), 1_200, 88, 0, 1))) {
            store.change(session -> session.localChecks().swept(agent(1), list, part));
            assertEquals(
                    new LocalChecking.Tally(4, 2, 0, 1),
                    store.read(session -> LocalChecking.of(session, ALL, INCIDENT, NOW))
                            .tally(listed));
        }
        assertEquals(Optional.of(swept), checking.hosts(INCIDENT).getFirst().swept());
        // Told again after a restart it stays; another list takes its place.
        store.change(session -> session.localChecks().taken(agent(1), AURAY, list, 1, minute(80)));
        Check same = store.read(session -> session.localChecks().find(agent(1))).orElseThrow();
        assertTrue(same.hasSwept(list) && same.taken().equals(minute(60)));
        store.change(session -> session.localChecks().taken(agent(1), AURAY, other, 2, minute(81)));
        Check next = store.read(session -> session.localChecks().find(agent(1))).orElseThrow();
        assertEquals(new Check(agent(1), AURAY, other, 2, minute(81), Optional.empty()), next);
        LocalChecking elsewhere =
                store.read(session -> LocalChecking.of(session, new Scope.Communes(Set.of(CONCARNEAU)), NOW));
        assertEquals(List.of(), elsewhere.hosts(INCIDENT));
    }

    private static List<String> told(LocalChecking checking) {
        return checking.hosts(INCIDENT).stream()
                .map(each -> each.host().id() + " " + each.list() + " " + each.answer() + " " + each.swept())
                .toList();
    }

    /** Digests of {@code printf upd7734x | sha256sum} and of the token's. */
    @Test
    void wordsOfMarksAreGivenWhileTheirIncidentIsOpenAndSaltedByIt() {
        mark(INCIDENT, AURAY);
        Value word = new Value(Kind.WORD, "5e174c3ab213");
        Value token = new Value(Kind.WORD, "7a7c5f7debee");
        assertTrue(parts(NOW).list(AURAY).isEmpty(), "its eviction has not begun");
        eviction(Optional.of(minute(50)));
        LocalWatchlist list = parts(NOW).list(AURAY);
        assertTrue(list.find(word).isPresent());
        assertTrue(list.find(token).isPresent());
        assertTrue(list.find(new Value(Kind.WORD, "83e46e1d1c6f")).isEmpty());
        IncidentId other = store.write(session -> session.incidents().open("Autre", Set.of(CONCARNEAU), 90, ANALYST))
                .id();
        mark(other, CONCARNEAU);
        store.change(session -> session.incidents()
                .eviction(
                        ALL,
                        other,
                        Optional.empty(),
                        Optional.of(new Interval(minute(50), Optional.empty())),
                        ANALYST));
        LocalWatchlist elsewhere = parts(NOW).list(CONCARNEAU);
        assertTrue(elsewhere.find(word).isPresent());
        assertTrue(!elsewhere.find(word).equals(list.find(word)), "a digest says nothing in another incident");
        store.change(
                session -> session.incidents().phase(ALL, INCIDENT, Phase.CLOSURE, Optional.of(minute(90)), ANALYST));
        assertTrue(parts(NOW).list(AURAY).isEmpty());
    }

    private void mark(IncidentId incident, Commune commune) {
        Map<String, String> fields = Map.of(
                "location", "linux.cron.system",
                "key", "k",
                "target", "/opt/a/run",
                "value", "* * * * * root /opt/a/run upd7734x Zq8WnT4kV2xLpR7mJ5");
        store.change(session -> session.tombstones()
                .add(ALL, incident, commune, Optional.empty(), "k", fields, Optional.empty(), ANALYST));
    }
}
