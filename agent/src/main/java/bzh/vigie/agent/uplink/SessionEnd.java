package bzh.vigie.agent.uplink;

import bzh.vigie.agent.transport.LinkException;
import bzh.vigie.v1.GoodbyeReason;
import java.time.Duration;

/** How a connection ended. */
sealed interface SessionEnd {
    /** It was lost, or the collector sent what no collector sends. */
    record Lost(LinkException.Kind kind, String detail) implements SessionEnd {}

    /** The collector said goodbye. */
    record Goodbye(GoodbyeReason reason, Duration retryAfter, String detail) implements SessionEnd {}

    /** The certificate was renewed on a connection that was good for nothing else. */
    record Renewed() implements SessionEnd {}

    /** The agent stops. */
    record Stopped() implements SessionEnd {}
}
