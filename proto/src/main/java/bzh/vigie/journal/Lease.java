package bzh.vigie.journal;

import java.util.List;

/**
 * Records that somebody works on: {@link #commit} when they are needed no more, {@link #rollback} to have them leased again.
 * Neither is needed before the journal is closed. Thread-safe.
 */
public final class Lease {
    private final Journal journal;
    private final Leasing leasing;
    private final long from;
    private final long to;
    private final List<Entry> entries;
    private final List<Lost> lost;

    Lease(Journal journal, Leasing leasing, long from, long to, List<Entry> entries, List<Lost> lost) {
        this.journal = journal;
        this.leasing = leasing;
        this.from = from;
        this.to = to;
        this.entries = entries;
        this.lost = List.copyOf(lost);
    }

    /** The records, by growing number. */
    public List<Entry> entries() {
        return entries;
    }

    /** Numbers between and around the records that are lost; may be there without any record. */
    public List<Lost> lost() {
        return lost;
    }

    /** Whether there was nothing to lease. */
    public boolean isEmpty() {
        return to < from;
    }

    /** First number leased. */
    public long from() {
        return from;
    }

    /** Last number leased; before {@link #from} if there was nothing. */
    public long to() {
        return to;
    }

    /** Releases everything up to the end of this lease, so also earlier leases. */
    public void commit() {
        journal.release(to);
    }

    /** Gives back this lease and all later ones. */
    public void rollback() {
        leasing.giveBack(from);
    }
}
