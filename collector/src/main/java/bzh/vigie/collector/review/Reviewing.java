package bzh.vigie.collector.review;

import bzh.vigie.collector.store.Author;
import bzh.vigie.collector.store.Commune;
import bzh.vigie.collector.store.IncidentId;
import bzh.vigie.collector.store.Reviews.Decision;
import bzh.vigie.collector.store.Reviews.Matter;
import bzh.vigie.collector.store.Reviews.Subject;
import bzh.vigie.collector.store.Scope;
import bzh.vigie.collector.store.Store;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Writes what a person decides about groups of a review. */
public final class Reviewing {
    private Reviewing() {}

    /** Those of the groups about which nobody decided since they were read. */
    public static List<ReviewGroup> untouched(
            Store.Session session, Scope scope, IncidentId incident, Matter matter, List<ReviewGroup> groups) {
        return groups.stream()
                .filter(group -> session.reviews().lines(scope, incident, group.id()).stream()
                        .filter(line ->
                                line.matter() == matter && group.communes().containsKey(line.commune()))
                        .allMatch(line -> line.number() <= group.last()))
                .toList();
    }

    /**
     * Decides about groups in one act, in the communes in which that says something new.
     *
     * @param tombstone the mark where they are the attacker's; empty otherwise
     * @return how many lines were written
     */
    public static int decide(
            Store.Session session,
            Scope scope,
            IncidentId incident,
            Matter matter,
            List<ReviewGroup> groups,
            Decision decision,
            String tombstone,
            Author author) {
        Map<Subject, Set<Commune>> subjects = new HashMap<>();
        groups.forEach(group -> {
            Set<Commune> communes = group.communes(decision);
            if (!communes.isEmpty()) {
                subjects.put(ReviewList.subject(session, group), communes);
            }
        });
        return session.reviews().decide(scope, incident, matter, subjects, decision, tombstone, author);
    }
}
