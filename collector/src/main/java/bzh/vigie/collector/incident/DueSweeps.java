package bzh.vigie.collector.incident;

import bzh.vigie.collector.store.AgentId;
import bzh.vigie.collector.store.IncidentId;
import bzh.vigie.collector.store.Inventories.Pass;
import bzh.vigie.collector.store.Scope;
import bzh.vigie.collector.store.Store;
import bzh.vigie.collector.store.Tombstones.Tombstone;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Hosts that are asked to read everything once more: something was marked there that was to be gone by now, and no full pass of their agent
 * began since. One thread.
 */
public final class DueSweeps {
    private static final Scope ALL = new Scope.All();

    private String version = "";
    private List<Due> dues = List.of();

    private record Due(AgentId host, Instant when) {}

    /** Each with the last such time; reads what was marked only where that, or an eviction, changed. */
    public Map<AgentId, Instant> at(Store.Session session, Instant now) {
        String latest = session.tombstones().version();
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
        Map<IncidentId, Evictions> evictions = new HashMap<>();
        List<Due> dues = new ArrayList<>();
        for (Tombstone tombstone : session.tombstones().standing()) {
            Evictions of = evictions.computeIfAbsent(
                    tombstone.incident(), id -> Evictions.of(session.incidents().evictions(ALL, id)));
            tombstone.host().ifPresent(host -> of.due(tombstone).forEach(when -> dues.add(new Due(host, when))));
        }
        return dues.stream().distinct().toList();
    }
}
