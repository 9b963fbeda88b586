package bzh.vigie.collector.detect.neighbour;

import bzh.vigie.collector.incident.HostNames;
import bzh.vigie.collector.store.AgentId;
import bzh.vigie.collector.store.Commune;
import bzh.vigie.collector.store.Hosts.Host;
import bzh.vigie.collector.store.Neighbours.Sighting;
import bzh.vigie.collector.store.Scope;
import bzh.vigie.collector.store.Store;
import bzh.vigie.event.MacAddress;
import bzh.vigie.event.Neighbour;
import bzh.vigie.event.Neighbour.Origin;
import java.net.InetAddress;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * By what the hosts of a commune are known to others. A card counts where one host alone has it; a name where one host alone has it and
 * with an address of its own; an address by itself only where one host alone ever said that it is its own and nobody saw any other card
 * answer for it. Pure but for {@link #of}.
 */
final class OwnSigns {
    private final Map<MacAddress, AgentId> cards = new HashMap<>();
    private final Map<String, AgentId> names = new HashMap<>();
    private final Map<InetAddress, Set<AgentId>> addresses = new HashMap<>();
    private final Map<InetAddress, AgentId> fixed = new HashMap<>();
    private final Map<String, AgentId> literals = new HashMap<>();

    private OwnSigns() {}

    static OwnSigns of(Store.Session session, Commune commune) {
        Scope one = new Scope.Communes(Set.of(commune));
        return of(session.hosts().all(one), session.neighbours().list(one, commune));
    }

    static OwnSigns of(List<Host> hosts, List<Sighting> sightings) {
        OwnSigns signs = new OwnSigns();
        Set<String> shared = new HashSet<>();
        for (Host host : hosts) {
            String key = HostNames.key(host.hostname());
            if (key.isEmpty() || signs.names.putIfAbsent(key, host.id()) != null) {
                shared.add(key);
            }
        }
        signs.names.keySet().removeAll(shared);
        Set<MacAddress> passedOn = new HashSet<>();
        for (Sighting each : sightings) {
            Neighbour seen = each.neighbour();
            if (seen.origin() == Origin.OWN_CARD) {
                seen.mac()
                        .map(mac -> signs.cards.putIfAbsent(mac, each.host()))
                        .filter(other -> !other.equals(each.host()))
                        .ifPresent(other -> passedOn.addAll(seen.mac().stream().toList()));
                seen.address()
                        .ifPresent(address -> signs.addresses
                                .computeIfAbsent(address, ignored -> new HashSet<>())
                                .add(each.host()));
            }
        }
        signs.cards.keySet().removeAll(passedOn);
        signs.addresses.forEach((address, of) -> {
            if (of.size() == 1) {
                signs.fixed.put(address, of.iterator().next());
            }
        });
        for (Sighting each : sightings) {
            Neighbour seen = each.neighbour();
            boolean others = seen.mac()
                    .filter(mac -> seen.address()
                            .map(signs.fixed::get)
                            .filter(host -> !host.equals(signs.cards.get(mac)))
                            .isPresent())
                    .isPresent();
            if (others) {
                seen.address().ifPresent(signs.fixed::remove);
            }
        }
        signs.fixed.forEach((address, host) -> signs.literals.put(address.getHostAddress(), host));
        return signs;
    }

    /** The host that another one saw so; empty where it may be another. */
    Optional<AgentId> seen(Neighbour seen) {
        return switch (seen.origin()) {
            case CONFIGURED, OWN_CARD -> Optional.empty();
            case CACHE -> seen.mac().map(cards::get);
            case LOGON, DOMAIN_CLIENT ->
                Optional.ofNullable(names.get(HostNames.key(seen.name())))
                        .filter(host -> seen.address()
                                .filter(address -> addresses
                                        .getOrDefault(address, Set.of())
                                        .contains(host))
                                .isPresent());
        };
    }

    /** The host whose address this is for certain. */
    Optional<AgentId> fixed(InetAddress address) {
        return Optional.ofNullable(fixed.get(address));
    }

    /**
     * The host that a witness without an agent tells so: an address that is for certain of it, or its name where it is its alone.
     *
     * @param what an address in its normal form or a key of {@link HostNames}; may be empty
     */
    Optional<AgentId> told(String what) {
        return Optional.ofNullable(names.get(what)).or(() -> Optional.ofNullable(literals.get(what)));
    }
}
