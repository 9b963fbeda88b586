package bzh.vigie.collector.review;

import bzh.vigie.collector.detect.returns.SystemPrograms;
import bzh.vigie.collector.store.Inventories.Prevalence;
import bzh.vigie.event.Item;
import bzh.vigie.event.Item.Trait;
import java.util.Set;

/**
 * Which items may be updates of something approved: recorded, and neither reviewed nor told (DESIGN.md 5.7). Nothing is pardoned that
 * nobody vouches for, that one commune alone has, that gives remote access, that does as it is told, or that somebody but the superuser
 * may replace. Pure.
 */
public final class Update {
    /** In so many communes an update is one that its publisher gave out. */
    private static final int SEVERAL = 3;

    /** What says nothing against a program. */
    private static final Set<Trait> HARMLESS = Set.of(Trait.UNQUOTED_PATH, Trait.SUPERUSER, Trait.TARGET_UNOWNED);

    private Update() {}

    /** Whether the item is one, if what it takes the place of was approved with the same lineage and publisher. */
    public static boolean mayBe(Item item, Prevalence spread) {
        return spread.communes() >= SEVERAL
                && !GroupKey.publisher(item).isEmpty()
                && !item.location().contains(".remote.")
                && item.replaceableBy().isEmpty()
                && !SystemPrograms.isTold(item.target())
                && HARMLESS.containsAll(item.traits());
    }
}
