package bzh.vigie.collector.detect;

import bzh.vigie.collector.detect.returns.Sweep;
import bzh.vigie.collector.detect.watchlist.Watchlist;
import bzh.vigie.collector.store.Author;
import bzh.vigie.collector.store.IncidentId;
import bzh.vigie.collector.store.Incidents.Incident;
import bzh.vigie.collector.store.Indicators.Listed;
import bzh.vigie.collector.store.Reviews.Line;
import bzh.vigie.collector.store.Scope;
import bzh.vigie.collector.store.Store;
import bzh.vigie.collector.store.Tombstones.Tombstone;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * Approvals, in baselines or not, that a new tombstone or a new indicator speaks against: they wait again, in every commune that it
 * concerns. What was approved is matched as it was then, whether or not a host still has it.
 */
public final class Reopening {
    private static final Scope ALL = new Scope.All();

    private Reopening() {}

    /** Against a tombstone that was just set; gives how many approvals wait again. */
    public static int of(Store.Session session, Tombstone tombstone, Author author) {
        return reopen(
                session,
                communes(session, tombstone.incident()),
                fields -> !Sweep.likeness(tombstone, fields).isEmpty(),
                tombstone.id(),
                author);
    }

    /** Against indicators that were just added; gives how many approvals wait again. */
    public static int of(Store.Session session, Collection<Listed> added, Author author) {
        Map<Optional<String>, List<Listed>> byIncident = added.stream()
                .filter(each -> each.indicator().alerts())
                .collect(Collectors.groupingBy(Listed::incident));
        int reopened = 0;
        for (Map.Entry<Optional<String>, List<Listed>> each : byIncident.entrySet()) {
            Watchlist watchlist = new Watchlist(each.getValue());
            Scope scope = each.getKey()
                    .map(id -> communes(session, new IncidentId(id)))
                    .orElse(ALL);
            reopened +=
                    reopen(session, scope, fields -> !watchlist.seenIn(fields).isEmpty(), "indicator", author);
        }
        return reopened;
    }

    private static Scope communes(Store.Session session, IncidentId id) {
        return new Scope.Communes(new HashSet<>(
                session.incidents().find(ALL, id).map(Incident::communes).orElse(List.of())));
    }

    private static int reopen(
            Store.Session session, Scope scope, Predicate<Map<String, String>> against, String because, Author author) {
        // A group that is approved in many communes is looked at once.
        Map<String, Boolean> looked = new HashMap<>();
        List<Line> lines = session.reviews().approvals(scope).stream()
                .filter(line -> looked.computeIfAbsent(
                        line.subject().id(), id -> against.test(line.subject().fields())))
                .toList();
        return lines.isEmpty() ? 0 : session.reviews().reopen(lines, because, author);
    }
}
