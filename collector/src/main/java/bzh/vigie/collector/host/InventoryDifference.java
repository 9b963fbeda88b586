package bzh.vigie.collector.host;

import bzh.vigie.collector.store.Inventories.Known;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What is different between two states of a host's inventory; what went and came back as it was in between is no difference. Pure.
 *
 * @param added in the later one alone
 * @param removed in the earlier one alone
 * @param changed in both, in another form
 */
public record InventoryDifference(List<Known> added, List<Known> removed, List<Changed> changed) {
    public InventoryDifference {
        added = List.copyOf(added);
        removed = List.copyOf(removed);
        changed = List.copyOf(changed);
    }

    /** An item of one key in two forms. */
    public record Changed(Known before, Known after) {}

    /** Of two states, each with a key once. */
    public static InventoryDifference of(List<Known> earlier, List<Known> later) {
        Map<String, Known> before = new LinkedHashMap<>();
        earlier.forEach(known -> before.put(known.item().key(), known));
        List<Known> added = new ArrayList<>();
        List<Changed> changed = new ArrayList<>();
        for (Known after : later) {
            Known was = before.remove(after.item().key());
            if (was == null) {
                added.add(after);
            } else if (!was.item().fingerprint().equals(after.item().fingerprint())) {
                changed.add(new Changed(was, after));
            }
        }
        return new InventoryDifference(added, List.copyOf(before.values()), changed);
    }
}
