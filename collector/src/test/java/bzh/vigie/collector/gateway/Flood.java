package bzh.vigie.collector.gateway;

import bzh.vigie.collector.ingest.Received;
import bzh.vigie.event.Event;
import bzh.vigie.event.Event.Change;
import bzh.vigie.event.Event.ItemSeen;
import bzh.vigie.event.Item;
import bzh.vigie.event.ItemTimes;
import bzh.vigie.event.Moment;
import bzh.vigie.v1.AgentFrame;
import bzh.vigie.v1.Batch;
import bzh.vigie.v1.Clock;
import bzh.vigie.v1.CollectorFrame;
import bzh.vigie.v1.EventBatch;
import bzh.vigie.v1.Hello;
import bzh.vigie.v1.LanePosition;
import bzh.vigie.v1.MachineFacts;
import bzh.vigie.wire.EventCodec;
import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.handler.codec.LengthFieldBasedFrameDecoder;
import io.netty.handler.ssl.ApplicationProtocolConfig;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;
import io.netty.handler.ssl.util.InsecureTrustManagerFactory;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.IntStream;

/**
 * One hostile agent in a process of its own: it does one thing, or several, again and again, as fast as the collector answers, with what it
 * prepared before, until its standard input ends. It says a line once it is ready, and one of what it did at the end.
 */
final class Flood {
    private static final int PREPARED = 16;
    /** Batches that are sent and not acknowledged. */
    private static final int WINDOW = 8;

    /** The resource that is used up. */
    enum Attack {
        CONNECTIONS(8),
        BYTES_IN_FLIGHT(2),
        HELLOS(8),
        INFLATED_BYTES(2),
        UNREADABLE_WORDS(2),
        MANY_ITEMS(2),
        LARGE_ITEMS(2),
        /** These four one after the other, over the sessions that an agent may have. */
        EVERY_CONTENT(2);

        private final int connections;

        Attack(int connections) {
            this.connections = connections;
        }

        /** Contents of batches; none for those that send none. */
        private List<byte[]> contents(Instant at) throws IOException {
            List<byte[]> contents = new ArrayList<>();
            for (int turn = 0; turn < PREPARED; turn++) {
                contents.addAll(content(at, turn));
            }
            return contents;
        }

        private List<byte[]> content(Instant at, int turn) throws IOException {
            return switch (this) {
                case CONNECTIONS, BYTES_IN_FLIGHT, HELLOS -> List.of();
                case INFLATED_BYTES -> List.of(new byte[Received.MAX_INFLATED]);
                case UNREADABLE_WORDS -> {
                    EventBatch.Builder foreign =
                            EventBatch.parseFrom(EventCodec.encode(List.of(seen(at, "foreign", "/opt/x")))).toBuilder();
                    foreign.getEventsBuilder(0)
                            .getItemSeenBuilder()
                            .getItemBuilder()
                            .setShipped("A".repeat(7_000_000));
                    yield List.of(foreign.build().toByteArray());
                }
                case MANY_ITEMS -> List.of(items(at, turn, 4_000, 20));
                case LARGE_ITEMS -> List.of(items(at, turn, 250, 30_000));
                case EVERY_CONTENT -> {
                    Attack[] each = {LARGE_ITEMS, UNREADABLE_WORDS, MANY_ITEMS, INFLATED_BYTES};
                    yield each[turn % each.length].content(at, turn);
                }
            };
        }
    }

    /** An item that somebody made. */
    static Event seen(Instant at, String name, String value, Item.Trait... traits) {
        Item item = new Item(
                "linux.cron.system",
                List.of("T1053.003"),
                "linux",
                Optional.empty(),
                name,
                value,
                "/etc/cron.d/" + name,
                "",
                Optional.empty(),
                "",
                Item.Signature.NOT_CHECKED,
                "",
                Item.Shipped.UNOWNED,
                true,
                ItemTimes.NONE,
                List.of(),
                "",
                "",
                "",
                "",
                "",
                "",
                "",
                Set.of(traits));
        return new ItemSeen(new Moment(at, "boot-1", 1), "linux.persistence", Change.ADDED, item, Optional.empty(), 1);
    }

    private static byte[] items(Instant at, int turn, int count, int length) {
        return EventCodec.encode(IntStream.range(0, count)
                .mapToObj(i -> seen(at, "flood-" + turn + "-" + i, "/opt/" + "x".repeat(length)))
                .toList());
    }

    private final EventLoopGroup loops = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
    private final Bootstrap bootstrap;
    private final String agent;
    private final Instant at;
    private final SslContext tls;
    private final AtomicInteger runs = new AtomicInteger();
    private final LongAdder connected = new LongAdder();
    private final LongAdder acknowledged = new LongAdder();
    private final LongAdder welcomed = new LongAdder();
    private volatile boolean ended;

    private Flood(int port, Path identity, String agent, Instant at) throws IOException, GeneralSecurityException {
        this.agent = agent;
        this.at = at;
        KeyStore store = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(identity)) {
            store.load(in, new char[0]);
        }
        tls = SslContextBuilder.forClient()
                .sslProvider(Transport.best().tls())
                .protocols("TLSv1.3")
                .keyManager((PrivateKey) store.getKey("agent", new char[0]), (X509Certificate)
                        store.getCertificate("agent"))
                .trustManager(InsecureTrustManagerFactory.INSTANCE)
                .applicationProtocolConfig(new ApplicationProtocolConfig(
                        ApplicationProtocolConfig.Protocol.ALPN,
                        ApplicationProtocolConfig.SelectorFailureBehavior.NO_ADVERTISE,
                        ApplicationProtocolConfig.SelectedListenerFailureBehavior.ACCEPT,
                        Tls.AGENT))
                .build();
        bootstrap = new Bootstrap()
                .group(loops)
                .channel(NioSocketChannel.class)
                .remoteAddress(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
    }

    /** One connection after the other. On its event loop. */
    private final class Line {
        private final Attack attack;
        private final List<ByteString> deflated = new ArrayList<>();
        private final List<Integer> sizes = new ArrayList<>();
        private final String epoch;
        private long durable;
        private long sent;

        Line(Attack attack, int number, List<byte[]> contents) {
            this.attack = attack;
            this.epoch = "%032x".formatted(number);
            for (byte[] content : contents) {
                deflated.add(Received.deflate(content));
                sizes.add(content.length);
            }
        }

        void connect() {
            if (ended) {
                return;
            }
            sent = durable;
            var _ = bootstrap
                    .clone()
                    .handler(new ChannelInitializer<Channel>() {
                        @Override
                        protected void initChannel(Channel channel) {
                            channel.pipeline()
                                    .addLast(
                                            tls.newHandler(channel.alloc()),
                                            new LengthFieldBasedFrameDecoder(8 << 20, 0, 4, 0, 4),
                                            new Handler(Line.this));
                            var _ = channel.closeFuture().addListener(closed -> connect());
                        }
                    })
                    .connect();
        }

        void handshaken(ChannelHandlerContext ctx) {
            connected.increment();
            if (attack == Attack.CONNECTIONS) {
                var _ = ctx.close();
            } else {
                var _ = ctx.writeAndFlush(frame(AgentFrame.newBuilder().setHello(hello())));
            }
        }

        private Hello.Builder hello() {
            int run = runs.incrementAndGet();
            Hello.Builder hello = Hello.newBuilder()
                    .setAgentId(agent)
                    .setBootId("boot-1")
                    .setRunId("%032x".formatted(run))
                    .setVersion("0.1.0")
                    .setFacts(MachineFacts.newBuilder().setHostname("hostile").setOs("linux"))
                    .setClock(Clock.newBuilder().setWallMicros(at.toEpochMilli() * 1_000));
            for (int i = 0; attack == Attack.HELLOS && i < 32; i++) {
                hello.addReleased(LanePosition.newBuilder()
                        .setEpoch("%032x".formatted(1_000 + 32 * run + i))
                        .setLane(1)
                        .setNumber(9));
            }
            return hello;
        }

        void received(ChannelHandlerContext ctx, CollectorFrame frame) {
            switch (frame.getFrameCase()) {
                case WELCOME -> welcomed(ctx);
                case ACKNOWLEDGEMENT -> {
                    long before = durable;
                    frame.getAcknowledgement().getDurableList().stream()
                            .filter(each -> each.getEpoch().equals(epoch))
                            .forEach(each -> durable = Math.max(durable, each.getNumber()));
                    acknowledged.add(durable - before);
                    send(ctx);
                }
                case GOODBYE -> {
                    var _ = ctx.close();
                }
                default -> {}
            }
        }

        private void welcomed(ChannelHandlerContext ctx) {
            welcomed.increment();
            switch (attack) {
                case CONNECTIONS, HELLOS -> {
                    var _ = ctx.close();
                }
                case BYTES_IN_FLIGHT -> {
                    ByteBuf part = Unpooled.buffer(900_000).writeInt(1 << 20).writeZero(899_996);
                    var _ = ctx.writeAndFlush(part).addListener(ChannelFutureListener.CLOSE);
                }
                case INFLATED_BYTES, UNREADABLE_WORDS, MANY_ITEMS, LARGE_ITEMS, EVERY_CONTENT -> send(ctx);
            }
        }

        private void send(ChannelHandlerContext ctx) {
            while (sent < durable + WINDOW) {
                sent++;
                int which = (int) (sent % PREPARED);
                var _ = ctx.writeAndFlush(frame(AgentFrame.newBuilder()
                        .setBatch(Batch.newBuilder()
                                .setEpoch(epoch)
                                .setLane(3)
                                .setNumber(sent)
                                .setInflatedSize(sizes.get(which))
                                .setDeflated(deflated.get(which)))));
            }
        }
    }

    private static ByteBuf frame(AgentFrame.Builder frame) {
        byte[] content = frame.build().toByteArray();
        return Unpooled.buffer(4 + content.length).writeInt(content.length).writeBytes(content);
    }

    private static final class Handler extends SimpleChannelInboundHandler<ByteBuf> {
        private final Line line;

        Handler(Line line) {
            this.line = line;
        }

        @Override
        public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
            if (event instanceof SslHandshakeCompletionEvent handshake && handshake.isSuccess()) {
                line.handshaken(ctx);
            }
        }

        @Override
        protected void channelRead0(ChannelHandlerContext ctx, ByteBuf content) throws InvalidProtocolBufferException {
            line.received(ctx, CollectorFrame.parseFrom(content.nioBuffer()));
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
            // It was sent away, which is what it came for.
            var _ = ctx.close();
        }
    }

    public static void main(String[] arguments) throws Exception {
        Flood flood = new Flood(
                Integer.parseInt(arguments[0]), Path.of(arguments[1]), arguments[2], Instant.parse(arguments[3]));
        List<Line> lines = new ArrayList<>();
        for (String attack : Arrays.asList(arguments).subList(4, arguments.length)) {
            Attack each = Attack.valueOf(attack);
            List<byte[]> contents = each.contents(flood.at);
            for (int slot = 0; slot < each.connections; slot++) {
                lines.add(flood.new Line(each, 1 + lines.size(), contents));
            }
        }
        for (Line line : lines) {
            // Who sends has its sessions before others use up the handshakes of the agent.
            while (line.attack != lines.getFirst().attack
                    && flood.welcomed.sum() < lines.getFirst().attack.connections) {
                Thread.sleep(1);
            }
            line.connect();
        }
        System.out.println("ready");
        while (System.in.read() >= 0) {
            // Until its end.
        }
        flood.ended = true;
        System.out.println(flood.connected + " handshakes, " + flood.acknowledged + " batches acknowledged");
        System.exit(0);
    }
}
