package bzh.vigie.event;

/** Why a source or a location is in its state. Closed: status and console explain each in words. */
public enum ReasonCode {
    NONE,
    /** The agent lacks a privilege. */
    NO_RIGHT,
    /** The place does not exist on this host. */
    NOT_PRESENT,
    /** The kernel or OS has no such interface. */
    NOT_SUPPORTED,
    /** By policy or configuration. */
    DISABLED,
    /** Events were dropped to stay within the budget. */
    OVERLOADED,
    /** An error, told in the detail. */
    FAILED,
    /** Over a bound. */
    TOO_LARGE,
    TIMED_OUT,
    /** Part of the content could not be parsed. */
    MALFORMED,
    /** Configured, its canary not yet seen. */
    NOT_PROVEN,
    /** The agent was told to stop. */
    STOPPED,
    /** Watching began. */
    STARTED,
    /** A lesser way of watching is used. */
    FALLBACK,
    /** An antivirus keeps it from being opened. */
    BLOCKED,
    /** It was not closed, and what was written last may be missing. */
    NOT_CLOSED,
    /** Something is mounted over it: what lies below is not seen. */
    COVERED,
    /** The process of the agent did not run though its machine did. */
    FROZEN
}
