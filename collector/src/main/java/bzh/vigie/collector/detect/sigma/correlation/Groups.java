package bzh.vigie.collector.detect.sigma.correlation;

import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiPredicate;

/** The groups of one correlation by their keys, that which was touched longest ago first, and what they weigh together. */
final class Groups {
    private final Map<String, Group> byKey = new LinkedHashMap<>(16, 0.75f, true);
    private long weight;

    /** The group of a key, which is touched by this. */
    Optional<Group> get(String key) {
        return Optional.ofNullable(byKey.get(key));
    }

    void put(String key, Group group) {
        byKey.put(key, group);
        weight += group.weight();
    }

    /** A group that is in it weighs so much more now. */
    void grew(long more) {
        weight += more;
    }

    int size() {
        return byKey.size();
    }

    long weight() {
        return weight;
    }

    /** Takes out the one that was touched longest ago; there must be one. */
    Map.Entry<String, Group> removeOldest() {
        Iterator<Map.Entry<String, Group>> oldest = byKey.entrySet().iterator();
        Map.Entry<String, Group> each = oldest.next();
        oldest.remove();
        weight -= each.getValue().weight();
        return each;
    }

    /**
     * Looks at groups, that which was touched longest ago first.
     *
     * @param on what is done with each, which may change its weight; false ends it
     */
    void each(BiPredicate<String, Group> on) {
        for (Map.Entry<String, Group> each : byKey.entrySet()) {
            long before = each.getValue().weight();
            boolean further = on.test(each.getKey(), each.getValue());
            weight += each.getValue().weight() - before;
            if (!further) {
                return;
            }
        }
    }

    void clear() {
        byKey.clear();
        weight = 0;
    }
}
