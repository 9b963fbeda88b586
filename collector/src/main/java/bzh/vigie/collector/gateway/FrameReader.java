package bzh.vigie.collector.gateway;

import bzh.vigie.collector.fairness.Holder;
import bzh.vigie.collector.fairness.Resource;
import bzh.vigie.collector.fairness.Shares;
import com.google.protobuf.UnsafeByteOperations;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.ByteToMessageDecoder;
import io.netty.handler.codec.DecoderException;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Cuts a connection's bytes into {@link Frame}s: a 32-bit big-endian length, 1 to the bound, then that many bytes. Each
 * byte that has arrived is charged to who sent it; an announced length costs nothing. One per connection, on its event loop.
 */
final class FrameReader extends ByteToMessageDecoder {
    /** The part of the time for a frame that is left while many bytes are in flight. */
    private static final int CROWDED = 10;

    private final Shares shares;
    private final Holder holder;
    private final GatewayLimits limits;
    private int most;
    private int awaited;
    private int charged;
    private long begun;
    private boolean watched;
    private boolean stopped;
    private boolean hurried;

    FrameReader(int most, Shares shares, Holder holder, GatewayLimits limits) {
        this.most = most;
        this.shares = shares;
        this.holder = holder;
        this.limits = limits;
    }

    /** Allows longer frames from now on. */
    void allow(int bytes) {
        most = bytes;
    }

    /** Waits for no frame for long any more: its agent has another session. */
    void hurry() {
        hurried = true;
    }

    /** Bytes that it holds of a frame that is on its way. */
    int partial() {
        return charged;
    }

    /** Reads nothing more. */
    void stop() {
        stopped = true;
    }

    @Override
    protected void decode(ChannelHandlerContext ctx, ByteBuf in, List<Object> out) throws BadFrameException {
        if (stopped) {
            in.skipBytes(in.readableBytes());
            return;
        }
        if (awaited == 0) {
            if (in.readableBytes() < 4) {
                // Even the length has to come in time.
                begin(ctx, in.isReadable());
                return;
            }
            long length = in.readUnsignedInt();
            if (length == 0 || length > most) {
                throw new BadFrameException("a frame of " + length + " bytes, where 1 to " + most + " are allowed");
            }
            awaited = (int) length;
        }
        int arrived = Math.min(in.readableBytes(), awaited);
        if (!shares.hold(Resource.BYTES_IN_FLIGHT, holder, arrived - charged)) {
            stopped = true;
            ctx.fireUserEventTriggered(Shed.OVER_BUDGET);
            return;
        }
        charged = arrived;
        if (arrived < awaited) {
            begin(ctx, true);
            return;
        }
        byte[] content = new byte[awaited];
        in.readBytes(content);
        int held = awaited;
        awaited = 0;
        charged = 0;
        begun = 0;
        // Nobody else has this array.
        out.add(new Frame(UnsafeByteOperations.unsafeWrap(content), held));
    }

    private void begin(ChannelHandlerContext ctx, boolean partial) {
        if (partial && begun == 0) {
            begun = System.nanoTime();
            watch(ctx, limits.frame().toNanos() / CROWDED);
        }
    }

    private void watch(ChannelHandlerContext ctx, long nanos) {
        if (!watched) {
            watched = true;
            var _ = ctx.executor().schedule(() -> check(ctx), nanos, TimeUnit.NANOSECONDS);
        }
    }

    private void check(ChannelHandlerContext ctx) {
        watched = false;
        if (begun == 0 || stopped || !ctx.channel().isActive()) {
            return;
        }
        if (!ctx.channel().config().isAutoRead()) {
            // We are the slow one.
            begun = System.nanoTime();
        }
        long nanos = limits.frame().toNanos() / (hurried || shares.isCrowded(Resource.BYTES_IN_FLIGHT) ? CROWDED : 1);
        if (System.nanoTime() - begun < nanos) {
            watch(ctx, limits.frame().toNanos() / CROWDED);
        } else {
            stopped = true;
            ctx.fireExceptionCaught(new DecoderException(new BadFrameException(
                    "a frame was not whole after " + TimeUnit.NANOSECONDS.toMillis(nanos) + " ms", true)));
        }
    }

    private void forget() {
        stopped = true;
        shares.giveBack(Resource.BYTES_IN_FLIGHT, holder, charged);
        charged = 0;
        awaited = 0;
    }

    @Override
    protected void handlerRemoved0(ChannelHandlerContext ctx) {
        forget();
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) throws Exception {
        forget();
        super.channelInactive(ctx);
    }
}
