package bzh.vigie.agent.persistence;

import bzh.vigie.agent.persistence.catalogue.Location;
import bzh.vigie.event.Event.Change;
import bzh.vigie.event.LocationStatus.State;
import bzh.vigie.event.ReasonCode;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The sites of which something is known, since this start or from what was kept. Used by one thread. */
final class KnownSites {
    private final Map<Site.Name, KnownSite> sites = new HashMap<>();
    private final Set<Site.Name> unread = new HashSet<>();
    private final Set<String> locations = new HashSet<>();

    /** Those that were kept. */
    KnownSites(List<KnownSite> kept) {
        for (KnownSite site : kept) {
            sites.put(site.name(), site);
            locations.add(site.name().location());
            if (!site.unread().isEmpty()
                    || site.state() == State.UNREADABLE
                    || site.loss().isPresent()) {
                unread.add(site.name());
            }
        }
    }

    boolean isEmpty() {
        return sites.isEmpty();
    }

    Optional<KnownSite> of(Site.Name name) {
        return Optional.ofNullable(sites.get(name));
    }

    Collection<KnownSite> all() {
        return sites.values();
    }

    /** That is known of it from now on. */
    void put(KnownSite site) {
        sites.put(site.name(), site);
    }

    /** Whether something in it could not be read, when it was read last. */
    void read(Site.Name name, boolean isWhole) {
        boolean ignored = isWhole ? unread.remove(name) : unread.add(name);
    }

    /** How many kinds of places have something in them that could not be read when they were read last. */
    int unread() {
        return Math.toIntExact(
                unread.stream().map(Site.Name::location).distinct().count());
    }

    /** How many kinds of places something was mounted over when they were read last. */
    int covered() {
        return Math.toIntExact(sites.values().stream()
                .filter(site -> site.reason() == ReasonCode.COVERED)
                .map(site -> site.name().location())
                .distinct()
                .count());
    }

    /** Every place of the catalogue was looked at. */
    void looked(List<Location> catalogue) {
        catalogue.forEach(location -> locations.add(location.id()));
    }

    /** With what change the items are told of a site that is not known: its place, or whose places they are, may never have been readable. */
    Change changeOfNew(Site.Name name) {
        boolean accountsNeverRead = of(new Site.Name(name.location(), ""))
                        .filter(machine -> machine.state() == State.UNREADABLE
                                && machine.unread().contains("/"))
                        .isPresent()
                && sites.keySet().stream()
                        .noneMatch(other -> other.location().equals(name.location())
                                && !other.accountId().isEmpty());
        return accountsNeverRead || !locations.contains(name.location()) ? Change.NEWLY_VISIBLE : Change.ADDED;
    }
}
