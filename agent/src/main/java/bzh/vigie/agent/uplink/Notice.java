package bzh.vigie.agent.uplink;

/**
 * Something about the exchange with the collector that a person should be able to read in the status.
 *
 * @param detail fit for a terminal; may be empty
 */
public record Notice(Kind kind, String detail) {
    /** What there can be to say. Closed; has words in both languages. */
    public enum Kind {
        /** The collector sent a watchlist that is over its bounds or of another version; the detail is its version. */
        WATCHLIST_NOT_USED,
        /** The collector asked for a sweep by a name that is none. */
        SWEEP_NOT_MADE,
        /** A value of the policy is out of its range and was left as it was. */
        POLICY_IGNORED,
        /** The collector's own certificate is over, by its own clock. */
        COLLECTOR_EXPIRED,
        /** The collector no longer has what it once acknowledged: it was restored from a backup. */
        COLLECTOR_SET_BACK,
        /** The collector had more than this agent ever wrote: this disk was set back. A new epoch began. */
        ROLLED_BACK,
        /** A renewal that could not be used. */
        RENEWAL_UNUSABLE,
        /** The certificate was renewed. */
        RENEWED,
        /** An acknowledgement of something that was never sent; ignored. */
        ACKNOWLEDGED_UNSENT,
        /** What is to be sent cannot be written to the disk. */
        SPOOL_STUCK,
        /** Little room is left on the disk where it is written; the detail has how many MiB. */
        DISK_LOW
    }
}
