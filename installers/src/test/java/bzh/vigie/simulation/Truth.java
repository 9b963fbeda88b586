package bzh.vigie.simulation;

import bzh.vigie.collector.detect.returns.Mutations.Mutation;
import bzh.vigie.collector.store.AgentId;
import bzh.vigie.collector.store.IncidentId;
import bzh.vigie.event.Item;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** What really happened, as only who made it up can know. One thread. */
final class Truth {
    /** Something of the attacker's that stood on a host before the eviction. */
    record Planted(IncidentId incident, SimulatedHost host, Item item) {}

    /** How it was told. */
    enum Told {
        RETURN,
        SUSPECTED,
        NOTHING
    }

    /** Something of the attacker's that came back. */
    static final class Return {
        final IncidentId incident;
        final SimulatedHost host;
        final Mutation mutation;
        final Instant since;

        /** How an analyst was told, and when. */
        Told told = Told.NOTHING;

        Optional<Instant> decided = Optional.empty();

        /** Whether an alert of medium severity or above spoke of it, as a return or otherwise. */
        boolean isGrave;

        /** Whether the agent was heard with it. */
        boolean heard;

        Return(IncidentId incident, SimulatedHost host, Mutation mutation, Instant since) {
            this.incident = incident;
            this.host = host;
            this.mutation = mutation;
            this.since = since;
        }
    }

    final List<Planted> attack = new ArrayList<>();
    final List<Return> returns = new ArrayList<>();

    /** What an item that changed has to do with, by its key and by its shape. */
    private final Map<String, String> occasions = new HashMap<>();

    private final Map<LocalDate, String> days = new HashMap<>();

    /** Says why these items come, change or go. */
    void because(String occasion, List<Item> items) {
        items.forEach(item -> {
            occasions.put(item.key(), occasion);
            occasions.put(item.shape(), occasion);
        });
    }

    /** Says what that day is one of, for what no item tells. */
    void because(String occasion, LocalDate day) {
        days.put(day, occasion);
    }

    /** What that day is one of. */
    String occasion(LocalDate day) {
        return days.getOrDefault(day, "ordinary day");
    }

    /** Everything that was said to happen to machines, in the order of the alphabet. */
    Set<String> occasions() {
        Set<String> all = new TreeSet<>(occasions.values());
        all.addAll(days.values());
        return all;
    }

    /** Why the item with that key or shape came, changed or went last. */
    Optional<String> occasion(String key) {
        return Optional.ofNullable(occasions.get(key));
    }

    /** What came back on that host with that key, the last. */
    Optional<Return> returned(AgentId host, String key) {
        return returns.stream()
                .filter(each -> each.host.id().equals(host)
                        && each.mutation.item().key().equals(key))
                .reduce((a, b) -> b);
    }

    /** Whether that stood there before the eviction. */
    boolean isOfTheAttack(AgentId host, String key) {
        return attack.stream()
                .anyMatch(each ->
                        each.host().id().equals(host) && each.item().key().equals(key));
    }
}
