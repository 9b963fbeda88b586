package bzh.vigie.collector.review;

import bzh.vigie.collector.review.ReviewGroup.State;
import bzh.vigie.collector.store.Incidents.Incident;
import bzh.vigie.collector.store.Reviews.Baseline;
import bzh.vigie.collector.store.Reviews.Decision;
import bzh.vigie.collector.store.Reviews.Line;
import bzh.vigie.collector.store.Scope;
import bzh.vigie.collector.store.Store;
import bzh.vigie.collector.store.Tombstones;
import bzh.vigie.collector.store.Tombstones.Recurrence;
import java.time.Instant;
import java.util.ArrayList;
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
 * @param approvals how those that stand came about
 * @param changes groups of remediation changes by how they stand
 * @param baselines that were signed
 */
public record Reviewed(
        Map<State, Long> groups,
        List<String> waiting,
        List<String> watched,
        Approvals approvals,
        Map<State, Long> changes,
        List<Baseline> baselines) {
    /** Between the parts of what is named. */
    private static final String BETWEEN = "  ";

    public Reviewed {
        groups = Map.copyOf(groups);
        waiting = List.copyOf(waiting);
        watched = List.copyOf(watched);
        changes = Map.copyOf(changes);
        baselines = List.copyOf(baselines);
    }

    /**
     * Reads it.
     *
     * @param recurrences of the incident
     */
    public static Reviewed of(
            Store.Session session, Scope scope, Incident incident, List<Recurrence> recurrences, Instant at) {
        List<Line> standing = session.reviews().standing(scope, incident.id());
        ReviewList items = ReviewList.ofWatch(session, scope, incident, at, standing);
        ReviewList changes = ReviewList.ofChanges(session, scope, incident, at, standing);
        Set<String> told = recurrences.stream()
                .map(each -> each.alert().evidence().getOrDefault(Tombstones.TOMBSTONE, ""))
                .collect(Collectors.toSet());
        List<String> waiting = new ArrayList<>(named(items, State.WAITING));
        items.floods().forEach((host, more) -> waiting.add(host + BETWEEN + "+" + more + BETWEEN + "items-left-out"));
        items.unread().forEach(host -> waiting.add(host.hostname() + BETWEEN + "no-item-known"));
        items.groups().stream()
                .filter(group -> group.state() == State.ATTACKER)
                .filter(group -> group.lines().values().stream()
                        .filter(line -> line.decision() == Decision.ATTACKER)
                        .anyMatch(line -> !told.contains(line.tombstone())))
                .forEach(group -> waiting.add(group.named() + BETWEEN + "recurrence-untold"));
        return new Reviewed(
                items.states(),
                waiting,
                named(items, State.WATCH),
                Approvals.of(session, scope, incident.id(), standing),
                changes.states(),
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
}
