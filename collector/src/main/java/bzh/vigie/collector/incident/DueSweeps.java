package bzh.vigie.collector.incident;

import bzh.vigie.collector.store.AgentId;
import bzh.vigie.collector.store.IncidentId;
import bzh.vigie.collector.store.Incidents.Interval;
import bzh.vigie.collector.store.Inventories.Pass;
import bzh.vigie.collector.store.Scope;
import bzh.vigie.collector.store.Store;
import bzh.vigie.collector.store.Tombstones.Tombstone;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

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
            Optional<AgentId> host = tombstone.host();
            host.flatMap(id -> tombstone.removal().or(() -> of.forHost(id).flatMap(Interval::end)))
                    .ifPresent(when -> dues.add(new Due(host.get(), when)));
        }
        return dues.stream().distinct().toList();
    }
}
