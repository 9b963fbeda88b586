package bzh.vigie.agent.transport;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import bzh.vigie.agent.host.LocalNetwork;
import bzh.vigie.agent.identity.TestAuthority;
import bzh.vigie.agent.transport.LinkException.Kind;
import bzh.vigie.enrol.CollectorAddress;
import bzh.vigie.event.Sha256;
import bzh.vigie.v1.CollectorFrame;
import bzh.vigie.v1.Time;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.security.KeyPair;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(300)
class ConnectorTest {
    private static final TestAuthority OURS = new TestAuthority("Vigie CA");
    private static final TestAuthority OTHER = new TestAuthority("Filtre de la mairie\u0007");
    private static final Connector DIRECT = new Connector(Optional.empty(), Duration.ofMinutes(2));
    private static final Connector HASTY = new Connector(Optional.empty(), Duration.ofMillis(300));
    private static final Trust STORED = new Trust.Authorities(List.of(OURS.certificate()), Instant.EPOCH);
    private static final Trust PINNED = new Trust.Pinned(Sha256.over(OURS.der()));

    private static FrameChannel connect(Connector connector, TestPeer peer, Trust trust) throws LinkException {
        return connector.connect(peer.address(), trust, Optional.empty(), Connector.UPLINK);
    }

    /** Connects by one that gives up soon, as often as that takes on a busy machine. */
    private static FrameChannel connectAtLast(Connector hasty, TestPeer peer) throws LinkException {
        while (true) {
            try {
                return connect(hasty, peer, STORED);
            } catch (LinkException e) {
                assertEquals(Kind.TIMED_OUT, e.kind());
            }
        }
    }

    private static LinkException failure(Connector connector, TestPeer peer, Trust trust) {
        return assertThrows(
                LinkException.class, () -> connect(connector, peer, trust).close());
    }

    private static TestPeer withChain(KeyPair pair, X509Certificate... chain) throws IOException {
        return TestPeer.collector(pair.getPrivate(), chain, Connector.UPLINK, TestPeer.Talk::untilEnd);
    }

    @Test
    void framesGoBothWays() throws Exception {
        try (TestPeer peer = TestPeer.collector(OURS, Connector.UPLINK, talk -> {
                    byte[] got = talk.read();
                    talk.out.writeInt(got.length);
                    talk.out.write(got);
                    talk.untilEnd();
                });
                FrameChannel channel = connect(DIRECT, peer, STORED)) {
            CollectorFrame sent = CollectorFrame.newBuilder()
                    .setTime(Time.newBuilder().setWallMicros(42))
                    .build();
            channel.write(sent);
            assertArrayEquals(sent.toByteArray(), channel.read(Duration.ofMinutes(2)));
        }
    }

    /** A line in the hosts file, or a name server that says nothing: the certificate proves the collector, not its address. */
    @Test
    void aCollectorWhoseNameLeadsElsewhereIsReachedWhereItWas() throws Exception {
        String[] leads = {"127.0.0.1"};
        Connector.Names names = host -> {
            if (leads[0].isEmpty()) {
                throw new UnknownHostException(host);
            }
            return InetAddress.ofLiteral(leads[0]);
        };
        Connector connector = new Connector(Optional.empty(), LocalNetwork.unknown(), Duration.ofMinutes(2), names);
        try (TestPeer peer = TestPeer.collector(OURS, Connector.UPLINK, TestPeer.Talk::untilEnd)) {
            try (FrameChannel channel = connect(connector, peer, STORED)) {
                assertEquals("", channel.misdirected());
            }
            leads[0] = "127.0.0.9";
            try (FrameChannel channel = connect(connector, peer, STORED)) {
                assertEquals("state-misdirected|localhost|127.0.0.9|127.0.0.1", channel.misdirected());
            }
            leads[0] = "";
            try (FrameChannel channel = connect(connector, peer, STORED)) {
                assertEquals("", channel.misdirected());
            }
            leads[0] = "127.0.0.9";
            Connector another = new Connector(Optional.empty(), LocalNetwork.unknown(), Duration.ofMinutes(2), names);
            assertEquals(Kind.UNREACHABLE, failure(another, peer, STORED).kind());
        }
    }

    @Test
    void thePinnedAuthorityIsFoundInTheChain() throws Exception {
        try (TestPeer peer = TestPeer.collector(OURS, Connector.UPLINK, TestPeer.Talk::untilEnd)) {
            connect(DIRECT, peer, PINNED).close();
        }
    }

    @Test
    void theDatesOfACertificateDoNotMatterSinceThisClockMayBeOff() throws Exception {
        KeyPair pair = TestAuthority.newPair();
        X509Certificate old = OURS.server(
                pair.getPublic(),
                Instant.parse("2001-01-01T00:00:00Z"),
                Instant.parse("2002-01-01T00:00:00Z"),
                "localhost");
        try (TestPeer peer = withChain(pair, old, OURS.certificate())) {
            connect(DIRECT, peer, STORED).close();
        }
    }

    @Test
    void aCertificateThatHadEndedWhenACollectorLastToldTheTimeIsRefused() throws Exception {
        KeyPair pair = TestAuthority.newPair();
        Instant end = Instant.parse("2026-05-01T00:00:00Z");
        X509Certificate stolen = OURS.server(pair.getPublic(), TestAuthority.FROM, end, "localhost");
        try (TestPeer peer = withChain(pair, stolen, OURS.certificate())) {
            connect(DIRECT, peer, new Trust.Authorities(List.of(OURS.certificate()), end))
                    .close();
            Trust later = new Trust.Authorities(List.of(OURS.certificate()), end.plusSeconds(1));
            assertEquals(Kind.WRONG_CERTIFICATE, failure(DIRECT, peer, later).kind());
        }
    }

    @Test
    void aCertificateOfAnotherAuthorityIsRefusedAndItsMakerNamed() throws Exception {
        try (TestPeer peer = TestPeer.collector(OTHER, Connector.UPLINK, TestPeer.Talk::untilEnd)) {
            for (Trust trust : List.of(STORED, PINNED)) {
                LinkException refused = failure(DIRECT, peer, trust);
                assertEquals(Kind.OTHER_AUTHORITY, refused.kind());
                assertTrue(refused.detail().contains("Filtre de la mairie"), refused.detail());
                assertFalse(refused.detail().contains("\u0007"));
            }
        }
    }

    @Test
    void anotherAuthorityOfTheSameNameIsRefused() throws Exception {
        TestAuthority impostor = new TestAuthority("Vigie CA");
        KeyPair pair = TestAuthority.newPair();
        X509Certificate forged = impostor.server(pair.getPublic(), TestAuthority.FROM, TestAuthority.TO, "localhost");
        try (TestPeer peer = withChain(pair, forged, OURS.certificate())) {
            assertEquals(Kind.OTHER_AUTHORITY, failure(DIRECT, peer, STORED).kind());
            assertEquals(Kind.OTHER_AUTHORITY, failure(DIRECT, peer, PINNED).kind());
        }
    }

    @Test
    void anotherNameOrUseIsRefused() throws Exception {
        KeyPair pair = TestAuthority.newPair();
        X509Certificate elsewhere =
                OURS.server(pair.getPublic(), TestAuthority.FROM, TestAuthority.TO, "ailleurs.exemple");
        try (TestPeer peer = withChain(pair, elsewhere, OURS.certificate())) {
            LinkException refused = failure(DIRECT, peer, STORED);
            assertEquals(Kind.WRONG_CERTIFICATE, refused.kind());
            assertTrue(refused.detail().contains("localhost"), refused.detail());
        }
        // An agent's certificate is signed by the same authority and must not pass for a collector's.
        X509Certificate agent = OURS.agent(pair.getPublic(), "1", TestAuthority.FROM, TestAuthority.TO);
        try (TestPeer peer = withChain(pair, agent, OURS.certificate())) {
            assertEquals(Kind.WRONG_CERTIFICATE, failure(DIRECT, peer, STORED).kind());
        }
    }

    @Test
    void anAgentsCertificateIsNoAuthority() throws Exception {
        KeyPair middle = TestAuthority.newPair();
        X509Certificate agent = OURS.agent(middle.getPublic(), "1", TestAuthority.FROM, TestAuthority.TO);
        KeyPair pair = TestAuthority.newPair();
        X509Certificate leaf = OTHER.server(pair.getPublic(), TestAuthority.FROM, TestAuthority.TO, "localhost");
        try (TestPeer peer = withChain(pair, leaf, agent, OURS.certificate())) {
            assertEquals(Kind.OTHER_AUTHORITY, failure(DIRECT, peer, STORED).kind());
        }
    }

    @Test
    void anotherProtocolIsToldAsSuch() throws Exception {
        try (TestPeer peer = TestPeer.collector(OURS, "http/1.1", TestPeer.Talk::untilEnd)) {
            assertEquals(Kind.WRONG_PROTOCOL, failure(DIRECT, peer, STORED).kind());
        }
    }

    @Test
    void anAnswerThatIsNotTlsIsShown() throws Exception {
        try (TestPeer peer = TestPeer.plain(socket -> {
            socket.getOutputStream()
                    .write("HTTP/1.1 400 Bad \u001b[31mRequest\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            socket.getInputStream().readAllBytes();
        })) {
            LinkException refused = failure(DIRECT, peer, STORED);
            assertEquals(Kind.NOT_TLS, refused.kind());
            assertTrue(refused.detail().contains("HTTP/1.1 400 Bad"), refused.detail());
            assertFalse(refused.detail().contains("\u001b"));
        }
    }

    @Test
    void aFilterThatSpeaksAnOldTlsOnlyIsToldAsThat() throws Exception {
        try (TestPeer peer = TestPeer.speaking("TLSv1.2", OTHER)) {
            assertEquals(Kind.TLS_TOO_OLD, failure(DIRECT, peer, STORED).kind());
        }
    }

    @Test
    void aHandshakeCutShortIsToldAsBroken() throws Exception {
        try (TestPeer peer = TestPeer.plain(socket -> socket.getInputStream().read(new byte[10]))) {
            assertEquals(Kind.TLS_BROKEN, failure(DIRECT, peer, STORED).kind());
        }
    }

    @Test
    void aPeerThatSaysNothingOrTricklesDoesNotHoldTheAgent() throws Exception {
        try (TestPeer peer = TestPeer.plain(socket -> socket.getInputStream().readAllBytes())) {
            assertEquals(Kind.TIMED_OUT, failure(HASTY, peer, STORED).kind());
        }
        try (TestPeer peer = TestPeer.plain(socket -> {
            byte[] header = {0x16, 0x03, 0x03, 0x00, (byte) 0xff};
            socket.getOutputStream().write(header);
            // Until the other side leaves.
            while (true) {
                socket.getOutputStream().write(0);
                Thread.sleep(50);
            }
        })) {
            assertEquals(Kind.TIMED_OUT, failure(HASTY, peer, STORED).kind());
        }
    }

    @Test
    void nobodyListeningAndAnUnknownNameAreToldApart() throws Exception {
        int closed;
        try (ServerSocket socket = new ServerSocket(0)) {
            closed = socket.getLocalPort();
        }
        assertEquals(
                Kind.UNREACHABLE,
                assertThrows(
                                LinkException.class,
                                () -> DIRECT.connect(
                                        new CollectorAddress("127.0.0.1", closed),
                                        STORED,
                                        Optional.empty(),
                                        Connector.UPLINK))
                        .kind());
        assertEquals(
                Kind.UNKNOWN_NAME,
                assertThrows(
                                LinkException.class,
                                () -> DIRECT.connect(
                                        new CollectorAddress("no-such-host.invalid", 443),
                                        STORED,
                                        Optional.empty(),
                                        Connector.UPLINK))
                        .kind());
    }

    @Test
    void anOversizeFrameIsRefusedBeforeItIsRead() throws Exception {
        for (int length : new int[] {0, -1, FrameChannel.MAX_FRAME + 1, Integer.MAX_VALUE}) {
            try (TestPeer peer = TestPeer.collector(OURS, Connector.UPLINK, talk -> {
                        talk.out.writeInt(length);
                        talk.out.flush();
                        talk.untilEnd();
                    });
                    FrameChannel channel = connect(DIRECT, peer, STORED)) {
                LinkException refused = assertThrows(LinkException.class, () -> channel.read(Duration.ofMinutes(2)));
                assertEquals(Kind.BAD_FRAME, refused.kind());
                assertTrue(refused.detail().contains(Integer.toUnsignedString(length)), refused.detail());
            }
        }
    }

    @Test
    void aFrameThatStopsHalfWayIsTooSlow() throws Exception {
        try (TestPeer peer = TestPeer.collector(OURS, Connector.UPLINK, talk -> {
                    talk.out.writeInt(100);
                    talk.out.write(new byte[10]);
                    talk.out.flush();
                    talk.untilEnd();
                });
                FrameChannel channel = connectAtLast(HASTY, peer)) {
            assertEquals(
                    Kind.TOO_SLOW,
                    assertThrows(LinkException.class, () -> channel.read(Duration.ofMinutes(2)))
                            .kind());
        }
    }

    @Test
    void aFrameCutByTheEndOfTheConnectionIsToldAsCut() throws Exception {
        try (TestPeer peer = TestPeer.collector(OURS, Connector.UPLINK, talk -> {
                    talk.out.writeInt(100);
                    talk.out.write(new byte[10]);
                    talk.socket.close();
                });
                FrameChannel channel = connect(DIRECT, peer, STORED)) {
            assertEquals(
                    Kind.CUT,
                    assertThrows(LinkException.class, () -> channel.read(Duration.ofMinutes(2)))
                            .kind());
        }
    }

    private static Connector through(TestPeer proxy, String login) {
        return new Connector(ProxySettings.parse("http://" + login + proxy.address()), Duration.ofMinutes(2));
    }

    private static String readHead(Socket socket) throws IOException {
        BufferedReader in =
                new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII), 1);
        StringBuilder head = new StringBuilder();
        for (String line = in.readLine(); line != null && !line.isEmpty(); line = in.readLine()) {
            head.append(line).append('\n');
        }
        return head.toString();
    }

    private static void answer(Socket socket, String text) throws IOException {
        socket.getOutputStream().write(text.getBytes(StandardCharsets.US_ASCII));
    }

    @Test
    void aProxyIsAskedWithNameAndPasswordAndThenCarriesTheTls() throws Exception {
        Queue<String> asked = new ConcurrentLinkedQueue<>();
        try (TestPeer collector = TestPeer.collector(OURS, Connector.UPLINK, talk -> {
                    talk.write(CollectorFrame.newBuilder()
                            .setTime(Time.newBuilder().setWallMicros(7))
                            .build());
                    talk.untilEnd();
                });
                TestPeer proxy = TestPeer.plain(socket -> {
                    asked.add(readHead(socket));
                    answer(socket, "HTTP/1.1 200 Connection established\r\nVia: test\r\n\r\n");
                    try (Socket onward =
                            new Socket("localhost", collector.address().port())) {
                        Thread back = Thread.ofPlatform().daemon().start(() -> copy(onward, socket));
                        copy(socket, onward);
                        back.join();
                    }
                });
                FrameChannel channel = through(proxy, "jean:p%40ss@")
                        .connect(collector.address(), STORED, Optional.empty(), Connector.UPLINK)) {
            CollectorFrame got = CollectorFrame.parseFrom(channel.read(Duration.ofMinutes(2)));
            assertEquals(7, got.getTime().getWallMicros());
            String head = asked.remove();
            assertTrue(head.startsWith("CONNECT " + collector.address() + " HTTP/1.1\n"), head);
            assertTrue(head.contains("Proxy-Authorization: Basic amVhbjpwQHNz\n"), head);
        }
    }

    private static void copy(Socket from, Socket to) {
        try {
            from.getInputStream().transferTo(to.getOutputStream());
            to.shutdownOutput();
        } catch (IOException e) {
            // The other direction ended first.
        }
    }

    private static LinkException proxyAnswers(String answer) throws Exception {
        try (TestPeer proxy = TestPeer.plain(socket -> {
            readHead(socket);
            answer(socket, answer);
            socket.shutdownOutput();
            socket.getInputStream().readAllBytes();
        })) {
            return assertThrows(
                    LinkException.class,
                    () -> through(proxy, "jean:secret@")
                            .connect(
                                    new CollectorAddress("collecteur", 443),
                                    STORED,
                                    Optional.empty(),
                                    Connector.UPLINK));
        }
    }

    @Test
    void aProxyThatRefusesOurPasswordIsToldAndThePasswordNotShown() throws Exception {
        LinkException refused = proxyAnswers(String.join(
                "\r\n",
                "HTTP/1.1 407 Proxy Authentication Required",
                "Proxy-Authenticate: NTLM",
                "proxy-authenticate: Basic realm=\"mairie\"",
                "",
                ""));
        assertEquals(Kind.PROXY_LOGIN_REFUSED, refused.kind());
        assertTrue(refused.detail().matches("\\S+:\\d+") && !refused.detail().contains("jean"), refused.detail());
        assertFalse(String.valueOf(refused.getMessage()).contains("secret"), refused.getMessage());
    }

    @Test
    void whatAProxyAnswersElseIsNamed() throws Exception {
        LinkException forbidden = proxyAnswers("HTTP/1.1 403 Forbidden by policy\r\n\r\n<html>");
        assertEquals(Kind.PROXY_REFUSED, forbidden.kind());
        assertTrue(forbidden.detail().contains("403 Forbidden by policy"), forbidden.detail());
        LinkException rubbish = proxyAnswers("SSH-2.0-OpenSSH_9.2\r\n");
        assertEquals(Kind.PROXY_NOT_HTTP, rubbish.kind());
        assertTrue(rubbish.detail().startsWith("SSH-2"), rubbish.detail());
        assertEquals(
                Kind.PROXY_NOT_HTTP,
                proxyAnswers("HTTP/1.1 200 OK\r\nX: " + "y".repeat(20_000)).kind());
        assertEquals(Kind.PROXY_CUT, proxyAnswers("").kind());
        assertEquals(Kind.PROXY_CUT, proxyAnswers("HTTP/1.1 200 OK\r\n").kind());
    }
}
