package bzh.vigie.agent.source;

import bzh.vigie.event.Event;
import java.util.List;

/** Where sources put events: the spool, or a list in a test. Thread-safe; never blocks for the network. */
@FunctionalInterface
public interface Sink {
    void accept(Event event);

    /** Takes events of one lane that reach the disk in one write with where their source stands then, as far as they fit one batch. */
    default void acceptAll(List<Event> events, Checkpoint then) {
        events.forEach(this::accept);
    }

    /** Where a source stood after what the disk had of its events when the agent began; empty where that is not known. */
    default String checkpoint(String source) {
        return "";
    }

    /** Waits until what was taken before is on the disk; false where the disk does not take it, so that it is in memory alone. */
    default boolean flush() {
        return true;
    }
}
