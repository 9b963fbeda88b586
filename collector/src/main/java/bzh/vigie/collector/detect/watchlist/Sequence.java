package bzh.vigie.collector.detect.watchlist;

import bzh.vigie.collector.intel.stix.Observed;
import bzh.vigie.collector.intel.stix.StixPattern;
import bzh.vigie.collector.intel.stix.StixPattern.Remembered;
import bzh.vigie.collector.intel.stix.StixPatternException;
import bzh.vigie.collector.store.Indicators.Listed;
import bzh.vigie.event.Moment;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A pattern that asks for several observations, or for when something was seen, and how observations of one host are held against it as they
 * come: of each only its time is remembered and which parts of the pattern hold of it. Immutable.
 *
 * <p>Bounds: what lies further apart than the pattern's own {@code WITHIN}, or than {@link #LONGEST} where that is longer or missing, is not
 * put together; what comes up to {@link #LATE} late is. Of observations of the same parts {@value #MOST_ALIKE} are remembered, the earliest and the latest half of them, of all {@value #MOST}.
 *
 * <pre>
 *   state = (time, microseconds, 8 bytes · held parts, a bit each, 8 bytes)*    by time
 * </pre>
 */
final class Sequence {
    /** Observations that lie further apart are not put together. */
    static final Duration LONGEST = StixPattern.LONGEST_WINDOW;

    /** What is told late may lie so much before what was told already. */
    static final Duration LATE = Duration.ofHours(1);

    private static final int MOST_ALIKE = 64;
    private static final int MOST = 512;

    private final StixPattern pattern;
    private final Listed listed;
    private final Duration window;
    private final Set<String> types = new HashSet<>();

    private Sequence(StixPattern pattern, Listed listed) {
        this.pattern = pattern;
        this.listed = listed;
        this.window =
                pattern.window().filter(within -> within.compareTo(LONGEST) < 0).orElse(LONGEST);
        pattern.types().forEach(types::addAll);
    }

    /** Of an indicator whose pattern is read; empty where one observation is enough for it, whenever that was. */
    static Optional<Sequence> of(StixPattern pattern, Listed listed) {
        return pattern.needsMemory() ? Optional.of(new Sequence(pattern, listed)) : Optional.empty();
    }

    Listed listed() {
        return listed;
    }

    String text() {
        return pattern.text();
    }

    Duration window() {
        return window;
    }

    /** What is to be remembered of an event's objects; empty where no part holds of them. */
    Optional<Remembered> remembered(Instant time, List<Map<String, Object>> objects) {
        if (objects.stream().noneMatch(object -> types.contains(object.get("type")))) {
            return Optional.empty();
        }
        try {
            BitSet held = pattern.held(Observed.at(time, objects));
            return held.isEmpty() ? Optional.empty() : Optional.of(new Remembered(time, held));
        } catch (StixPatternException e) {
            // What cannot be compared does not hold.
            return Optional.empty();
        }
    }

    /**
     * What is remembered, and what was just found.
     *
     * @param forgotten observations within the window that there was no room for
     * @param undecided whether there were too many ways to try
     */
    record Step(List<Remembered> memory, Optional<List<Remembered>> found, int forgotten, boolean undecided) {}

    /** Takes one more; those that were found together are used and not remembered further. */
    Step next(List<Remembered> before, Remembered one) {
        List<Remembered> all = new ArrayList<>(before);
        all.add(one);
        // A stable order: of those of one time the one that came first.
        all.sort(Comparator.comparing(Remembered::time));
        Instant least = all.getLast().time().minus(window).minus(LATE);
        all.removeIf(each -> each.time().isBefore(least));
        int forgotten = bound(all, one);
        try {
            Optional<List<Integer>> places = pattern.findAmong(all);
            if (places.isPresent()) {
                List<Remembered> found =
                        places.get().stream().sorted().distinct().map(all::get).toList();
                places.get().stream()
                        .distinct()
                        .sorted(Comparator.reverseOrder())
                        .forEach(place -> all.remove((int) place));
                return new Step(List.copyOf(all), Optional.of(found), forgotten, false);
            }
        } catch (StixPatternException e) {
            return new Step(List.copyOf(all), Optional.empty(), forgotten, true);
        }
        return new Step(List.copyOf(all), Optional.empty(), forgotten, false);
    }

    private static int bound(List<Remembered> all, Remembered one) {
        int forgotten = 0;
        List<Integer> alike = new ArrayList<>();
        for (int i = 0; i < all.size(); i++) {
            if (all.get(i).held().equals(one.held())) {
                alike.add(i);
            }
        }
        if (alike.size() > MOST_ALIKE) {
            all.remove((int) alike.get(MOST_ALIKE / 2));
            forgotten++;
        }
        if (all.size() > MOST) {
            all.removeFirst();
            forgotten++;
        }
        return forgotten;
    }

    static byte[] encoded(List<Remembered> memory) {
        ByteBuffer out = ByteBuffer.allocate(16 * memory.size());
        for (Remembered each : memory) {
            long[] held = each.held().toLongArray();
            out.putLong(ChronoUnit.MICROS.between(Instant.EPOCH, each.time())).putLong(held[0]);
        }
        return out.array();
    }

    static List<Remembered> decoded(byte[] state) {
        ByteBuffer in = ByteBuffer.wrap(state);
        List<Remembered> memory = new ArrayList<>();
        while (in.remaining() >= 16) {
            Instant time = Moment.instant(in.getLong());
            memory.add(new Remembered(time, BitSet.valueOf(new long[] {in.getLong()})));
        }
        return List.copyOf(memory);
    }
}
