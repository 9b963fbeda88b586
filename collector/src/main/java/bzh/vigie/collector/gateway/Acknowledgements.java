package bzh.vigie.collector.gateway;

import bzh.vigie.collector.ingest.Lane;
import bzh.vigie.v1.Acknowledgement;
import bzh.vigie.v1.CollectorFrame;
import bzh.vigie.v1.LanePosition;
import io.netty.channel.ChannelHandlerContext;
import java.util.LinkedHashMap;
import java.util.Map;

/** What is durable and not yet told, so that batches which land together are acknowledged in one frame. On the event loop. */
final class Acknowledgements {
    private final ChannelHandlerContext ctx;
    private final Map<Lane, Long> unsaid = new LinkedHashMap<>();
    private boolean soon;

    Acknowledgements(ChannelHandlerContext ctx) {
        this.ctx = ctx;
    }

    /** Everything of the lane up to this number is on the disk. */
    void durable(Lane lane, long number) {
        unsaid.merge(lane, number, Math::max);
        if (!soon) {
            soon = true;
            ctx.executor().execute(this::say);
        }
    }

    private void say() {
        soon = false;
        Acknowledgement.Builder acknowledgement = Acknowledgement.newBuilder();
        unsaid.forEach((lane, number) -> acknowledgement.addDurable(position(lane, number)));
        unsaid.clear();
        if (ctx.channel().isActive()) {
            Frames.send(
                    ctx.channel(),
                    CollectorFrame.newBuilder()
                            .setAcknowledgement(acknowledgement)
                            .build());
        }
    }

    static LanePosition position(Lane lane, long number) {
        return LanePosition.newBuilder()
                .setLane(lane.lane())
                .setEpoch(lane.epoch())
                .setNumber(number)
                .build();
    }
}
