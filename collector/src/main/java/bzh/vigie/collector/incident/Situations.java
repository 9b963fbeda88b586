package bzh.vigie.collector.incident;

import bzh.vigie.collector.store.AgentId;
import bzh.vigie.collector.store.Commune;
import bzh.vigie.collector.store.Incidents;
import bzh.vigie.collector.store.Incidents.Incident;
import bzh.vigie.collector.store.Incidents.Interval;
import bzh.vigie.collector.store.Incidents.Phase;
import bzh.vigie.collector.store.Scope;
import bzh.vigie.collector.store.Situation;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Situations of hosts, as their incidents stand: monitoring from the beginning of the host's eviction until the incident is closed, calm
 * else. An eviction without dates begins with its phase. Incidents are read once for each commune; make a new one in each transaction.
 */
public final class Situations {
    private static final Scope ALL = new Scope.All();
    private static final List<Phase> FROM_EVICTION = List.of(Phase.EVICTION, Phase.ERADICATION, Phase.REINFORCED_WATCH);

    private final Incidents incidents;
    private final Map<Commune, List<Known>> known = new HashMap<>();

    /** An incident as it stands. */
    private record Known(Incident incident, Phases phases, Evictions evictions) {}

    /**
     * Situation of a host at a time.
     *
     * @param before when the first of the incidents began that put it under monitoring: what others had by then was not brought by them;
     *     the end of time in calm
     * @param concerned communes of these incidents
     */
    public record OfHost(Situation situation, Instant before, Set<Commune> concerned) {
        public static final OfHost CALM = new OfHost(Situation.CALM, Instant.MAX, Set.of());

        public OfHost {
            concerned = Set.copyOf(concerned);
        }

        public boolean isMonitored() {
            return situation == Situation.MONITORING;
        }
    }

    public Situations(Incidents incidents) {
        this.incidents = incidents;
    }

    /** That of a host of that commune at that receipt time. */
    public OfHost of(AgentId host, Commune commune, Instant when) {
        Instant before = Instant.MAX;
        Set<Commune> concerned = new HashSet<>();
        for (Known each : known.computeIfAbsent(commune, this::concerning)) {
            if (isMonitored(each, host, when)) {
                Instant began = began(each);
                before = began.isBefore(before) ? began : before;
                concerned.addAll(each.incident().communes());
            }
        }
        return concerned.isEmpty() ? OfHost.CALM : new OfHost(Situation.MONITORING, before, concerned);
    }

    private List<Known> concerning(Commune commune) {
        return incidents.list(ALL).stream()
                .filter(incident -> incident.communes().contains(commune))
                .map(incident -> new Known(
                        incident,
                        Phases.of(incidents.phases(ALL, incident.id())),
                        Evictions.of(incidents.evictions(ALL, incident.id()))))
                .toList();
    }

    private static boolean isMonitored(Known incident, AgentId host, Instant when) {
        Optional<Instant> start = incident.evictions()
                .forHost(host)
                .map(Interval::start)
                .or(() -> FROM_EVICTION.stream()
                        .flatMap(phase -> incident.phases().since(phase).stream())
                        .min(Instant::compareTo));
        Optional<Instant> closed = incident.phases().since(Phase.CLOSURE).filter(end -> !end.isAfter(when));
        return start.filter(from -> !from.isAfter(when))
                // An eviction that begins anew after the closure opens it again.
                .filter(from -> closed.filter(end -> !from.isAfter(end)).isEmpty())
                .isPresent();
    }

    /** When the incident is known to have begun at the latest. */
    private static Instant began(Known incident) {
        return Stream.of(
                        Stream.of(incident.incident().opened()),
                        incident.phases().begun().values().stream(),
                        Stream.of(incident.evictions().earliest()).filter(time -> !time.equals(Instant.MIN)))
                .flatMap(times -> times)
                .min(Instant::compareTo)
                .orElseThrow();
    }
}
