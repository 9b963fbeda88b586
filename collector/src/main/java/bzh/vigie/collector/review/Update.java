package bzh.vigie.collector.review;

import bzh.vigie.collector.store.Inventories.Prevalence;
import bzh.vigie.event.Item;

/**
 * Which items may be updates of something approved: recorded, and neither reviewed nor told (DESIGN.md 5.7). Nothing is pardoned that
 * nobody vouches for, that one commune alone has, or that is approved by name alone ({@link ByName}). Pure.
 */
public final class Update {
    /** In so many communes an update is one that its publisher gave out. */
    private static final int SEVERAL = 3;

    private Update() {}

    /** Whether somebody vouches for it well enough to be one, if what it takes the place of was approved with the same lineage and publisher. */
    public static boolean mayBe(Item item) {
        return !GroupKey.publisher(item).isEmpty() && !ByName.only(item);
    }

    /** Whether so many communes have it that its publisher gave it out. */
    public static boolean isSpread(Prevalence spread) {
        return spread.communes() >= SEVERAL;
    }

    /** Both. */
    public static boolean mayBe(Item item, Prevalence spread) {
        return isSpread(spread) && mayBe(item);
    }
}
