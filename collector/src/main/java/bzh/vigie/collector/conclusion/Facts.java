package bzh.vigie.collector.conclusion;

import bzh.vigie.collector.coverage.HostCoverage;
import bzh.vigie.collector.coverage.Window;
import bzh.vigie.collector.incident.Evictions;
import bzh.vigie.collector.incident.HostMatching;
import bzh.vigie.collector.incident.HostMatching.Matched;
import bzh.vigie.collector.neighbour.SeenMachine;
import bzh.vigie.collector.neighbour.SeenMachines;
import bzh.vigie.collector.store.AgentId;
import bzh.vigie.collector.store.Alerts.Alert;
import bzh.vigie.collector.store.Alerts.Severity;
import bzh.vigie.collector.store.Alerts.Status;
import bzh.vigie.collector.store.Attestations;
import bzh.vigie.collector.store.Attestations.Answer;
import bzh.vigie.collector.store.Attestations.Statement;
import bzh.vigie.collector.store.Commune;
import bzh.vigie.collector.store.ExpectedHosts.Role;
import bzh.vigie.collector.store.Hosts.Host;
import bzh.vigie.collector.store.Incidents.Incident;
import bzh.vigie.collector.store.Incidents.Interval;
import bzh.vigie.collector.store.Scope;
import bzh.vigie.collector.store.Store;
import bzh.vigie.collector.store.Tombstones;
import bzh.vigie.collector.store.Tombstones.Recurrence;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What is stored of an incident at one time, as a conclusion rests on it: the same facts give the same conclusion.
 *
 * @param at by the collector's clock
 * @param eviction that of all hosts
 * @param hosts with an agent that may send, each in its window of the watch; none whose eviction has no end
 * @param unstarted hosts whose own eviction has no end yet
 * @param matching expected hosts against those with an agent
 * @param undecided alerts of medium severity or above since the eviction began that nobody closed
 * @param recurrences alerts of what should not be there after the eviction, closed or not
 * @param machines seen and not enrolled, without those that were exempted
 * @param attestations every line, in the order of writing
 */
public record Facts(
        Incident incident,
        Instant at,
        Optional<Interval> eviction,
        List<WatchedHost> hosts,
        List<Host> unstarted,
        HostMatching matching,
        List<Alert> undecided,
        List<Recurrence> recurrences,
        List<SeenMachine> machines,
        List<Attestations.Line> attestations) {
    private static final int PAGE = 500;

    /** Rules that look back, so that the time of an alert is not when it was found; those of recurrences too. */
    private static final String LOOKS_BACK = "vigie-indicator-seen";

    public Facts {
        hosts = List.copyOf(hosts);
        unstarted = List.copyOf(unstarted);
        undecided = List.copyOf(undecided);
        recurrences = List.copyOf(recurrences);
        machines = List.copyOf(machines);
        attestations = List.copyOf(attestations);
    }

    /** Reads them, of the communes of the incident that may be seen. */
    public static Facts of(Store.Session session, Scope scope, Incident incident, Instant at) {
        Evictions evictions = Evictions.of(session.incidents().evictions(scope, incident.id()));
        HostMatching matching = HostMatching.of(session, scope, incident.id()).orElseThrow();
        Map<AgentId, Role> roles = new HashMap<>();
        for (Matched matched : matching.expected()) {
            matched.agents()
                    .forEach(agent ->
                            roles.merge(agent.id(), matched.host().role(), (a, b) -> a.compareTo(b) >= 0 ? a : b));
        }
        Scope communes = new Scope.Communes(Set.copyOf(incident.communes()));
        List<WatchedHost> hosts = new ArrayList<>();
        List<Host> unstarted = new ArrayList<>();
        List<Attestations.Line> attestations = session.attestations().lines(scope, incident.id());
        // One that was revoked or uninstalled is not left out: its time is a hole. Only what is attested to be gone is.
        for (Host host : session.hosts().all(communes)) {
            if (Attestations.last(attestations, Statement.GONE, Optional.of(host.id()))
                    .flatMap(Attestations.Line::answer)
                    .filter(Answer.YES::equals)
                    .isPresent()) {
                continue;
            }
            Optional<Instant> end = evictions.forHost(host.id()).flatMap(Interval::end);
            if (end.filter(at::isAfter).isEmpty()) {
                unstarted.add(host);
                continue;
            }
            Window window = new Window(end.get(), end(end.get(), incident, at));
            hosts.add(new WatchedHost(
                    HostCoverage.of(host, window, session.coverage()),
                    roles.getOrDefault(host.id(), Role.WORKSTATION),
                    host.enrolled().isBefore(end.get())));
        }
        List<Alert> since = since(session, communes, evictions);
        return new Facts(
                incident,
                at,
                evictions.all(),
                hosts,
                unstarted,
                matching,
                since.stream().filter(alert -> alert.status() != Status.CLOSED).toList(),
                session.tombstones().recurrences(scope, incident.id()),
                incident.communes().stream()
                        .flatMap(commune -> machines(session, scope, commune).stream())
                        .toList(),
                attestations);
    }

    private static Instant end(Instant from, Incident incident, Instant at) {
        Instant planned = from.plus(Duration.ofDays(incident.watchDays()));
        return planned.isBefore(at) ? planned : at;
    }

    /**
     * Of medium severity or above, raised again or for the first time since the first eviction began, of whichever host: hosts of a
     * commune share alerts. Without a date, all.
     */
    private static List<Alert> since(Store.Session session, Scope communes, Evictions evictions) {
        List<Alert> since = new ArrayList<>();
        Optional<String> before = Optional.empty();
        List<Alert> page;
        do {
            page = session.alerts().list(communes, before, PAGE);
            page.stream()
                    .filter(alert -> alert.severity().compareTo(Severity.MEDIUM) >= 0)
                    .filter(alert -> alert.rule().equals(LOOKS_BACK)
                            || Tombstones.RULES.contains(alert.rule())
                            || !alert.lastTime().isBefore(evictions.earliest()))
                    .forEach(since::add);
            before = page.isEmpty() ? before : Optional.of(page.getLast().id());
        } while (page.size() == PAGE);
        return since;
    }

    private static List<SeenMachine> machines(Store.Session session, Scope scope, Commune commune) {
        return SeenMachines.of(session, scope, commune).stream()
                .filter(machine -> machine.exempted().isEmpty())
                .toList();
    }
}
