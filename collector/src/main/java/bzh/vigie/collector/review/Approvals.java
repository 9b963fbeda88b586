package bzh.vigie.collector.review;

import bzh.vigie.collector.store.IncidentId;
import bzh.vigie.collector.store.Reviews.Decision;
import bzh.vigie.collector.store.Reviews.Line;
import bzh.vigie.collector.store.Reviews.Matter;
import bzh.vigie.collector.store.Scope;
import bzh.vigie.collector.store.Store;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * How the approvals of an incident's items came about that stand.
 *
 * @param one groups that were approved one by one
 * @param bulk groups that were approved together with others
 * @param acts in which these were
 * @param reopened how often an approval was reopened so far
 */
public record Approvals(int one, int bulk, int acts, int reopened) {
    /** Counts them, of the communes that may be seen. */
    public static Approvals of(Store.Session session, Scope scope, IncidentId incident) {
        return of(session, scope, incident, session.reviews().standing(scope, incident));
    }

    /** The same where it was read already what was decided. */
    static Approvals of(Store.Session session, Scope scope, IncidentId incident, List<Line> standing) {
        Set<String> one = new HashSet<>();
        Set<String> bulk = new HashSet<>();
        Set<Long> acts = new HashSet<>();
        for (Line line : standing) {
            if (line.matter() == Matter.ITEMS && line.decision() == Decision.APPROVED) {
                (line.atOnce() > 1 ? bulk : one).add(line.subject().id());
                if (line.atOnce() > 1) {
                    acts.add(line.act());
                }
            }
        }
        return new Approvals(
                one.size(),
                bulk.size(),
                acts.size(),
                session.reviews().reopened(scope, incident, Instant.EPOCH).size());
    }
}
