package bzh.vigie.agent.windows.regf;

import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** What of a hive could not be read, counted by why each time that it was met. */
public final class Damage {
    private final Map<Why, Integer> counts = new EnumMap<>(Why.class);

    /** Why something could not be read. */
    public enum Why {
        /** It is said to lie where the hive has nothing, or not where a cell may begin. */
        OUTSIDE,
        /** The file or the cell ends before it does. */
        CUT_OFF,
        /** It lies where nothing is in use. */
        FREE,
        /** It is something else than what it is used as. */
        OTHER_KIND,
        /** It belongs to another key, or was listed before. */
        MISPLACED,
        /** There are more than are read. */
        TOO_MANY,
        /** It lies more than 512 keys deep. */
        TOO_DEEP,
        /** The disk refused. */
        REFUSED
    }

    Damage() {}

    void count(Why why) {
        counts.merge(why, 1, Damage::sum);
    }

    private static int sum(int a, int b) {
        return a > Integer.MAX_VALUE - b ? Integer.MAX_VALUE : a + b;
    }

    /** How many things altogether. */
    public int total() {
        return counts.values().stream().reduce(0, Damage::sum);
    }

    /** How many by why; what was not met is not in it. */
    public Map<Why, Integer> counts() {
        return Map.copyOf(counts);
    }

    /** In plain English, such as {@code 3 cut off, 1 free}; empty where there is none. */
    @Override
    public String toString() {
        return new TreeMap<>(counts)
                .entrySet().stream()
                        .map(e -> e.getValue() + " "
                                + e.getKey().name().toLowerCase(Locale.ROOT).replace('_', ' '))
                        .collect(Collectors.joining(", "));
    }
}
