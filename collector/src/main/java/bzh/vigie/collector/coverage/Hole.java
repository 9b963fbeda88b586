package bzh.vigie.collector.coverage;

import bzh.vigie.event.ReasonCode;
import java.util.Locale;
import java.util.ResourceBundle;

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
        /** The host was shut down in good order, as it told when it came back: from then until that start. */
        SHUT_DOWN,
        /** The host said that it goes to sleep, or its clocks showed when it woke that it had slept. */
        ASLEEP,
        /** The agent said that it stops, and nothing tells that the host was shut down then: a service that was stopped. */
        STOPPED,
        /** The agent said that it is removed. */
        UNINSTALLED,
        /** Nothing was heard. */
        SILENT,
        /** Events of this time were lost, as the agent says. */
        LOST,
        /** Nothing was told of this time, and it was not silent either: not told yet, lost, or kept back. */
        UNTOLD;

        /** Whether nothing ran on the host meanwhile, as far as it says itself. */
        public boolean isRest() {
            return this == SHUT_DOWN || this == ASLEEP;
        }

        /** The cause in plain words, in French for a French locale and in English for any other. */
        public String sentence(Locale locale) {
            return ResourceBundle.getBundle(
                            Hole.class.getPackageName() + ".words",
                            locale,
                            ResourceBundle.Control.getNoFallbackControl(ResourceBundle.Control.FORMAT_PROPERTIES))
                    .getString("cause." + name().toLowerCase(Locale.ROOT).replace('_', '-'));
        }
    }
}
