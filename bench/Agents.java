import bzh.vigie.collector.identity.AgentIdSource;
import bzh.vigie.collector.identity.Authorities;
import bzh.vigie.collector.identity.IdentityFolder;
import bzh.vigie.collector.identity.Keys;
import bzh.vigie.collector.store.AgentId;
import bzh.vigie.collector.store.Commune;
import bzh.vigie.collector.store.Hosts.Host;
import bzh.vigie.collector.store.Hosts.State;
import bzh.vigie.collector.store.sqlite.SqliteStore;
import bzh.vigie.event.Endpoint;
import bzh.vigie.event.Event;
import bzh.vigie.event.Moment;
import bzh.vigie.event.Observed;
import bzh.vigie.event.ProcessKey;
import bzh.vigie.event.Sha256;
import bzh.vigie.v1.AgentFrame;
import bzh.vigie.v1.Batch;
import bzh.vigie.v1.Clock;
import bzh.vigie.v1.CollectorFrame;
import bzh.vigie.v1.Hello;
import bzh.vigie.v1.LanePosition;
import bzh.vigie.wire.EventCodec;
import com.google.protobuf.ByteString;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.KeyStore;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicLong;
import java.util.zip.DeflaterOutputStream;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509TrustManager;

/**
 * Many agents with real TLS connections against a collector that runs as a process of its own: events per second to durable
 * acknowledgement, and what they cost the collector. bench/agents.sh starts both sides.
 *
 * <p>Arguments: the collector's folder, its port, its process id, agents, seconds, events per batch, batches in flight per
 * agent, and events a second of all together at most, where they are not to send as fast as they can. The hosts are put into the store beforehand, since enrolment is not what is measured.
 */
public final class Agents {
    private static final String EPOCH = "0123456789abcdef0123456789abcdef";
    private static final int LANE = 3;

    private record Content(int size, ByteString deflated) {}

    private record Agent(AgentId id, SSLContext tls) {}

    public static void main(String[] a) throws Exception {
        Path folder = Path.of(a[0]);
        int port = Integer.parseInt(a[1]);
        long pid = Long.parseLong(a[2]);
        int count = Integer.parseInt(a[3]);
        int seconds = Integer.parseInt(a[4]);
        int events = Integer.parseInt(a[5]);
        int window = Integer.parseInt(a[6]);
        // Between two batches of one agent.
        long pause = a.length > 7 ? 1_000_000_000L * count * events / Integer.parseInt(a[7]) : 0;

        List<Agent> agents = enrolled(folder, count);
        // Many different ones: the log would compress repeats of a few away.
        List<Content> contents = new ArrayList<>();
        for (int i = 0; i < 500; i++) {
            byte[] content = batch(events, i);
            contents.add(new Content(content.length, deflate(content)));
        }
        System.err.printf(
                "%d agents; a batch: %d events, %d bytes, deflated %d%n",
                count,
                events,
                contents.getFirst().size(),
                contents.getFirst().deflated().size());

        AtomicLong acknowledged = new AtomicLong();
        AtomicLong failures = new AtomicLong();
        CountDownLatch connected = new CountDownLatch(count);
        CountDownLatch go = new CountDownLatch(1);
        Semaphore handshakes = new Semaphore(64);
        long connecting = System.nanoTime();
        long end = System.nanoTime() + (seconds + 600L) * 1_000_000_000L;
        long[] stop = {end};
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (Agent agent : agents) {
                threads.submit(() -> {
                    boolean counted = false;
                    try {
                        handshakes.acquire();
                        SSLSocket socket;
                        try {
                            socket = connect(agent, port);
                        } finally {
                            handshakes.release();
                        }
                        connected.countDown();
                        counted = true;
                        go.await();
                        send(socket, contents, window, pause, stop, acknowledged);
                    } catch (Exception e) {
                        failures.incrementAndGet();
                        if (!counted) {
                            connected.countDown();
                        }
                    }
                    return null;
                });
            }
            connected.await();
            double connectSeconds = (System.nanoTime() - connecting) / 1e9;
            long cpu = cpuMicros(pid);
            long from = System.nanoTime();
            stop[0] = from + seconds * 1_000_000_000L;
            go.countDown();
            Thread.sleep(seconds * 1_000L);
            double took = (System.nanoTime() - from) / 1e9;
            long batches = acknowledged.get();
            long used = cpuMicros(pid) - cpu;
            double done = (double) batches * events;
            System.out.printf(
                    "{\"kind\":\"acknowledged\",\"agents\":%d,\"connect_seconds\":%.1f,\"failures\":%d,\"seconds\":%.1f,"
                            + "\"events\":%.0f,\"events_per_second\":%.0f,\"collector_cpu_share\":%.2f,"
                            + "\"collector_rss_mib\":%d,\"judged_share\":%.3f}%n",
                    count,
                    connectSeconds,
                    failures.get(),
                    took,
                    done,
                    done / took,
                    used / 1e6 / took,
                    rssMib(pid),
                    Math.min(1, judged(folder) / Math.max(1.0, batches)));
            // Acknowledged is not judged: what detection and the history cost shows only when they have caught up.
            long before = judged(folder);
            long since = System.nanoTime();
            while (judged(folder) < batches && System.nanoTime() - since < 120_000_000_000L) {
                Thread.sleep(500);
            }
            double more = (System.nanoTime() - since) / 1e9;
            long now = judged(folder);
            System.out.printf(
                    "{\"kind\":\"judged\",\"all\":%b,\"events_per_second_judged_afterwards\":%.0f,"
                            + "\"cpu_micros_per_event_judged\":%.1f,\"collector_rss_mib\":%d}%n",
                    now >= batches,
                    (now - before) * (double) events / more,
                    (cpuMicros(pid) - cpu) / Math.max(1.0, (double) now * events),
                    rssMib(pid));
        }
    }

    private static long judged(Path folder) {
        try (SqliteStore store = SqliteStore.open(folder.resolve("state"), InstantSource.system())) {
            return store.read(session -> session.progress().position("ingest")).orElse(0);
        }
    }

    private static List<Agent> enrolled(Path folder, int count) throws Exception {
        SecureRandom random = new SecureRandom();
        InstantSource clock = InstantSource.system();
        Path identity = folder.resolve("identity");
        Authorities authorities =
                new IdentityFolder(identity, Path.of(folder + ".passphrase"), random).authorities();
        AgentIdSource ids = new AgentIdSource(clock, random);
        Commune commune = new Commune("29019");
        List<Agent> agents = new ArrayList<>();
        List<Host> hosts = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            KeyPair pair = Keys.generate(random);
            AgentId id = ids.next();
            X509Certificate certificate = authorities.signing().agent(id, commune, pair.getPublic(), clock.instant());
            hosts.add(new Host(
                    id,
                    commune,
                    "bench-" + i,
                    State.ACTIVE,
                    Keys.hash(pair.getPublic()),
                    "{}",
                    "bench",
                    clock.instant(),
                    certificate.getNotAfter().toInstant(),
                    Optional.empty(),
                    0,
                    "",
                    "",
                    false));
            agents.add(new Agent(id, context(pair, certificate)));
        }
        try (SqliteStore store = SqliteStore.open(folder.resolve("state"), clock)) {
            store.change(session -> hosts.forEach(session.hosts()::enrol));
        }
        return agents;
    }

    private static SSLContext context(KeyPair pair, X509Certificate certificate) throws Exception {
        KeyStore keys = KeyStore.getInstance("PKCS12");
        keys.load(null, null);
        keys.setKeyEntry("agent", pair.getPrivate(), new char[0], new X509Certificate[] {certificate});
        KeyManagerFactory factory = KeyManagerFactory.getInstance("SunX509");
        factory.init(keys, new char[0]);
        SSLContext context = SSLContext.getInstance("TLSv1.3");
        context.init(factory.getKeyManagers(), new TrustManager[] {new AnyServer()}, null);
        return context;
    }

    private static SSLSocket connect(Agent agent, int port) throws IOException {
        SSLSocket socket = (SSLSocket) agent.tls().getSocketFactory().createSocket();
        socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 30_000);
        SSLParameters parameters = socket.getSSLParameters();
        parameters.setApplicationProtocols(new String[] {"vigie/1"});
        socket.setSSLParameters(parameters);
        socket.startHandshake();
        write(
                socket.getOutputStream(),
                AgentFrame.newBuilder()
                        .setHello(Hello.newBuilder()
                                .setAgentId(agent.id().text())
                                .setBootId("bench")
                                .setRunId(agent.id().text().replace("-", ""))
                                .setVersion("bench")
                                .setClock(Clock.newBuilder()
                                        .setWallMicros(Instant.now().toEpochMilli() * 1_000))
                                .addLast(LanePosition.newBuilder()
                                        .setEpoch(EPOCH)
                                        .setLane(LANE)))
                        .build());
        if (!read(new DataInputStream(socket.getInputStream())).hasWelcome()) {
            throw new IOException("no welcome");
        }
        return socket;
    }

    private static void send(
            SSLSocket socket, List<Content> contents, int window, long pause, long[] stop, AtomicLong acknowledged)
            throws IOException, InterruptedException {
        DataInputStream in = new DataInputStream(socket.getInputStream());
        long sent = 0;
        long durable = 0;
        long begun = System.nanoTime();
        while (System.nanoTime() < stop[0]) {
            while (sent - durable < window) {
                long early = begun + sent * pause - System.nanoTime();
                if (early > 0 && sent > durable) {
                    break;
                }
                Thread.sleep(Math.max(0, early / 1_000_000));
                sent++;
                Content content = contents.get((int) ((sent + socket.getLocalPort() * 31L) % contents.size()));
                write(
                        socket.getOutputStream(),
                        AgentFrame.newBuilder()
                                .setBatch(Batch.newBuilder()
                                        .setEpoch(EPOCH)
                                        .setLane(LANE)
                                        .setNumber(sent)
                                        .setInflatedSize(content.size())
                                        .setDeflated(content.deflated()))
                                .build());
            }
            CollectorFrame frame = read(in);
            if (frame.hasGoodbye()) {
                throw new IOException(frame.getGoodbye().getReason().name());
            }
            if (frame.hasAcknowledgement()) {
                long number = frame.getAcknowledgement().getDurable(0).getNumber();
                acknowledged.addAndGet(number - durable);
                durable = number;
            }
        }
        socket.close();
    }

    private static byte[] batch(int count, int seed) {
        Random random = new Random(seed);
        Instant now = Instant.now();
        List<Event> events = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            Moment at = new Moment(now.plusMillis(i), "bench", 1_000_000L + i);
            ProcessKey key = new ProcessKey("bench", 1_000 + random.nextInt(30_000), 5_000 + random.nextInt(1 << 30));
            if (i % 3 < 2) {
                events.add(new Event.ProcessStarted(
                        at,
                        "linux.process.connector",
                        key,
                        Observed.known(new ProcessKey("bench", 1, 1)),
                        Observed.known("/usr/lib/systemd/systemd"),
                        Observed.missed(Observed.Why.ENDED),
                        Observed.known("/usr/bin/tool-" + i % 40),
                        Observed.known("/usr/bin/tool-" + i % 40 + " --option " + Long.toHexString(random.nextLong())
                                + " /srv/data/" + random.nextInt(100_000)),
                        Observed.known(Sha256.over(new byte[] {(byte) (i % 40)})),
                        Observed.missed(Observed.Why.NOT_OFFERED),
                        Observed.known("tools"),
                        false));
            } else {
                events.add(new Event.Flow(
                        at,
                        "linux.network.sockets",
                        Observed.known(key),
                        Observed.known("/usr/bin/tool-" + i % 40),
                        Event.Transport.TCP,
                        endpoint(10, 0, 0, i % 250, 32_000 + random.nextInt(28_000)),
                        endpoint(192, 0, 2, random.nextInt(250), 443),
                        Event.Direction.OUTBOUND,
                        OptionalLong.of(1_000L + i),
                        OptionalLong.of(9_000L + i),
                        1,
                        0));
            }
        }
        return EventCodec.encode(events);
    }

    private static Endpoint endpoint(int a, int b, int c, int d, int port) {
        try {
            return new Endpoint(InetAddress.getByAddress(new byte[] {(byte) a, (byte) b, (byte) c, (byte) d}), port);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static ByteString deflate(byte[] content) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (DeflaterOutputStream deflater = new DeflaterOutputStream(out)) {
            deflater.write(content);
        }
        return ByteString.copyFrom(out.toByteArray());
    }

    private static void write(OutputStream out, AgentFrame frame) throws IOException {
        byte[] content = frame.toByteArray();
        out.write(ByteBuffer.allocate(4 + content.length)
                .putInt(content.length)
                .put(content)
                .array());
        out.flush();
    }

    private static CollectorFrame read(DataInputStream in) throws IOException {
        byte[] content = new byte[in.readInt()];
        in.readFully(content);
        return CollectorFrame.parseFrom(content);
    }

    /** User and system time of a process, from fields 14 and 15 of proc_pid_stat(5). */
    private static long cpuMicros(long pid) throws IOException {
        String stat = Files.readString(Path.of("/proc/" + pid + "/stat"));
        String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
        return (Long.parseLong(fields[11]) + Long.parseLong(fields[12])) * 10_000;
    }

    private static long rssMib(long pid) throws IOException {
        for (String line : Files.readAllLines(Path.of("/proc/" + pid + "/status"))) {
            if (line.startsWith("VmRSS:")) {
                return Long.parseLong(line.replaceAll("\\D", "")) / 1_024;
            }
        }
        return 0;
    }

    private static final class AnyServer implements X509TrustManager {
        @Override
        public void checkClientTrusted(X509Certificate[] chain, String authType) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String authType) {}

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    }
}
