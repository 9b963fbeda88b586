package bzh.vigie.agent;

import bzh.vigie.agent.source.Checkpoint;
import bzh.vigie.agent.source.Sink;
import bzh.vigie.agent.transport.OwnCollectors;
import bzh.vigie.event.Event;
import bzh.vigie.event.Item.Trait;
import java.util.List;

/** Stage that marks items and commands which block the agent's own collectors: only the agent knows how it reaches them. Thread-safe. */
final class BlockedCollectors implements Sink {
    private final OwnCollectors collectors;
    private final Sink next;

    /** Hands everything on, to that stage. */
    BlockedCollectors(OwnCollectors collectors, Sink next) {
        this.collectors = collectors;
        this.next = next;
    }

    @Override
    public boolean flush() {
        return next.flush();
    }

    @Override
    public String checkpoint(String source) {
        return next.checkpoint(source);
    }

    @Override
    public void accept(Event event) {
        next.accept(marked(event));
    }

    @Override
    public void acceptAll(List<Event> events, Checkpoint then) {
        next.acceptAll(events.stream().map(this::marked).toList(), then);
    }

    private Event marked(Event event) {
        return switch (event) {
            case Event.ItemSeen seen
            when collectors.areBlockedBy(seen.item().value()) ->
                new Event.ItemSeen(
                        seen.at(),
                        seen.source(),
                        seen.change(),
                        seen.item().with(Trait.BLOCKS_COLLECTOR),
                        seen.before(),
                        seen.reading());
            case Event.ProcessStarted started
            when started.commandLine()
                    .ifKnown()
                    .filter(collectors::areBlockedBy)
                    .isPresent() -> started.with(Trait.BLOCKS_COLLECTOR);
            default -> event;
        };
    }
}
