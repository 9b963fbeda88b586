package bzh.vigie.collector.neighbour;

import bzh.vigie.collector.detect.fields.BadLineException;
import bzh.vigie.collector.detect.fields.FlatJson;
import bzh.vigie.collector.store.AgentId;
import bzh.vigie.collector.store.Hosts.Host;
import bzh.vigie.collector.store.Hosts.State;
import bzh.vigie.collector.store.Neighbours.Sighting;
import bzh.vigie.event.MacAddress;
import bzh.vigie.event.Moment;
import bzh.vigie.event.Neighbour;
import bzh.vigie.event.Neighbour.Origin;
import bzh.vigie.text.LetterCase;
import java.net.InetAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * By what the hosts of one commune that have an agent are known in the lists of others: the MAC addresses of their cards, their
 * addresses while they had them, their names. All by their own word. Immutable once made.
 */
final class Enrolled {
    /** An agent tells its cards once a day: for that long an address may have been its own without its saying so. */
    private static final Duration SLACK = Duration.ofDays(2);

    /** A directory tells of a logon up to so much later. */
    private static final Duration LATE = Duration.ofDays(14);

    private static final int NETBIOS = 15;

    private final Set<MacAddress> macs = new HashSet<>();
    private final Map<InetAddress, List<Held>> addresses = new HashMap<>();
    /** Until when a name stands for a host that may send. */
    private final Map<String, Instant> names = new HashMap<>();

    /**
     * An address that a host had from then to then.
     *
     * @param silent the host tells no MAC addresses, so that one that is not known may be its own
     */
    private record Held(Instant from, Instant to, boolean silent) {
        boolean at(Instant time) {
            return !time.isBefore(from.minus(SLACK)) && !time.isAfter(to.plus(SLACK));
        }
    }

    Enrolled(List<Host> hosts, List<Sighting> sightings) {
        Set<AgentId> telling = new HashSet<>();
        for (Sighting sighting : sightings) {
            Neighbour own = sighting.neighbour();
            if (own.origin() == Origin.OWN_CARD) {
                telling.add(sighting.host());
                own.mac().ifPresent(macs::add);
                own.address()
                        .ifPresent(address -> hold(
                                address,
                                new Held(
                                        Moment.instant(own.firstWallMicros()),
                                        Moment.instant(own.lastWallMicros()),
                                        false)));
            }
        }
        for (Host host : hosts) {
            Instant heard = host.lastSeen().orElse(host.enrolled());
            if (host.state() == State.ACTIVE) {
                names.merge(name(host.hostname()), heard.plus(LATE), (a, b) -> a.isAfter(b) ? a : b);
            }
            Held held = new Held(host.enrolled(), heard, !telling.contains(host.id()));
            for (String address : told(host)) {
                try {
                    hold(InetAddress.ofLiteral(address), held);
                } catch (IllegalArgumentException e) {
                    // a host may call itself what it likes
                }
            }
        }
    }

    private static List<String> told(Host host) {
        try {
            return FlatJson.fields(host.facts()).getOrDefault("addresses", List.of());
        } catch (BadLineException e) {
            return List.of();
        }
    }

    private void hold(InetAddress address, Held held) {
        addresses.computeIfAbsent(address, ignored -> new ArrayList<>()).add(held);
    }

    boolean hasMac(MacAddress mac) {
        return macs.contains(mac);
    }

    /** Whether a host with an agent had this address then. */
    boolean hadAddress(InetAddress address, Instant then) {
        return addresses.getOrDefault(address, List.of()).stream().anyMatch(held -> held.at(then));
    }

    /** Whether one had it then that tells no MAC addresses. */
    boolean mayBeCardOf(InetAddress address, Instant then) {
        return addresses.getOrDefault(address, List.of()).stream().anyMatch(held -> held.silent() && held.at(then));
    }

    /** Whether a host that may send has that name and was heard about then or later: one that was set up anew goes on with its name and no agent. */
    boolean hasName(String name, Instant then) {
        return !then.isAfter(names.getOrDefault(name(name), Instant.MIN));
    }

    /** By which two names of one machine are the same: folded, without a domain, as long as one of NetBIOS. */
    static String name(String text) {
        int dot = text.indexOf('.');
        String label = dot > 0 ? text.substring(0, dot) : text;
        return LetterCase.fold(label.length() > NETBIOS ? label.substring(0, NETBIOS) : label);
    }
}
