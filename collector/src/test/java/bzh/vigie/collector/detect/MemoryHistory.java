package bzh.vigie.collector.detect;

import bzh.vigie.collector.store.AgentId;
import bzh.vigie.collector.store.Commune;
import bzh.vigie.collector.store.EventHistory;
import bzh.vigie.collector.store.Scope;
import bzh.vigie.collector.store.StoreException;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Predicate;

/** A history in memory: what was added counts once it is committed, and is lost with {@link #crash}. */
final class MemoryHistory implements EventHistory {
    private final Map<String, Stored> durable = new TreeMap<>();
    private final Map<String, Stored> open = new TreeMap<>();
    private final Map<String, Long> positions = new HashMap<>();

    /** How many of the next calls fail; a failure loses what was not committed, as a real history's does. */
    int failures;

    /** Comes while the next event is added. */
    Runnable meanwhile = () -> {};

    private void maybeFail() {
        if (failures > 0) {
            failures--;
            open.clear();
            throw new StoreException(StoreException.Fault.DISK_FULL, "on purpose");
        }
    }

    void crash() {
        open.clear();
    }

    Map<String, Stored> events() {
        return durable;
    }

    @Override
    public void add(List<Stored> events) {
        maybeFail();
        events.forEach(event -> open.put(event.id(), event));
        Runnable once = meanwhile;
        meanwhile = () -> {};
        once.run();
    }

    @Override
    public void commit(String log, long position) {
        maybeFail();
        durable.putAll(open);
        open.clear();
        positions.put(log, position);
    }

    @Override
    public long position(String log) {
        return positions.getOrDefault(log, -1L);
    }

    @Override
    public List<Hit> search(
            Scope scope, Map<String, String> fields, Optional<Instant> from, Optional<Instant> to, int limit) {
        return durable.values().stream()
                .filter(event -> event.fields().entrySet().containsAll(fields.entrySet()))
                .filter(event -> !(scope instanceof Scope.Communes some)
                        || some.communes().contains(event.commune()))
                .filter(event -> from.filter(event.received()::isBefore).isEmpty())
                .filter(event ->
                        to.filter(each -> !event.received().isBefore(each)).isEmpty())
                .limit(limit)
                .map(event -> new Hit(event.id(), event.host(), event.commune(), event.received(), event.fields()))
                .toList();
    }

    @Override
    public boolean each(Scope scope, Optional<Instant> from, Optional<Instant> to, Predicate<Hit> taker) {
        return search(scope, Map.of(), from, to, Integer.MAX_VALUE).stream().allMatch(taker);
    }

    @Override
    public long count(Scope scope, Map<String, String> fields) {
        return search(scope, fields, Optional.empty(), Optional.empty(), Integer.MAX_VALUE)
                .size();
    }

    @Override
    public long bytes() {
        return 0;
    }

    @Override
    public List<Held> held() {
        return List.of();
    }

    @Override
    public long dropOldest(AgentId host, Commune commune) {
        return 0;
    }

    @Override
    public void forget(AgentId host, Commune commune, Instant before) {
        durable.values().removeIf(event -> event.host().equals(host));
        open.values().removeIf(event -> event.host().equals(host));
    }

    @Override
    public int retain(Instant oldest, long maxBytes) {
        return 0;
    }

    @Override
    public void close() {
        // Nothing is held.
    }
}
