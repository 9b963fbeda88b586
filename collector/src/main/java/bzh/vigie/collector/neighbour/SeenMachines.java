package bzh.vigie.collector.neighbour;

import bzh.vigie.collector.store.AgentId;
import bzh.vigie.collector.store.Author;
import bzh.vigie.collector.store.Commune;
import bzh.vigie.collector.store.DirectoryAccounts.Reading;
import bzh.vigie.collector.store.Hosts.Host;
import bzh.vigie.collector.store.Neighbours.Sighting;
import bzh.vigie.collector.store.Scope;
import bzh.vigie.collector.store.Store;
import bzh.vigie.event.DirectoryAccount;
import bzh.vigie.event.MacAddress;
import bzh.vigie.event.Moment;
import bzh.vigie.event.Neighbour;
import bzh.vigie.event.Neighbour.Origin;
import java.net.InetAddress;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Which machines of a commune were seen and have no agent. Sightings are joined by MAC address; one that has an address alone
 * belongs to the machine that had this address at that time, one that has a name alone to the machine of that name, unless that was
 * exempted: whoever stands there says its name, and it would hide the other. Nor does a name ever make a machine with an address an enrolled one. Pure but for {@link #of}.
 */
public final class SeenMachines {
    private static final Duration SLACK = Duration.ofDays(2);

    private final Commune commune;
    private final Enrolled enrolled;
    private final Set<String> exempted;
    private final Map<String, Draft> drafts = new LinkedHashMap<>();

    private final Map<InetAddress, List<Held>> byAddress = new HashMap<>();
    private final Map<String, Draft> byName = new HashMap<>();

    private static final class Draft {
        final String key;
        final List<Sighting> sightings = new ArrayList<>();
        boolean madeUp;

        Draft(String key) {
            this.key = key;
        }
    }

    /** A machine had an address from then to then. */
    private record Held(Draft by, Instant from, Instant to) {
        boolean at(Instant time) {
            return !time.isBefore(from.minus(SLACK)) && !time.isAfter(to.plus(SLACK));
        }
    }

    private SeenMachines(Commune commune, Enrolled enrolled, Set<String> exempted) {
        this.commune = commune;
        this.enrolled = enrolled;
        this.exempted = exempted;
    }

    /** Those of one commune, latest first; none where the scope does not allow it. */
    public static List<SeenMachine> of(Store.Session session, Scope scope, Commune commune) {
        return of(session, scope, commune, reading -> false);
    }

    /** Likewise, without what only directories tell that are none. */
    public static List<SeenMachine> of(Store.Session session, Scope scope, Commune commune, Predicate<Reading> isNone) {
        if (!scope.allows(commune)) {
            return List.of();
        }
        Scope one = new Scope.Communes(Set.of(commune));
        List<Sighting> sightings = new ArrayList<>(session.neighbours().list(one, commune));
        DirectoryComputers.of(session, one).stream()
                .filter(domain -> !isNone.test(domain.reading()))
                .forEach(domain -> sightings.addAll(loggedOn(domain)));
        return of(
                commune,
                session.hosts().all(one),
                sightings,
                session.neighbours().exempted(one, commune));
    }

    /** The communes that may be seen of which machines may be known: from hosts that saw some, or from a directory. */
    public static List<Commune> communes(Store.Session session, Scope scope) {
        return Stream.concat(
                        session.neighbours().communes(scope).stream(),
                        session.directoryAccounts().readings(scope).stream().map(Reading::commune))
                .distinct()
                .sorted(Comparator.comparing(Commune::insee))
                .toList();
    }

    /** Each computer that a directory has and that is in use, as its controller saw it: it logged on there. */
    private static List<Sighting> loggedOn(DirectoryComputers domain) {
        return domain.inUse().stream()
                .map(computer -> new Sighting(domain.reading().reader(), neighbour(computer, domain.last(computer))))
                .toList();
    }

    private static Neighbour neighbour(DirectoryAccount computer, Instant at) {
        String name = DirectoryComputers.name(computer);
        long last = ChronoUnit.MICROS.between(Instant.EPOCH, at);
        return new Neighbour(
                Origin.DOMAIN_CLIENT,
                Optional.empty(),
                Optional.empty(),
                name.length() > Neighbour.LONGEST_NAME ? name.substring(0, Neighbour.LONGEST_NAME) : name,
                Math.min(computer.createdMicros().orElse(last), last),
                last);
    }

    static List<SeenMachine> of(
            Commune commune, List<Host> hosts, List<Sighting> sightings, Map<String, Author> exempted) {
        SeenMachines machines = new SeenMachines(commune, new Enrolled(hosts, sightings), exempted.keySet());
        // In this order, since each kind joins what the one before it made.
        sightings.stream().filter(s -> s.neighbour().mac().isPresent()).forEach(machines::byMac);
        sightings.stream()
                .filter(s ->
                        s.neighbour().mac().isEmpty() && s.neighbour().address().isPresent())
                .forEach(machines::byAddress);
        sightings.stream()
                .filter(s ->
                        s.neighbour().mac().isEmpty() && s.neighbour().address().isEmpty())
                .forEach(machines::byName);
        return machines.drafts.entrySet().stream()
                .map(draft -> machines.machine(draft.getKey(), draft.getValue(), exempted))
                .sorted(Comparator.comparing(SeenMachine::last).reversed().thenComparing(SeenMachine::key))
                .toList();
    }

    private void byMac(Sighting sighting) {
        Neighbour seen = sighting.neighbour();
        MacAddress mac = seen.mac().orElseThrow();
        boolean known = enrolled.hasMac(mac)
                || seen.address()
                        .filter(address -> enrolled.mayBeCardOf(address, last(seen)))
                        .isPresent();
        if (!known && seen.origin() != Origin.OWN_CARD) {
            Draft draft = draft("mac:" + mac);
            draft.madeUp = mac.isLocallyAdministered();
            add(draft, sighting);
        }
    }

    private void byAddress(Sighting sighting) {
        Neighbour seen = sighting.neighbour();
        InetAddress address = seen.address().orElseThrow();
        if (!enrolled.hadAddress(address, last(seen))) {
            Draft draft = byAddress.getOrDefault(address, List.of()).stream()
                    .filter(held -> held.at(last(seen)))
                    .map(Held::by)
                    .findFirst()
                    .orElseGet(() -> draft("ip:" + address.getHostAddress()));
            add(draft, sighting);
        }
    }

    private void byName(Sighting sighting) {
        String name = Enrolled.name(sighting.neighbour().name());
        if (!enrolled.hasName(name, last(sighting.neighbour()))) {
            Draft draft = Optional.ofNullable(byName.get(name))
                    .filter(each -> !exempted.contains(each.key))
                    .orElseGet(() -> draft("name:" + name));
            add(draft, sighting);
        }
    }

    private void add(Draft draft, Sighting sighting) {
        Neighbour seen = sighting.neighbour();
        draft.sightings.add(sighting);
        seen.address()
                .ifPresent(address -> byAddress
                        .computeIfAbsent(address, ignored -> new ArrayList<>())
                        .add(new Held(draft, first(seen), last(seen))));
        if (!seen.name().isEmpty()) {
            byName.putIfAbsent(Enrolled.name(seen.name()), draft);
        }
    }

    private Draft draft(String key) {
        return drafts.computeIfAbsent(key, Draft::new);
    }

    private SeenMachine machine(String key, Draft draft, Map<String, Author> exempted) {
        Set<AgentId> hosts = new HashSet<>();
        Set<Origin> origins = EnumSet.noneOf(Origin.class);
        Instant first = Instant.MAX;
        Instant last = Instant.MIN;
        for (Sighting sighting : draft.sightings) {
            hosts.add(sighting.host());
            origins.add(sighting.neighbour().origin());
            first = first(sighting.neighbour()).isBefore(first) ? first(sighting.neighbour()) : first;
            last = last(sighting.neighbour()).isAfter(last) ? last(sighting.neighbour()) : last;
        }
        List<Neighbour> latest = draft.sightings.stream()
                .map(Sighting::neighbour)
                .sorted(Comparator.comparing(SeenMachines::last).reversed())
                .toList();
        return new SeenMachine(
                commune,
                key,
                latest.stream()
                        .flatMap(n -> n.address().stream())
                        .map(InetAddress::getHostAddress)
                        .distinct()
                        .toList(),
                latest.stream()
                        .map(Neighbour::name)
                        .filter(name -> !name.isEmpty())
                        .collect(Collectors.toMap(Enrolled::name, name -> name, (a, b) -> a, LinkedHashMap::new))
                        .values()
                        .stream()
                        .toList(),
                origins,
                first,
                last,
                hosts.size(),
                draft.madeUp,
                Optional.ofNullable(exempted.get(key)));
    }

    private static Instant first(Neighbour neighbour) {
        return Moment.instant(neighbour.firstWallMicros());
    }

    private static Instant last(Neighbour neighbour) {
        return Moment.instant(neighbour.lastWallMicros());
    }
}
