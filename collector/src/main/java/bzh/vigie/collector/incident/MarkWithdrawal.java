package bzh.vigie.collector.incident;

import bzh.vigie.collector.store.Author;
import bzh.vigie.collector.store.Scope;
import bzh.vigie.collector.store.Store;
import bzh.vigie.collector.store.Tombstones;
import bzh.vigie.collector.store.Tombstones.Recurrence;
import bzh.vigie.collector.store.Tombstones.Tombstone;
import bzh.vigie.collector.store.Tombstones.Withdrawn;
import java.util.Optional;

/**
 * Withdrawal of one mark. From then on nothing is known again by it; what was seen again by it stays to be decided. The reason is not the one
 * of another mark; the same done by a second person is the approval. There is no withdrawal of several at once.
 */
public final class MarkWithdrawal {
    private MarkWithdrawal() {}

    /** What became of it. */
    public sealed interface Outcome {
        /** It is written; whether a second person has yet to do the same, and how many recurrences by this mark nobody decided. */
        record Written(boolean awaitsApproval, long undecided) implements Outcome {}

        /** There is no such mark that may be seen. */
        record NoMark() implements Outcome {}

        /** This person took it back before, or somebody whose approval is there. */
        record Already() implements Outcome {}

        /** The reason is the one of that mark. */
        record SameReason(String mark) implements Outcome {}
    }

    /** Takes the mark of that id back, or approves that it was. */
    public static Outcome takeBack(Store.Session session, Scope scope, String id, Author author) {
        Optional<Tombstone> mark = session.tombstones().find(scope, id);
        if (mark.isEmpty()) {
            return new Outcome.NoMark();
        }
        Tombstones tombstones = session.tombstones();
        for (Withdrawn other : tombstones.withdrawn(scope, mark.get().incident())) {
            boolean own = other.tombstone().id().equals(id);
            if (own && (!other.awaitsApproval() || other.author().isSamePerson(author))) {
                return new Outcome.Already();
            }
            if (!own && other.authors().stream().anyMatch(each -> each.hasSameReason(author))) {
                return new Outcome.SameReason(other.tombstone().id());
            }
        }
        boolean awaits = mark.get().standing();
        tombstones.line(scope, id, false, Optional.empty(), author);
        return new Outcome.Written(
                awaits,
                tombstones.recurrences(scope, mark.get().incident()).stream()
                        .filter(each -> each.alert()
                                .evidence()
                                .getOrDefault(Tombstones.TOMBSTONE, "")
                                .equals(id))
                        .filter(Recurrence::isUndecided)
                        .count());
    }
}
