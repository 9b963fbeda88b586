package bzh.vigie.collector.detect.watchlist;

import bzh.vigie.collector.intel.Observable;
import bzh.vigie.collector.intel.stix.Observed;
import bzh.vigie.collector.intel.stix.StixPattern;
import bzh.vigie.collector.intel.stix.StixPatternException;
import bzh.vigie.collector.store.Indicators.Listed;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Whole patterns of STIX that one observation is enough for, judged over each event that has objects of their types; for the others
 * observations are remembered ({@link Sequence}).
 */
final class StixPatterns {
    /** What tells of a sighting. */
    @FunctionalInterface
    interface To {
        void add(Listed listed, String field, String value);
    }

    private record Entry(StixPattern pattern, Set<String> types, Listed listed) {}

    private final List<Entry> entries = new ArrayList<>();

    void add(String text, Listed listed) {
        try {
            StixPattern pattern = StixPattern.parse(text);
            if (pattern.needsMemory()) {
                return;
            }
            Set<String> types = new LinkedHashSet<>();
            pattern.paths().forEach(path -> types.add(path.substring(0, path.indexOf(':'))));
            entries.add(new Entry(pattern, types, listed));
        } catch (StixPatternException e) {
            // It was read when it was imported; a store of another version may hold one that cannot be read any more.
        }
    }

    /** Those of these indicators for which observations are remembered. */
    static List<Sequence> sequences(Collection<Listed> indicators) {
        List<Sequence> sequences = new ArrayList<>();
        for (Listed listed : indicators) {
            if (listed.indicator().what() instanceof Observable.Stix(String text)) {
                try {
                    Sequence.of(StixPattern.parse(text), listed).ifPresent(sequences::add);
                } catch (StixPatternException e) {
                    // As above.
                }
            }
        }
        return List.copyOf(sequences);
    }

    void each(Map<String, String> fields, To to) {
        if (entries.isEmpty()) {
            return;
        }
        List<Map<String, Object>> objects = StixObjects.of(fields);
        if (objects.isEmpty()) {
            return;
        }
        Observed observed = Observed.at(java.time.Instant.EPOCH, objects);
        for (Entry entry : entries) {
            boolean possible = objects.stream().anyMatch(object -> entry.types().contains(object.get("type")));
            if (possible && holds(entry.pattern(), observed)) {
                to.add(entry.listed(), "stix-pattern", entry.pattern().text());
            }
        }
    }

    private static boolean holds(StixPattern pattern, Observed observed) {
        try {
            return pattern.find(List.of(observed)).isPresent();
        } catch (StixPatternException e) {
            // What cannot be compared does not hold.
            return false;
        }
    }
}
