package bzh.vigie.collector.incident;

import bzh.vigie.collector.store.IncidentId;
import bzh.vigie.collector.store.Scope;
import bzh.vigie.collector.store.Store;
import bzh.vigie.collector.store.Witnesses.Import;
import bzh.vigie.collector.store.Witnesses.Sighting;
import bzh.vigie.collector.store.Witnesses.Told;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.function.Consumer;

/**
 * What witnesses of an incident tell about addresses and accounts of its watchlist: every line of every current import is held against
 * it, in parts, however many there are.
 *
 * @param count how many lines
 * @param newest the newest of them, the newest first
 */
public record WatchedLines(long count, List<Told> newest) {
    private static final int PAGE = 10_000;

    private static final Comparator<Told> BY_TIME = Comparator.comparing(
                    (Told told) -> told.sighting().time())
            .thenComparingLong(Told::number)
            .thenComparingInt(told -> told.sighting().line());

    public WatchedLines {
        newest = List.copyOf(newest);
    }

    /**
     * As far as may be seen.
     *
     * @param most lines that are kept; all are counted
     */
    public static WatchedLines of(Store.Session session, Scope scope, IncidentId incident, int most) {
        PriorityQueue<Told> newest = new PriorityQueue<>(BY_TIME);
        long[] count = {0};
        each(session, scope, incident, told -> {
            count[0]++;
            newest.add(told);
            if (newest.size() > most) {
                newest.remove();
            }
        });
        return new WatchedLines(
                count[0], newest.stream().sorted(BY_TIME.reversed()).toList());
    }

    private static void each(Store.Session session, Scope scope, IncidentId incident, Consumer<Told> taker) {
        WatchedNames watched = WatchedNames.of(session, incident);
        for (Import each : session.witnesses().imports(scope, incident)) {
            int after = Integer.MIN_VALUE;
            List<Sighting> page = List.of();
            do {
                page = each.current() ? session.witnesses().lines(each.number(), after, PAGE) : List.of();
                page.stream()
                        .filter(watched::isWatched)
                        .forEach(line -> taker.accept(new Told(each.commune(), each.number(), each.kind(), line)));
                after = page.isEmpty() ? after : page.getLast().line();
            } while (page.size() == PAGE);
        }
    }
}
