package bzh.vigie.collector.detect.sigma.correlation;

import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.BiPredicate;
import java.util.function.ToLongFunction;

/**
 * The groups of one correlation by their keys, that which was touched longest ago first, and what they weigh together. Each is charged to its scope
 * and its host: of these whoever holds most gives way, so that no host pushes out what others tell.
 */
final class Groups {
    private final Map<String, Group> byKey = new HashMap<>();
    private final Holding all = new Holding();

    /** Amount that somebody holds: all, a scope or a host of one. */
    static final class Holding {
        private final LinkedHashSet<String> keys = new LinkedHashSet<>();
        private final Map<String, Holding> parts = new LinkedHashMap<>(16, 0.75f, true);
        private long weight;

        long size() {
            return keys.size();
        }

        long weight() {
            return weight;
        }

        private Holding part(String name) {
            return parts.computeIfAbsent(name, ignored -> new Holding());
        }

        /** The part which holds most; of equal ones the one that was touched longest ago. */
        private Holding most(ToLongFunction<Holding> measure) {
            return Collections.max(parts.values(), Comparator.comparingLong(measure));
        }
    }

    Optional<Group> get(String key) {
        return Optional.ofNullable(byKey.get(key));
    }

    /** Takes in one whose key is not in it, as the one that was touched last. */
    void put(String key, Group group) {
        byKey.put(key, group);
        for (Holding each : holdings(group)) {
            each.keys.add(key);
            each.weight += group.weight();
        }
    }

    int size() {
        return byKey.size();
    }

    long weight() {
        return all.weight;
    }

    Optional<Group> remove(String key) {
        Optional<Group> gone = Optional.ofNullable(byKey.remove(key));
        gone.ifPresent(group -> {
            for (Holding each : holdings(group)) {
                each.keys.remove(key);
                each.weight -= group.weight();
            }
            Holding scope = all.part(group.scope());
            if (scope.part(group.host()).keys.isEmpty()) {
                scope.parts.remove(group.host());
            }
            if (scope.keys.isEmpty()) {
                all.parts.remove(group.scope());
            }
        });
        return gone;
    }

    /** The key of the one to make place with: of the scope that holds most, of its host that holds most, the one touched longest ago. */
    String first(ToLongFunction<Holding> measure) {
        return all.most(measure).most(measure).keys.getFirst();
    }

    private List<Holding> holdings(Group group) {
        Holding scope = all.part(group.scope());
        return List.of(all, scope, scope.part(group.host()));
    }

    /**
     * Looks at groups, that which was touched longest ago first.
     *
     * @param on what is done with each, which may change its weight; false ends it
     */
    void each(BiPredicate<String, Group> on) {
        for (String key : all.keys) {
            Group group = Objects.requireNonNull(byKey.get(key));
            long before = group.weight();
            boolean further = on.test(key, group);
            if (group.weight() != before) {
                holdings(group).forEach(holding -> holding.weight += group.weight() - before);
            }
            if (!further) {
                return;
            }
        }
    }

    void clear() {
        byKey.clear();
        all.keys.clear();
        all.parts.clear();
        all.weight = 0;
    }
}
