package bzh.vigie.collector.gateway;

import bzh.vigie.collector.fairness.Holder;
import bzh.vigie.collector.fairness.Resource;
import bzh.vigie.collector.ingest.IngestLog;
import bzh.vigie.collector.ingest.Lane;
import bzh.vigie.collector.ingest.Received;
import bzh.vigie.collector.store.AgentId;
import bzh.vigie.collector.store.Commune;
import bzh.vigie.v1.Batch;
import io.netty.channel.ChannelHandlerContext;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.RejectedExecutionException;

/** The batches of one connection on their way to the ingest log and back as acknowledgements. On its event loop. */
final class Intake {
    private static final System.Logger LOG = System.getLogger(Intake.class.getName());

    private final Stage stage;
    private final ChannelHandlerContext ctx;
    private final AgentId agent;
    private final Holder holder;
    private final String address;
    private final IngestLog.Landing after;
    private final IngestLog.Feed feed;
    private final Acknowledgements acknowledgements;
    /** Lanes of this connection of which nothing was durable when they began. */
    private final Set<Lane> begun = new HashSet<>();

    /** @param after told on the event loop of each batch that was durable or refused */
    Intake(
            Stage stage,
            ChannelHandlerContext ctx,
            AgentId agent,
            Holder holder,
            String address,
            IngestLog.Landing after) {
        this.stage = stage;
        this.ctx = ctx;
        this.agent = agent;
        this.holder = holder;
        this.address = address;
        this.after = after;
        this.feed = stage.log().feed();
        this.acknowledgements = new Acknowledgements(ctx);
    }

    /**
     * Whether more may be read: another frame of the longest that agents make still has room in their share, also among what waits for
     * detection.
     *
     * @param partial what the connection holds of a frame that is on its way
     */
    boolean hasRoom(int partial) {
        return stage.shares().held(Resource.BYTES_IN_FLIGHT, holder) - partial
                        <= stage.shares().bound(Resource.BYTES_IN_FLIGHT).perAgent() / 2
                && stage.shares()
                        .hasRoom(
                                Resource.BACKLOG,
                                holder,
                                stage.shares().bound(Resource.BACKLOG).perAgent() / 2);
    }

    /** What became of a batch. */
    enum Taken {
        /** It is on its way, and keeps its hold on the bytes in flight until it is durable. */
        KEPT,
        /** It was durable already. */
        DONE,
        /** Its agent has used up what it may send: it is to keep it and come back. */
        OVER_SHARE
    }

    /** Checks and hands on. */
    Taken take(Batch batch, int held, Commune commune, long skew) throws BadFrameException {
        Lane lane = Greeting.lane(agent, batch.getEpoch(), batch.getLane());
        long number = batch.getNumber();
        int inflated = batch.getInflatedSize();
        if (number < 1
                || inflated < 1
                || inflated > Received.MAX_INFLATED
                || batch.getDeflated().isEmpty()) {
            throw new BadFrameException("a batch has a number from 1 and inflates to 1 byte to 8 MiB");
        }
        long durable = stage.log().durable(lane);
        if (number <= durable) {
            stage.counters().repeated.increment();
            acknowledgements.durable(lane, durable);
            return Taken.DONE;
        }
        if (durable == 0 && !begun.contains(lane)) {
            if (!stage.shares().spend(Resource.LANES, holder, 1)) {
                throw new BadFrameException("more epochs than an agent makes");
            }
            begun.add(lane);
        }
        if (!stage.shares().spend(Resource.WIRE_BYTES, holder, held)
                || !stage.shares().spend(Resource.INFLATED_BYTES, holder, inflated)) {
            return Taken.OVER_SHARE;
        }
        feed.offer(
                new Received(stage.now(), lane, commune, address, skew, number, inflated, batch.getDeflated()),
                good -> {
                    stage.shares().giveBack(Resource.BYTES_IN_FLIGHT, holder, held);
                    try {
                        ctx.executor().execute(() -> landed(lane, number, held, good));
                    } catch (RejectedExecutionException e) {
                        LOG.log(System.Logger.Level.DEBUG, "the gateway has stopped", e);
                    }
                });
        return Taken.KEPT;
    }

    private void landed(Lane lane, long number, int held, boolean good) {
        if (good) {
            stage.counters().batches.increment();
            stage.counters().bytes.add(held);
            acknowledgements.durable(lane, number);
        }
        after.landed(good);
    }
}
