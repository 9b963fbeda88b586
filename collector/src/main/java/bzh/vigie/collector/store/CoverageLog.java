package bzh.vigie.collector.store;

import bzh.vigie.event.Event;
import java.time.Instant;
import java.util.List;

/** Which sources and locations of which host were watched, when, and what was lost. */
public interface CoverageLog {
    void add(AgentId host, Event.Coverage stretch, Instant received);

    void add(AgentId host, Event.Loss loss, Instant received);

    /** The collector's own word: nothing was heard from this host between the two. */
    void gap(AgentId host, Instant from, Instant to, String reason);

    /** Latest state of each source. */
    void state(AgentId host, Event.SourceState state, Instant received);

    List<Event.SourceState> states(AgentId host);

    List<Event.Coverage> stretches(AgentId host, Instant from, Instant to);

    List<Event.Loss> losses(AgentId host, Instant from, Instant to);
}
