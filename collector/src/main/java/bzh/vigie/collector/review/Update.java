package bzh.vigie.collector.review;

import bzh.vigie.collector.detect.returns.SystemPrograms;
import bzh.vigie.collector.store.Inventories.Prevalence;
import bzh.vigie.collector.store.Reviews.Line;
import bzh.vigie.event.Item;
import bzh.vigie.event.Item.Trait;
import bzh.vigie.event.ItemNames;
import java.util.Collection;
import java.util.HashSet;
import java.util.Set;

/**
 * Which items are updates of something approved: recorded, and neither reviewed nor told (DESIGN.md 5.7). The same thing at the same place,
 * told to do the same, whose file the same publisher vouches for, and which several communes have. Nothing else is pardoned: no other
 * publisher, no weaker signature, no file that one commune alone has, no remote access, no program that does what it is told, nothing
 * that somebody but the superuser may replace.
 */
public final class Update {
    /** In so many communes an update is one that its publisher gave out. */
    private static final int SEVERAL = 3;

    /** What says nothing against a program. */
    private static final Set<Trait> HARMLESS = Set.of(Trait.UNQUOTED_PATH, Trait.SUPERUSER, Trait.TARGET_UNOWNED);

    private final Set<String> approved = new HashSet<>();

    /** Against these approvals. */
    public Update(Collection<Line> approvals) {
        approvals.stream()
                .map(Line::subject)
                .filter(subject -> !subject.publisher().isEmpty())
                .forEach(subject -> approved.add(name(subject.lineage(), subject.publisher())));
    }

    /** Whether anything approved could have one. */
    boolean isPossible() {
        return !approved.isEmpty();
    }

    /** Whether the item is one. */
    public boolean is(Item item, Prevalence spread) {
        String publisher = GroupKey.publisher(item);
        return !publisher.isEmpty()
                && spread.communes() >= SEVERAL
                && !item.location().contains(".remote.")
                && item.replaceableBy().isEmpty()
                && !SystemPrograms.isTold(item.target())
                && HARMLESS.containsAll(item.traits())
                && approved.contains(name(ItemNames.lineage(item), publisher));
    }

    private static String name(String lineage, String publisher) {
        return lineage + " " + publisher;
    }
}
