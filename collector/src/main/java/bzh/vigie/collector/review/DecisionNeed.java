package bzh.vigie.collector.review;

import bzh.vigie.event.Item;
import bzh.vigie.event.Item.Shipped;
import bzh.vigie.event.Item.Trait;
import java.util.Set;

/** Which items of a review ask for a person's decision: those that nobody vouches for. Pure. */
public final class DecisionNeed {
    /** Value of an account with which nobody logs on by password. */
    private static final String NO_PASSWORD = "password=none ";

    /** Locations of accounts, whose items name a shell. */
    private static final Set<String> ACCOUNTS = Set.of("linux.account.passwd", "linux.account.record");

    private DecisionNeed() {}

    /** Whether it asks for one: its package does not ship it as it is, and it starts something. */
    public static boolean isFor(Item item) {
        return !isAsShipped(item) && !startsNothing(item);
    }

    /**
     * Whether whoever vouches for its file vouches for the item. A package of Linux ships also what a shell is told; of Windows its maker
     * vouches for the file alone. Remote access is somebody's choice, and what others may replace does not stay as it is.
     */
    public static boolean isAsShipped(Item item) {
        return item.shipped() == Shipped.AS_PACKAGED
                && !isWritten(item)
                && item.replaceableBy().isEmpty()
                && !ByName.isRemoteAccess(item)
                && (item.os().equals("linux") || (item.sha256().isPresent() && !ByName.only(item)));
    }

    /**
     * Whether it stands in a file of Linux that no package has and only the program it names is packaged: in a home or a crontab of an
     * account, or as an account besides root that may log in or is superuser. What names no program there is a copy of a package's file in /etc/skel.
     */
    private static boolean isWritten(Item item) {
        boolean account = ACCOUNTS.contains(item.location())
                && !item.name().equals("root")
                && (item.enabled() || item.traits().contains(Trait.SUPERUSER));
        return item.os().equals("linux")
                && !item.target().isEmpty()
                && (account || item.account().isPresent());
    }

    /** An account without a password, a unit that its package masks. */
    private static boolean startsNothing(Item item) {
        return !item.enabled()
                && item.target().isEmpty()
                && (item.value().startsWith(NO_PASSWORD)
                        || (item.value().isEmpty() && !item.packageName().isEmpty()));
    }
}
