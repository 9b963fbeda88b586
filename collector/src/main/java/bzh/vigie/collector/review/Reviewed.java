package bzh.vigie.collector.review;

import bzh.vigie.collector.review.ReviewGroup.State;
import bzh.vigie.collector.store.Hosts.Host;
import bzh.vigie.collector.store.Incidents.Incident;
import bzh.vigie.collector.store.Reviews.Baseline;
import bzh.vigie.collector.store.Reviews.Decision;
import bzh.vigie.collector.store.Reviews.Line;
import bzh.vigie.collector.store.Reviews.Matter;
import bzh.vigie.collector.store.Scope;
import bzh.vigie.collector.store.Store;
import bzh.vigie.collector.store.Tombstones;
import bzh.vigie.collector.store.Tombstones.Recurrence;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * How far the review of an incident has come, in short: what a conclusion and a report say of it.
 *
 * @param groups how many there are by how they stand
 * @param waiting those that wait, named; then what fills the list from one host, hosts of which no item is known, and groups of the
 *     attacker's of which no recurrence was told
 * @param watched those that are to be watched, named
 * @param one groups that were approved one by one
 * @param bulk groups that were approved together with others
 * @param acts in which these were
 * @param changes groups of remediation changes by how they stand
 * @param baselines that were signed
 */
public record Reviewed(
        Map<State, Long> groups,
        List<String> waiting,
        List<String> watched,
        int one,
        int bulk,
        int acts,
        Map<State, Long> changes,
        List<Baseline> baselines) {
    public Reviewed {
        groups = Map.copyOf(groups);
        waiting = List.copyOf(waiting);
        watched = List.copyOf(watched);
        changes = Map.copyOf(changes);
        baselines = List.copyOf(baselines);
    }

    /** Reads it, of the communes of the incident that may be seen. */
    public static Reviewed of(Store.Session session, Scope scope, Incident incident, Instant at) {
        return of(session, scope, incident, session.tombstones().recurrences(scope, incident.id()), at);
    }

    /**
     * Reads it.
     *
     * @param recurrences of the incident
     */
    public static Reviewed of(
            Store.Session session, Scope scope, Incident incident, List<Recurrence> recurrences, Instant at) {
        ReviewList items = ReviewList.of(session, scope, incident, Matter.ITEMS, at);
        ReviewList changes = ReviewList.of(session, scope, incident, Matter.REMEDIATION, at);
        Set<String> told = recurrences.stream()
                .map(each -> each.alert().evidence().getOrDefault(Tombstones.TOMBSTONE, ""))
                .collect(Collectors.toSet());
        List<String> waiting = new ArrayList<>(named(items, State.WAITING));
        items.floods().forEach((host, more) -> waiting.add(host + "  +" + more));
        items.unread().stream().map(Host::hostname).forEach(waiting::add);
        items.groups().stream()
                .filter(group -> group.state() == State.ATTACKER)
                .filter(group -> group.lines().values().stream()
                        .filter(line -> line.decision() == Decision.ATTACKER)
                        .anyMatch(line -> !told.contains(line.tombstone())))
                .map(ReviewGroup::named)
                .forEach(waiting::add);
        Set<String> one = new HashSet<>();
        Set<String> bulk = new HashSet<>();
        Set<Long> acts = new HashSet<>();
        for (Line line : session.reviews().standing(scope, incident.id())) {
            if (line.matter() == Matter.ITEMS && line.decision() == Decision.APPROVED) {
                (line.atOnce() > 1 ? bulk : one).add(line.subject().id());
                if (line.atOnce() > 1) {
                    acts.add(line.act());
                }
            }
        }
        return new Reviewed(
                counted(items),
                waiting,
                named(items, State.WATCH),
                one.size(),
                bulk.size(),
                acts.size(),
                counted(changes),
                session.reviews().baselines(scope, incident.id()));
    }

    /** How many items stand so. */
    public long groups(State state) {
        return groups.getOrDefault(state, 0L);
    }

    /** How many remediation changes stand so. */
    public long changes(State state) {
        return changes.getOrDefault(state, 0L);
    }

    private static List<String> named(ReviewList list, State state) {
        return list.groups().stream()
                .filter(group -> group.state() == state)
                .map(ReviewGroup::named)
                .toList();
    }

    private static Map<State, Long> counted(ReviewList list) {
        Map<State, Long> counted = new EnumMap<>(State.class);
        list.groups().forEach(group -> counted.merge(group.state(), 1L, Long::sum));
        return counted;
    }
}
