package bzh.vigie.collector.conclusion;

import bzh.vigie.collector.store.DirectoryAccounts.Reading;
import bzh.vigie.collector.store.Inventories;
import bzh.vigie.collector.store.Store;
import bzh.vigie.event.Item;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Who leads a domain by what its reader tells: members of powerful groups, and those who have it by a right of their own. */
final class DomainLeaders {
    private static final String GROUPS = "ad.group.privileged";

    /** Where it is told who has a domain by a right. */
    private static final List<String> RIGHTS =
            List.of("ad.rights.domain", "ad.rights.protected", "ad.rights.policy", "ad.rights.certificate");

    private DomainLeaders() {}

    /** Their SIDs. */
    static Set<String> of(Store.Session session, Reading reading) {
        Stream<String> members = session.inventories().location(reading.reader(), GROUPS, "").stream()
                .map(item -> item.item().name());
        Stream<String> holders = RIGHTS.stream()
                .flatMap(place -> session.inventories().location(reading.reader(), place, "").stream())
                .map(Inventories.Known::item)
                .filter(item -> item.traits().contains(Item.Trait.SUPERUSER) && item.enabled())
                .flatMap(item -> Stream.of(item.name().split(" ", 4)))
                .filter(word -> word.startsWith("S-1-"));
        return Stream.concat(members, holders).collect(Collectors.toSet());
    }
}
