package bzh.vigie.collector.review;

import bzh.vigie.event.Item;
import bzh.vigie.event.Item.Shipped;

/** Which items of a review ask for a person's decision: those that nobody vouches for. Pure. */
public final class DecisionNeed {
    /** Value of an account with which nobody logs on by password. */
    private static final String NO_PASSWORD = "password=none ";

    private DecisionNeed() {}

    /** Whether it asks for one: its package does not ship it as it is, and it starts something. */
    public static boolean isFor(Item item) {
        return !isAsShipped(item) && !startsNothing(item);
    }

    /**
     * A package of Linux ships also what a shell is told; of Windows its maker vouches for the file alone. Remote access is somebody's
     * choice, and what others may replace does not stay as it is.
     */
    private static boolean isAsShipped(Item item) {
        return item.shipped() == Shipped.AS_PACKAGED
                && item.replaceableBy().isEmpty()
                && !ByName.isRemoteAccess(item)
                && (item.os().equals("linux") || (item.sha256().isPresent() && !ByName.only(item)));
    }

    /** An account without a password, a unit that its package masks. */
    private static boolean startsNothing(Item item) {
        return !item.enabled()
                && item.target().isEmpty()
                && (item.value().startsWith(NO_PASSWORD)
                        || (item.value().isEmpty() && !item.packageName().isEmpty()));
    }
}
