package bzh.vigie.collector.store;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Alerts: findings that ask for a person. Text is made from rule, reason and evidence in the reader's language. */
public interface Alerts {
    /** How bad; the order is that of Sigma levels. */
    enum Severity {
        INFORMATIONAL,
        LOW,
        MEDIUM,
        HIGH,
        CRITICAL
    }

    /** Where an alert stands in its life. */
    enum Status {
        NEW,
        ACKNOWLEDGED,
        ASSIGNED,
        CLOSED
    }

    /**
     * An alert.
     *
     * @param id hash of rule, commune, cause key and first event id: a replay makes the same one
     * @param rule id of the rule
     * @param cause what alerts are grouped by
     * @param firstEvent id of the event that raised it
     * @param time when, by the collector's receipt
     * @param hostTime when, by the host's clock
     * @param evidence field to value, as the rule saw them
     * @param count events that raised it again
     */
    record Alert(
            String id,
            String rule,
            Severity severity,
            List<String> techniques,
            Commune commune,
            AgentId host,
            String hostname,
            String cause,
            String firstEvent,
            Instant time,
            Instant hostTime,
            Map<String, String> evidence,
            Status status,
            int count,
            Instant lastTime) {
        public Alert {
            techniques = List.copyOf(techniques);
            evidence = Map.copyOf(evidence);
        }

        /** The same with other evidence. */
        public Alert with(Map<String, String> other) {
            return new Alert(
                    id,
                    rule,
                    severity,
                    techniques,
                    commune,
                    host,
                    hostname,
                    cause,
                    firstEvent,
                    time,
                    hostTime,
                    other,
                    status,
                    count,
                    lastTime);
        }
    }

    /** Stores an alert; false where one with this id is there already (a replay), which is left as it is. */
    boolean raise(Alert alert);

    /** Another event of an alert: counts it. */
    void again(String id, Instant time);

    Optional<Alert> find(Scope scope, String id);

    /** The newest alert of this rule and cause in this commune that is not closed. */
    Optional<Alert> open(Commune commune, String rule, String cause);

    /** The newest alert of this rule and cause in this commune, wherever it stands. */
    Optional<Alert> newest(Commune commune, String rule, String cause);

    /** Newest first, from before the alert with that id, the last of the page before; at most {@code limit}. */
    List<Alert> list(Scope scope, Optional<String> before, int limit);

    /** In the order in which they were stored, after that sequence number; for notify and follow. */
    List<Numbered> after(Scope scope, long sequence, int limit);

    /** Sequence number of the alert stored last; 0 before the first. */
    long last();

    /** An alert with its place in the order of storing, which never changes. */
    record Numbered(long sequence, Alert alert) {}

    /** Sets where an alert stands and writes that to the audit log; false, and nothing written, where there is none. */
    boolean status(Scope scope, String id, Status status, Author author);
}
