package bzh.vigie.collector.detect.finding;

import bzh.vigie.collector.store.Store;
import java.time.Instant;
import java.util.List;

/**
 * Judges events one after the other. What it must remember between events it keeps in the session's progress, so that it
 * commits with the position in the log; a replay then finds the same. Called by one thread.
 */
public interface Detector {
    /** What this event shows. */
    List<Finding> judge(Seen seen, Store.Session session);

    /** A new alert was made of a finding about that event; not told of one that an exception hides, or that is one more of many. */
    default void raised(Seen seen, Finding finding, Store.Session session) {}

    /** What the passing of time shows; called about every half minute. */
    default List<Finding> tick(Instant now, Store.Session session) {
        return List.of();
    }

    /** Puts what was remembered in this transaction into the session; called last in each that judged or ticked. */
    default void save(Store.Session session) {}

    /** The transaction failed: what was remembered since the last one that did not is to be forgotten. */
    default void forget() {}
}
