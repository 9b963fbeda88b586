package bzh.vigie.collector.store;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Append-only log of decisions (invariant 9), chained by hash so that an edited past shows. */
public interface Audit {
    /** One decision: who, when, what was done to what, why. */
    record Entry(long number, Instant time, Author author, String action, String subject, String hash) {
        /** How the action is called, without what is said behind it. */
        public String word() {
            return action.split(" ", 2)[0];
        }
    }

    void add(Author author, String action, String subject);

    List<Entry> list(long after, int limit);

    /**
     * Which entries are asked for; what is empty is not asked.
     *
     * @param author the name of who decided, whole
     * @param action how the action begins
     * @param subject what the subject holds
     * @param from not before this
     * @param until before this
     * @param words how the actions are called that may be found: their first words; of all where there are none
     */
    record Filter(
            String author,
            String action,
            String subject,
            Optional<Instant> from,
            Optional<Instant> until,
            Set<String> words) {
        /** Every entry. */
        public static final Filter NONE = new Filter("", "", "", Optional.empty(), Optional.empty());

        public Filter {
            words = Set.copyOf(words);
        }

        /** Of all actions. */
        public Filter(String author, String action, String subject, Optional<Instant> from, Optional<Instant> until) {
            this(author, action, subject, from, until, Set.of());
        }

        /** Of these actions alone. */
        public Filter of(Set<String> only) {
            return new Filter(author, action, subject, from, until, only);
        }
    }

    /** The newest of those asked for whose numbers are below that, the newest first. */
    List<Entry> find(Filter filter, long below, int limit);

    /** The latest entry; empty before the first. */
    Optional<Entry> last();

    /** What was decided about this subject, oldest first. */
    List<Entry> about(String subject);

    /** The newest of them, whose action begins so, the newest first; at most {@code limit}. */
    List<Entry> about(String subject, String action, int limit);

    /** How many there are about this subject. */
    long count(String subject);

    /** Whether every entry still hashes to the next. */
    boolean verifies();
}
