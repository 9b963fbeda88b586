package bzh.vigie.collector.store;

import static bzh.vigie.collector.store.Specimens.ANALYST;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import bzh.vigie.collector.intel.Indicator;
import bzh.vigie.collector.intel.Observable;
import bzh.vigie.collector.intel.Tlp;
import bzh.vigie.collector.store.Indicators.Listed;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What every store keeps of the watchlist. */
public abstract class IndicatorsContract {
    private static final Optional<String> INCIDENT = Optional.of("2026-001");

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

    private static Indicator indicator(Observable what, int confidence) {
        return new Indicator(
                what,
                "CERT",
                "",
                Tlp.AMBER_STRICT,
                confidence,
                Optional.empty(),
                Optional.of(Instant.parse("2027-01-01T00:00:00Z")),
                true,
                false);
    }

    private int count() {
        return store.read(session -> session.indicators().count());
    }

    private boolean remove(String id) {
        return store.write(session -> session.indicators().remove(id, ANALYST));
    }

    @Test
    void whatIsAddedIsThereAsItWasGiven() {
        List<Indicator> all = List.of(
                indicator(new Observable.Domain("evil.example.org"), 10),
                indicator(new Observable.Cidr("192.0.2.0", 24), 20),
                indicator(new Observable.RegistryValue("hklm\\x", "y", ""), 30),
                indicator(new Observable.Hash(Observable.Algorithm.MD5, "90b94525f53fac3ead8e6a5487371553"), 40));
        List<Listed> fresh = store.write(session -> session.indicators().add(INCIDENT, all, "a.csv", ANALYST));
        assertEquals(4, fresh.size());
        List<Listed> kept = store.read(session -> session.indicators().list(Optional.empty(), Optional.empty(), 100));
        assertEquals(
                fresh.stream().map(Listed::id).sorted().toList(),
                kept.stream().map(Listed::id).toList());
        assertTrue(kept.containsAll(fresh));
        assertEquals(
                fresh.getFirst(),
                store.read(session -> session.indicators().find(fresh.getFirst().id()))
                        .orElseThrow());
        assertEquals(
                kept.subList(2, 4),
                store.read(session -> session.indicators()
                        .list(INCIDENT, Optional.of(kept.get(1).id()), 2)));
        assertEquals(
                List.of(),
                store.read(session -> session.indicators().list(Optional.of("2026-002"), Optional.empty(), 9)));
        assertEquals(
                ANALYST,
                store.read(session -> session.audit().last()).orElseThrow().author());
    }

    @Test
    void theSameAgainTakesWhatIsNowSaidOfIt() {
        Observable what = new Observable.Domain("evil.example.org");
        store.change(session -> session.indicators().add(INCIDENT, List.of(indicator(what, 10)), "a", ANALYST));
        assertEquals(
                List.of(),
                store.write(session -> session.indicators().add(INCIDENT, List.of(indicator(what, 90)), "b", ANALYST)));
        // Another incident's, and the region's, are others.
        store.change(session -> session.indicators().add(Optional.empty(), List.of(indicator(what, 50)), "c", ANALYST));
        assertEquals(2, count());
        assertEquals(
                90,
                store.read(session -> session.indicators().list(INCIDENT, Optional.empty(), 9))
                        .getFirst()
                        .indicator()
                        .confidence());
    }

    /** What was context alone was looked for by nobody: once it is told it is as new. */
    @Test
    void whatIsToldFromNowOnIsAsNew() {
        List<Indicator> silent = List.of(of(Tlp.AMBER, false, false));
        List<Indicator> telling = List.of(of(Tlp.AMBER, false, true));
        for (List<Indicator> each : List.of(silent, telling)) {
            assertEquals(
                    1,
                    store.write(s -> s.indicators().add(INCIDENT, each, "a", ANALYST))
                            .size());
        }
        for (List<Indicator> each : List.of(telling, silent)) {
            assertEquals(List.of(), store.write(s -> s.indicators().add(INCIDENT, each, "a", ANALYST)));
        }
    }

    private Indicator of(Tlp tlp, boolean collectorOnly, boolean alerts) {
        return new Indicator(
                new Observable.Domain("evil.example.org"),
                "CERT",
                "",
                tlp,
                50,
                Optional.empty(),
                Optional.empty(),
                collectorOnly,
                alerts);
    }

    private Indicator only() {
        return store.read(session -> session.indicators().list(INCIDENT, Optional.empty(), 9))
                .getFirst()
                .indicator();
    }

    @Test
    void addingAgainOnlyTightensAndAPersonDecidesOtherwise() {
        store.change(s -> s.indicators().add(INCIDENT, List.of(of(Tlp.RED, true, true)), "a", ANALYST));
        store.change(s -> s.indicators().add(INCIDENT, List.of(of(Tlp.CLEAR, false, false)), "b", ANALYST));
        assertEquals(of(Tlp.RED, true, true), only());
        String id = Listed.id(INCIDENT, only());
        long before = store.read(session -> session.indicators().changes());
        boolean marked = store.write(session -> session.indicators().mark(id, Tlp.GREEN, false, ANALYST));
        assertTrue(marked);
        assertEquals(of(Tlp.GREEN, false, true), only());
        assertTrue(store.read(session -> session.indicators().changes()) > before);
        Audit.Entry entry = store.read(session -> session.audit().last()).orElseThrow();
        assertEquals("watchlist-mark", entry.action());
        assertEquals("2026-001|" + id + "|red collector-only|green", entry.subject());
        assertEquals(ANALYST, entry.author());
        boolean none = store.write(session -> session.indicators().mark("none", Tlp.GREEN, false, ANALYST));
        assertFalse(none);
        store.change(s -> s.indicators().add(INCIDENT, List.of(of(Tlp.AMBER, true, true)), "c", ANALYST));
        assertEquals(of(Tlp.AMBER, true, true), only());
    }

    @Test
    void everyChangeIsSeenByWhoPolls() {
        long before = store.read(session -> session.indicators().changes());
        String id = store.write(session -> session.indicators()
                        .add(INCIDENT, List.of(indicator(new Observable.Domain("a.example.org"), 1)), "a", ANALYST))
                .getFirst()
                .id();
        long added = store.read(session -> session.indicators().changes());
        assertTrue(added > before);
        assertTrue(remove(id));
        assertTrue(store.read(session -> session.indicators().changes()) > added);
        assertEquals(
                "watchlist-remove",
                store.read(session -> session.audit().last()).orElseThrow().action());
        long entries =
                store.read(session -> session.audit().last()).orElseThrow().number();
        assertFalse(remove(id));
        assertEquals(
                entries,
                store.read(session -> session.audit().last()).orElseThrow().number());
        assertEquals(0, count());
    }
}
