package bzh.vigie.collector.gateway;

import bzh.vigie.collector.fairness.Holder;
import bzh.vigie.collector.fairness.Resource;
import bzh.vigie.collector.identity.AgentCertificate;
import bzh.vigie.collector.store.AgentId;
import bzh.vigie.text.RefusalText;
import bzh.vigie.v1.GoodbyeReason;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.EventLoopGroup;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;
import io.netty.handler.timeout.IdleStateHandler;
import io.netty.util.ReferenceCountUtil;
import java.lang.System.Logger.Level;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLPeerUnverifiedException;

/**
 * Waits for the handshake and then puts in its place what the protocol and the certificate call for. An agent's connection goes on on an event
 * loop where nobody shakes hands; what comes meanwhile waits.
 */
final class AfterHandshake extends ChannelInboundHandlerAdapter {
    private static final System.Logger LOG = System.getLogger(AfterHandshake.class.getName());

    private final Stage stage;
    private final SslHandler tls;
    private final Unauthenticated.Place place;
    private final EventLoopGroup loops;
    private final List<Object> held = new ArrayList<>();
    private boolean moving;

    /**
     * For one connection.
     *
     * @param place given back by who proves to be an agent; who enrols keeps it to the end
     * @param loops where agents' connections go on
     */
    AfterHandshake(Stage stage, SslHandler tls, Unauthenticated.Place place, EventLoopGroup loops) {
        this.loops = loops;
        this.stage = stage;
        this.tls = tls;
        this.place = place;
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) throws Exception {
        if (!(event instanceof SslHandshakeCompletionEvent handshake)) {
            super.userEventTriggered(ctx, event);
            return;
        }
        if (!handshake.isSuccess()) {
            stage.counters().failedHandshakes.increment();
            LOG.log(Level.DEBUG, "no handshake with " + stage.address(ctx.channel()), handshake.cause());
            Frames.close(ctx);
            return;
        }
        switch (String.valueOf(tls.applicationProtocol())) {
            case Tls.AGENT -> agent(ctx);
            case Tls.ENROL -> enrol(ctx);
            case Tls.LATER ->
                goodbye(ctx, GoodbyeReason.GOODBYE_REASON_TOO_NEW, RefusalText.detail("speaks", Tls.AGENT));
            default -> {
                stage.counters().badFrames.increment();
                Frames.close(ctx);
            }
        }
    }

    private void agent(ChannelHandlerContext ctx) {
        Optional<X509Certificate> certificate = certificate();
        Optional<AgentId> agent = certificate.flatMap(AgentCertificate::agentId);
        if (certificate.isEmpty() || agent.isEmpty()) {
            goodbye(ctx, GoodbyeReason.GOODBYE_REASON_UNKNOWN, RefusalText.detail("no-certificate"));
            return;
        }
        Holder holder = AgentCertificate.commune(certificate.get())
                .map(commune -> Holder.of(agent.get(), commune))
                .orElseGet(() -> Holder.stranger(agent.get().text()));
        if (!stage.shares().spend(Resource.HELLOS, holder, 1)
                || !stage.shares().hold(Resource.CONNECTIONS, holder, 1)) {
            stage.counters().shed.increment();
            stage.counters().refused.increment();
            Frames.sendLast(
                    ctx.channel(), Frames.goodbye(GoodbyeReason.GOODBYE_REASON_OVERLOADED, "", stage.retryAfter()));
            return;
        }
        var _ = ctx.channel()
                .closeFuture()
                .addListener(closed -> stage.shares().giveBack(Resource.CONNECTIONS, holder, 1));
        place.giveBack();
        move(ctx, () -> {
            FrameReader reader = new FrameReader(AgentSession.MAX_FIRST, stage.shares(), holder, stage.limits());
            ctx.pipeline()
                    .addLast(
                            new IdleStateHandler(stage.limits().idle().toMillis(), 0, 0, TimeUnit.MILLISECONDS),
                            reader,
                            new AgentSession(stage, reader, ctx, certificate.get(), agent.get(), holder));
        });
    }

    /** Goes on on another event loop, and there does this, takes what came meanwhile and leaves. */
    private void move(ChannelHandlerContext ctx, Runnable then) {
        Channel channel = ctx.channel();
        moving = true;
        channel.config().setAutoRead(false);
        var _ = channel.deregister().addListener(left -> {
            var _ = loops.register(channel).addListener(arrived -> {
                if (!arrived.isSuccess() || !channel.isActive()) {
                    // It has gone, or the gateway stops.
                    var _ = channel.close();
                    return;
                }
                channel.config().setAutoRead(true);
                then.run();
                List<Object> came = List.copyOf(held);
                held.clear();
                came.forEach(ctx::fireChannelRead);
                ctx.fireChannelReadComplete();
                ctx.pipeline().remove(this);
            });
        });
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object bytes) {
        if (moving) {
            held.add(bytes);
        } else {
            ReferenceCountUtil.release(bytes);
        }
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext ctx) {
        held.forEach(ReferenceCountUtil::release);
        held.clear();
    }

    private void enrol(ChannelHandlerContext ctx) {
        Holder holder = Holder.stranger(stage.address(ctx.channel()));
        FrameReader reader = new FrameReader(EnrolSession.MAX_REQUEST, stage.shares(), holder, stage.limits());
        ctx.pipeline().addLast(reader, new EnrolSession(stage, holder, reader));
        // One request and its answer, which may wait for the store.
        var _ = ctx.executor()
                .schedule(() -> Frames.close(ctx), stage.limits().frame().toMillis() * 2, TimeUnit.MILLISECONDS);
        ctx.pipeline().remove(this);
    }

    private void goodbye(ChannelHandlerContext ctx, GoodbyeReason reason, String detail) {
        stage.counters().refused.increment();
        Frames.sendLast(ctx.channel(), Frames.goodbye(reason, detail, 0));
    }

    private Optional<X509Certificate> certificate() {
        try {
            Certificate[] chain = tls.engine().getSession().getPeerCertificates();
            return chain.length > 0 && chain[0] instanceof X509Certificate first
                    ? Optional.of(first)
                    : Optional.empty();
        } catch (SSLPeerUnverifiedException e) {
            return Optional.empty();
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        LOG.log(Level.DEBUG, "no handshake with " + stage.address(ctx.channel()), cause);
        Frames.close(ctx);
    }
}
