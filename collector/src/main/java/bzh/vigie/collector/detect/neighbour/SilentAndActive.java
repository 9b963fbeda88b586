package bzh.vigie.collector.detect.neighbour;

import bzh.vigie.collector.detect.finding.Cards;
import bzh.vigie.collector.detect.finding.Detector;
import bzh.vigie.collector.detect.finding.Finding;
import bzh.vigie.collector.detect.finding.Seen;
import bzh.vigie.collector.store.AgentId;
import bzh.vigie.collector.store.Commune;
import bzh.vigie.collector.store.Hosts.Host;
import bzh.vigie.collector.store.Hosts.State;
import bzh.vigie.collector.store.Neighbours.Sighting;
import bzh.vigie.collector.store.Scope;
import bzh.vigie.collector.store.Store;
import bzh.vigie.event.MacAddress;
import bzh.vigie.event.Moment;
import bzh.vigie.event.Neighbour;
import bzh.vigie.event.Neighbour.Origin;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A host that another one saw active while its agent was silent: one finding for each host and silence. It is known by the MAC address of a
 * card of its own, or by its name and an address of its own together; an address alone may be another's by now. Of a host that said that it
 * goes to sleep an answer to ARP says nothing, since cards give it by themselves: only a logon from it counts.
 */
public final class SilentAndActive implements Detector {
    static final String RULE = "vigie-silent-host-active";
    private static final String TOLD = "silent-and-active";
    private static final String GOODBYES = "goodbye";
    private static final byte SUSPENDED = 3;
    private static final Duration PAUSE = Duration.ofMinutes(5);
    private static final Duration SILENT = Duration.ofHours(1);

    /** What was in a cache, or on its way, when the agent fell silent. */
    private static final Duration SLACK = Duration.ofMinutes(15);

    private final Cards cards;
    private Instant next = Instant.MIN;

    public SilentAndActive(Cards cards) {
        this.cards = cards;
    }

    @Override
    public List<Finding> judge(Seen seen, Store.Session session) {
        return List.of();
    }

    @Override
    public List<Finding> tick(Instant now, Store.Session session) {
        if (now.isBefore(next)) {
            return List.of();
        }
        next = now.plus(PAUSE);
        Map<Commune, List<Sighting>> sightings = new HashMap<>();
        return session.hosts().all(new Scope.All()).stream()
                .filter(host -> host.state() == State.ACTIVE)
                .filter(host -> host.lastSeen()
                        .filter(heard -> heard.plus(SILENT).isBefore(now))
                        .isPresent())
                .flatMap(host -> active(
                        host,
                        sightings.computeIfAbsent(
                                host.commune(), commune -> session.neighbours().list(new Scope.All(), commune)),
                        now,
                        session)
                        .stream())
                .toList();
    }

    private Optional<Finding> active(Host host, List<Sighting> sightings, Instant now, Store.Session session) {
        Instant silent = host.lastSeen().orElseThrow();
        boolean asleep = session.progress()
                .state(GOODBYES, host.id().text())
                .filter(word -> word.length == 1 && word[0] == SUSPENDED)
                .isPresent();
        Own own = Own.of(host, sightings);
        Optional<Sighting> witness = sightings.stream()
                .filter(each -> !each.host().equals(host.id()))
                .filter(each ->
                        last(each).isAfter(silent.plus(SLACK)) && !last(each).isAfter(now))
                .filter(each -> own.is(each.neighbour(), asleep))
                .max((a, b) -> last(a).compareTo(last(b)));
        if (witness.isEmpty() || isTold(host.id(), silent, session)) {
            return Optional.empty();
        }
        session.progress().state(TOLD, host.id().text(), silent.toString().getBytes(StandardCharsets.US_ASCII));
        Neighbour seen = witness.get().neighbour();
        return Optional.of(finding(
                cards,
                host,
                silent,
                last(witness.get()),
                now,
                Map.of(
                        "witness", witness.get().host().text(),
                        "origin", word(seen.origin()),
                        "address",
                                seen.address().map(InetAddress::getHostAddress).orElse(""),
                        "mac", seen.mac().map(MacAddress::toString).orElse(""),
                        "name", seen.name())));
    }

    /** Whether the last silence of a host that was told is the one that began then. */
    static boolean isTold(AgentId host, Instant silent, Store.Session session) {
        return session.progress()
                .state(TOLD, host.text())
                .filter(bytes -> new String(bytes, StandardCharsets.US_ASCII).equals(silent.toString()))
                .isPresent();
    }

    static String word(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /**
     * That a host was seen in a silence: one alert for both, whoever told it.
     *
     * @param witness who saw it, and by what
     */
    static Finding finding(
            Cards cards, Host host, Instant silent, Instant last, Instant now, Map<String, String> witness) {
        Map<String, String> evidence = new HashMap<>(witness);
        evidence.put("silent_since", silent.toString());
        evidence.put("seen_last", last.toString());
        return new Finding(
                RULE,
                cards.severity(RULE),
                cards.techniques(RULE),
                host.commune(),
                host.id(),
                host.hostname(),
                host.id().text() + "|" + silent,
                "silent-and-active/" + host.id().text() + "/" + silent,
                now,
                last,
                evidence);
    }

    private static Instant last(Sighting sighting) {
        return Moment.instant(sighting.neighbour().lastWallMicros());
    }

    /** By what a host is known in the lists of others. */
    private record Own(AgentId host, Set<MacAddress> cards, Set<InetAddress> addresses, String name) {
        static Own of(Host host, List<Sighting> sightings) {
            Set<MacAddress> cards = new HashSet<>();
            Set<InetAddress> addresses = new HashSet<>();
            for (Sighting each : sightings) {
                if (each.host().equals(host.id()) && each.neighbour().origin() == Origin.OWN_CARD) {
                    each.neighbour().mac().ifPresent(cards::add);
                    each.neighbour().address().ifPresent(addresses::add);
                }
            }
            // A card that two hosts have is passed on, or copied with a virtual machine: it says nothing.
            sightings.stream()
                    .filter(each ->
                            !each.host().equals(host.id()) && each.neighbour().origin() == Origin.OWN_CARD)
                    .flatMap(each -> each.neighbour().mac().stream())
                    .forEach(cards::remove);
            return new Own(host.id(), cards, addresses, label(host.hostname()));
        }

        boolean is(Neighbour seen, boolean asleep) {
            return switch (seen.origin()) {
                case CONFIGURED, OWN_CARD -> false;
                case CACHE -> !asleep && seen.mac().filter(cards::contains).isPresent();
                case LOGON, DOMAIN_CLIENT ->
                    !name.isEmpty()
                            && label(seen.name()).equals(name)
                            && seen.address().filter(addresses::contains).isPresent();
            };
        }

        private static String label(String name) {
            int dot = name.indexOf('.');
            return (dot > 0 ? name.substring(0, dot) : name).toLowerCase(Locale.ROOT);
        }
    }

    @Override
    public void forget() {
        next = Instant.MIN;
    }
}
