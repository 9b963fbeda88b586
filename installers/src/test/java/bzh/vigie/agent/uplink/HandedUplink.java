package bzh.vigie.agent.uplink;

import bzh.vigie.agent.identity.StateFolder;
import bzh.vigie.agent.source.Sink;
import bzh.vigie.agent.spool.Spool;
import bzh.vigie.agent.transport.Connector;
import bzh.vigie.agent.uplink.InventoryRequests.Place;
import bzh.vigie.event.Clock;
import bzh.vigie.event.Event;
import bzh.vigie.event.WatchState;
import bzh.vigie.v1.AgentFrame;
import bzh.vigie.v1.Batch;
import bzh.vigie.v1.CollectorFrame;
import bzh.vigie.v1.GoodbyeReason;
import bzh.vigie.v1.InventoryRequest;
import bzh.vigie.v1.LanePosition;
import bzh.vigie.v1.MachineFacts;
import com.google.protobuf.InvalidProtocolBufferException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;

/**
 * The agent's uplink without a connection and its threads: the frames it would send, by the agent's own code, and what those of a
 * collector make it do, frame by frame as bytes. One thread.
 */
public final class HandedUplink {
    private final UplinkParts parts;
    private final String agentId;
    private final LaneTurns turns = new LaneTurns();
    private boolean welcomed;

    /** Of one start of the agent. */
    public HandedUplink(
            String agentId,
            MachineFacts facts,
            Clock clock,
            Spool spool,
            InventoryRequests inventory,
            WatchlistRequests watchlist,
            Supplier<List<WatchState>> sources,
            Sink events,
            Path state,
            RandomGenerator random) {
        this.agentId = agentId;
        this.parts = new UplinkParts(
                new Connector(Optional.empty(), Duration.ofSeconds(1)),
                new StateFolder(state),
                AgentRun.begin("1.0.0", facts, random),
                clock,
                new SpoolOutbox(spool),
                inventory,
                watchlist,
                sources,
                events,
                random,
                ignored -> {},
                () -> {});
    }

    /** The first frame of a connection; what was sent and not acknowledged is sent again. */
    public byte[] hello() {
        welcomed = false;
        parts.outbox().rewind();
        return Frames.hello(parts, agentId).toByteArray();
    }

    public byte[] heartbeat() {
        return Frames.heartbeat(parts).toByteArray();
    }

    /** The next batch; empty where there is none. */
    public Optional<byte[]> batch() {
        return turns.next(parts.outbox())
                .map(letter -> AgentFrame.newBuilder()
                        .setBatch(Batch.newBuilder()
                                .setEpoch(letter.epoch())
                                .setLane(letter.lane())
                                .setNumber(letter.number())
                                .setInflatedSize(letter.inflatedSize())
                                .setDeflated(letter.deflated()))
                        .build()
                        .toByteArray());
    }

    /** Whether the collector said welcome and no goodbye since. */
    public boolean isWelcome() {
        return welcomed;
    }

    /** Takes a frame of the collector; gives what is to be answered. */
    public Optional<byte[]> take(byte[] bytes) {
        try {
            CollectorFrame frame = CollectorFrame.parseFrom(bytes);
            switch (frame.getFrameCase()) {
                case WELCOME -> welcome(frame.getWelcome().getDurableList());
                case ACKNOWLEDGEMENT ->
                    frame.getAcknowledgement()
                            .getDurableList()
                            .forEach(lane -> parts.outbox().release(lane.getEpoch(), lane.getLane(), lane.getNumber()));
                case INVENTORY_REQUEST -> {
                    return inventory(frame.getInventoryRequest());
                }
                case GOODBYE -> welcomed &= frame.getGoodbye().getReason() == GoodbyeReason.GOODBYE_REASON_EXPIRED;
                case WATCHLIST -> {
                    boolean taken = parts.watchlist().take(frame.getWatchlist());
                    if (!taken) {
                        throw new IllegalArgumentException("a watchlist that cannot be used");
                    }
                }
                case SWEEP_REQUEST ->
                    parts.watchlist().sweep(frame.getSweepRequest().getRequestId());
                case TIME, POLICY, CERTIFICATE_RENEWAL -> {}
                case FRAME_NOT_SET -> throw new IllegalArgumentException("an empty frame");
            }
            return Optional.empty();
        } catch (InvalidProtocolBufferException e) {
            throw new IllegalArgumentException("no frame of a collector", e);
        }
    }

    private Optional<byte[]> inventory(InventoryRequest asked) {
        if (asked.getLocationsCount() == 0) {
            return Optional.of(Frames.digests(parts.inventory().digests()).toByteArray());
        }
        parts.inventory()
                .listCompletely(asked.getLocationsList().stream()
                        .map(each -> new Place(each.getLocation(), each.getAccountId()))
                        .toList());
        return Optional.empty();
    }

    private void welcome(List<LanePosition> durable) {
        welcomed = true;
        boolean setBack = false;
        for (LanePosition each : durable) {
            for (Outbox.Standing lane : parts.outbox().standings()) {
                if (lane.lane() == each.getLane() && lane.epoch().equals(each.getEpoch())) {
                    setBack |= each.getNumber() > lane.written();
                    if (each.getNumber() <= lane.written()) {
                        parts.outbox().release(lane.epoch(), lane.lane(), each.getNumber());
                    }
                }
            }
        }
        if (setBack) {
            parts.outbox().newEpoch();
            parts.events()
                    .accept(new Event.AgentState(
                            parts.clock().now(),
                            Uplink.SOURCE,
                            Event.AgentAction.ROLLED_BACK,
                            Event.StartKind.SAME_BOOT,
                            parts.run().version(),
                            "the disk was set back"));
        }
    }
}
