package bzh.vigie.collector.store;

import static bzh.vigie.collector.store.Specimens.ANALYST;
import static bzh.vigie.collector.store.Specimens.AURAY;
import static bzh.vigie.collector.store.Specimens.CONCARNEAU;
import static bzh.vigie.collector.store.Specimens.agent;
import static bzh.vigie.collector.store.Specimens.host;
import static bzh.vigie.collector.store.Specimens.minute;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import bzh.vigie.collector.store.ExpectedHosts.Expected;
import bzh.vigie.collector.store.ExpectedHosts.HostList;
import bzh.vigie.collector.store.ExpectedHosts.Origin;
import bzh.vigie.collector.store.ExpectedHosts.Role;
import bzh.vigie.collector.store.Incidents.DeviceKind;
import bzh.vigie.collector.store.Incidents.EvictionLine;
import bzh.vigie.collector.store.Incidents.Incident;
import bzh.vigie.collector.store.Incidents.Interval;
import bzh.vigie.collector.store.Incidents.Phase;
import bzh.vigie.collector.store.Incidents.PhaseLine;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What every store keeps of incidents. */
public abstract class IncidentsContract {
    private static final Scope ALL = new Scope.All();
    private static final Scope ONLY_AURAY = new Scope.Communes(Set.of(AURAY));
    private static final Commune ELSEWHERE = new Commune("2A004");

    @TempDir
    protected Path dir;

    private Instant now = Specimens.START;
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

    private void reopen() {
        store.close();
        store = open(dir, () -> now);
    }

    private Incident opened(Commune... communes) {
        return store.write(s -> s.incidents().open("Rançongiciel", Set.of(communes), 90, ANALYST));
    }

    private List<String> actions(IncidentId id) {
        return store.read(s -> s.audit().about(id.text())).stream()
                .map(Audit.Entry::action)
                .toList();
    }

    @Test
    void numbersAreOfTheYearAndNeverGivenTwice() {
        assertEquals("2026-001", opened(AURAY).id().text());
        assertEquals("2026-002", opened(AURAY).id().text());
        reopen();
        assertEquals("2026-003", opened(AURAY).id().text());
        now = Instant.parse("2026-12-31T23:30:00Z");
        assertEquals("2026-004", opened(AURAY).id().text());
        now = Instant.parse("2027-01-01T00:00:00Z");
        assertEquals("2027-001", opened(AURAY).id().text());
        assertEquals(
                List.of("2027-001", "2026-004", "2026-003", "2026-002", "2026-001"),
                store.read(s -> s.incidents().list(ALL)).stream()
                        .map(each -> each.id().text())
                        .toList());
        assertTrue(IncidentId.of(2026, 1000).compareTo(IncidentId.of(2026, 999)) > 0);
    }

    @Test
    void whatMakesNoIncidentIsRefused() {
        for (String title : List.of("", " ", "x".repeat(201))) {
            assertThrows(
                    IllegalArgumentException.class,
                    () -> store.write(s -> s.incidents().open(title, Set.of(AURAY), 30, ANALYST)));
        }
        assertThrows(
                IllegalArgumentException.class,
                () -> store.write(s -> s.incidents().open("x", Set.of(), 30, ANALYST)));
        assertThrows(
                IllegalArgumentException.class,
                () -> store.write(s -> s.incidents().open("x", Set.of(AURAY), 0, ANALYST)));
        assertEquals(List.of(), store.read(s -> s.incidents().list(ALL)));
        for (String bad : List.of("2026-1", "2026-0000001", "26-001", "2026-001\n", "２０２６-001")) {
            assertThrows(IllegalArgumentException.class, () -> new IncidentId(bad));
        }
    }

    @Test
    void whoSeesOneCommuneSeesTheIncidentWithoutTheOthers() {
        Incident both = opened(AURAY, CONCARNEAU);
        Incident other = opened(CONCARNEAU);
        assertEquals(
                List.of(AURAY),
                store.read(s -> s.incidents().find(ONLY_AURAY, both.id()))
                        .orElseThrow()
                        .communes());
        assertEquals(Optional.empty(), store.read(s -> s.incidents().find(ONLY_AURAY, other.id())));
        assertEquals(
                List.of(both.id()),
                store.read(s -> s.incidents().list(ONLY_AURAY)).stream()
                        .map(Incident::id)
                        .toList());
        assertFalse(store.<Boolean>read(s -> s.incidents().whole(ONLY_AURAY, both.id())));
        assertTrue(store.<Boolean>read(s -> s.incidents().whole(ALL, both.id())));
    }

    @Test
    void aDecisionAboutTheWholeIsForWhoeverSeesTheWhole() {
        IncidentId id = opened(AURAY, CONCARNEAU).id();
        boolean any = store.write(s -> s.incidents()
                        .phase(ONLY_AURAY, id, Phase.EVICTION, Optional.of(minute(1)), ANALYST)
                || s.incidents().watch(ONLY_AURAY, id, 30, ANALYST)
                || s.incidents().extend(ONLY_AURAY, id, AURAY, ANALYST)
                || s.incidents().eviction(ONLY_AURAY, id, Optional.empty(), Optional.empty(), ANALYST)
                || s.incidents().device(ONLY_AURAY, id, CONCARNEAU, DeviceKind.STORAGE, "10.0.0.1", "", true, ANALYST));
        assertFalse(any);
        assertEquals(List.of("incident-opened"), actions(id));
    }

    @Test
    void aCorrectionIsANewLine() {
        IncidentId id = opened(AURAY).id();
        store.change(s -> {
            s.incidents().phase(ALL, id, Phase.CONTAINMENT, Optional.of(minute(1)), ANALYST);
            s.incidents().phase(ALL, id, Phase.EVICTION, Optional.of(minute(3)), ANALYST);
            s.incidents().phase(ALL, id, Phase.CONTAINMENT, Optional.of(minute(2)), new Author("Yann", "mal lu"));
            s.incidents().phase(ALL, id, Phase.EVICTION, Optional.empty(), ANALYST);
        });
        reopen();
        List<PhaseLine> lines = store.read(s -> s.incidents().phases(ONLY_AURAY, id));
        assertEquals(
                List.of(Optional.of(minute(1)), Optional.of(minute(3)), Optional.of(minute(2)), Optional.empty()),
                lines.stream().map(PhaseLine::since).toList());
        assertEquals(new Author("Yann", "mal lu"), lines.get(2).author());
        assertEquals(
                List.of(
                        "incident-opened",
                        "incident-phase containment 2026-03-02T08:01:00Z",
                        "incident-phase eviction 2026-03-02T08:03:00Z",
                        "incident-phase containment 2026-03-02T08:02:00Z",
                        "incident-phase eviction -"),
                actions(id));
        assertTrue(store.<Boolean>read(s -> s.audit().verifies()));
    }

    @Test
    void anEvictionIsOfAllOrOfAHostOfTheIncident() {
        IncidentId id = opened(AURAY).id();
        Interval all = new Interval(minute(10), Optional.of(minute(20)));
        Interval own = new Interval(minute(12), Optional.empty());
        store.change(s -> {
            s.hosts().enrol(host(1, AURAY));
            s.hosts().enrol(host(2, CONCARNEAU));
        });
        assertTrue(store.<Boolean>write(
                s -> s.incidents().eviction(ALL, id, Optional.empty(), Optional.of(all), ANALYST)));
        assertTrue(store.<Boolean>write(
                s -> s.incidents().eviction(ONLY_AURAY, id, Optional.of(agent(1)), Optional.of(own), ANALYST)));
        assertFalse(store.<Boolean>write(
                s -> s.incidents().eviction(ALL, id, Optional.of(agent(2)), Optional.of(own), ANALYST)));
        assertFalse(store.<Boolean>write(
                s -> s.incidents().eviction(ALL, id, Optional.of(agent(3)), Optional.of(own), ANALYST)));
        List<EvictionLine> lines = store.read(s -> s.incidents().evictions(ALL, id));
        assertEquals(
                List.of(Optional.of(all), Optional.of(own)),
                lines.stream().map(EvictionLine::interval).toList());
        assertEquals(
                List.of(Optional.empty(), Optional.of(agent(1))),
                lines.stream().map(EvictionLine::host).toList());
        assertEquals(List.of(), store.read(s -> s.incidents().evictions(new Scope.Communes(Set.of(CONCARNEAU)), id)));
        assertThrows(IllegalArgumentException.class, () -> new Interval(minute(2), Optional.of(minute(1))));
    }

    @Test
    void aHostsOwnEvictionIsNotShownToAnotherCommune() {
        IncidentId id = opened(AURAY, CONCARNEAU).id();
        store.change(s -> {
            s.hosts().enrol(host(2, CONCARNEAU));
            s.incidents()
                    .eviction(
                            ALL,
                            id,
                            Optional.of(agent(2)),
                            Optional.of(new Interval(minute(1), Optional.empty())),
                            ANALYST);
        });
        assertEquals(List.of(), store.read(s -> s.incidents().evictions(ONLY_AURAY, id)));
        assertEquals(1, store.read(s -> s.incidents().evictions(ALL, id)).size());
    }

    @Test
    void itGrowsByACommuneAndItsWatchCanBeSetAnew() {
        IncidentId id = opened(AURAY).id();
        for (int twice = 0; twice < 2; twice++) {
            assertTrue(store.<Boolean>write(s -> s.incidents().extend(ALL, id, ELSEWHERE, ANALYST)));
        }
        assertTrue(store.<Boolean>write(s -> s.incidents().watch(ALL, id, 60, ANALYST)));
        Incident now = store.read(s -> s.incidents().find(ALL, id)).orElseThrow();
        assertEquals(List.of(ELSEWHERE, AURAY), now.communes());
        assertEquals(60, now.watchDays());
        assertEquals(List.of("incident-opened", "incident-extended 2A004", "incident-watch 60"), actions(id));
    }

    @Test
    void ofListsOfOneNameTheLastCounts() {
        IncidentId id = opened(AURAY, CONCARNEAU).id();
        Expected pc = new Expected("pc-1", Role.WORKSTATION, true);
        Expected dc = new Expected("dc.mairie.local", Role.DOMAIN_CONTROLLER, false);
        store.change(s -> {
            s.expectedHosts().add(ALL, id, AURAY, "ad.csv", Origin.DIRECTORY, List.of(pc), ANALYST);
            s.expectedHosts().add(ALL, id, CONCARNEAU, "ad.csv", Origin.DIRECTORY, List.of(pc), ANALYST);
            s.expectedHosts().add(ALL, id, AURAY, "ad.csv", Origin.DIRECTORY, List.of(dc, pc), ANALYST);
        });
        reopen();
        List<HostList> lists = store.read(s -> s.expectedHosts().lists(ALL, id));
        assertEquals(
                List.of(false, true, true),
                lists.stream().map(HostList::current).toList());
        assertEquals(
                List.of(1, 2),
                store.read(s -> s.expectedHosts().lists(ONLY_AURAY, id)).stream()
                        .map(HostList::hosts)
                        .toList());
        assertEquals(
                List.of(dc, pc),
                store.read(
                        s -> s.expectedHosts().hosts(ONLY_AURAY, lists.getLast().number())));
        assertEquals(
                List.of(),
                store.read(s -> s.expectedHosts().hosts(ONLY_AURAY, lists.get(1).number())));
        assertEquals(
                Optional.empty(),
                store.write(s -> s.expectedHosts().add(ALL, id, ELSEWHERE, "x", Origin.HAND, List.of(pc), ANALYST)));
    }

    @Test
    void devicesAreDeclaredByCommune() {
        IncidentId id = opened(AURAY, CONCARNEAU).id();
        store.change(s -> {
            s.incidents().device(ALL, id, AURAY, DeviceKind.VPN_POOL, "10.8.0.0/24", "vpn", true, ANALYST);
            s.incidents().device(ALL, id, CONCARNEAU, DeviceKind.FIREWALL, "192.0.2.1", "pare-feu", true, ANALYST);
            s.incidents().device(ALL, id, AURAY, DeviceKind.VPN_POOL, "10.8.0.0/24", "vpn", false, ANALYST);
        });
        assertEquals(
                List.of(true, false),
                store.read(s -> s.incidents().devices(ONLY_AURAY, id)).stream()
                        .map(Incidents.DeviceLine::declared)
                        .toList());
        assertEquals(3, store.read(s -> s.incidents().devices(ALL, id)).size());
        assertEquals("incident-device-withdrawn 56007 10.8.0.0/24", actions(id).getLast());
    }
}
