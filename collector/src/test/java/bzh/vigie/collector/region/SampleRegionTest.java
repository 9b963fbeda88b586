package bzh.vigie.collector.region;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import bzh.vigie.collector.incident.Phases;
import bzh.vigie.collector.store.Alerts.Alert;
import bzh.vigie.collector.store.Alerts.Status;
import bzh.vigie.collector.store.Incidents.Phase;
import bzh.vigie.collector.store.Scope;
import bzh.vigie.collector.store.Store;
import bzh.vigie.collector.store.lucene.LuceneHistory;
import bzh.vigie.collector.store.sqlite.SqliteStore;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The small region has something for every page. */
final class SampleRegionTest {
    private static final Instant NOW = Instant.parse("2026-03-01T08:00:00Z");
    private static final Scope ALL = new Scope.All();

    @Test
    void everyPageHasSomethingToShow(@TempDir Path folder) throws IOException {
        SampleRegion.fill(folder, NOW);
        try (Store store = SqliteStore.open(folder.resolve("state"), InstantSource.fixed(NOW))) {
            List<Alert> alerts = store.read(s -> s.alerts().list(ALL, Optional.empty(), 500));
            Set<String> rules = alerts.stream().map(Alert::rule).collect(Collectors.toCollection(TreeSet::new));
            assertTrue(rules.size() >= 10 && !rules.contains("vigie-batch-malformed"), rules::toString);
            assertTrue(rules.containsAll(Set.of("vigie-return", "vigie-windows-remote-tool-added")), rules::toString);
            assertEquals(
                    EnumSet.allOf(Status.class),
                    alerts.stream()
                            .map(Alert::status)
                            .collect(Collectors.toCollection(() -> EnumSet.noneOf(Status.class))),
                    rules::toString);
            assertEquals(
                    EnumSet.allOf(Phase.class),
                    store.read(s -> s.incidents().list(ALL).stream()
                            .map(each -> Phases.of(s.incidents().phases(ALL, each.id()))
                                    .at(NOW)
                                    .orElseThrow())
                            .collect(Collectors.toCollection(() -> EnumSet.noneOf(Phase.class)))));
            assertEquals(
                    1, store.read(s -> s.alertExceptions().ending(ALL, NOW, 9)).size());
            assertEquals(2, store.read(s -> s.alertExceptions().list(ALL)).size());
            assertTrue(store.read(s -> s.hosts().silent(ALL, NOW.minus(Duration.ofDays(3)), 99))
                            .size()
                    >= 3);
            assertEquals(62, store.read(s -> s.hosts().all(ALL)).size());
            assertEquals(3, store.read(s -> s.savedSearches().list(ALL, "")).size());
            assertEquals(6, store.read(s -> s.neighbours().communes(ALL)).size());
        }
        try (LuceneHistory history = LuceneHistory.open(folder.resolve("history"))) {
            assertTrue(history.count(ALL, Map.of("DestinationIp", "198.51.100.23")) >= 3);
        }
    }
}
