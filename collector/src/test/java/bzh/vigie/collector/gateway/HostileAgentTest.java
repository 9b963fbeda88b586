package bzh.vigie.collector.gateway;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import bzh.vigie.collector.fairness.Holder;
import bzh.vigie.collector.fairness.Resource;
import bzh.vigie.collector.fairness.Resource.Bound;
import bzh.vigie.collector.fairness.Shares;
import bzh.vigie.collector.identity.TestAgent;
import bzh.vigie.collector.ingest.Received;
import bzh.vigie.v1.AgentFrame;
import bzh.vigie.v1.CollectorFrame;
import bzh.vigie.v1.CollectorGoodbye;
import bzh.vigie.v1.EnrolRefusal;
import bzh.vigie.v1.GoodbyeReason;
import bzh.vigie.v1.Heartbeat;
import bzh.vigie.v1.Hello;
import bzh.vigie.v1.LanePosition;
import bzh.vigie.v1.LocationDigests;
import bzh.vigie.wire.EventCodec;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

/** What nobody can do to others. Real connections. */
class HostileAgentTest extends GatewayBench {
    @Test
    void oneKeyCannotTakeThePlacesOfOthers() throws IOException {
        Enrolled agent = enrolled();
        List<TestClient> clients = new ArrayList<>();
        try {
            for (int i = 0; i < 9; i++) {
                clients.add(connect(agent));
            }
            assertTrue(clients.getFirst().ended());
            clients.getLast().send(hello(agent, 1));
            clients.getLast().welcome();
        } finally {
            clients.forEach(HostileAgentTest::close);
        }
    }

    @Test
    void whoShowsACertificateAndThenSaysNothingIsClosed() throws IOException {
        restart(new GatewayLimits(
                PATIENT.connections(),
                PATIENT.unauthenticated(),
                Duration.ofMillis(700),
                PATIENT.frame(),
                Duration.ofMinutes(5),
                PATIENT.probe()));
        Enrolled agent = enrolled();
        try (TestClient greeted = openAtLast(agent, 1)) {
            assertSoon(() -> isEnded(enrolled()));
            greeted.send(batch(1));
            greeted.acknowledged();
        }
    }

    @Test
    void whoHasNoCertificateCannotTakeTheRoomOfAgents() throws IOException {
        long room = 2_400_000;
        share(Resource.BYTES_IN_FLIGHT.bound().inAll(room));
        List<TestClient> strangers = new ArrayList<>();
        try (TestClient agent = open(enrolled(), 1)) {
            byte[] begun = ByteBuffer.allocate(EnrolSession.MAX_REQUEST)
                    .putInt(EnrolSession.MAX_REQUEST)
                    .array();
            for (int i = 0; i < 20; i++) {
                TestClient stranger = TestClient.connect(gateway.address(), Tls.ENROL, Optional.empty());
                strangers.add(stranger);
                stranger.raw(begun);
            }
            assertEquals(
                    EnrolRefusal.ENROL_REFUSAL_TOO_MANY,
                    strangers.getLast().answer().getRefused().getReason());
            assertTrue(gateway.inFlight() <= room / 8, () -> gateway.inFlight() + " bytes");
            agent.send(batch(1, noise(800_000)));
            assertEquals(1, agent.acknowledged().getNumber());
        } finally {
            strangers.forEach(HostileAgentTest::close);
        }
        assertSoon(() -> gateway.inFlight() == 0);
    }

    /** 49 connections of 13 agents that announced a mebibyte each and sent five bytes shut all agents out. */
    @Test
    void whatIsAnnouncedCostsNobodyAnything() throws IOException {
        share(Resource.BYTES_IN_FLIGHT.bound().inAll(4 << 20));
        List<TestClient> announcing = new ArrayList<>();
        try {
            byte[] begun = ByteBuffer.allocate(5).putInt(1 << 20).array();
            for (int i = 0; i < 13; i++) {
                TestClient each = open(enrolled(), 1);
                announcing.add(each);
                each.raw(begun);
            }
            try (TestClient victim = open(enrolled(), 1)) {
                victim.send(batch(1));
                assertEquals(1, victim.acknowledged().getNumber());
            }
            assertTrue(gateway.inFlight() < 1_000, () -> gateway.inFlight() + " bytes");
        } finally {
            announcing.forEach(HostileAgentTest::close);
        }
    }

    @Test
    void agentsOfOneCommuneLeaveRoomForThoseOfAnother() throws IOException {
        share(Resource.BYTES_IN_FLIGHT.bound().inAll(4 << 20));
        List<TestClient> flooding = new ArrayList<>();
        try {
            byte[] most = ByteBuffer.allocate(900_000).putInt(1 << 20).array();
            for (int i = 0; i < 9; i++) {
                flooding.add(open(enrolled(), 1));
            }
            for (TestClient each : flooding) {
                each.raw(most);
            }
            assertSoon(() -> gateway.counters().snapshot().shed() >= 7);
            try (TestClient victim = open(enrolled("mairie-2", NEXT), 1)) {
                victim.send(batch(1, noise(500_000)));
                assertEquals(1, victim.acknowledged().getNumber());
            }
            assertFalse(shares.floods().isEmpty(), "whoever floods is told");
        } finally {
            flooding.forEach(HostileAgentTest::close);
        }
        assertSoon(() -> gateway.inFlight() == 0);
    }

    @Test
    void anAgentHasOneShareWhateverItsSessions() throws IOException {
        Enrolled agent = enrolled();
        byte[] most = ByteBuffer.allocate(900_000).putInt(1 << 20).array();
        try (TestClient one = open(agent, 1);
                TestClient two = open(agent, 2)) {
            one.raw(most);
            assertSoon(() -> gateway.inFlight() > 500_000);
            two.raw(most);
            assertSoon(() -> gateway.counters().snapshot().shed() > 0);
            assertTrue(gateway.inFlight() <= 1 << 20, () -> gateway.inFlight() + " bytes");
        }
    }

    /** Nothing judges here. */
    @Test
    void whoseBatchesWaitForDetectionIsNotReadFrom() throws IOException {
        Enrolled agent = enrolled();
        try (TestClient client = open(agent, 1);
                TestClient other = open(enrolled(), 1)) {
            for (int number = 1; number <= 3; number++) {
                client.send(batch(number, noise(600_000)));
            }
            assertSoon(() -> log.last() == 2);
            other.send(batch(1));
            other.acknowledged();
            assertEquals(3, log.last(), "two of the one and one of the other");
            shares.giveBack(Resource.BACKLOG, Holder.of(agent.id(), COMMUNE), 600_000);
            assertSoon(() -> log.last() == 4);
        }
    }

    @Test
    void bytesOverAnAgentsShareStayInItsSpool() throws IOException {
        staysInItsSpool(Resource.WIRE_BYTES, 200_000, noise(150_000));
    }

    @Test
    void bytesThatInflateToMoreThanItsShareStayThereToo() throws IOException {
        staysInItsSpool(Resource.INFLATED_BYTES, 1_500_000, new byte[1_000_000]);
    }

    /** Of two batches the second is over the bound. */
    private void staysInItsSpool(Resource resource, long bound, byte[] content) throws IOException {
        shares = new Shares(Map.of(resource, new Bound(bound, Long.MAX_VALUE, 0)), System::nanoTime);
        restart(PATIENT);
        Enrolled agent = enrolled();
        try (TestClient client = open(agent, 1);
                TestClient other = open(enrolled(), 1)) {
            client.send(batch(1, content));
            client.acknowledged();
            client.send(batch(2, content));
            assertEquals(
                    GoodbyeReason.GOODBYE_REASON_OVERLOADED, client.goodbye().getReason());
            other.send(batch(1, content));
            other.acknowledged();
        }
        assertEquals(2, log.last(), "one of each: what was not taken was not acknowledged");
        assertEquals(Map.of(agent.id(), Set.of(resource)), shares.floods());
    }

    @Test
    void aHelloThatComesTooOftenIsSentAway() throws IOException {
        Enrolled agent = enrolled();
        assertSoon(() -> {
            try (TestClient client = connect(agent)) {
                client.send(hello(agent, 1));
                return client.read().getGoodbye().getReason() == GoodbyeReason.GOODBYE_REASON_OVERLOADED;
            } catch (IOException e) {
                return false;
            }
        });
        try (TestClient other = open(enrolled(), 1)) {
            other.send(batch(1));
            other.acknowledged();
        }
    }

    @Test
    void whoConnectsTooOftenIsSentAwayBeforeItsHello() throws IOException {
        shares = new Shares(Map.of(Resource.HELLOS, new Resource.Bound(2, Long.MAX_VALUE, 0)), System::nanoTime);
        restart(PATIENT);
        Enrolled agent = enrolled();
        open(agent, 1).close();
        open(agent, 2).close();
        try (TestClient third = connect(agent);
                TestClient other = open(enrolled(), 1)) {
            assertEquals(
                    GoodbyeReason.GOODBYE_REASON_OVERLOADED,
                    third.goodbyeBeforeMore().getReason());
            other.send(batch(1));
            other.acknowledged();
        }
    }

    @Test
    void whoIsConnectedWaitsBehindNoHandshake() throws IOException {
        CountDownLatch over = new CountDownLatch(1);
        try (TestClient client = open(enrolled(), 1)) {
            gateway.handshakes().execute(() -> {
                try {
                    over.await();
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
            });
            client.send(batch(1));
            client.acknowledged();
        } finally {
            over.countDown();
        }
        open(enrolled(), 1).close();
    }

    /** 1,270,500 heartbeats in 30 s kept what other hosts said out of the store. */
    @Test
    void whoSendsHeartbeatsWithoutEndIsSentAway() throws IOException {
        Enrolled agent = enrolled();
        try (TestClient client = open(agent, 1)) {
            Optional<CollectorGoodbye> goodbye = Optional.empty();
            for (int i = 0; i < 700 && goodbye.isEmpty(); i++) {
                client.send(Heartbeat.newBuilder());
                goodbye = Optional.of(client.read())
                        .filter(CollectorFrame::hasGoodbye)
                        .map(CollectorFrame::getGoodbye);
            }
            assertEquals(
                    GoodbyeReason.GOODBYE_REASON_OVERLOADED,
                    goodbye.orElseThrow().getReason());
        }
        assertEquals(Set.of(Resource.FRAMES), shares.floods().get(agent.id()));
    }

    /** Each list asks the store up to 8,192 times. */
    @Test
    void locationDigestsThatNobodyAskedForEndTheConnection() throws IOException {
        Enrolled agent = enrolled();
        try (TestClient client = open(agent, 1)) {
            client.send(AgentFrame.newBuilder()
                    .setLocationDigests(LocationDigests.getDefaultInstance())
                    .build());
            assertEquals(
                    GoodbyeReason.GOODBYE_REASON_BAD_FRAME, client.goodbye().getReason());
        }
    }

    /** Before a hello too: each is signed and written. */
    @Test
    void renewalsWithoutEndAreNotSigned() throws Exception {
        Enrolled agent = enrolled();
        int signed = 0;
        GoodbyeReason end = GoodbyeReason.GOODBYE_REASON_UNSPECIFIED;
        try (TestClient client = connect(agent)) {
            while (signed < 20 && end == GoodbyeReason.GOODBYE_REASON_UNSPECIFIED) {
                client.renew(TestAgent.csr(agent.identity().pair()));
                CollectorFrame answer = client.read();
                signed += answer.hasCertificateRenewal() ? 1 : 0;
                end = answer.getGoodbye().getReason();
            }
        }
        assertEquals(12, signed);
        assertEquals(GoodbyeReason.GOODBYE_REASON_OVERLOADED, end);
    }

    /** A hello told 32 losses of lanes that were known, and nobody was charged. */
    @Test
    void lossesThatHellosTellAreBounded() throws Exception {
        Enrolled agent = enrolled();
        for (int hellos = 0; hellos < 4; hellos++) {
            Hello.Builder hello = hello(agent, 1);
            for (int i = 0; i < 20; i++) {
                hello.addReleased(
                        LanePosition.newBuilder().setEpoch(run(i)).setLane(2).setNumber(9 + hellos));
            }
            try (TestClient client = connect(agent)) {
                client.send(hello);
                client.welcome();
            }
        }
        assertSoon(() -> log.last() == 3);
        int losses = 0;
        for (Received notice : stored()) {
            losses += EventCodec.decode(notice.inflate().readAllBytes()).size();
        }
        assertEquals(60, losses);
        assertEquals(Set.of(Resource.LANES), shares.floods().get(agent.id()));
    }

    /** 300 hellos left 9,600 lanes in memory for good, and as many losses and records of the log. */
    @Test
    void lanesThatAnAgentMakesUpAreBounded() throws Exception {
        Enrolled agent = enrolled();
        for (int hellos = 0; hellos < 5; hellos++) {
            Hello.Builder hello = hello(agent, 1);
            for (int i = 0; i < 32; i++) {
                hello.addReleased(LanePosition.newBuilder()
                        .setEpoch(run(100 * hellos + i))
                        .setLane(1)
                        .setNumber(9));
            }
            try (TestClient client = connect(agent)) {
                client.send(hello);
                client.welcome();
            }
        }
        assertSoon(() -> log.last() == 2);
        int lanes = 0;
        for (Received notice : stored()) {
            lanes += EventCodec.decode(notice.inflate().readAllBytes()).size();
        }
        assertEquals(60, lanes);
    }

    @Test
    void anAgentCannotMakeEpochsWithoutEnd() throws IOException {
        Enrolled agent = enrolled();
        try (TestClient client = open(agent, 1)) {
            for (int i = 0; i < 60; i++) {
                client.send(batch(1).setEpoch(run(i)));
            }
            assertSoon(() -> log.last() == 60);
            client.send(batch(1).setEpoch(run(60)));
            assertEquals(
                    GoodbyeReason.GOODBYE_REASON_BAD_FRAME, client.goodbye().getReason());
        }
        try (TestClient client = open(agent, 2)) {
            client.send(batch(2).setEpoch(run(59)));
            assertEquals(2, client.acknowledged().getNumber(), "what is known goes on");
        }
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
        restart(new GatewayLimits(
                PATIENT.connections(),
                PATIENT.unauthenticated(),
                PATIENT.handshake(),
                Duration.ofMillis(300),
                PATIENT.idle(),
                PATIENT.probe()));
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
            socket.setSoTimeout(120_000);
            // noise alone is the beginning of a long record of SSL 2 once in a hundred times, whose end would be waited
            // for
            socket.getOutputStream().write("GET / HTTP/1.1\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
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
                PATIENT.connections(),
                PATIENT.unauthenticated(),
                PATIENT.handshake(),
                PATIENT.frame(),
                Duration.ofMillis(300),
                PATIENT.probe()));
        Enrolled agent = enrolled();
        try (TestClient client = openAtLast(agent, 1)) {
            assertTrue(client.ended());
        }
    }

    @Test
    void anOverloadedGatewayShedsAndHoldsNoMoreThanItsBudget() throws IOException {
        share(Resource.BYTES_IN_FLIGHT.bound().inAll(1_700_000));
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
                1, PATIENT.unauthenticated(), PATIENT.handshake(), PATIENT.frame(), PATIENT.idle(), PATIENT.probe()));
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
    void oneAddressCannotTakeThePlacesOfOthersAndAgentsDoNotCount() throws IOException {
        restart(new GatewayLimits(
                PATIENT.connections(), 3, Duration.ofSeconds(40), PATIENT.frame(), PATIENT.idle(), PATIENT.probe()));
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

    /** Whether who connects as this agent and says nothing is closed; not yet where it could not even connect. */
    private boolean isEnded(Enrolled agent) {
        try (TestClient silent = connect(agent)) {
            return silent.ended();
        } catch (IOException e) {
            return false;
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
}
