package bzh.vigie.collector.detect.sigma.correlation;

import java.math.BigDecimal;
import java.util.Comparator;
import java.util.List;

/**
 * An event in a group.
 *
 * @param micros when it happened, since 1970
 * @param id of the event, which begins with its host and a slash
 * @param rule place in the correlation's rules
 * @param value what is counted, folded; empty where nothing is
 * @param number what is reckoned with; 0 where nothing is
 * @param carried values of further fields that correlations of this one ask for
 */
record Entry(long micros, String id, int rule, String value, BigDecimal number, List<String> carried) {
    /** By time; of one instant by rule, so that they count as in order, then by id, so that arrival does not matter. */
    static final Comparator<Entry> IN_TIME = Comparator.comparingLong(Entry::micros)
            .thenComparingInt(Entry::rule)
            .thenComparing(Entry::id);

    Entry {
        carried = List.copyOf(carried);
    }

    /** The same as if another rule held of it. */
    Entry of(int other) {
        return new Entry(micros, id, other, value, number, carried);
    }

    /** The host that told it. */
    String host() {
        return id.substring(0, Math.max(0, id.indexOf('/')));
    }

    /** About how many bytes it takes, and what is kept up about it; rather too many than too few. */
    int weight() {
        int characters = id.length() + value.length();
        for (String each : carried) {
            characters += 32 + each.length();
        }
        return 224 + 2 * characters;
    }
}
