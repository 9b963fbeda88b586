package bzh.vigie.collector.detect;

import bzh.vigie.collector.detect.returns.Sweep;
import bzh.vigie.collector.detect.watchlist.Watchlist;
import bzh.vigie.collector.detect.watchlist.WatchlistFindings;
import bzh.vigie.collector.store.Author;
import bzh.vigie.collector.store.Commune;
import bzh.vigie.collector.store.IncidentId;
import bzh.vigie.collector.store.Incidents.Incident;
import bzh.vigie.collector.store.Indicators.Listed;
import bzh.vigie.collector.store.Reviews.Line;
import bzh.vigie.collector.store.Scope;
import bzh.vigie.collector.store.Store;
import bzh.vigie.collector.store.Tombstones.Tombstone;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * Approvals, in baselines or not, that a tombstone or an indicator speaks against: when it is new, or when its incident is extended, they
 * wait again, in every commune that it concerns. What was approved is matched as it was then, whether or not a host still has it.
 */
public final class Reopening {
    private static final Scope ALL = new Scope.All();

    private Reopening() {}

    /** Against tombstones of one incident that were just set; gives how many approvals wait again, each because of the first that it is like. */
    static int of(Store.Session session, List<Tombstone> marked, Author author) {
        Scope scope = new Scope.Communes(communes(session, marked.getFirst().incident()));
        List<Line> left = session.reviews().approvals(scope, Sweep.like(marked));
        int reopened = 0;
        for (Tombstone tombstone : marked) {
            Predicate<Map<String, String>> like = Sweep.like(List.of(tombstone));
            List<Line> of = left.stream()
                    .filter(line ->
                            like.test(session.reviews().fields(line.subject().id())))
                    .toList();
            reopened += of.isEmpty() ? 0 : session.reviews().reopen(of, tombstone.id(), author);
            left = left.stream().filter(line -> !of.contains(line)).toList();
        }
        return reopened;
    }

    /** Against indicators that were just added; gives how many approvals wait again. */
    public static int of(Store.Session session, Collection<Listed> added, Author author) {
        Map<Optional<String>, List<Listed>> byIncident = added.stream()
                .filter(each -> each.indicator().alerts())
                .collect(Collectors.groupingBy(Listed::incident));
        int reopened = 0;
        for (Map.Entry<Optional<String>, List<Listed>> each : byIncident.entrySet()) {
            Scope scope = each.getKey()
                    .<Scope>map(id -> new Scope.Communes(communes(session, new IncidentId(id))))
                    .orElse(ALL);
            reopened += reopen(session, scope, shows(each.getValue()), "indicator", author);
        }
        return reopened;
    }

    /**
     * Has an incident reach a commune: what it knows of the attacker is held against what was approved there before. The only way to
     * extend one.
     *
     * @return how many approvals wait again; empty, and nothing written, where it may not be extended there
     */
    public static Optional<Integer> extend(
            Store.Session session, Scope scope, Incident incident, Commune commune, Author author) {
        boolean there = incident.communes().contains(commune);
        return session.incidents().extend(scope, incident.id(), commune, author)
                ? Optional.of(there ? 0 : extended(session, incident.id(), commune, author))
                : Optional.empty();
    }

    /** In a commune that an incident was just extended to, against its marks and indicators; gives how many approvals wait again. */
    private static int extended(Store.Session session, IncidentId incident, Commune commune, Author author) {
        List<Tombstone> marks = session.tombstones().list(ALL, incident).stream()
                .filter(Tombstone::standing)
                .toList();
        List<Listed> own = WatchlistFindings.all(session).stream()
                .filter(each -> each.indicator().alerts())
                .filter(each -> each.incident().equals(Optional.of(incident.text())))
                .toList();
        return marks.isEmpty() && own.isEmpty()
                ? 0
                : reopen(
                        session,
                        new Scope.Communes(Set.of(commune)),
                        Sweep.like(marks).or(shows(own)),
                        "extended",
                        author);
    }

    /** Whether fields of an item are like a mark that stands, or show an indicator that counts then, for one of these communes or for all. */
    public static Predicate<Map<String, String>> against(
            Store.Session session, Collection<Commune> communes, Instant when) {
        Map<IncidentId, Boolean> concerned = new HashMap<>();
        Predicate<IncidentId> concerns = incident -> concerned.computeIfAbsent(
                incident, id -> communes(session, id).stream().anyMatch(communes::contains));
        List<Listed> listed = WatchlistFindings.all(session).stream()
                .filter(each -> each.indicator().alerts() && !each.indicator().isExpiredAt(when))
                .filter(each -> each.incident()
                        .map(IncidentId::new)
                        .filter(concerns.negate())
                        .isEmpty())
                .toList();
        List<Tombstone> marks = session.tombstones().standing().stream()
                .filter(each -> concerns.test(each.incident()))
                .toList();
        return Sweep.like(marks).or(shows(listed));
    }

    private static Predicate<Map<String, String>> shows(List<Listed> indicators) {
        Watchlist watchlist = new Watchlist(indicators);
        return fields -> !watchlist.seenIn(fields).isEmpty();
    }

    private static Set<Commune> communes(Store.Session session, IncidentId id) {
        return new HashSet<>(
                session.incidents().find(ALL, id).map(Incident::communes).orElse(List.of()));
    }

    private static int reopen(
            Store.Session session, Scope scope, Predicate<Map<String, String>> against, String because, Author author) {
        List<Line> lines = session.reviews().approvals(scope, against);
        return lines.isEmpty() ? 0 : session.reviews().reopen(lines, because, author);
    }
}
