package bzh.vigie.collector.review;

import bzh.vigie.collector.store.Alerts.Severity;
import bzh.vigie.collector.store.Directories;
import bzh.vigie.event.Item;
import bzh.vigie.event.Item.Shipped;
import bzh.vigie.event.Item.Trait;
import java.util.Set;

/**
 * How grave something is that a directory has, for the order in which a review goes through it: what gives the domain is high, what lets
 * somebody in or lets policies run something medium, all else that a domain does not have by itself low. Pure.
 */
final class DirectoryGravity {
    /** Places of which each item that a domain does not have by itself lets somebody in, or runs something on its machines. */
    private static final Set<String> LETS_IN = Set.of(
            "ad.account.weak",
            "ad.delegation",
            "ad.group.privileged",
            "ad.key-credential",
            "ad.explicit-mapping",
            "ad.sid-history",
            "ad.issuance-policy",
            "ad.trust",
            "ad.policy.software",
            "ad.sysvol.script");

    private DirectoryGravity() {}

    /** That of an item; informational where it is of no directory, or as each domain has it. */
    static Severity of(Item item) {
        if (!item.location().startsWith(Directories.LOCATIONS) || item.shipped() == Shipped.AS_PACKAGED) {
            return Severity.INFORMATIONAL;
        }
        if (item.traits().contains(Trait.SUPERUSER) && item.enabled()) {
            return Severity.HIGH;
        }
        boolean opensTemplate =
                item.location().equals("ad.certificate-template") && item.name().startsWith("ESC");
        boolean isMedium = item.enabled()
                && (LETS_IN.contains(item.location())
                        || opensTemplate
                        || item.traits().contains(Trait.MISMATCH)
                        || item.traits().contains(Trait.EMPTY_PASSWORD));
        return isMedium ? Severity.MEDIUM : Severity.LOW;
    }
}
