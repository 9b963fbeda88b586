package bzh.vigie.collector.incident;

import bzh.vigie.collector.incident.HostMatching.Matched;
import bzh.vigie.collector.store.Commune;
import bzh.vigie.collector.store.DirectoryAccounts.Reading;
import bzh.vigie.collector.store.Hosts.Host;
import bzh.vigie.collector.store.Hosts.State;
import bzh.vigie.collector.store.Scope;
import bzh.vigie.collector.store.Store;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Domains of one name that computers of several communes say to be in: one directory that they share, or two that are called alike. Each
 * commune expects all computers of its own, so that those of the others are without an agent there. Only what may be seen is told.
 *
 * @param others by commune and domain in which other communes a domain of that name is read
 * @param elsewhere by commune and key of an expected host without an agent the commune in which one of that name may send
 */
public record SharedDomains(Map<Place, List<Commune>> others, Map<Name, Commune> elsewhere) {
    /** A domain of a commune. */
    public record Place(Commune commune, String domain) {}

    /** A host of a commune, by {@link HostNames#key}. */
    public record Name(Commune commune, String key) {}

    public SharedDomains {
        others = Map.copyOf(others);
        elsewhere = Map.copyOf(elsewhere);
    }

    /** Of a matching, as it may be seen in that scope. */
    public static SharedDomains of(Store.Session session, Scope scope, HostMatching matching) {
        Map<String, List<Commune>> read = session.directoryAccounts().readings(scope).stream()
                .collect(Collectors.groupingBy(
                        Reading::domain, Collectors.mapping(Reading::commune, Collectors.toList())));
        Map<Place, List<Commune>> others = new HashMap<>();
        matching.directories().forEach(each -> {
            Place place = new Place(each.reading().commune(), each.reading().domain());
            List<Commune> same = read.getOrDefault(place.domain(), List.of()).stream()
                    .filter(commune -> !commune.equals(place.commune()))
                    .toList();
            if (!same.isEmpty()) {
                others.put(place, same);
            }
        });
        Map<Commune, Set<String>> names = new TreeMap<>();
        others.values().stream()
                .flatMap(List::stream)
                .distinct()
                .forEach(commune -> names.put(commune, names(session, commune)));
        Map<Name, Commune> elsewhere = new HashMap<>();
        for (Matched matched : matching.expected()) {
            if (matched.agents().isEmpty()) {
                String key = HostNames.key(matched.host().name());
                in(matched, others).stream()
                        .filter(commune -> names.getOrDefault(commune, Set.of()).contains(key))
                        .findFirst()
                        .ifPresent(commune -> elsewhere.put(new Name(matched.commune(), key), commune));
            }
        }
        return new SharedDomains(others, elsewhere);
    }

    private static List<Commune> in(Matched matched, Map<Place, List<Commune>> others) {
        List<Commune> in = new ArrayList<>();
        matched.domains()
                .forEach(domain -> in.addAll(others.getOrDefault(new Place(matched.commune(), domain), List.of())));
        return in;
    }

    private static Set<String> names(Store.Session session, Commune commune) {
        return session.hosts().all(new Scope.Communes(Set.of(commune))).stream()
                .filter(host -> host.state() == State.ACTIVE)
                .map(Host::hostname)
                .map(HostNames::key)
                .collect(Collectors.toSet());
    }

    /** In which other communes a domain of that name is read. */
    public List<Commune> others(Commune commune, String domain) {
        return others.getOrDefault(new Place(commune, domain), List.of());
    }

    /** In which other commune an agent has the name of that host, which has none in its own. */
    public Optional<Commune> elsewhere(Matched matched) {
        return Optional.ofNullable(elsewhere.get(
                new Name(matched.commune(), HostNames.key(matched.host().name()))));
    }
}
