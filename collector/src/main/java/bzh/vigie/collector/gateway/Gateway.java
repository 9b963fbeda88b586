package bzh.vigie.collector.gateway;

import bzh.vigie.collector.identity.Authorities;
import bzh.vigie.collector.identity.Enrolment;
import bzh.vigie.collector.identity.IdentityFolder.Server;
import bzh.vigie.collector.identity.Renewals;
import bzh.vigie.collector.ingest.IngestLog;
import bzh.vigie.collector.store.Store;
import bzh.vigie.v1.GoodbyeReason;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslHandler;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.net.InetSocketAddress;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Where agents connect: one port, TLS 1.3, ALPN {@code vigie/1} for enrolled agents and {@code vigie-enrol/1} for those that
 * enrol. Thread-safe.
 */
public final class Gateway implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(Gateway.class.getName());
    private static final int DESK_THREADS = 4;
    private static final long LOOK_MILLIS = 500;

    private final EventLoopGroup loops;
    private final ExecutorService desk;
    private final Stage stage;
    private final Channel listening;
    private final AtomicBoolean closed = new AtomicBoolean();
    private final AtomicInteger connections = new AtomicInteger();

    /**
     * What the gateway is made of.
     *
     * @param listen where to listen; port 0 takes a free one
     * @param portable without native libraries even where there are some
     */
    public record Parts(
            InetSocketAddress listen,
            boolean portable,
            GatewayLimits limits,
            Authorities authorities,
            Server server,
            Store store,
            IngestLog log,
            Enrolment enrolment,
            Renewals renewals,
            InstantSource clock,
            SecureRandom random) {}

    /**
     * Opens the gateway.
     *
     * @throws IOException if it cannot listen there; the message says where
     */
    public static Gateway open(Parts parts) throws IOException {
        return new Gateway(parts);
    }

    private Gateway(Parts parts) throws IOException {
        Transport transport = parts.portable() ? Transport.portable() : Transport.best();
        SslContext tls = Tls.context(parts.authorities(), parts.server(), transport.tls());
        parts.store().change(session -> session.hosts().disconnectAll());
        desk = Executors.newFixedThreadPool(
                DESK_THREADS, Thread.ofPlatform().name("gateway-desk-", 0).factory());
        loops = new MultiThreadIoEventLoopGroup(
                Math.max(2, Runtime.getRuntime().availableProcessors()),
                Thread.ofPlatform().name("gateway-", 0).factory(),
                transport.handlers());
        Presence presence = new Presence();
        stage = new Stage(
                parts.limits(),
                parts.store(),
                parts.log(),
                parts.enrolment(),
                parts.renewals(),
                new Register(parts.store()),
                presence,
                new Notices(parts.log(), parts.clock(), parts.random()),
                new ByteBudget(parts.limits().inFlight()),
                new GatewayCounters(),
                parts.clock(),
                desk);
        Decisions decisions = new Decisions(parts.store(), presence);
        var _ = loops.scheduleWithFixedDelay(
                () -> desk.execute(decisions::look), LOOK_MILLIS, LOOK_MILLIS, TimeUnit.MILLISECONDS);
        try {
            listening = new ServerBootstrap()
                    .group(loops)
                    .channel(transport.channel())
                    .option(ChannelOption.SO_BACKLOG, 4_096)
                    .option(ChannelOption.SO_REUSEADDR, true)
                    .childOption(ChannelOption.SO_KEEPALIVE, true)
                    .childOption(ChannelOption.TCP_NODELAY, true)
                    .childOption(ChannelOption.WRITE_BUFFER_WATER_MARK, new WriteBufferWaterMark(32 * 1024, 128 * 1024))
                    .childHandler(new Accepted(tls))
                    .bind(parts.listen())
                    .syncUninterruptibly()
                    .channel();
        } catch (Exception e) {
            // Netty throws the IOException of bind without declaring it.
            stop();
            throw new IOException("cannot listen on " + parts.listen() + ": " + e.getMessage(), e);
        }
        LOG.log(Level.INFO, "listening on {0} with {1}", listening.localAddress(), transport.name());
    }

    private final class Accepted extends ChannelInitializer<Channel> {
        private final SslContext tls;

        Accepted(SslContext tls) {
            this.tls = tls;
        }

        @Override
        protected void initChannel(Channel channel) {
            stage.counters().accepted.increment();
            if (connections.incrementAndGet() > stage.limits().connections()) {
                stage.counters().tooMany.increment();
                connections.decrementAndGet();
                var _ = channel.close();
                return;
            }
            var _ = channel.closeFuture().addListener(closed -> connections.decrementAndGet());
            SslHandler handler = tls.newHandler(channel.alloc());
            handler.setHandshakeTimeoutMillis(stage.limits().handshake().toMillis());
            channel.pipeline().addLast(handler, new AfterHandshake(stage, handler));
        }
    }

    /** Where it listens. */
    public InetSocketAddress address() {
        return (InetSocketAddress) listening.localAddress();
    }

    public GatewayCounters counters() {
        return stage.counters();
    }

    /** Agents connected now. */
    public int agents() {
        return stage.presence().agents();
    }

    /** Bytes held in memory that are not durable yet. */
    public long inFlight() {
        return stage.budget().held();
    }

    /** Accepts nobody more, says goodbye to everybody, and stops; nothing is acknowledged afterwards. */
    @Override
    public void close() {
        if (closed.getAndSet(true)) {
            return;
        }
        var _ = listening.close().syncUninterruptibly();
        for (AgentSession session : stage.presence().all()) {
            session.leave(Frames.goodbye(
                    GoodbyeReason.GOODBYE_REASON_STOPPING,
                    "the collector is stopping",
                    ThreadLocalRandom.current().nextInt(1, 15)));
        }
        // The loops drop what is not written yet when they stop.
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(2);
        try {
            while (!stage.presence().all().isEmpty() && System.nanoTime() < end) {
                Thread.sleep(10);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        stop();
    }

    private void stop() {
        var _ = loops.shutdownGracefully(0, 3_000, TimeUnit.MILLISECONDS).syncUninterruptibly();
        desk.shutdown();
        try {
            if (!desk.awaitTermination(10, TimeUnit.SECONDS)) {
                desk.shutdownNow();
            }
        } catch (InterruptedException e) {
            desk.shutdownNow();
            Thread.currentThread().interrupt();
        }
        stage.register().close();
    }
}
