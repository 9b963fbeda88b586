package bzh.vigie.agent.source;

import bzh.vigie.event.Event;

/** Where sources put events: the spool, or a list in a test. Thread-safe; never blocks for the network. */
@FunctionalInterface
public interface Sink {
    void accept(Event event);
}
