package bzh.vigie.collector.store;

/** What a severity depends on besides what was found (decision 0081): the same new service is a footnote on a quiet day. */
public enum Situation {
    /** Hors incident: no eviction of the host has begun, or its incident is closed. */
    CALM,
    /** Surveillance renforcée: from the beginning of the host's eviction until its incident is closed. */
    MONITORING
}
