package bzh.vigie.collector.detect.sigma.correlation;

import bzh.vigie.collector.detect.sigma.Correlation;
import java.math.BigDecimal;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
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
    /** About how many bytes a group takes without its entries, its key among them. */
    private static final int WEIGHT = 600;
    /** So many entries' worth of memory is not worth giving back. */
    private static final int FEW = 64;
    /** No host's. */
    private static final String SEVERAL = "";

    private final Correlation correlation;
    private final String scope;
    private final List<String> values;
    private final long timespan;
    private final long lateness;
    private final ArrayList<Entry> entries;

    /** Time of the newest entry there ever was. */
    private long newest;
    /** Time of the entry that the last window which held ended at. */
    private long held;
    /** What is older belongs to windows that were judged. */
    private long judged;
    /** The collector's clock at the last entry. */
    private long touched;

    private final LastWindow lastWindow;
    private long weight;
    private String host;
    /** The most entries since memory was given back. */
    private int most;

    /** A window that holds. */
    record Window(List<Entry> entries, Entry last, BigDecimal number) {}

    Group(Correlation correlation, Limits limits, String scope, List<String> values) {
        this(correlation, limits, scope, values, List.of(), NEVER, NEVER, NEVER, NEVER);
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
        this.entries = new ArrayList<>(entries);
        this.newest = newest;
        this.held = held;
        this.judged = judged;
        this.touched = touched;
        this.lastWindow = new LastWindow(correlation, timespan);
        this.most = entries.size();
        Set<String> hosts = new HashSet<>();
        entries.forEach(entry -> hosts.add(entry.host()));
        this.host = hosts.size() == 1 ? entries.getFirst().host() : SEVERAL;
        this.weight = WEIGHT + 2L * scope.length();
        this.values.forEach(value -> weight += 64 + 2L * value.length());
        entries.forEach(entry -> weight += entry.weight());
    }

    private static long micros(java.time.Duration duration) {
        return duration.toNanos() / 1_000;
    }

    String scope() {
        return scope;
    }

    /** The host that told all of its entries; empty where several did, so that no host makes another's give way with its own. */
    String host() {
        return host;
    }

    /** The host that told most of its entries; empty where it has none. */
    String mostlyOf() {
        return byHost().entrySet().stream()
                .max(Comparator.comparingInt(each -> each.getValue().size()))
                .map(Map.Entry::getKey)
                .orElse("");
    }

    private Map<String, Deque<Entry>> byHost() {
        Map<String, Deque<Entry>> byHost = new LinkedHashMap<>();
        entries.forEach(entry -> byHost.computeIfAbsent(entry.host(), ignored -> new ArrayDeque<>())
                .addLast(entry));
        return byHost;
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

    /** About how many bytes it takes; rather too many than too few. */
    long weight() {
        return weight;
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
        for (int rule = 0; rule < correlation.rules().size(); rule++) {
            if ((!byRule || rule == entry.rule()) && place(entry.of(rule)) >= 0) {
                return true;
            }
        }
        return false;
    }

    /** As {@link Collections#binarySearch}. */
    private int place(Entry entry) {
        return Collections.binarySearch(entries, entry, Entry.IN_TIME);
    }

    /**
     * Takes an entry that is neither late nor there.
     *
     * @param now the collector's clock
     * @param found what holds with it
     */
    void add(Entry entry, long now, Consumer<Window> found) {
        host = entries.isEmpty() || host.equals(entry.host()) ? entry.host() : SEVERAL;
        touched = Math.max(touched, now);
        newest = Math.max(newest, entry.micros());
        int place = place(entry);
        int at = place < 0 ? -place - 1 : place;
        entries.add(at, entry);
        most = Math.max(most, entries.size());
        weight += entry.weight();
        if (correlation.isOpenEnded()) {
            if (entry.micros() == entries.getLast().micros()) {
                lastWindow.cameLast(entries, at);
                Sliding window = lastWindow.sliding(entries);
                judge(lastWindow.first(), entries.size() - 1, window, found);
            } else {
                lastWindow.cameBefore(entries, at);
                judgeFrom(at, found);
            }
            int over = from(newest - timespan - lateness);
            cut(over);
            lastWindow.cut(over);
        } else {
            close(newest - lateness, found);
        }
    }

    /** Judges the windows that an entry is in, which is not of the last instant. */
    private void judgeFrom(int at, Consumer<Window> found) {
        long until = entries.get(at).micros() + timespan;
        Sliding window = Sliding.of(correlation);
        int start = from(entries.get(at).micros() - timespan);
        for (int i = start; i < at; i++) {
            window.add(entries.get(i));
        }
        for (int end = at; end < entries.size() && entries.get(end).micros() <= until; end++) {
            Entry last = entries.get(end);
            window.add(last);
            while (entries.get(start).micros() < last.micros() - timespan) {
                window.remove(entries.get(start++));
            }
            // Entries of one instant are in one window: it ends at the last of them.
            boolean isLast = end + 1 == entries.size() || entries.get(end + 1).micros() > last.micros();
            if (isLast && judge(start, end, window, found)) {
                return;
            }
        }
    }

    /** Gives a window on where it holds and no other speaks for it; says whether it did. */
    private boolean judge(int start, int end, Sliding window, Consumer<Window> found) {
        Entry last = entries.get(end);
        if (Math.abs(last.micros() - held) <= timespan) {
            return false;
        }
        Optional<BigDecimal> number = window.holds(last.micros() - timespan);
        if (number.isEmpty()) {
            return false;
        }
        held = last.micros();
        found.accept(new Window(List.copyOf(entries.subList(start, end + 1)), last, number.get()));
        return true;
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
            cut(window.size());
        }
    }

    /**
     * Makes place: forgets entries until so many are left, the oldest of the host that has most, and before them those whose value comes again
     * where values are counted. Gives how many.
     */
    int forget(int left) {
        int before = entries.size();
        lastWindow.forget();
        if (correlation.type() == Correlation.Type.VALUE_COUNT && before > left) {
            Set<String> later = new HashSet<>();
            List<Entry> kept = new ArrayList<>();
            int surplus = before - left;
            for (Entry entry : entries.reversed()) {
                if (later.add(entry.value()) || surplus == 0) {
                    kept.add(entry);
                } else {
                    surplus--;
                    weight -= entry.weight();
                }
            }
            entries.clear();
            entries.addAll(kept.reversed());
        }
        Map<String, Deque<Entry>> byHost = byHost();
        Set<Entry> out = Collections.newSetFromMap(new IdentityHashMap<>());
        while (entries.size() - out.size() > left) {
            Entry oldest = Collections.max(byHost.values(), Comparator.comparingInt(Deque::size))
                    .removeFirst();
            weight -= oldest.weight();
            out.add(oldest);
        }
        entries.removeIf(out::contains);
        return before - entries.size();
    }

    /** Takes away so many, the oldest; a group that was large does not keep the memory of it. */
    private void cut(int some) {
        for (int i = 0; i < some; i++) {
            weight -= entries.get(i).weight();
        }
        entries.subList(0, some).clear();
        if (most > FEW && entries.size() < most / 4) {
            entries.trimToSize();
            most = entries.size();
        }
    }

    private int from(long micros) {
        return from(entries, micros);
    }

    /** Place of the first entry of that time or later. */
    static int from(List<Entry> entries, long micros) {
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
