package bzh.vigie.collector.store.sqlite;

import static bzh.vigie.collector.store.Specimens.ANALYST;
import static bzh.vigie.collector.store.Specimens.AURAY;
import static bzh.vigie.collector.store.Specimens.CONCARNEAU;
import static bzh.vigie.collector.store.Specimens.agent;
import static bzh.vigie.collector.store.Specimens.alert;
import static org.junit.jupiter.api.Assertions.assertEquals;

import bzh.vigie.collector.store.Alerts.Alert;
import bzh.vigie.collector.store.Alerts.Closing;
import bzh.vigie.collector.store.Alerts.Filter;
import bzh.vigie.collector.store.Alerts.Move;
import bzh.vigie.collector.store.Audit;
import bzh.vigie.collector.store.Hosts.Host;
import bzh.vigie.collector.store.Hosts.State;
import bzh.vigie.collector.store.IncidentId;
import bzh.vigie.collector.store.Scope;
import bzh.vigie.collector.store.Specimens;
import bzh.vigie.collector.store.Store;
import bzh.vigie.collector.store.Tombstones;
import bzh.vigie.collector.store.Tombstones.Nature;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What pages count and narrow in the store, as far as a scope sees. */
final class PageCountsTest {
    private static final Scope ALL = new Scope.All();
    private static final Scope ONE = new Scope.Communes(Set.of(AURAY));
    private static final IncidentId ID = new IncidentId("2026-001");

    @TempDir
    Path folder;

    private Store store;

    @BeforeEach
    void twoCommunes() {
        store = SqliteStore.open(folder, InstantSource.fixed(Specimens.minute(60)));
        store.change(session -> {
            session.hosts().enrol(Specimens.host(1, AURAY));
            session.hosts().enrol(Specimens.host(2, CONCARNEAU));
            for (int i = 1; i <= 4; i++) {
                session.alerts().raise(alert("a" + i, i % 2 == 0 ? AURAY : CONCARNEAU, 1, "c" + i, i));
            }
        });
    }

    @AfterEach
    void close() {
        store.close();
    }

    private List<String> open(Scope scope, Optional<String> before, int limit) {
        return store.read(session -> session.alerts().list(scope, Filter.open(), before, limit)).stream()
                .map(Alert::id)
                .toList();
    }

    @Test
    void openAlertsOfSomeCommunesAreTheNewestOfTheirs() {
        assertEquals(List.of("a4", "a2"), open(ONE, Optional.empty(), 10));
        assertEquals(List.of("a4"), open(ONE, Optional.empty(), 1));
        assertEquals(List.of("a2"), open(ONE, Optional.of("a4"), 10));
        Scope both = new Scope.Communes(Set.of(AURAY, CONCARNEAU));
        assertEquals(open(ALL, Optional.empty(), 10), open(both, Optional.empty(), 10));
        store.change(session -> session.alerts().decide(ALL, "a4", Move.close(Closing.EXPECTED), ANALYST));
        assertEquals(List.of("a2"), open(ONE, Optional.empty(), 10));
    }

    @Test
    void hostsOfAnAlertAreCounted() {
        store.change(session -> session.alerts().again("a2", agent(3), Specimens.minute(9)));
        assertEquals(2, store.<Integer>read(session -> session.alerts().countHosts(ONE, "a2")));
        assertEquals(0, store.<Integer>read(session -> session.alerts().countHosts(ONE, "a1")));
    }

    @Test
    void hostsOfOtherVersionsAreNotThoseThatAreAway() {
        Host first = store.read(session -> session.hosts().all(ONE)).getFirst();
        assertEquals(
                List.of(),
                store.read(session ->
                        session.hosts().otherThan(ONE, first.version().toUpperCase(Locale.ROOT))));
        assertEquals(List.of(first), store.read(session -> session.hosts().otherThan(ONE, "9.9")));
        store.change(session -> session.hosts().state(first.id(), State.REVOKED, ANALYST));
        assertEquals(List.of(), store.read(session -> session.hosts().otherThan(ONE, "9.9")));
    }

    @Test
    void certificatesOfActiveHostsThatEndAreCounted() {
        Host first = store.read(session -> session.hosts().all(ONE)).getFirst();
        assertEquals(0, endingAfter(first, 0));
        assertEquals(2, endingAfter(first, 1));
        store.change(session -> session.hosts().state(first.id(), State.REVOKED, ANALYST));
        assertEquals(1, endingAfter(first, 1));
    }

    private int endingAfter(Host host, int seconds) {
        return store.read(session ->
                session.hosts().endingBefore(host.certificateExpires().plusSeconds(seconds)));
    }

    @Test
    void recurrencesOfWhichNobodySaidWhatTheyAreAreCounted() {
        store.change(session -> {
            session.incidents().open("rançongiciel", Set.of(AURAY, CONCARNEAU), 30, ANALYST);
            for (int i = 1; i <= 2; i++) {
                session.alerts().raise(returned(alert("r" + i, i == 1 ? AURAY : CONCARNEAU, 1, "r" + i, i)));
            }
        });
        assertEquals(2, undecided(ALL));
        assertEquals(1, undecided(ONE));
        store.change(session -> session.tombstones().nature(ALL, "r1", Nature.RESTORED, ANALYST));
        assertEquals(0, undecided(ONE));
    }

    private long undecided(Scope scope) {
        return store.read(session -> session.tombstones().undecided(scope, ID));
    }

    private static Alert returned(Alert like) {
        return new Alert(
                like.id(),
                "vigie-return",
                like.severity(),
                like.techniques(),
                like.commune(),
                like.host(),
                like.hostname(),
                like.cause(),
                like.firstEvent(),
                like.time(),
                like.hostTime(),
                Map.of(Tombstones.INCIDENT, ID.text()),
                like.status(),
                like.count(),
                like.lastTime());
    }

    @Test
    void theNewestDecisionsAboutSomethingAreFoundByHowTheyBegin() {
        store.change(session -> {
            session.audit().add(ANALYST, "report-made a", "x");
            session.audit().add(ANALYST, "other", "x");
            session.audit().add(ANALYST, "report-made b", "x");
            session.audit().add(ANALYST, "report-made c", "y");
        });
        assertEquals(List.of("report-made b", "report-made a"), actions("report-made ", 5));
        assertEquals(List.of("report-made b"), actions("", 1));
        assertEquals(3, store.<Long>read(session -> session.audit().count("x")));
    }

    private List<String> actions(String beginning, int limit) {
        return store.read(session -> session.audit().about("x", beginning, limit)).stream()
                .map(Audit.Entry::action)
                .toList();
    }
}
