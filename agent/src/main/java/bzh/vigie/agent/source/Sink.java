package bzh.vigie.agent.source;

import bzh.vigie.event.Event;

/** Where sources put events: the spool, or a list in a test. Thread-safe; never blocks for the network. */
@FunctionalInterface
public interface Sink {
    void accept(Event event);

    /** Waits until what was taken before is on the disk; false where the disk does not take it, so that it is in memory alone. */
    default boolean flush() {
        return true;
    }
}
