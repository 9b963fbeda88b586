package bzh.vigie.agent.selftest;

/** Why nothing is planted in a location of a running machine. */
public enum Untried {
    /** The directory is not there: what would use it is not installed. */
    NOT_HERE,
    /** Another account may change what lies there, or a directory above it. */
    OF_AN_ACCOUNT,
    /** The kernel makes it up. */
    OF_THE_KERNEL,
    /** It is one file, and files that are there are never changed. */
    ONE_FILE,
    /** What lies there may be used at any moment. */
    USED_AT_ONCE,
    /** It could not be written; the reason is told. */
    NOT_WRITTEN
}
