package bzh.vigie.collector.detect.sigma.correlation;

import bzh.vigie.collector.detect.sigma.Correlation;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/**
 * The entries of one correlation that have the same values of what is grouped by, in order of time.
 *
 * <p>An open-ended condition is judged with each entry, over the timespan that ends at an entry, both ends counted: a late
 * entry is judged with those after it whose window it is in. A window that holds speaks for those around it: no other holds
 * again that ends within a timespan of it. Any other condition is judged once for a window that is over: it begins with an
 * entry, ends before the timespan has passed, and the next begins with the entry after it.
 */
final class Group {
    private static final long NEVER = Long.MIN_VALUE / 2;

    private final Correlation correlation;
    private final String scope;
    private final List<String> values;
    private final long timespan;
    private final long lateness;
    private final List<Entry> entries;

    /** Time of the newest entry there ever was. */
    private long newest;
    /** Time of the entry that the last window which held ended at. */
    private long held;
    /** What is older belongs to windows that were judged. */
    private long judged;
    /** The collector's clock at the last entry. */
    private long touched;
    /** Whether each window that {@code held} does not speak for was judged: not known of a group that was read. */
    private boolean judgedAll;

    /** A window that holds. */
    record Window(List<Entry> entries, Entry last, BigDecimal number) {}

    Group(Correlation correlation, Limits limits, String scope, List<String> values) {
        this(correlation, limits, scope, values, new ArrayList<>(), NEVER, NEVER, NEVER, NEVER);
    }

    Group(
            Correlation correlation,
            Limits limits,
            String scope,
            List<String> values,
            List<Entry> entries,
            long newest,
            long held,
            long judged,
            long touched) {
        this.correlation = correlation;
        this.scope = scope;
        this.values = List.copyOf(values);
        this.timespan = micros(correlation.timespan());
        this.lateness = micros(limits.lateness());
        this.entries = entries;
        this.newest = newest;
        this.held = held;
        this.judged = judged;
        this.touched = touched;
        this.judgedAll = held == NEVER;
    }

    private static long micros(java.time.Duration duration) {
        return duration.toNanos() / 1_000;
    }

    String scope() {
        return scope;
    }

    List<String> values() {
        return values;
    }

    List<Entry> entries() {
        return Collections.unmodifiableList(entries);
    }

    long newest() {
        return newest;
    }

    long held() {
        return held;
    }

    long judged() {
        return judged;
    }

    long touched() {
        return touched;
    }

    int size() {
        return entries.size();
    }

    /** Whether an entry of that time comes too late to count. */
    boolean isLate(long micros) {
        return micros < judged || micros < newest - lateness;
    }

    /** Whether that event is there already: for what counts events whatever its rule, else for this rule. */
    boolean has(Entry entry) {
        boolean byRule = switch (correlation.type()) {
            case TEMPORAL, TEMPORAL_ORDERED -> true;
            default -> false;
        };
        for (int i = from(entry.micros()); i < entries.size() && entries.get(i).micros() == entry.micros(); i++) {
            Entry other = entries.get(i);
            if (other.id().equals(entry.id()) && (!byRule || other.rule() == entry.rule())) {
                return true;
            }
        }
        return false;
    }

    /**
     * Takes an entry that is neither late nor there.
     *
     * @param now the collector's clock
     * @param found what holds with it
     */
    void add(Entry entry, long now, Consumer<Window> found) {
        touched = Math.max(touched, now);
        newest = Math.max(newest, entry.micros());
        int place = Collections.binarySearch(entries, entry, Entry.IN_TIME);
        int at = place < 0 ? -place - 1 : place;
        entries.add(at, entry);
        if (correlation.isOpenEnded()) {
            if (!addsNothing(at)) {
                judgeFrom(at, found);
            }
            forgetBefore(newest - timespan - lateness);
        } else {
            close(newest - lateness, found);
        }
    }

    /**
     * Whether the newest entry brings a value, or a rule, that its window has already: the window of the entry before has them all,
     * and was judged in vain. So a flood of the same costs no more than it must.
     */
    private boolean addsNothing(int at) {
        boolean values = correlation.type() == Correlation.Type.VALUE_COUNT;
        boolean different = values || correlation.type() == Correlation.Type.TEMPORAL;
        if (!judgedAll || !different || at == 0 || at + 1 < entries.size()) {
            return false;
        }
        Entry entry = entries.get(at);
        if (Math.abs(entries.get(at - 1).micros() - held) <= timespan) {
            return false;
        }
        for (int i = at - 1; i >= 0 && entries.get(i).micros() >= entry.micros() - timespan; i--) {
            Entry other = entries.get(i);
            if (values ? other.value().equals(entry.value()) : other.rule() == entry.rule()) {
                return true;
            }
        }
        return false;
    }

    private void judgeFrom(int at, Consumer<Window> found) {
        long until = entries.get(at).micros() + timespan;
        for (int end = at; end < entries.size() && entries.get(end).micros() <= until; end++) {
            Entry last = entries.get(end);
            // Entries of one instant are in one window: it ends at the last of them.
            boolean isLast = end + 1 == entries.size() || entries.get(end + 1).micros() > last.micros();
            if (isLast && Math.abs(last.micros() - held) > timespan) {
                List<Entry> window = entries.subList(from(last.micros() - timespan), end + 1);
                Optional<BigDecimal> number = Measure.holds(correlation, window);
                if (number.isPresent()) {
                    judgedAll = last.micros() > held;
                    held = last.micros();
                    found.accept(new Window(List.copyOf(window), last, number.get()));
                    return;
                }
            }
        }
    }

    /** Judges the windows that ended by that time of events. */
    void close(long until, Consumer<Window> found) {
        if (correlation.isOpenEnded()) {
            return;
        }
        while (!entries.isEmpty() && entries.getFirst().micros() + timespan <= until) {
            long end = entries.getFirst().micros() + timespan;
            List<Entry> window = List.copyOf(entries.subList(0, from(end)));
            judged = end;
            Measure.holds(correlation, window)
                    .ifPresent(number -> found.accept(new Window(window, window.getLast(), number)));
            entries.subList(0, window.size()).clear();
        }
    }

    /**
     * Makes place: forgets entries until so many are left, the oldest first, and before them those whose value comes again
     * where values are counted. Gives how many.
     */
    int forget(int left) {
        int before = entries.size();
        if (correlation.type() == Correlation.Type.VALUE_COUNT && before > left) {
            Set<String> later = new HashSet<>();
            List<Entry> kept = new ArrayList<>();
            int surplus = before - left;
            for (Entry entry : entries.reversed()) {
                if (later.add(entry.value()) || surplus == 0) {
                    kept.add(entry);
                } else {
                    surplus--;
                }
            }
            entries.clear();
            entries.addAll(kept.reversed());
        }
        if (entries.size() > left) {
            entries.subList(0, entries.size() - left).clear();
        }
        return before - entries.size();
    }

    private void forgetBefore(long micros) {
        entries.subList(0, from(micros)).clear();
    }

    /** Place of the first entry of that time or later. */
    private int from(long micros) {
        int low = 0;
        int high = entries.size();
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (entries.get(middle).micros() < micros) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }
}
