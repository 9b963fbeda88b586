package bzh.vigie.collector.incident;

import bzh.vigie.collector.incident.LocalParts.Standing;
import bzh.vigie.collector.store.AgentId;
import bzh.vigie.collector.store.Commune;
import bzh.vigie.collector.store.Hosts.Host;
import bzh.vigie.collector.store.Hosts.State;
import bzh.vigie.collector.store.IncidentId;
import bzh.vigie.collector.store.Incidents.Incident;
import bzh.vigie.collector.store.Indicators.Listed;
import bzh.vigie.collector.store.LocalChecks.Check;
import bzh.vigie.collector.store.LocalChecks.Swept;
import bzh.vigie.collector.store.Scope;
import bzh.vigie.collector.store.Store;
import bzh.vigie.event.Sha256;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/** What agents are given to check by themselves, and what each host told of it, at one time and as far as a scope sees. Immutable. */
public final class LocalChecking {
    private final LocalParts parts;
    private final Map<String, List<Commune>> communes = new HashMap<>();
    private final Map<Commune, List<OfHost>> hosts = new HashMap<>();

    private LocalChecking(LocalParts parts) {
        this.parts = parts;
    }

    /**
     * What a host told.
     *
     * @param checking since when it has checked what it is to check; empty where it does not, or nothing is to be checked there
     * @param swept the last time when it went through all that it has with that
     */
    public record OfHost(Host host, Optional<Instant> checking, Optional<Swept> swept) {}

    /**
     * How many hosts of those that are concerned.
     *
     * @param hosts with an agent
     * @param checking those that check
     * @param swept of them those that have gone through all that they have, read every place and told every hit
     * @param inPart of them those that went through it and could not read everything, or had more hits than they tell
     */
    public record Tally(int hosts, int checking, int swept, int inPart) {}

    /** As the store has it. */
    public static LocalChecking of(Store.Session session, Scope scope, Instant now) {
        LocalChecking checking = new LocalChecking(LocalParts.of(session, now));
        for (Incident incident : session.incidents().list(scope)) {
            checking.communes.put(
                    incident.id().text(),
                    incident.communes().stream().filter(scope::allows).toList());
        }
        Map<AgentId, Check> told =
                session.localChecks().list(scope).stream().collect(Collectors.toMap(Check::host, Function.identity()));
        for (Host host : session.hosts().all(scope)) {
            if (host.state() == State.ACTIVE) {
                Sha256 due = checking.parts.list(host.commune()).id();
                Optional<Check> check = Optional.ofNullable(told.get(host.id()))
                        .filter(each -> each.entries() > 0 && each.list().equals(due));
                checking.hosts
                        .computeIfAbsent(host.commune(), ignored -> new ArrayList<>())
                        .add(new OfHost(host, check.map(Check::taken), check.flatMap(Check::swept)));
            }
        }
        return checking;
    }

    /** Whether agents check an indicator, or why not. */
    public Standing standing(Listed listed) {
        return parts.standing(listed.id()).orElse(Standing.NO_INCIDENT);
    }

    /** What the hosts told that are to check what is given of this incident. */
    public List<OfHost> hosts(IncidentId incident) {
        return hosts(incident.text());
    }

    private List<OfHost> hosts(String incident) {
        return communes.getOrDefault(incident, List.of()).stream()
                .flatMap(commune -> hosts.getOrDefault(commune, List.of()).stream())
                .toList();
    }

    /** How many of the hosts that are to check an indicator do. */
    public Tally tally(Listed listed) {
        List<OfHost> concerned = listed.incident().map(this::hosts).orElse(List.of());
        return new Tally(
                concerned.size(),
                count(concerned, each -> each.checking().isPresent()),
                count(concerned, each -> each.swept().filter(Swept::isWhole).isPresent()),
                count(
                        concerned,
                        each -> each.swept().filter(swept -> !swept.isWhole()).isPresent()));
    }

    private static int count(List<OfHost> concerned, Predicate<OfHost> which) {
        return Math.toIntExact(concerned.stream().filter(which).count());
    }
}
