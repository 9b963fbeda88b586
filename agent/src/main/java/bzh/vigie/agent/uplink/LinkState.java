package bzh.vigie.agent.uplink;

import bzh.vigie.agent.transport.LinkException;
import bzh.vigie.enrol.CollectorAddress;
import bzh.vigie.v1.GoodbyeReason;
import java.time.Duration;

/**
 * How the connection to the collector stands. Why it failed or was ended stands until the next attempt has ended. Texts in it are fit
 * for a terminal.
 */
public sealed interface LinkState {
    /** Being made for the first time, or with a renewed certificate. */
    record Connecting(CollectorAddress collector) implements LinkState {}

    /**
     * Made, and the collector said welcome.
     *
     * @param proxy through which it goes, its password masked; empty for none
     */
    record Connected(CollectorAddress collector, String proxy) implements LinkState {}

    /** Not made, or lost; tried again after {@code retryIn}. */
    record Failed(CollectorAddress collector, LinkException.Kind kind, String detail, Duration retryIn)
            implements LinkState {}

    /** Ended by the collector, with its reason; tried again after {@code retryIn}. */
    record Dismissed(CollectorAddress collector, GoodbyeReason reason, String detail, Duration retryIn)
            implements LinkState {}

    /** The agent stops. */
    record Stopped() implements LinkState {}
}
