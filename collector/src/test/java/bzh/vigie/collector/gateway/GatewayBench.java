package bzh.vigie.collector.gateway;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import bzh.vigie.collector.fairness.Resource;
import bzh.vigie.collector.fairness.Shares;
import bzh.vigie.collector.gateway.TestClient.Identity;
import bzh.vigie.collector.identity.AgentIdSource;
import bzh.vigie.collector.identity.Authorities;
import bzh.vigie.collector.identity.Authority;
import bzh.vigie.collector.identity.Enrolment;
import bzh.vigie.collector.identity.EnrolmentLimits;
import bzh.vigie.collector.identity.IdentityFolder.Server;
import bzh.vigie.collector.identity.Keys;
import bzh.vigie.collector.identity.Renewals;
import bzh.vigie.collector.identity.SettableClock;
import bzh.vigie.collector.identity.TestAgent;
import bzh.vigie.collector.identity.TokenDesk;
import bzh.vigie.collector.ingest.IngestLog;
import bzh.vigie.collector.ingest.Received;
import bzh.vigie.collector.ingest.TestDisk;
import bzh.vigie.collector.ingest.Zstd;
import bzh.vigie.collector.store.AgentId;
import bzh.vigie.collector.store.Author;
import bzh.vigie.collector.store.Commune;
import bzh.vigie.collector.store.Hosts.Host;
import bzh.vigie.collector.store.Hosts.State;
import bzh.vigie.collector.store.Store;
import bzh.vigie.collector.store.sqlite.SqliteStore;
import bzh.vigie.enrol.CollectorAddress;
import bzh.vigie.enrol.EnrolmentToken;
import bzh.vigie.journal.FsyncPolicy;
import bzh.vigie.journal.Journal;
import bzh.vigie.v1.Batch;
import bzh.vigie.v1.Clock;
import bzh.vigie.v1.EnrolAnswer;
import bzh.vigie.v1.EnrolRequest;
import bzh.vigie.v1.GoodbyeReason;
import bzh.vigie.v1.Hello;
import bzh.vigie.v1.LanePosition;
import bzh.vigie.v1.MachineFacts;
import com.google.protobuf.ByteString;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * A gateway with its store and ingest log, and agents over real connections. On epoll and BoringSSL where they load; each test
 * has a {@code Portable} sister on NIO and the JDK's TLS.
 */
@Timeout(600)
abstract class GatewayBench {
    static final Author ANNA = new Author("anna", "test");
    static final Commune COMMUNE = new Commune("29019");
    static final Commune NEXT = new Commune("29232");
    static final String EPOCH = "0123456789abcdef0123456789abcdef";

    final SettableClock clock = new SettableClock();
    final SecureRandom random = new SecureRandom();
    final TestDisk disk = new TestDisk();
    final Authorities authorities = new Authorities(Authority.create(clock.instant(), random), List.of());

    @TempDir
    Path dir;

    Store store;
    IngestLog log;
    Gateway gateway;
    Shares shares = new Shares(System::nanoTime);
    final ChangedDirectories changed = new ChangedDirectories();

    /** Whether to do without native libraries. */
    boolean portable() {
        return false;
    }

    /** Nobody is dropped for being slow, as one may be on a busy machine; a test of what is dropped says after how long. */
    static final GatewayLimits PATIENT = new GatewayLimits(
            50, 50, Duration.ofMinutes(2), Duration.ofMinutes(2), Duration.ofMinutes(5), Duration.ofMinutes(5));

    @BeforeEach
    void open() throws IOException {
        store = SqliteStore.open(dir.resolve("store"), clock);
        start(PATIENT);
    }

    final void start(GatewayLimits limits) throws IOException {
        log = IngestLog.open(
                dir.resolve("log"),
                new Journal.Options(64L << 20, 1 << 20, new Zstd(), FsyncPolicy.ON_FLUSH),
                disk,
                store,
                shares);
        KeyPair pair = TestAgent.key();
        Server server = new Server(
                authorities.signing().server(List.of("localhost"), pair.getPublic(), clock.instant()),
                pair.getPrivate());
        Gateway.Parts parts = new Gateway.Parts(
                new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                portable(),
                limits,
                shares,
                () -> authorities,
                server,
                store,
                log,
                new Enrolment(
                        store,
                        () -> authorities,
                        new AgentIdSource(clock, random),
                        clock,
                        EnrolmentLimits.USUAL,
                        System::nanoTime),
                new Renewals(store, () -> authorities, clock),
                changed,
                clock,
                random);
        // Who reads a directory is decided when a test says so.
        gateway = Gateway.open(parts, Duration.ofDays(1));
    }

    @AfterEach
    void close() throws IOException {
        disk.letSync();
        disk.full(false);
        stop();
        store.close();
    }

    void stop() throws IOException {
        gateway.close();
        log.close();
    }

    void restart(GatewayLimits limits) throws IOException {
        stop();
        start(limits);
    }

    /** Restarts with that bound of the bytes in flight. */
    void share(Resource.Bound inFlight) throws IOException {
        shares = new Shares(Map.of(Resource.BYTES_IN_FLIGHT, inFlight), System::nanoTime);
        restart(PATIENT);
    }

    record Enrolled(AgentId id, Identity identity) {}

    EnrolmentToken token(int uses) {
        return new TokenDesk(store, clock, random)
                .create(
                        COMMUNE,
                        uses,
                        Duration.ofDays(1),
                        false,
                        authorities.fingerprint(),
                        List.of(new CollectorAddress("localhost", 1)),
                        ANNA);
    }

    static EnrolRequest request(EnrolmentToken token, byte[] secret, KeyPair pair) {
        return EnrolRequest.newBuilder()
                .setTokenId(token.id())
                .setSecret(ByteString.copyFrom(secret))
                .setCsr(ByteString.copyFrom(TestAgent.csr(pair)))
                .setFacts(MachineFacts.newBuilder().setHostname("mairie-1"))
                .setVersion("0.1.0")
                .build();
    }

    EnrolAnswer enrol(EnrolRequest request) throws IOException {
        try (TestClient client = TestClient.connect(gateway.address(), Tls.ENROL, Optional.empty())) {
            return client.enrol(request);
        }
    }

    /** A host that is enrolled, without the connection for it. */
    Enrolled enrolled() {
        return enrolled("mairie-1");
    }

    /** The same of that name. */
    Enrolled enrolled(String hostname) {
        return enrolled(hostname, COMMUNE);
    }

    /** The same of that name in that commune. */
    Enrolled enrolled(String hostname, Commune commune) {
        KeyPair pair = TestAgent.key();
        AgentId id = new AgentIdSource(clock, random).next();
        X509Certificate certificate = authorities.signing().agent(id, commune, pair.getPublic(), clock.instant());
        store.change(session -> session.hosts()
                .enrol(new Host(
                        id,
                        commune,
                        hostname,
                        State.ACTIVE,
                        Keys.hash(pair.getPublic()),
                        "{}",
                        "0.1.0",
                        clock.instant(),
                        certificate.getNotAfter().toInstant(),
                        Optional.empty(),
                        0,
                        "",
                        "",
                        false)));
        return new Enrolled(id, new Identity(pair, certificate));
    }

    TestClient connect(Enrolled agent) throws IOException {
        return TestClient.connect(gateway.address(), Tls.AGENT, Optional.of(agent.identity()));
    }

    static String run(int number) {
        return "%032x".formatted(number);
    }

    Hello.Builder hello(Enrolled agent, int run) {
        return Hello.newBuilder()
                .setAgentId(agent.id().text())
                .setBootId("boot-1")
                .setRunId(run(run))
                .setVersion("0.1.0")
                .setFacts(MachineFacts.newBuilder().setHostname("mairie-1").setOs("linux"))
                .setClock(Clock.newBuilder().setWallMicros(micros(clock.instant())))
                .addLast(LanePosition.newBuilder().setEpoch(EPOCH).setLane(3).setNumber(9));
    }

    TestClient open(Enrolled agent, int run) throws IOException {
        TestClient client = connect(agent);
        client.send(hello(agent, run));
        client.welcome();
        return client;
    }

    /** The same where so little is allowed that a busy machine may miss it: again until it is let in. */
    TestClient openAtLast(Enrolled agent, int run) throws IOException {
        long end = System.nanoTime() + Duration.ofMinutes(2).toNanos();
        while (true) {
            try {
                return open(agent, run);
            } catch (IOException e) {
                if (System.nanoTime() - end > 0) {
                    throw e;
                }
            }
        }
    }

    static long micros(Instant instant) {
        return instant.toEpochMilli() * 1_000;
    }

    Batch.Builder batch(long number) {
        return batch(number, new byte[40]);
    }

    static Batch.Builder batch(long number, byte[] content) {
        return Batch.newBuilder()
                .setEpoch(EPOCH)
                .setLane(3)
                .setNumber(number)
                .setInflatedSize(content.length)
                .setDeflated(Received.deflate(content));
    }

    static byte[] noise(int size) {
        byte[] noise = new byte[size];
        new SecureRandom().nextBytes(noise);
        return noise;
    }

    static void assertSoon(BooleanSupplier condition) {
        long end = System.nanoTime() + Duration.ofMinutes(2).toNanos();
        while (!condition.getAsBoolean()) {
            assertTrue(System.nanoTime() < end, "did not come about within 120 s");
            Thread.onSpinWait();
            try {
                Thread.sleep(10);
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
        }
    }

    Host row(Enrolled agent) {
        return store.read(session -> session.hosts().find(agent.id())).orElseThrow();
    }

    List<Received> stored() throws IOException {
        IngestLog.Reader reader = log.cursor(1);
        List<Received> all = new ArrayList<>();
        for (List<Received> some = reader.next(100); !some.isEmpty(); some = reader.next(100)) {
            all.addAll(some);
        }
        return all;
    }

    void refused(Enrolled agent, GoodbyeReason reason) throws IOException {
        try (TestClient client = connect(agent)) {
            client.send(hello(agent, 1));
            assertEquals(reason, client.goodbye().getReason());
        }
    }
}
