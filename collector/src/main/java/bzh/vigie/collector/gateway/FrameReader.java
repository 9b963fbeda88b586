package bzh.vigie.collector.gateway;

import com.google.protobuf.UnsafeByteOperations;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.ByteToMessageDecoder;
import io.netty.handler.codec.DecoderException;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Cuts a connection's bytes into {@link Frame}s: a 32-bit big-endian length, 1 to the bound, then that many bytes. The
 * length is taken from the {@link ByteBudget} before anything is gathered for it. One per connection, on its event loop.
 */
final class FrameReader extends ByteToMessageDecoder {
    private final ByteBudget budget;
    private final GatewayLimits limits;
    private int most;
    private int awaited;
    private long begun;
    private boolean watched;
    private boolean stopped;

    FrameReader(int most, ByteBudget budget, GatewayLimits limits) {
        this.most = most;
        this.budget = budget;
        this.limits = limits;
    }

    /** Allows longer frames from now on. */
    void allow(int bytes) {
        most = bytes;
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
            if (!budget.take(length)) {
                stopped = true;
                ctx.fireUserEventTriggered(Shed.OVER_BUDGET);
                return;
            }
            awaited = (int) length;
        }
        if (in.readableBytes() < awaited) {
            begin(ctx, true);
            return;
        }
        byte[] content = new byte[awaited];
        in.readBytes(content);
        int held = awaited;
        awaited = 0;
        begun = 0;
        // Nobody else has this array.
        out.add(new Frame(UnsafeByteOperations.unsafeWrap(content), held));
    }

    private void begin(ChannelHandlerContext ctx, boolean partial) {
        if (partial && begun == 0) {
            begun = System.nanoTime();
            watch(ctx, limits.frame().toNanos());
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
        long left = limits.frame().toNanos() - (System.nanoTime() - begun);
        if (left > 0) {
            watch(ctx, left);
        } else {
            stopped = true;
            ctx.fireExceptionCaught(new DecoderException(new BadFrameException(
                    "a frame was not whole after " + limits.frame().toMillis() + " ms", true)));
        }
    }

    @Override
    protected void handlerRemoved0(ChannelHandlerContext ctx) {
        stopped = true;
        budget.giveBack(awaited);
        awaited = 0;
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) throws Exception {
        stopped = true;
        budget.giveBack(awaited);
        awaited = 0;
        super.channelInactive(ctx);
    }
}
