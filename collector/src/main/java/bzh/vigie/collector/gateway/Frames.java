package bzh.vigie.collector.gateway;

import bzh.vigie.enrol.RemovalCode;
import bzh.vigie.v1.CollectorFrame;
import bzh.vigie.v1.CollectorGoodbye;
import bzh.vigie.v1.GoodbyeReason;
import bzh.vigie.v1.Policy;
import com.google.protobuf.ByteString;
import com.google.protobuf.CodedOutputStream;
import com.google.protobuf.MessageLite;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.ssl.SslHandler;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** Writes frames. */
final class Frames {
    private static final long LINGER_SECONDS = 3;

    private Frames() {}

    /** Sends one; on the event loop or off it. */
    static void send(Channel channel, MessageLite message) {
        var _ = channel.writeAndFlush(encode(channel, message), channel.voidPromise());
    }

    /**
     * Sends a last one and ends our side. What still comes is read and thrown away until the other side has closed, or for
     * three seconds: closing with something unread would reset the connection and take the last frame with it (RFC 9293,
     * 3.10.4).
     */
    static void sendLast(Channel channel, MessageLite message) {
        channel.config().setAutoRead(true);
        var _ = channel.writeAndFlush(encode(channel, message)).addListener(sent -> {
            SslHandler tls = channel.pipeline().get(SslHandler.class);
            if (tls != null) {
                var _ = tls.closeOutbound();
            }
        });
        var _ = channel.eventLoop()
                .schedule(
                        () -> {
                            var _ = channel.close();
                        },
                        LINGER_SECONDS,
                        TimeUnit.SECONDS);
    }

    /** Closes at once. */
    static void close(ChannelHandlerContext ctx) {
        var _ = ctx.channel().close();
    }

    static CollectorFrame goodbye(GoodbyeReason reason, String detail, int retryAfterSeconds) {
        return CollectorFrame.newBuilder()
                .setGoodbye(CollectorGoodbye.newBuilder()
                        .setReason(reason)
                        .setDetail(detail)
                        .setRetryAfterSeconds(retryAfterSeconds))
                .build();
    }

    /** What an agent is to keep to: what it keeps of its commune's break-glass code, and how often it reads its domain's directory. */
    static Policy policy(Optional<RemovalCode> code, Optional<Electing.Choice> directory) {
        Policy.Builder policy = Policy.newBuilder();
        code.ifPresent(c -> policy.setRemovalCode(ByteString.copyFrom(c.bytes())));
        directory.ifPresent(who -> policy.setDirectoryMinutes(who.minutes()));
        return policy.build();
    }

    private static ByteBuf encode(Channel channel, MessageLite message) {
        int size = message.getSerializedSize();
        byte[] bytes = new byte[4 + size];
        CodedOutputStream out = CodedOutputStream.newInstance(bytes, 4, size);
        try {
            message.writeTo(out);
        } catch (IOException e) {
            throw new UncheckedIOException("an array of the right size", e);
        }
        return channel.alloc().buffer(bytes.length).writeInt(size).writeBytes(bytes, 4, size);
    }
}
