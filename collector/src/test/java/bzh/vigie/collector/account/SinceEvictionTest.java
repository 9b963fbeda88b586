package bzh.vigie.collector.account;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import bzh.vigie.collector.account.SinceEviction.Before;
import bzh.vigie.collector.store.Author;
import bzh.vigie.collector.store.Commune;
import bzh.vigie.collector.store.IncidentId;
import bzh.vigie.collector.store.Incidents.Incident;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What is told as new since an eviction. */
final class SinceEvictionTest {
    private static final Instant END = Instant.parse("2026-03-02T08:00:00Z");

    private static SinceEviction from(String... origins) {
        return new SinceEviction(
                new Incident(
                        new IncidentId("2026-001"), "", List.of(new Commune("29019")), END, new Author("anna", ""), 90),
                END,
                List.of(),
                Stream.of(origins)
                        .map(each -> new AccountLogons.Origin(each, new AccountLogons.Count(1, 0), END, END, List.of()))
                        .toList(),
                3,
                true);
    }

    @Test
    void whatWasNotLookedForToTheEndIsCountedAndNotToldAsNew() {
        Map<String, Before> history = Map.of(
                "10.0.0.1", Before.SEEN,
                "10.0.0.2", Before.NOT_SEEN,
                "10.0.0.3", Before.NOT_LOOKED);
        SinceEviction told = from("10.0.0.1", "10.0.0.2", "10.0.0.3").without((origin, end) -> history.get(origin));
        assertEquals(
                List.of("10.0.0.2"),
                told.origins().stream().map(AccountLogons.Origin::origin).toList());
        assertEquals(4, told.unchecked());
        assertFalse(from("10.0.0.3").without((origin, end) -> Before.NOT_LOOKED).isSomething());
    }
}
