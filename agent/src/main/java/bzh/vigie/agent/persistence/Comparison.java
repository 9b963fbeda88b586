package bzh.vigie.agent.persistence;

import bzh.vigie.event.Event.Change;
import bzh.vigie.event.Item;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.function.Supplier;

/**
 * What a reading changed against what was known of its site. Pure but for the items before, which are fetched only when
 * something changed, or where a password may have been set, or something may start at other times: of that nothing but times tells, of which no name is made.
 *
 * @param told what to tell, in order
 * @param now all items there now: those read, and those that a place that could not be read may still hold
 */
record Comparison(List<Told> told, List<Item> now) {
    Comparison {
        told = List.copyOf(told);
        now = List.copyOf(now);
    }

    /** One item to tell. */
    record Told(Change change, Item item, Optional<Item> before) {}

    /** A site that was not known; with what change its items are told. */
    static Comparison first(SiteReading reading, Change change) {
        return new Comparison(
                reading.items().stream()
                        .map(item -> new Told(change, item, Optional.empty()))
                        .toList(),
                reading.items());
    }

    /**
     * A site that was known.
     *
     * @param listAll unchanged items are told too, as present
     */
    static Comparison of(KnownSite known, Supplier<List<Item>> before, SiteReading reading, boolean listAll) {
        return of(known, before, reading, listAll, item -> false);
    }

    /**
     * The same.
     *
     * @param isDoubted of what is not found, what is not believed to be gone
     */
    static Comparison of(
            KnownSite known,
            Supplier<List<Item>> before,
            SiteReading reading,
            boolean listAll,
            Predicate<Item> isDoubted) {
        boolean sameEyes = known.hasTheseEyes();
        boolean sameNames = known.versions().names() == KnownSite.Versions.CURRENT.names();
        Fingerprints now = Fingerprints.of(reading.items());
        List<Told> told = new ArrayList<>();
        Map<String, Item> earlier = new HashMap<>();
        boolean changed = !known.items().keysIn(now)
                || reading.items().stream()
                        .anyMatch(item ->
                                known.items().hasKey(item) && !known.items().has(item));
        if (changed || reading.items().stream().anyMatch(Comparison::hasTimes)) {
            before.get().forEach(item -> earlier.put(item.key(), item));
        }
        Map<String, Item> kept = new HashMap<>();
        for (Item item : reading.items()) {
            Optional<Item> was = Optional.ofNullable(earlier.remove(item.key()));
            if (known.items().has(item) && sameNames) {
                if (listAll || (hasTimes(item) && !was.filter(sameTime(item)).isPresent())) {
                    told.add(new Told(Change.PRESENT, item, Optional.empty()));
                }
            } else if (!sameEyes) {
                told.add(new Told(Change.NEWLY_VISIBLE, item, Optional.empty()));
            } else if (was.filter(of -> isSameButContent(of, item)).isPresent()) {
                if (item.sha256().isEmpty()) {
                    kept.put(item.key(), was.get());
                    if (listAll) {
                        told.add(new Told(Change.PRESENT, was.get(), Optional.empty()));
                    }
                } else {
                    told.add(new Told(Change.NEWLY_VISIBLE, item, was));
                }
            } else if (known.items().hasKey(item)) {
                told.add(new Told(Change.CHANGED, item, was));
            } else {
                Change change = known.mayHaveHidden(item.source()) ? Change.NEWLY_VISIBLE : Change.ADDED;
                told.add(new Told(change, item, Optional.empty()));
            }
        }
        List<Item> all = new ArrayList<>();
        reading.items().forEach(item -> all.add(kept.getOrDefault(item.key(), item)));
        for (Item item : earlier.values()) {
            if (reading.mayHide(item.source()) || isDoubted.test(item)) {
                all.add(item);
                if (listAll) {
                    told.add(new Told(Change.PRESENT, item, Optional.empty()));
                }
            } else if (sameEyes) {
                told.add(new Told(Change.REMOVED, item, Optional.of(item)));
            }
        }
        return new Comparison(told, all);
    }

    /** Of a file that controllers share, whether nothing is other than that its content could be read once and once not. */
    private static boolean isSameButContent(Item was, Item now) {
        return now.location().startsWith("ad.sysvol.")
                && was.sha256().isPresent() != now.sha256().isPresent()
                && was.value().equals(now.value())
                && was.target().equals(now.target())
                && was.enabled() == now.enabled();
    }

    private static boolean hasTimes(Item item) {
        return item.times().passwordSetMicros().isPresent()
                || !item.times().starts().isEmpty();
    }

    /** Whether its password was set when that of this one was, and it starts when this one does. */
    private static Predicate<Item> sameTime(Item item) {
        return was -> was.times().passwordSetMicros().equals(item.times().passwordSetMicros())
                && was.times().starts().equals(item.times().starts());
    }
}
