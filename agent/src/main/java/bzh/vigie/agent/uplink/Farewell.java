package bzh.vigie.agent.uplink;

import bzh.vigie.v1.GoodbyeReason;
import java.time.Duration;

/** What a collector's goodbye makes the agent do. */
final class Farewell {
    /** Longest wait that a collector may impose, and the wait after an answer that only a person can change. */
    static final Duration HOUR = Duration.ofHours(1);

    private Farewell() {}

    /**
     * How long to stay away.
     *
     * @param told retry_after_seconds; zero where not told
     */
    static Duration pause(GoodbyeReason reason, Duration told, Backoff backoff) {
        return switch (reason) {
            // Only a person at the collector can change these: asking more often would be noise.
            case GOODBYE_REASON_REVOKED,
                    GOODBYE_REASON_UNKNOWN,
                    GOODBYE_REASON_QUARANTINED,
                    GOODBYE_REASON_TOO_NEW,
                    GOODBYE_REASON_NEEDS_APPROVAL -> backoff.spread(told.isZero() ? HOUR : told, HOUR);
            case GOODBYE_REASON_OVERLOADED,
                    GOODBYE_REASON_STOPPING,
                    GOODBYE_REASON_EXPIRED,
                    GOODBYE_REASON_BAD_FRAME,
                    GOODBYE_REASON_REPLACED,
                    GOODBYE_REASON_UNSPECIFIED,
                    UNRECOGNIZED -> {
                Duration grown = backoff.next();
                yield told.compareTo(grown) > 0 ? backoff.spread(told, HOUR) : grown;
            }
        };
    }
}
