package bzh.vigie.collector.detect.cloud;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.ToIntFunction;

/**
 * Rows of which at most so many are kept. Beyond that, of rows that are alike the first and the last by time stand for all, by ever coarser
 * likeness. Not thread-safe.
 */
final class BoundedRows<T> {
    private final int most;
    private final Function<T, Instant> time;
    private final ToIntFunction<T> line;
    private final List<Function<T, Object>> alike;
    private List<T> rows = new ArrayList<>();
    private Map<Object, List<T>> sums = new LinkedHashMap<>();
    private int level;
    private int kept;
    private int added;
    private boolean cut;

    /**
     * Holds none.
     *
     * @param line number of a row in its file
     * @param alike what rows have in common that are alike, the finest first
     */
    BoundedRows(int most, Function<T, Instant> time, ToIntFunction<T> line, List<Function<T, Object>> alike) {
        this.most = most;
        this.time = time;
        this.line = line;
        this.alike = List.copyOf(alike);
    }

    void add(T row) {
        added++;
        if (level == 0 && rows.size() < most) {
            rows.add(row);
        } else if (!cut) {
            if (level == 0) {
                coarser();
            }
            put(row);
            while (kept > most && !cut) {
                coarser();
            }
        }
    }

    private void coarser() {
        if (level == alike.size()) {
            cut = true;
            return;
        }
        level++;
        List<T> before = rows;
        if (level > 1) {
            before = rows();
        }
        rows = List.of();
        sums = new LinkedHashMap<>();
        kept = 0;
        before.forEach(this::put);
    }

    private void put(T row) {
        List<T> ends = sums.computeIfAbsent(alike.get(level - 1).apply(row), key -> new ArrayList<>(2));
        kept -= ends.size();
        if (ends.size() < 2) {
            ends.add(row);
            ends.sort(Comparator.comparing(time));
        } else if (time.apply(row).isBefore(time.apply(ends.getFirst()))) {
            ends.set(0, row);
        } else if (time.apply(row).isAfter(time.apply(ends.getLast()))) {
            ends.set(1, row);
        }
        kept += ends.size();
    }

    /** Those that are kept, in the order of the file. */
    List<T> rows() {
        return level == 0
                ? List.copyOf(rows)
                : sums.values().stream()
                        .flatMap(List::stream)
                        .sorted(Comparator.comparingInt(line))
                        .toList();
    }

    /** How many there were. */
    int added() {
        return added;
    }

    /** Whether some stand for others. */
    boolean isSummed() {
        return level > 0;
    }

    /** Whether there were too many even so: some are missing. */
    boolean isCut() {
        return cut;
    }
}
