package bzh.vigie.collector.store;

import static bzh.vigie.collector.store.Specimens.ANALYST;
import static bzh.vigie.collector.store.Specimens.AURAY;
import static bzh.vigie.collector.store.Specimens.CONCARNEAU;
import static bzh.vigie.collector.store.Specimens.agent;
import static bzh.vigie.collector.store.Specimens.minute;
import static bzh.vigie.collector.store.Specimens.moment;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import bzh.vigie.collector.store.Neighbours.Refused;
import bzh.vigie.collector.store.Neighbours.Sighting;
import bzh.vigie.event.MacAddress;
import bzh.vigie.event.Neighbour;
import bzh.vigie.event.Neighbour.Origin;
import java.net.InetAddress;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What every store keeps of machines that hosts saw. */
public abstract class NeighboursContract {
    private static final Scope ALL = new Scope.All();
    private static final Scope ONLY_AURAY = new Scope.Communes(Set.of(AURAY));

    @TempDir
    protected Path dir;

    private Store store;

    /** Opens a store in this folder. */
    protected abstract Store open(Path folder, InstantSource time);

    @BeforeEach
    void openIt() {
        store = open(dir, InstantSource.fixed(Specimens.START));
    }

    @AfterEach
    void closeIt() {
        store.close();
    }

    private static Neighbour neighbour(Origin origin, int number, long first, long last) {
        return new Neighbour(
                origin,
                Optional.of(InetAddress.ofLiteral("10.0." + number / 256 + "." + number % 256)),
                Optional.of(new MacAddress(number)),
                "",
                moment(first).wallMicros(),
                moment(last).wallMicros());
    }

    private void see(int host, Commune commune, Neighbour neighbour) {
        store.change(s -> s.neighbours().see(agent(host), commune, neighbour, minute(1_000)));
    }

    private List<Sighting> list(Scope scope, Commune commune) {
        return store.read(s -> s.neighbours().list(scope, commune));
    }

    @Test
    void aSightingIsStretchedToAllTheTimesItIsTold() {
        see(1, AURAY, neighbour(Origin.CACHE, 7, 10, 20));
        see(1, AURAY, neighbour(Origin.CACHE, 7, 5, 15));
        see(1, AURAY, neighbour(Origin.CACHE, 7, 30, 40));
        see(2, AURAY, neighbour(Origin.CACHE, 7, 6, 6));
        store.close();
        store = open(dir, InstantSource.fixed(Specimens.START));
        assertEquals(
                List.of(
                        new Sighting(agent(1), neighbour(Origin.CACHE, 7, 5, 40)),
                        new Sighting(agent(2), neighbour(Origin.CACHE, 7, 6, 6))),
                list(ALL, AURAY));
    }

    @Test
    void whatIsNotKnownIsAbsent() {
        long at = moment(3).wallMicros();
        var byName = new Neighbour(Origin.LOGON, Optional.empty(), Optional.empty(), "PC-ACCUEIL", at, at);
        var over6 = new Neighbour(
                Origin.LOGON, Optional.of(InetAddress.ofLiteral("fd00::9")), Optional.empty(), "", at, at);
        see(1, AURAY, byName);
        see(1, AURAY, over6);
        assertEquals(
                Set.of(byName, over6),
                Set.copyOf(list(ALL, AURAY).stream().map(Sighting::neighbour).toList()));
    }

    @Test
    void oneCommuneDoesNotSeeAnother() {
        see(1, AURAY, neighbour(Origin.CACHE, 7, 1, 2));
        see(2, CONCARNEAU, neighbour(Origin.CACHE, 7, 3, 4));
        store.change(s -> {
            s.neighbours().exempt(CONCARNEAU, "mac:x", ANALYST);
            s.neighbours().refuse(CONCARNEAU, 5, minute(9));
        });
        assertEquals(List.of(AURAY), store.read(s -> s.neighbours().communes(ONLY_AURAY)));
        assertEquals(
                List.of(AURAY, CONCARNEAU).size(),
                store.read(s -> s.neighbours().communes(ALL)).size());
        assertEquals(List.of(new Sighting(agent(1), neighbour(Origin.CACHE, 7, 1, 2))), list(ONLY_AURAY, AURAY));
        assertEquals(List.of(), list(ONLY_AURAY, CONCARNEAU));
        assertEquals(Map.of(), store.read(s -> s.neighbours().exempted(ONLY_AURAY, CONCARNEAU)));
        assertEquals(Map.of("mac:x", ANALYST), store.read(s -> s.neighbours().exempted(ALL, CONCARNEAU)));
        assertEquals(List.of(), store.read(s -> s.neighbours().refused(ONLY_AURAY)));
        assertEquals(
                List.of(new Refused(CONCARNEAU, 5, minute(9))),
                store.read(s -> s.neighbours().refused(ALL)));
    }

    @Test
    void aHostThatTellsTooMuchLosesItsOwnOldestOfThatOriginAlone() {
        see(2, AURAY, neighbour(Origin.CACHE, 1, 1, 1));
        see(1, AURAY, neighbour(Origin.OWN_CARD, 1, 1, 1));
        store.change(s -> {
            for (int i = 0; i < Neighbours.MOST_OF_HOST + 10; i++) {
                s.neighbours().see(agent(1), AURAY, neighbour(Origin.CACHE, 1_000 + i, 10 + i, 10 + i), minute(9_999));
            }
        });
        List<Sighting> all = list(ALL, AURAY);
        assertEquals(Neighbours.MOST_OF_HOST + 2, all.size());
        assertTrue(all.contains(new Sighting(agent(2), neighbour(Origin.CACHE, 1, 1, 1))));
        assertTrue(all.contains(new Sighting(agent(1), neighbour(Origin.OWN_CARD, 1, 1, 1))));
        assertFalse(all.contains(new Sighting(agent(1), neighbour(Origin.CACHE, 1_009, 19, 19))));
        assertTrue(all.contains(new Sighting(agent(1), neighbour(Origin.CACHE, 1_010, 20, 20))));
        assertEquals(List.of(), store.read(s -> s.neighbours().refused(ALL)));
    }

    @Test
    void inACommuneThatIsFullWhoFillsItGivesWayToAnother() {
        int hosts = Neighbours.MOST_OF_COMMUNE / Neighbours.MOST_OF_HOST;
        store.change(s -> {
            for (int host = 0; host < hosts; host++) {
                for (int i = 0; i < Neighbours.MOST_OF_HOST; i++) {
                    s.neighbours().see(agent(host), AURAY, neighbour(Origin.CACHE, i, 1, 1), minute(1));
                }
            }
        });
        see(hosts, AURAY, neighbour(Origin.CACHE, 1, 1, 1));
        see(hosts, CONCARNEAU, neighbour(Origin.CONFIGURED, 1, 1, 1));
        // What is there is still stretched.
        see(1, AURAY, neighbour(Origin.CACHE, 1, 1, 900));
        List<Sighting> all = list(ALL, AURAY);
        assertEquals(Neighbours.MOST_OF_COMMUNE, all.size());
        assertTrue(all.contains(new Sighting(agent(hosts), neighbour(Origin.CACHE, 1, 1, 1))));
        assertEquals(
                List.of(new Refused(AURAY, 1, minute(1_000))),
                store.read(s -> s.neighbours().refused(ALL)));
        // What went makes room.
        assertEquals(3, store.<Integer>write(s -> s.neighbours().retain(minute(500), 3)));
        see(hosts, AURAY, neighbour(Origin.CACHE, 2, 600, 600));
        assertEquals(Neighbours.MOST_OF_COMMUNE - 2, list(ALL, AURAY).size());
    }

    @Test
    void whatWasLastSeenLongAgoIsLetGoOf() {
        for (int i = 0; i < 5; i++) {
            see(1, AURAY, neighbour(Origin.CACHE, i, 1, 10 + i));
        }
        assertEquals(2, store.<Integer>write(s -> s.neighbours().retain(minute(13), 2)));
        assertEquals(1, store.<Integer>write(s -> s.neighbours().retain(minute(13), 2)));
        assertEquals(0, store.<Integer>write(s -> s.neighbours().retain(minute(13), 2)));
        assertEquals(2, list(ALL, AURAY).size());
        assertEquals(2, store.<Integer>write(s -> s.neighbours().retain(minute(99), 9)));
        assertEquals(List.of(), store.read(s -> s.neighbours().communes(ALL)));
    }

    @Test
    void whoExemptedAMachineStandsInTheAuditLogAndItCanBeTakenBack() {
        store.change(s -> s.neighbours().exempt(AURAY, "mac:02:00:5e:00:53:10", ANALYST));
        assertTrue(store.<Boolean>write(s -> s.neighbours().watch(AURAY, "mac:02:00:5e:00:53:10", ANALYST)));
        assertFalse(store.<Boolean>write(s -> s.neighbours().watch(AURAY, "mac:02:00:5e:00:53:10", ANALYST)));
        assertEquals(Map.of(), store.read(s -> s.neighbours().exempted(ALL, AURAY)));
        assertEquals(
                List.of("machine-exempted", "machine-no-longer-exempted"),
                store.read(s -> s.audit().about(AURAY + " mac:02:00:5e:00:53:10")).stream()
                        .map(Audit.Entry::action)
                        .toList());
    }
}
