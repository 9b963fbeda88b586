package bzh.vigie.collector.gateway;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

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
import bzh.vigie.collector.store.Hosts;
import bzh.vigie.collector.store.Hosts.Host;
import bzh.vigie.collector.store.Hosts.State;
import bzh.vigie.collector.store.Store;
import bzh.vigie.collector.store.sqlite.SqliteStore;
import bzh.vigie.enrol.CollectorAddress;
import bzh.vigie.enrol.EnrolmentToken;
import bzh.vigie.enrol.TokenSecret;
import bzh.vigie.event.Event;
import bzh.vigie.journal.FsyncPolicy;
import bzh.vigie.journal.Journal;
import bzh.vigie.text.RefusalText;
import bzh.vigie.v1.AgentFrame;
import bzh.vigie.v1.Batch;
import bzh.vigie.v1.Clock;
import bzh.vigie.v1.CollectorFrame;
import bzh.vigie.v1.CollectorGoodbye;
import bzh.vigie.v1.EnrolAnswer;
import bzh.vigie.v1.EnrolRefusal;
import bzh.vigie.v1.EnrolRequest;
import bzh.vigie.v1.GoodbyeReason;
import bzh.vigie.v1.Heartbeat;
import bzh.vigie.v1.Hello;
import bzh.vigie.v1.LanePosition;
import bzh.vigie.v1.LocationDigest;
import bzh.vigie.v1.LocationDigests;
import bzh.vigie.v1.MachineFacts;
import bzh.vigie.v1.Welcome;
import bzh.vigie.wire.EventCodec;
import com.google.protobuf.ByteString;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What an agent can count on, and a hostile one not do, whatever the gateway stands on. Real connections. */
@Timeout(60)
abstract class GatewayContract {
    private static final Author ANNA = new Author("anna", "test");
    private static final Commune COMMUNE = new Commune("29019");
    private static final String EPOCH = "0123456789abcdef0123456789abcdef";

    private final SettableClock clock = new SettableClock();
    private final SecureRandom random = new SecureRandom();
    private final TestDisk disk = new TestDisk();
    private final Authorities authorities = new Authorities(Authority.create(clock.instant(), random), List.of());
    private @TempDir Path dir;
    private Store store;
    private IngestLog log;
    private Gateway gateway;

    /** Whether to do without native libraries. */
    abstract boolean portable();

    private static final GatewayLimits QUICK = new GatewayLimits(
            50,
            50,
            Duration.ofSeconds(5),
            Duration.ofMillis(300),
            Duration.ofSeconds(20),
            4L << 20,
            1L << 20,
            Duration.ofMillis(700));

    @BeforeEach
    void open() throws IOException {
        store = SqliteStore.open(dir.resolve("store"), clock);
        start(QUICK);
    }

    private void start(GatewayLimits limits) throws IOException {
        log = IngestLog.open(
                dir.resolve("log"),
                new Journal.Options(64L << 20, 1 << 20, new Zstd(), FsyncPolicy.ON_FLUSH),
                disk,
                store);
        KeyPair pair = TestAgent.key();
        Server server = new Server(
                authorities.signing().server(List.of("localhost"), pair.getPublic(), clock.instant()),
                pair.getPrivate());
        gateway = Gateway.open(new Gateway.Parts(
                new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                portable(),
                limits,
                authorities,
                server,
                store,
                log,
                new Enrolment(
                        store,
                        authorities,
                        new AgentIdSource(clock, random),
                        clock,
                        EnrolmentLimits.USUAL,
                        System::nanoTime),
                new Renewals(store, authorities, clock),
                clock,
                random));
    }

    @AfterEach
    void close() throws IOException {
        disk.letSync();
        disk.full(false);
        stop();
        store.close();
    }

    private void stop() throws IOException {
        gateway.close();
        log.close();
    }

    private void restart(GatewayLimits limits) throws IOException {
        stop();
        start(limits);
    }

    private record Enrolled(AgentId id, Identity identity) {}

    private EnrolmentToken token(int uses) {
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

    private static EnrolRequest request(EnrolmentToken token, byte[] secret, KeyPair pair) {
        return EnrolRequest.newBuilder()
                .setTokenId(token.id())
                .setSecret(ByteString.copyFrom(secret))
                .setCsr(ByteString.copyFrom(TestAgent.csr(pair)))
                .setFacts(MachineFacts.newBuilder().setHostname("mairie-1"))
                .setVersion("0.1.0")
                .build();
    }

    private EnrolAnswer enrol(EnrolRequest request) throws IOException {
        try (TestClient client = TestClient.connect(gateway.address(), Tls.ENROL, Optional.empty())) {
            return client.enrol(request);
        }
    }

    /** A host that is enrolled, without the connection for it. */
    private Enrolled enrolled() {
        KeyPair pair = TestAgent.key();
        AgentId id = new AgentIdSource(clock, random).next();
        X509Certificate certificate = authorities.signing().agent(id, COMMUNE, pair.getPublic(), clock.instant());
        store.change(session -> session.hosts()
                .enrol(new Host(
                        id,
                        COMMUNE,
                        "mairie-1",
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

    private TestClient connect(Enrolled agent) throws IOException {
        return TestClient.connect(gateway.address(), Tls.AGENT, Optional.of(agent.identity()));
    }

    private static String run(int number) {
        return "%032x".formatted(number);
    }

    private Hello.Builder hello(Enrolled agent, int run) {
        return Hello.newBuilder()
                .setAgentId(agent.id().text())
                .setBootId("boot-1")
                .setRunId(run(run))
                .setVersion("0.1.0")
                .setFacts(MachineFacts.newBuilder().setHostname("mairie-1").setOs("linux"))
                .setClock(Clock.newBuilder().setWallMicros(micros(clock.instant())))
                .addLast(LanePosition.newBuilder().setEpoch(EPOCH).setLane(3).setNumber(9));
    }

    private TestClient open(Enrolled agent, int run) throws IOException {
        TestClient client = connect(agent);
        client.send(hello(agent, run));
        client.welcome();
        return client;
    }

    private static long micros(Instant instant) {
        return instant.toEpochMilli() * 1_000;
    }

    private Batch.Builder batch(long number) {
        return batch(number, new byte[40]);
    }

    private static Batch.Builder batch(long number, byte[] content) {
        return Batch.newBuilder()
                .setEpoch(EPOCH)
                .setLane(3)
                .setNumber(number)
                .setInflatedSize(content.length)
                .setDeflated(Received.deflate(content));
    }

    private static byte[] noise(int size) {
        byte[] noise = new byte[size];
        new SecureRandom().nextBytes(noise);
        return noise;
    }

    private static void assertSoon(BooleanSupplier condition) {
        long end = System.nanoTime() + Duration.ofSeconds(20).toNanos();
        while (!condition.getAsBoolean()) {
            assertTrue(System.nanoTime() < end, "did not come about within 20 s");
            Thread.onSpinWait();
            try {
                Thread.sleep(10);
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
        }
    }

    private Host row(Enrolled agent) {
        return store.read(session -> session.hosts().find(agent.id())).orElseThrow();
    }

    private List<Received> stored() throws IOException {
        IngestLog.Reader reader = log.cursor(1);
        List<Received> all = new ArrayList<>();
        for (List<Received> some = reader.next(100); !some.isEmpty(); some = reader.next(100)) {
            all.addAll(some);
        }
        return all;
    }

    private void refused(Enrolled agent, GoodbyeReason reason) throws IOException {
        try (TestClient client = connect(agent)) {
            client.send(hello(agent, 1));
            assertEquals(reason, client.goodbye().getReason());
        }
    }

    @Test
    void aTokenEnrolsAndTheCertificateConnects() throws IOException {
        EnrolmentToken token = token(1);
        KeyPair pair = TestAgent.key();
        EnrolAnswer answer = enrol(request(token, token.secret().bytes(), pair));
        assertTrue(answer.hasEnrolled(), answer.toString());
        assertEquals(COMMUNE.insee(), answer.getEnrolled().getCommune());
        assertEquals(1, answer.getEnrolled().getAuthoritiesCount());
        Host host = store.read(session -> session.hosts().findByKey(Keys.hash(pair.getPublic())))
                .orElseThrow();
        assertEquals("mairie-1", host.hostname());

        X509Certificate certificate =
                authorities.signing().agent(host.id(), COMMUNE, pair.getPublic(), clock.instant());
        Enrolled agent = new Enrolled(host.id(), new Identity(pair, certificate));
        try (TestClient client = connect(agent)) {
            assertEquals(Tls.AGENT, client.alpn());
            assertEquals(authorities.signing().certificate(), client.serverChain()[1]);
            client.send(hello(agent, 1));
            Welcome welcome = client.welcome();
            assertEquals(micros(clock.instant()), welcome.getTime().getWallMicros());
            assertSoon(() -> row(agent).connected());
        }
        assertSoon(() -> !row(agent).connected());
    }

    @Test
    void eachBadTokenHasItsOwnAnswer() throws IOException {
        EnrolmentToken used = token(1);
        enrol(request(used, used.secret().bytes(), TestAgent.key()));
        assertEquals(
                EnrolRefusal.ENROL_REFUSAL_TOKEN_USED_UP,
                enrol(request(used, used.secret().bytes(), TestAgent.key()))
                        .getRefused()
                        .getReason());
        EnrolmentToken wrong = token(1);
        assertEquals(
                EnrolRefusal.ENROL_REFUSAL_TOKEN_UNKNOWN,
                enrol(request(wrong, TokenSecret.random(random).bytes(), TestAgent.key()))
                        .getRefused()
                        .getReason());
        assertEquals(
                EnrolRefusal.ENROL_REFUSAL_BAD_REQUEST,
                enrol(request(wrong, new byte[3], TestAgent.key())).getRefused().getReason());
        store.change(session -> session.tokens().revoke(wrong.id(), ANNA));
        assertEquals(
                EnrolRefusal.ENROL_REFUSAL_TOKEN_REVOKED,
                enrol(request(wrong, wrong.secret().bytes(), TestAgent.key()))
                        .getRefused()
                        .getReason());
        EnrolmentToken again = token(1);
        KeyPair known = TestAgent.key();
        AgentId id = new AgentId(enrol(request(again, again.secret().bytes(), known))
                .getEnrolled()
                .getAgentId());
        for (State state : List.of(State.REVOKED, State.QUARANTINED)) {
            store.change(session -> session.hosts().state(id, state, ANNA));
            EnrolAnswer answer = enrol(request(again, again.secret().bytes(), known));
            assertEquals(
                    state == State.REVOKED
                            ? EnrolRefusal.ENROL_REFUSAL_HOST_REVOKED
                            : EnrolRefusal.ENROL_REFUSAL_HOST_QUARANTINED,
                    answer.getRefused().getReason());
            assertEquals(0, answer.getRefused().getRetryAfterSeconds());
            String detail = RefusalText.say(answer.getRefused().getDetail(), java.util.Locale.FRENCH);
            assertTrue(detail.contains("hosts readmit " + id), detail);
        }
        EnrolmentToken late = token(1);
        clock.forward(Duration.ofDays(1));
        assertEquals(
                EnrolRefusal.ENROL_REFUSAL_TOKEN_EXPIRED,
                enrol(request(late, late.secret().bytes(), TestAgent.key()))
                        .getRefused()
                        .getReason());
    }

    @Test
    void aCertificateOfAnotherAuthorityDoesNotGetIn() {
        Enrolled agent = enrolled();
        Authority other = Authority.create(clock.instant(), random);
        X509Certificate foreign =
                other.agent(agent.id(), COMMUNE, agent.identity().pair().getPublic(), clock.instant());
        Enrolled forged = new Enrolled(agent.id(), new Identity(agent.identity().pair(), foreign));
        boolean welcomed;
        try (TestClient client = connect(forged)) {
            client.send(hello(forged, 1));
            welcomed = client.read().hasWelcome();
        } catch (IOException e) {
            welcomed = false;
        }
        assertFalse(welcomed);
        assertSoon(() -> gateway.counters().snapshot().failedHandshakes() > 0);
    }

    @Test
    void withoutACertificateThereIsAnAnswerThatSaysWhatToDo() throws IOException {
        try (TestClient client = TestClient.connect(gateway.address(), Tls.AGENT, Optional.empty())) {
            assertEquals(GoodbyeReason.GOODBYE_REASON_UNKNOWN, client.goodbye().getReason());
        }
        try (TestClient client = TestClient.connect(gateway.address(), Tls.LATER, Optional.empty())) {
            assertEquals(GoodbyeReason.GOODBYE_REASON_TOO_NEW, client.goodbye().getReason());
        }
    }

    @Test
    void eachStateOfAHostHasItsOwnAnswer() throws IOException {
        Enrolled agent = enrolled();
        store.change(s -> s.hosts().state(agent.id(), State.QUARANTINED, ANNA));
        refused(agent, GoodbyeReason.GOODBYE_REASON_QUARANTINED);
        store.change(s -> s.hosts().state(agent.id(), State.WAITING_FOR_APPROVAL, ANNA));
        refused(agent, GoodbyeReason.GOODBYE_REASON_NEEDS_APPROVAL);
        store.change(s -> s.hosts().state(agent.id(), State.REVOKED, ANNA));
        refused(agent, GoodbyeReason.GOODBYE_REASON_REVOKED);

        AgentId stranger = new AgentIdSource(clock, random).next();
        KeyPair pair = TestAgent.key();
        X509Certificate certificate = authorities.signing().agent(stranger, COMMUNE, pair.getPublic(), clock.instant());
        refused(new Enrolled(stranger, new Identity(pair, certificate)), GoodbyeReason.GOODBYE_REASON_UNKNOWN);
    }

    @Test
    void anExpiredCertificateMayOnlyRenew() throws IOException {
        Enrolled agent = enrolled();
        clock.forward(Duration.ofDays(200));
        try (TestClient client = connect(agent)) {
            client.send(hello(agent, 1));
            assertEquals(
                    GoodbyeReason.GOODBYE_REASON_EXPIRED,
                    client.goodbyeBeforeMore().getReason());
            client.send(batch(1));
            client.renew(TestAgent.csr(agent.identity().pair()));
            CollectorFrame frame = client.read();
            assertTrue(frame.hasCertificateRenewal(), frame.toString());
            assertTrue(client.ended());
        }
        assertTrue(row(agent).certificateExpires().isAfter(clock.instant()));
        assertSoon(() -> log.last() == 1);
        assertTrue(stored().getFirst().madeHere(), "only the note that it was renewed late");

        X509Certificate renewed = authorities
                .signing()
                .agent(agent.id(), COMMUNE, agent.identity().pair().getPublic(), clock.instant());
        open(new Enrolled(agent.id(), new Identity(agent.identity().pair(), renewed)), 1)
                .close();
    }

    @Test
    void aRenewalCanBeTheFirstFrameAndAnExpiryLongAgoNeedsAnAnalyst() throws IOException {
        Enrolled agent = enrolled();
        try (TestClient client = connect(agent)) {
            client.renew(TestAgent.csr(agent.identity().pair()));
            assertTrue(client.read().hasCertificateRenewal());
        }
        clock.forward(Duration.ofDays(431));
        try (TestClient client = connect(agent)) {
            client.renew(TestAgent.csr(agent.identity().pair()));
            assertEquals(
                    GoodbyeReason.GOODBYE_REASON_NEEDS_APPROVAL,
                    client.goodbye().getReason());
        }
        assertEquals(State.WAITING_FOR_APPROVAL, row(agent).state());
    }

    @Test
    void aWrongClockIsNoReasonToRefuseAndIsEstimated() throws IOException {
        Enrolled agent = enrolled();
        try (TestClient client = connect(agent)) {
            long behind = Duration.ofDays(4_000).toNanos() / 1_000;
            client.send(hello(agent, 1).setClock(Clock.newBuilder().setWallMicros(micros(clock.instant()) - behind)));
            client.welcome();
            assertSoon(() -> row(agent).skewMicros() == -behind);
            client.send(batch(1));
            client.acknowledged();
        }
        assertTrue(stored().getFirst().skewMicros() < 0);
    }

    @Test
    void anAcknowledgementComesOnlyAfterTheFlush() throws IOException {
        Enrolled agent = enrolled();
        try (TestClient client = open(agent, 1)) {
            disk.holdSyncs();
            client.send(batch(1));
            client.send(Heartbeat.newBuilder());
            assertTrue(client.read().hasTime(), "the heartbeat is answered before the batch");
            assertEquals(0, log.last());
            disk.letSync();
            assertEquals(1, client.acknowledged().getNumber());
            assertEquals(1, log.last());
        }
        Received received = stored().getFirst();
        assertEquals(agent.id(), received.agent());
        assertEquals(COMMUNE, received.commune());
        assertEquals("127.0.0.1", received.address());
        assertEquals(40, received.inflate().length);
    }

    @Test
    void aRepeatIsAcknowledgedAndNotStoredAgain() throws IOException {
        Enrolled agent = enrolled();
        try (TestClient client = open(agent, 1)) {
            client.send(batch(1));
            client.acknowledged();
            client.send(batch(1));
            assertEquals(1, client.acknowledged().getNumber());
            client.send(batch(5));
            assertEquals(5, client.acknowledged().getNumber(), "a gap is the agent's to explain");
        }
        assertEquals(2, stored().size());
    }

    @Test
    void durableNumbersOutliveARestart() throws IOException {
        Enrolled agent = enrolled();
        try (TestClient client = open(agent, 1)) {
            client.send(batch(1));
            client.send(batch(2));
            while (client.acknowledged().getNumber() < 2) {
                // both may come in one
            }
        }
        restart(QUICK);
        try (TestClient client = connect(agent)) {
            client.send(hello(agent, 2));
            LanePosition durable = client.welcome().getDurable(0);
            assertEquals(2, durable.getNumber());
            assertEquals(EPOCH, durable.getEpoch());
        }
        // Judged and gone from the log: the store knows.
        store.change(session -> {
            session.progress().batch(agent.id(), EPOCH, 3, 7);
            session.progress().position(IngestLog.NAME, 2);
        });
        restart(QUICK);
        try (TestClient client = connect(agent)) {
            client.send(hello(agent, 3));
            assertEquals(7, client.welcome().getDurable(0).getNumber());
        }
    }

    @Test
    void whatTheAgentReleasedAndTheCollectorLostIsALoss() throws Exception {
        Enrolled agent = enrolled();
        try (TestClient client = connect(agent)) {
            client.send(hello(agent, 1)
                    .addReleased(
                            LanePosition.newBuilder().setEpoch(EPOCH).setLane(3).setNumber(6)));
            client.welcome();
            assertSoon(() -> log.last() == 1);
        }
        Received notice = stored().getFirst();
        assertTrue(notice.madeHere());
        Event.Loss loss = (Event.Loss) EventCodec.decode(notice.inflate()).getFirst();
        assertEquals(1, loss.fromNumber());
        assertEquals(6, loss.toNumber());
    }

    @Test
    void revokingCutsTheLiveConnection() throws IOException {
        Enrolled agent = enrolled();
        Enrolled other = enrolled();
        try (TestClient client = open(agent, 1);
                TestClient bystander = open(other, 2);
                Store elsewhere = SqliteStore.open(dir.resolve("store"), clock)) {
            elsewhere.change(session -> session.hosts().state(agent.id(), State.REVOKED, ANNA));
            assertEquals(GoodbyeReason.GOODBYE_REASON_REVOKED, client.goodbye().getReason());
            bystander.send(batch(1));
            bystander.acknowledged();
        }
        refused(agent, GoodbyeReason.GOODBYE_REASON_REVOKED);
    }

    @Test
    void aHelloOfAnotherAgentCostsTheConnection() throws IOException {
        Enrolled agent = enrolled();
        Enrolled other = enrolled();
        try (TestClient client = connect(agent)) {
            client.send(hello(other, 1));
            assertEquals(
                    GoodbyeReason.GOODBYE_REASON_BAD_FRAME, client.goodbye().getReason());
        }
    }

    @Test
    void aBadFrameCostsItsSenderTheConnectionAndNobodyElse() throws IOException {
        Enrolled good = enrolled();
        try (TestClient bystander = open(good, 1)) {
            List<byte[]> bad = List.of(
                    new byte[] {0, 0, 0, 0},
                    ByteBuffer.allocate(4).putInt((1 << 20) + 1).array(),
                    HexFormat.of().parseHex("ffffffff"),
                    HexFormat.of().parseHex("00000004deadbeef"),
                    frame(AgentFrame.getDefaultInstance()),
                    frame(AgentFrame.newBuilder().setBatch(batch(0)).build()),
                    frame(AgentFrame.newBuilder().setBatch(batch(1).setLane(0)).build()),
                    frame(AgentFrame.newBuilder()
                            .setBatch(batch(1).setEpoch("../../etc"))
                            .build()),
                    frame(AgentFrame.newBuilder()
                            .setBatch(batch(1).setInflatedSize((8 << 20) + 1))
                            .build()));
            Enrolled agent = enrolled();
            for (byte[] bytes : bad) {
                try (TestClient client = open(agent, 2)) {
                    client.raw(bytes);
                    assertEquals(
                            GoodbyeReason.GOODBYE_REASON_BAD_FRAME,
                            client.goodbye().getReason(),
                            HexFormat.of().formatHex(bytes));
                }
            }
            try (TestClient client = connect(agent)) {
                client.raw(ByteBuffer.allocate(4)
                        .putInt(AgentSession.MAX_FIRST + 1)
                        .array());
                assertEquals(
                        GoodbyeReason.GOODBYE_REASON_BAD_FRAME, client.goodbye().getReason());
            }
            try (TestClient client = TestClient.connect(gateway.address(), Tls.ENROL, Optional.empty())) {
                client.raw(ByteBuffer.allocate(4)
                        .putInt(EnrolSession.MAX_REQUEST + 1)
                        .array());
                assertFalse(client.ended(), "an answer first");
            }
            bystander.send(batch(1));
            assertEquals(1, bystander.acknowledged().getNumber());
            assertTrue(gateway.counters().snapshot().badFrames() >= bad.size());
        }
        assertSoon(() -> gateway.inFlight() == 0);
    }

    private static byte[] frame(AgentFrame frame) {
        byte[] content = frame.toByteArray();
        return ByteBuffer.allocate(4 + content.length)
                .putInt(content.length)
                .put(content)
                .array();
    }

    @Test
    void aFrameThatDoesNotComeIsCutOff() throws IOException {
        Enrolled agent = enrolled();
        try (TestClient client = open(agent, 1)) {
            client.raw(HexFormat.of().parseHex("0000100012"));
            CollectorGoodbye goodbye = client.goodbye();
            assertEquals(GoodbyeReason.GOODBYE_REASON_BAD_FRAME, goodbye.getReason());
        }
        assertEquals(1, gateway.counters().snapshot().slowFrames());
        assertSoon(() -> gateway.inFlight() == 0);
    }

    @Test
    void garbageBeforeTheHandshakeIsCutOff() throws IOException {
        try (java.net.Socket socket = new java.net.Socket()) {
            socket.connect(gateway.address());
            socket.setSoTimeout(20_000);
            socket.getOutputStream().write(noise(500));
            while (socket.getInputStream().read() >= 0) {
                // an alert may come first
            }
        } catch (java.net.SocketException e) {
            // cut off with a reset
        }
        open(enrolled(), 1).close();
    }

    @Test
    void aSilentConnectionIsClosed() throws IOException {
        restart(new GatewayLimits(
                QUICK.connections(),
                QUICK.unauthenticated(),
                QUICK.handshake(),
                QUICK.frame(),
                Duration.ofMillis(300),
                QUICK.inFlight(),
                QUICK.inFlightEach(),
                QUICK.probe()));
        Enrolled agent = enrolled();
        try (TestClient client = open(agent, 1)) {
            assertTrue(client.ended());
        }
    }

    @Test
    void theSameRunReplacesItsOlderConnection() throws IOException {
        Enrolled agent = enrolled();
        try (TestClient older = open(agent, 1);
                TestClient newer = open(agent, 1)) {
            assertEquals(GoodbyeReason.GOODBYE_REASON_REPLACED, older.goodbye().getReason());
            newer.send(batch(1));
            newer.acknowledged();
        }
        assertEquals(State.ACTIVE, row(agent).state());
    }

    @Test
    void aRestartWhoseOlderConnectionIsDeadIsNoClone() throws IOException {
        Enrolled agent = enrolled();
        try (TestClient dead = open(agent, 1);
                TestClient restarted = open(agent, 2)) {
            restarted.send(batch(1));
            restarted.acknowledged();
            assertEquals(GoodbyeReason.GOODBYE_REASON_REPLACED, dead.goodbye().getReason());
            restarted.send(batch(2));
            restarted.acknowledged();
        }
        assertEquals(State.ACTIVE, row(agent).state());
    }

    @Test
    void twoLiveRunsOfOneKeyAreQuarantined() throws Exception {
        Enrolled agent = enrolled();
        try (TestClient original = open(agent, 1);
                TestClient clone = open(agent, 2)) {
            CollectorFrame asked = original.read();
            assertTrue(asked.hasInventoryRequest(), asked.toString());
            original.send(AgentFrame.newBuilder()
                    .setLocationDigests(LocationDigests.getDefaultInstance())
                    .build());
            assertEquals(
                    GoodbyeReason.GOODBYE_REASON_QUARANTINED, original.goodbye().getReason());
            assertEquals(
                    GoodbyeReason.GOODBYE_REASON_QUARANTINED, clone.goodbye().getReason());
        }
        assertEquals(State.QUARANTINED, row(agent).state());
        refused(agent, GoodbyeReason.GOODBYE_REASON_QUARANTINED);
        assertSoon(() -> log.last() == 1);
        Received notice = stored().getFirst();
        assertTrue(notice.madeHere());
        Event.LogRecord record =
                (Event.LogRecord) EventCodec.decode(notice.inflate()).getFirst();
        assertEquals(Notices.CLONE, record.eventId());
        assertEquals(run(1) + "," + run(2), record.fields().get("runs"));
    }

    @Test
    void anInventoryThatDiffersTwiceIsAskedForAndThenItsLocations() throws IOException {
        Enrolled agent = enrolled();
        try (TestClient client = open(agent, 1)) {
            ByteString digest = ByteString.copyFrom(noise(32));
            client.send(Heartbeat.newBuilder().setInventoryDigest(digest));
            assertTrue(client.read().hasTime());
            client.send(Heartbeat.newBuilder().setInventoryDigest(digest));
            assertTrue(client.read().hasTime());
            CollectorFrame asked = client.read();
            assertEquals(0, asked.getInventoryRequest().getLocationsCount());
            assertTrue(asked.hasInventoryRequest(), asked.toString());
            client.send(AgentFrame.newBuilder()
                    .setLocationDigests(LocationDigests.newBuilder()
                            .addDigests(LocationDigest.newBuilder()
                                    .setLocation("linux.cron.system")
                                    .setDigest(digest)))
                    .build());
            CollectorFrame listing = client.read();
            assertEquals(
                    "linux.cron.system",
                    listing.getInventoryRequest().getLocations(0).getLocation());
        }
    }

    @Test
    void aFullDiskAcknowledgesNothingAndRecoversByItself() throws IOException {
        Enrolled agent = enrolled();
        try (TestClient client = open(agent, 1)) {
            disk.full(true);
            client.send(batch(1));
            CollectorGoodbye goodbye = client.goodbye();
            assertEquals(GoodbyeReason.GOODBYE_REASON_OVERLOADED, goodbye.getReason());
            assertTrue(goodbye.getRetryAfterSeconds() > 0);
        }
        refused(agent, GoodbyeReason.GOODBYE_REASON_OVERLOADED);
        disk.full(false);
        assertSoon(() -> log.ready());
        try (TestClient client = connect(agent)) {
            client.send(hello(agent, 1));
            assertEquals(0, client.welcome().getDurable(0).getNumber());
            client.send(batch(1));
            assertEquals(1, client.acknowledged().getNumber());
        }
        assertTrue(stored().stream().anyMatch(batch -> batch.number() == 1));
    }

    @Test
    void anOverloadedGatewayShedsAndHoldsNoMoreThanItsBudget() throws IOException {
        restart(new GatewayLimits(
                QUICK.connections(),
                QUICK.unauthenticated(),
                QUICK.handshake(),
                Duration.ofSeconds(20),
                QUICK.idle(),
                1_500_000,
                1L << 20,
                QUICK.probe()));
        Enrolled first = enrolled();
        Enrolled second = enrolled();
        try (TestClient one = open(first, 1);
                TestClient two = open(second, 2)) {
            disk.holdSyncs();
            one.send(batch(1, noise(800_000)));
            assertSoon(() -> gateway.inFlight() > 800_000);
            two.send(batch(1, noise(800_000)));
            CollectorGoodbye goodbye = two.goodbye();
            assertEquals(GoodbyeReason.GOODBYE_REASON_OVERLOADED, goodbye.getReason());
            assertTrue(goodbye.getRetryAfterSeconds() > 0);
            disk.letSync();
            assertEquals(1, one.acknowledged().getNumber());
        }
        assertSoon(() -> gateway.inFlight() == 0);
        assertTrue(gateway.counters().snapshot().shed() > 0);
    }

    @Test
    void tooManyConnectionsAreClosedAtOnce() throws IOException {
        restart(new GatewayLimits(
                1,
                QUICK.unauthenticated(),
                QUICK.handshake(),
                QUICK.frame(),
                QUICK.idle(),
                QUICK.inFlight(),
                QUICK.inFlightEach(),
                QUICK.probe()));
        Enrolled agent = enrolled();
        try (TestClient client = open(agent, 1)) {
            boolean second;
            try {
                connect(agent).close();
                second = true;
            } catch (IOException e) {
                second = false;
            }
            assertFalse(second);
            client.send(batch(1));
            client.acknowledged();
        }
    }

    @Test
    void stoppingSaysGoodbye() throws IOException {
        Enrolled agent = enrolled();
        try (TestClient client = open(agent, 1)) {
            gateway.close();
            CollectorGoodbye goodbye = client.goodbye();
            assertEquals(GoodbyeReason.GOODBYE_REASON_STOPPING, goodbye.getReason());
        }
        assertSoon(() ->
                store.read(s -> s.hosts().list(new bzh.vigie.collector.store.Scope.All(), Optional.empty(), 9)).stream()
                        .noneMatch(Hosts.Host::connected));
    }

    @Test
    void oneAddressCannotTakeThePlacesOfOthersAndAgentsDoNotCount() throws IOException {
        restart(new GatewayLimits(
                QUICK.connections(),
                3,
                Duration.ofSeconds(40),
                QUICK.frame(),
                QUICK.idle(),
                QUICK.inFlight(),
                QUICK.inFlightEach(),
                QUICK.probe()));
        List<AutoCloseable> open = new ArrayList<>();
        for (int i = 0; i < 6; i++) {
            open.add(open(enrolled(), 1));
        }
        java.net.Socket[] idle = new java.net.Socket[3];
        for (int i = 0; i < idle.length; i++) {
            idle[i] = new java.net.Socket();
            idle[i].connect(gateway.address());
            open.add(idle[i]);
        }
        long before = gateway.counters().snapshot().tooManyOfAddress();
        assertSoon(() -> gateway.counters().snapshot().accepted() >= 9);
        Enrolled agent = enrolled();
        assertThrows(IOException.class, () -> connect(agent).close());
        assertEquals(before + 1, gateway.counters().snapshot().tooManyOfAddress());
        InetAddress other = InetAddress.getByName("127.0.0.2");
        try (TestClient elsewhere =
                TestClient.connect(gateway.address(), Tls.AGENT, Optional.of(agent.identity()), other)) {
            elsewhere.send(hello(agent, 1));
            elsewhere.welcome();
        }
        idle[0].close();
        assertSoon(() -> connects(agent));
        for (AutoCloseable each : open) {
            close(each);
        }
    }

    private boolean connects(Enrolled agent) {
        try {
            connect(agent).close();
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    private static void close(AutoCloseable each) {
        try {
            each.close();
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void anotherServerCertificateIsShownToNewConnectionsAndTheOldOnesStay() throws IOException {
        Enrolled agent = enrolled();
        try (TestClient before = open(agent, 1)) {
            KeyPair pair = TestAgent.key();
            X509Certificate fresh =
                    authorities.signing().server(List.of("localhost"), pair.getPublic(), clock.instant());
            gateway.serve(new Server(fresh, pair.getPrivate()));
            try (TestClient after = connect(enrolled())) {
                assertEquals(fresh, after.serverChain()[0]);
            }
            assertNotEquals(fresh, before.serverChain()[0]);
            before.send(batch(1));
            assertEquals(1, before.acknowledged().getNumber());
        }
    }
}
