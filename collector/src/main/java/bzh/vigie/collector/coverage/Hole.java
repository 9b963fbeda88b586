package bzh.vigie.collector.coverage;

import bzh.vigie.event.ReasonCode;

/**
 * A time in which something was not watched, and why as far as it is known.
 *
 * @param reason what the agent said of a source that was down; {@code NONE} for every other cause
 */
public record Hole(Window window, Cause cause, ReasonCode reason) {
    /** Why it was not watched; the first that fits is told. */
    public enum Cause {
        /** It had no agent yet. */
        NOT_ENROLLED,
        /** The agent said so itself: the source should be watched and is not. */
        DOWN,
        /** The host or its agent said that it stops: shutdown, sleep, a service that is stopped. Somebody on the host can say so too. */
        STOPPED,
        /** The agent said that it is removed. */
        UNINSTALLED,
        /** Nothing was heard. */
        SILENT,
        /** Nothing was told of this time, and it was not silent either: not told yet, lost, or kept back. */
        UNTOLD
    }
}
