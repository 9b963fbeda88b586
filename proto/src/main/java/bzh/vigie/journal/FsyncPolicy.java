package bzh.vigie.journal;

/** When a journal makes sure that the disk has what was appended (fsync(2)). */
public enum FsyncPolicy {
    /** At {@link Journal#flush} and when a segment is closed. */
    ON_FLUSH,
    /** Before each append returns. */
    EVERY_APPEND,
    /** Never: survives the death of the process, not of the machine. For tests. */
    NEVER
}
