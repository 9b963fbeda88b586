package bzh.vigie.collector.report;

import static bzh.vigie.collector.store.Specimens.ANALYST;
import static bzh.vigie.collector.store.Specimens.AURAY;
import static org.junit.jupiter.api.Assertions.assertEquals;

import bzh.vigie.collector.intel.Indicator;
import bzh.vigie.collector.intel.Observable;
import bzh.vigie.collector.intel.Tlp;
import bzh.vigie.collector.store.Alerts.Alert;
import bzh.vigie.collector.store.Indicators.Listed;
import bzh.vigie.collector.store.Specimens;
import bzh.vigie.collector.store.Store;
import bzh.vigie.collector.store.sqlite.SqliteStore;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class IndicatorsSearchedTest {
    private static Indicator indicator(Observable what, String source, Tlp tlp, boolean alerts, String until) {
        return new Indicator(
                what, source, "", tlp, 50, Optional.empty(), Optional.of(Instant.parse(until)), false, alerts);
    }

    @Test
    void whatWasLookedForStandsInNumbersAndNothingOfAnotherIncident(@TempDir Path dir) {
        Instant made = Specimens.minute(600);
        try (Store store = SqliteStore.open(dir, InstantSource.fixed(Specimens.START))) {
            String late = "2030-01-01T00:00:00Z";
            List<Listed> own = store.write(s -> s.indicators()
                    .add(
                            Optional.of("2026-001"),
                            List.of(
                                    indicator(new Observable.Domain("a.example.org"), "CERT|FR", Tlp.RED, true, late),
                                    indicator(new Observable.Domain("b.example.org"), "CERT|FR", Tlp.RED, false, late),
                                    indicator(
                                            new Observable.Mutex("m"),
                                            "MISP",
                                            Tlp.GREEN,
                                            true,
                                            "2026-01-01T00:00:00Z")),
                            "x",
                            ANALYST));
            store.change(s -> {
                Indicator region = indicator(new Observable.Address("192.0.2.7"), "MISP", Tlp.GREEN, true, late);
                s.indicators().add(Optional.empty(), List.of(region), "y", ANALYST);
                s.indicators().add(Optional.of("2026-002"), List.of(region), "z", ANALYST);
            });
            Alert like = Specimens.alert("a", AURAY, 1, "c", 1);
            Alert alert = new Alert(
                    "a",
                    "vigie-indicator-seen",
                    like.severity(),
                    like.techniques(),
                    AURAY,
                    like.host(),
                    "pc",
                    "c",
                    "e",
                    made,
                    made,
                    Map.of("indicator_id", own.getFirst().id()),
                    like.status(),
                    1,
                    made);
            IndicatorsSearched searched = store.read(s -> IndicatorsSearched.of(s, "2026-001", List.of(alert), made));
            assertEquals(4, searched.count());
            assertEquals(3, searched.ofIncident());
            assertEquals(Map.of("CERT|FR|red", 2, "MISP|green", 2), searched.sources());
            assertEquals(Map.of("domain", 2, "mutex", 1, "address", 1), searched.types());
            assertEquals(
                    List.of(1, 1, 1, 1),
                    List.of(searched.seen(), searched.unseeable(), searched.silent(), searched.ended()));
            assertEquals(Optional.of(List.of(Specimens.START, Specimens.START)), searched.added());
            assertEquals(
                    1,
                    store.read(s -> IndicatorsSearched.of(s, "", List.of(), made))
                            .count());
            assertEquals(
                    Optional.empty(),
                    store.read(s -> IndicatorsSearched.of(s, "2026-001", List.of(), Specimens.START))
                            .added());
        }
    }
}
