package bzh.vigie.journal;

import bzh.vigie.event.SourceCount;
import java.util.List;

/**
 * Numbers that a reader passed over because their records can no longer be read.
 *
 * @param from first number
 * @param to last number, inclusive; where the damage hides how many records there were, the most there can have been
 * @param counts events per source in them; empty where the damage took these too
 */
public record Lost(long from, long to, List<SourceCount> counts, Cause cause) {
    public Lost {
        counts = List.copyOf(counts);
    }

    /** Why records are gone. */
    public enum Cause {
        /** A checksum does not match, or a file is missing. */
        DAMAGED,
        /** The journal's end as it was found at opening was torn: these may never have been flushed. */
        CUT,
        /** Released or dropped while the reader was still before them. */
        REMOVED
    }
}
