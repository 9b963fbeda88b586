package bzh.vigie.collector.incident;

import bzh.vigie.collector.store.AgentId;
import bzh.vigie.collector.store.Alerts.Alert;
import bzh.vigie.collector.store.IncidentId;
import bzh.vigie.collector.store.Incidents.Interval;
import bzh.vigie.collector.store.Inventories.Pass;
import bzh.vigie.collector.store.Scope;
import bzh.vigie.collector.store.Store;
import bzh.vigie.collector.store.Tombstones;
import bzh.vigie.collector.store.Tombstones.Recurrence;
import bzh.vigie.collector.store.Tombstones.Tombstone;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Hosts that are asked to read everything once more: something was marked or known again there that was to be gone by now, and no full pass
 * of their agent began since. One thread.
 */
public final class DueSweeps {
    private static final Scope ALL = new Scope.All();

    private String version = "";
    private List<Due> dues = List.of();

    private record Due(AgentId host, Instant when) {}

    /** Each with the last such time; reads what was marked only where that, an eviction or the alerts changed. */
    public Map<AgentId, Instant> at(Store.Session session, Instant now) {
        String latest = session.tombstones().version() + " " + session.alerts().last();
        if (!latest.equals(version)) {
            dues = dues(session);
            version = latest;
        }
        Map<AgentId, Instant> last = new HashMap<>();
        dues.stream()
                .filter(due -> !due.when().isAfter(now))
                .forEach(due -> last.merge(due.host(), due.when(), (a, b) -> a.isAfter(b) ? a : b));
        last.entrySet()
                .removeIf(each -> session.inventories()
                        .lastPass(each.getKey())
                        .map(Pass::began)
                        .filter(each.getValue()::isBefore)
                        .isPresent());
        return last;
    }

    private static List<Due> dues(Store.Session session) {
        Map<IncidentId, List<Tombstone>> standing =
                session.tombstones().standing().stream().collect(Collectors.groupingBy(Tombstone::incident));
        List<Due> dues = new ArrayList<>();
        standing.forEach((incident, marks) -> {
            Evictions evictions = Evictions.of(session.incidents().evictions(ALL, incident));
            for (Tombstone mark : marks) {
                mark.host().ifPresent(host -> evictions.due(mark).forEach(when -> dues.add(new Due(host, when))));
            }
            Set<String> ids = marks.stream().map(Tombstone::id).collect(Collectors.toSet());
            session.tombstones().recurrences(ALL, incident).stream()
                    .map(Recurrence::alert)
                    .filter(alert -> ids.contains(alert.evidence().getOrDefault(Tombstones.TOMBSTONE, "")))
                    .map(Alert::host)
                    .distinct()
                    .forEach(host -> evictions
                            .forHost(host)
                            .flatMap(Interval::end)
                            .ifPresent(end -> dues.add(new Due(host, end))));
        });
        return dues.stream().distinct().toList();
    }
}
