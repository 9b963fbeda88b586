package bzh.vigie.collector.detect.returns;

import bzh.vigie.collector.detect.returns.LocalParts.Standing;
import bzh.vigie.collector.incident.Evictions;
import bzh.vigie.collector.store.AgentId;
import bzh.vigie.collector.store.Commune;
import bzh.vigie.collector.store.Hosts.Host;
import bzh.vigie.collector.store.Hosts.State;
import bzh.vigie.collector.store.IncidentId;
import bzh.vigie.collector.store.Incidents.Incident;
import bzh.vigie.collector.store.Incidents.Interval;
import bzh.vigie.collector.store.Indicators.Listed;
import bzh.vigie.collector.store.LocalChecks.Check;
import bzh.vigie.collector.store.LocalChecks.Swept;
import bzh.vigie.collector.store.Scope;
import bzh.vigie.collector.store.Store;
import bzh.vigie.watchlist.LocalWatchlist;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/** What agents are given to check by themselves, and what each host told of it, at one time and as far as a scope sees. Immutable. */
public final class LocalChecking {
    private final LocalParts parts;
    private final Map<String, List<Commune>> communes = new HashMap<>();
    private final Map<String, Evictions> evictions = new HashMap<>();
    private final Map<Commune, List<OfHost>> hosts = new HashMap<>();
    private final Map<String, Tally> tallies = new HashMap<>();

    private LocalChecking(LocalParts parts) {
        this.parts = parts;
    }

    /** What is known of a host and of what it is given. */
    public enum Answer {
        /** It went through all that it has, read every place and told every hit, as it says. */
        WHOLE,
        /** It went through it, but could not read every place, or had more hits than it tells. */
        IN_PART,
        /** It compares what it reads, and has not gone through all since. */
        CHECKING,
        /** What it told last was of another list than it is given now. */
        OTHER_LIST,
        /** It never told that it takes one: it was not connected, or is too old to. */
        NEVER,
        /** It may not send any more: it was revoked, removed, or waits; what it told before says nothing of now. */
        NOT_SENDING,
        /** Nothing is given to hosts of its commune. */
        NOTHING_GIVEN
    }

    /**
     * What a host told.
     *
     * @param due what it is to check; may be empty
     * @param checking since when it has checked that; empty where it does not, or nothing is to be checked there
     * @param swept the last time when it went through all that it has with that; none of before the end of its eviction, where that has one
     */
    public record OfHost(
            Host host, LocalWatchlist due, Answer answer, Optional<Instant> checking, Optional<Swept> swept) {
        static OfHost of(Host host, LocalWatchlist due, Optional<Check> told) {
            if (host.state() != State.ACTIVE && !due.isEmpty()) {
                return new OfHost(host, due, Answer.NOT_SENDING, Optional.empty(), Optional.empty());
            }
            Optional<Check> current =
                    told.filter(each -> each.entries() > 0 && each.list().equals(due.id()));
            Optional<Swept> swept = current.flatMap(Check::swept);
            Answer answer = due.isEmpty()
                    ? Answer.NOTHING_GIVEN
                    : told.isEmpty()
                            ? Answer.NEVER
                            : current.isEmpty()
                                    ? Answer.OTHER_LIST
                                    : swept.map(each -> each.isWhole() ? Answer.WHOLE : Answer.IN_PART)
                                            .orElse(Answer.CHECKING);
            return new OfHost(host, due, answer, current.map(Check::taken), swept);
        }

        /** What was gone through before the eviction ended says nothing of what is there since. */
        private OfHost since(Evictions evictions) {
            Optional<Instant> end = evictions.forHost(host.id()).flatMap(Interval::end);
            return swept.filter(each -> end.filter(each.received()::isBefore).isPresent())
                            .isPresent()
                    ? new OfHost(host, due, Answer.CHECKING, checking, Optional.empty())
                    : this;
        }

        /** The beginning of the id of what it is to check, by which two lists are told apart. */
        public String list() {
            return due.isEmpty() ? "" : due.id().hex().substring(0, 12);
        }
    }

    /**
     * How many hosts of those that are concerned.
     *
     * @param hosts with an agent that may send
     * @param checking those that check
     * @param swept of them those that have gone through all that they have, read every place and told every hit
     * @param inPart of them those that went through it and could not read everything, or had more hits than they tell
     */
    public record Tally(int hosts, int checking, int swept, int inPart) {}

    /** As the store has it. */
    public static LocalChecking of(Store.Session session, Scope scope, Instant now) {
        return of(
                session, scope, LocalParts.of(session, now), session.incidents().list(scope));
    }

    /** Of what one incident gives to the hosts of its communes; what others have of theirs is not read. */
    public static LocalChecking of(Store.Session session, Scope scope, IncidentId id, Instant now) {
        Optional<Incident> whole = session.incidents().find(new Scope.All(), id);
        Set<Commune> communes =
                whole.map(incident -> Set.copyOf(incident.communes())).orElse(Set.of());
        return of(
                session,
                new Scope.Communes(communes.stream().filter(scope::allows).collect(Collectors.toSet())),
                LocalParts.of(session, communes, now),
                session.incidents().find(scope, id).stream().toList());
    }

    private static LocalChecking of(Store.Session session, Scope scope, LocalParts parts, List<Incident> incidents) {
        LocalChecking checking = new LocalChecking(parts);
        for (Incident incident : incidents) {
            checking.communes.put(
                    incident.id().text(),
                    incident.communes().stream().filter(scope::allows).toList());
            checking.evictions.put(
                    incident.id().text(), Evictions.of(session.incidents().evictions(scope, incident.id())));
        }
        Map<AgentId, Check> told =
                session.localChecks().list(scope).stream().collect(Collectors.toMap(Check::host, Function.identity()));
        for (Host host : session.hosts().all(scope)) {
            checking.hosts
                    .computeIfAbsent(host.commune(), ignored -> new ArrayList<>())
                    .add(OfHost.of(host, parts.list(host.commune()), Optional.ofNullable(told.get(host.id()))));
        }
        incidents.forEach(incident -> checking.tallies.put(
                incident.id().text(), tally(checking.hosts(incident.id().text()))));
        return checking;
    }

    /** Whether agents check an indicator, or why not. */
    public Standing standing(Listed listed) {
        return parts.standing(listed.id()).orElse(Standing.NO_INCIDENT);
    }

    /** What the hosts of this incident told that are to check what is given of it, also of those that may not send any more. */
    public List<OfHost> hosts(IncidentId incident) {
        return hosts(incident.text());
    }

    private List<OfHost> hosts(String incident) {
        return communes.getOrDefault(incident, List.of()).stream()
                .flatMap(commune -> hosts.getOrDefault(commune, List.of()).stream())
                .map(each -> Optional.ofNullable(evictions.get(incident))
                        .map(each::since)
                        .orElse(each))
                .toList();
    }

    /** How many of the hosts that are to check an indicator do. */
    public Tally tally(Listed listed) {
        return listed.incident()
                .flatMap(incident -> Optional.ofNullable(tallies.get(incident)))
                .orElse(new Tally(0, 0, 0, 0));
    }

    private static Tally tally(List<OfHost> all) {
        List<OfHost> concerned =
                all.stream().filter(each -> each.host().state() == State.ACTIVE).toList();
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
