package bzh.vigie.agent.uplink;

import bzh.vigie.agent.identity.StateFolder;
import bzh.vigie.agent.source.Sink;
import bzh.vigie.agent.transport.Connector;
import bzh.vigie.event.Clock;
import bzh.vigie.event.WatchState;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;

/**
 * What the uplink works with.
 *
 * @param state where a renewed certificate and the break-glass code are kept
 * @param sources state of each source, by source id sorted
 * @param events takes the agent's own events, such as a roll-back
 * @param applied told when the collector changed the policy; returns at once
 * @param changed told when the connection's state changed; returns at once
 */
public record UplinkParts(
        Connector connector,
        StateFolder state,
        AgentRun run,
        Clock clock,
        Outbox outbox,
        InventoryRequests inventory,
        WatchlistRequests watchlist,
        Supplier<List<WatchState>> sources,
        Sink events,
        RandomGenerator random,
        Consumer<AgentPolicy> applied,
        Runnable changed) {}
