package bzh.vigie.collector.incident;

import bzh.vigie.collector.store.Author;
import bzh.vigie.collector.store.IncidentId;
import bzh.vigie.collector.store.Scope;
import bzh.vigie.collector.store.Store;
import bzh.vigie.collector.store.Tombstones;
import bzh.vigie.collector.store.Tombstones.Nature;
import bzh.vigie.collector.store.Tombstones.Recurrence;
import java.util.Optional;

/**
 * Decision about the nature of one recurrence. Whoever denies that the attacker is back names what shows it, and gives a reason that is not
 * the one of another recurrence; the same said by a second person is the approval. There is no decision about several at once.
 */
public final class NatureDecision {
    /** Longest proof, in characters. */
    public static final int LONGEST_PROOF = 2_000;

    private NatureDecision() {}

    /** What became of it. */
    public sealed interface Outcome {
        /** It is written; whether a second person has yet to say the same. */
        record Written(boolean awaitsApproval) implements Outcome {}

        /** There is no such recurrence that may be seen. */
        record NoRecurrence() implements Outcome {}

        /** Such a nature needs something that shows it. */
        record NoProof() implements Outcome {}

        /** The reason is the one of another recurrence, that of this alert. */
        record SameReason(String alert) implements Outcome {}
    }

    /** Writes that the recurrence of that alert has that nature. */
    public static Outcome decide(
            Store.Session session, Scope scope, String alert, Nature nature, String proof, Author author) {
        Optional<IncidentId> incident = session.alerts()
                .find(scope, alert)
                .flatMap(found -> Optional.ofNullable(found.evidence().get(Tombstones.INCIDENT)))
                .map(IncidentId::new);
        if (incident.isEmpty()) {
            return new Outcome.NoRecurrence();
        }
        if (nature.needsApproval()) {
            if (proof.isBlank()) {
                return new Outcome.NoProof();
            }
            Optional<Recurrence> same = session.tombstones().recurrences(scope, incident.get()).stream()
                    .filter(each -> !each.alert().id().equals(alert))
                    .filter(each -> each.nature()
                            .filter(line -> line.nature().needsApproval()
                                    && line.author().hasSameReason(author))
                            .isPresent())
                    .findFirst();
            if (same.isPresent()) {
                return new Outcome.SameReason(same.get().alert().id());
            }
        }
        return session.tombstones().nature(scope, alert, nature, proof.strip(), author)
                ? new Outcome.Written(session.alerts()
                        .find(scope, alert)
                        .filter(found -> new Recurrence(
                                        found, session.tombstones().natures(scope, alert), false, Optional.empty())
                                .awaitsApproval())
                        .isPresent())
                : new Outcome.NoRecurrence();
    }
}
