package bzh.vigie.collector.gateway;

import bzh.vigie.collector.fairness.Resource;
import bzh.vigie.collector.fairness.Shares;
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
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;

/**
 * Where agents connect: one port, TLS 1.3, ALPN {@code vigie/1} for enrolled agents and {@code vigie-enrol/1} for those that
 * enrol. Thread-safe.
 */
public final class Gateway implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(Gateway.class.getName());
    private static final int DESK_THREADS = 4;
    private static final long LOOK_MILLIS = 500;
    /** An indicator that is taken off the list is looked for so long, and one that is new is not. */
    private static final long LOOK_AT_LISTS = 5;

    private static final Duration ELECTION = Duration.ofMinutes(1);
    /** Of the time between two elections, the part before the first. */
    private static final int FIRST = 12;

    private static final long SAY_AGAIN_NANOS = TimeUnit.MINUTES.toNanos(1);

    /** One thread: whoever is connected waits behind no handshake. */
    private final EventLoopGroup handshakes;

    private final EventLoopGroup loops;
    private final ExecutorService desk;
    private final Stage stage;
    private final Channel listening;
    private final AtomicBoolean closed = new AtomicBoolean();
    private final AtomicInteger connections = new AtomicInteger();
    private final Unauthenticated unauthenticated;
    private final Transport transport;
    private final Supplier<Authorities> authorities;
    private final Runnable askReaders;
    private final AtomicLong saidTooMany = new AtomicLong(System.nanoTime() - SAY_AGAIN_NANOS);
    private volatile SslContext tls;

    /**
     * What the gateway is made of.
     *
     * @param listen where to listen; port 0 takes a free one
     * @param portable without native libraries even where there are some
     * @param shares what agents use, and may
     * @param changed directories of which a host wrote down a change
     */
    public record Parts(
            InetSocketAddress listen,
            boolean portable,
            GatewayLimits limits,
            Shares shares,
            Supplier<Authorities> authorities,
            Server server,
            Store store,
            IngestLog log,
            Enrolment enrolment,
            Renewals renewals,
            ChangedDirectories changed,
            InstantSource clock,
            SecureRandom random) {}

    /**
     * Opens the gateway.
     *
     * @throws IOException if it cannot listen there; the message says where
     */
    public static Gateway open(Parts parts) throws IOException {
        return new Gateway(parts, ELECTION);
    }

    /**
     * Opens one that decides who reads which directory, and asks readers, less often than every minute.
     *
     * @param election between two decisions
     */
    static Gateway open(Parts parts, Duration election) throws IOException {
        return new Gateway(parts, election);
    }

    private Gateway(Parts parts, Duration election) throws IOException {
        transport = parts.portable() ? Transport.portable() : Transport.best();
        authorities = parts.authorities();
        unauthenticated = new Unauthenticated(parts.limits().unauthenticated());
        tls = Tls.context(authorities.get(), parts.server(), transport.tls());
        parts.store().change(session -> session.hosts().disconnectAll());
        desk = Executors.newFixedThreadPool(
                DESK_THREADS, Thread.ofPlatform().name("gateway-desk-", 0).factory());
        loops = new MultiThreadIoEventLoopGroup(
                Math.max(2, Runtime.getRuntime().availableProcessors()),
                Thread.ofPlatform().name("gateway-", 0).factory(),
                transport.handlers());
        handshakes = new MultiThreadIoEventLoopGroup(
                1, Thread.ofPlatform().name("gateway-handshakes-", 0).factory(), transport.handlers());
        Presence presence = new Presence();
        Pushing pushing = new Pushing(
                parts.store(),
                parts.clock(),
                () -> presence.all().forEach(AgentSession::watchlist),
                due -> presence.all().forEach(each -> each.sweep(due)));
        pushing.look();
        Notices notices = new Notices(parts.log(), parts.clock(), parts.random());
        Electing electing = new Electing(parts.store(), parts.clock(), presence, notices);
        stage = new Stage(
                parts.limits(),
                parts.store(),
                parts.log(),
                parts.enrolment(),
                parts.renewals(),
                new Register(parts.store()),
                presence,
                notices,
                pushing,
                electing,
                parts.shares(),
                new GatewayCounters(),
                parts.clock(),
                parts.random(),
                desk);
        Decisions decisions = new Decisions(parts.store(), presence);
        var _ = loops.scheduleWithFixedDelay(
                () -> desk.execute(decisions::look), LOOK_MILLIS, LOOK_MILLIS, TimeUnit.MILLISECONDS);
        var _ = loops.scheduleWithFixedDelay(
                () -> desk.execute(pushing::look), LOOK_AT_LISTS, LOOK_AT_LISTS, TimeUnit.SECONDS);
        var _ = loops.scheduleWithFixedDelay(
                () -> desk.execute(electing::look),
                election.toSeconds() / FIRST,
                election.toSeconds(),
                TimeUnit.SECONDS);
        askReaders = () ->
                parts.changed().look(parts.store(), presence, parts.clock().instant());
        var _ = loops.scheduleWithFixedDelay(
                () -> desk.execute(askReaders), election.toSeconds(), election.toSeconds(), TimeUnit.SECONDS);
        try {
            listening = new ServerBootstrap()
                    .group(handshakes)
                    .channel(transport.channel())
                    .option(ChannelOption.SO_BACKLOG, 4_096)
                    .option(ChannelOption.SO_REUSEADDR, true)
                    .childOption(ChannelOption.SO_KEEPALIVE, true)
                    .childOption(ChannelOption.TCP_NODELAY, true)
                    .childOption(ChannelOption.WRITE_BUFFER_WATER_MARK, new WriteBufferWaterMark(32 * 1024, 128 * 1024))
                    .childHandler(new Accepted())
                    .bind(parts.listen())
                    .syncUninterruptibly()
                    .channel();
        } catch (Exception e) {
            // Netty throws the IOException of bind without declaring it.
            stop();
            throw new CannotListenException(parts.listen(), e);
        }
        LOG.log(Level.INFO, "listening on {0} with {1}", listening.localAddress(), transport.name());
    }

    private final class Accepted extends ChannelInitializer<Channel> {
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
            if (!(channel.remoteAddress() instanceof InetSocketAddress remote)) {
                // It has gone already.
                var _ = channel.close();
                return;
            }
            InetAddress from = remote.getAddress();
            Unauthenticated.Place place = unauthenticated.take(from);
            var _ = channel.closeFuture().addListener(closed -> place.giveBack());
            if (unauthenticated.isOver(from)) {
                refuse(channel, from);
                return;
            }
            SslHandler handler = tls.newHandler(channel.alloc());
            handler.setHandshakeTimeoutMillis(stage.limits().handshake().toMillis());
            channel.pipeline().addLast(handler, new AfterHandshake(stage, handler, place, loops));
        }
    }

    private void refuse(Channel channel, InetAddress from) {
        stage.counters().tooManyOfAddress.increment();
        var _ = channel.close();
        long now = System.nanoTime();
        long said = saidTooMany.get();
        if (now - said >= SAY_AGAIN_NANOS && saidTooMany.compareAndSet(said, now)) {
            LOG.log(
                    Level.WARNING,
                    "{0} has {1} connections that have not proved to be agents: more are closed for now"
                            + " (max-unauthenticated-per-address); closed so far: {2}",
                    from.getHostAddress(),
                    Integer.toString(stage.limits().unauthenticated()),
                    Long.toString(stage.counters().tooManyOfAddress.sum()));
        }
    }

    /** Shows another certificate from the next connection on; those that are there go on with theirs. */
    public void serve(Server server) throws IOException {
        tls = Tls.context(authorities.get(), server, transport.tls());
    }

    /** Where it listens. */
    public InetSocketAddress address() {
        return (InetSocketAddress) listening.localAddress();
    }

    /** Where hands are shaken. */
    Executor handshakes() {
        return handshakes;
    }

    /** Decides now who reads which directory, as is done every minute. */
    void elect() {
        stage.electing().look();
    }

    /** Asks readers now for what other controllers told that it changed, as is done every minute. */
    void askReaders() {
        askReaders.run();
    }

    public GatewayCounters counters() {
        return stage.counters();
    }

    /** Agents connected now. */
    public int agents() {
        return stage.presence().agents();
    }

    /** Bytes held in memory that are not durable, or not answered, yet. */
    public long inFlight() {
        return stage.shares().held(Resource.BYTES_IN_FLIGHT);
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
                    "",
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
        for (EventLoopGroup each : List.of(handshakes, loops)) {
            var _ = each.shutdownGracefully(0, 3_000, TimeUnit.MILLISECONDS).syncUninterruptibly();
        }
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
