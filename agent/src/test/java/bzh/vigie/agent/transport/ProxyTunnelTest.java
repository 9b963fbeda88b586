package bzh.vigie.agent.transport;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import bzh.vigie.agent.host.LocalNetwork;
import bzh.vigie.agent.host.ProxyAccount;
import bzh.vigie.agent.host.ProxySetup;
import bzh.vigie.agent.host.Reading;
import bzh.vigie.agent.host.SystemProxies;
import bzh.vigie.agent.identity.TestAuthority;
import bzh.vigie.agent.transport.LinkException.Kind;
import bzh.vigie.enrol.CollectorAddress;
import bzh.vigie.event.ReasonCode;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * How a proxy is asked, on real connections, by scripts that a proxy could follow. Proofs by Negotiate are made up: what they hold is the
 * system's affair, how they go to and fro is ours.
 */
@Timeout(300)
class ProxyTunnelTest {
    private static final TestAuthority OURS = new TestAuthority("Vigie CA");
    private static final Trust TRUST = new Trust.Authorities(List.of(OURS.certificate()), Instant.EPOCH);
    private static final CollectorAddress COLLECTOR = new CollectorAddress("collecteur", 443);
    private static final String ASKS = "HTTP/1.1 407 Who are you\r\nContent-Length: 4\r\n";
    private static final String NEGOTIATE = ASKS + "Proxy-Authenticate: Negotiate\r\n";
    private static final String BASIC = "Proxy-Authenticate: Basic realm=\"mairie, all\"\r\n";

    /** Each connection's requests, {@code -} between connections. */
    private final List<String> heard = Collections.synchronizedList(new ArrayList<>());

    private static String token(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.ISO_8859_1));
    }

    /** A proxy that answers so, request after request; an empty answer hangs up. A 200 carries to there. */
    private TestPeer proxy(@Nullable TestPeer collector, String... answers) throws IOException {
        int[] next = {0};
        return TestPeer.plain(socket -> {
            heard.add("-");
            BufferedReader in =
                    new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII), 1);
            while (next[0] < answers.length) {
                String authorization = head(in);
                if (authorization.equals("end")) {
                    return;
                }
                heard.add(authorization);
                String answer = answers[next[0]++];
                if (answer.isEmpty()) {
                    return;
                }
                socket.getOutputStream().write(answer.getBytes(StandardCharsets.US_ASCII));
                if (answer.startsWith("HTTP/1.1 200") && collector != null) {
                    carry(socket, collector);
                    return;
                }
                if (answer.contains("close\r\n")) {
                    return;
                }
            }
            socket.shutdownOutput();
            socket.getInputStream().readAllBytes();
        });
    }

    private static String head(BufferedReader in) throws IOException {
        String authorization = "none";
        String line = in.readLine();
        if (line == null) {
            return "end";
        }
        assertTrue(line.startsWith("CONNECT "), line);
        for (; line != null && !line.isEmpty(); line = in.readLine()) {
            if (line.startsWith("Proxy-Authorization: ")) {
                authorization = line.substring("Proxy-Authorization: ".length());
            }
        }
        return authorization;
    }

    private static void carry(Socket socket, TestPeer collector) throws Exception {
        try (Socket onward = new Socket("localhost", collector.address().port())) {
            Thread back = Thread.ofPlatform().daemon().start(() -> copy(onward, socket));
            copy(socket, onward);
            back.join();
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

    private static Connector connector(String setting, @Nullable ProxyAccount account) {
        return connector(setting, account, Duration.ofMinutes(2));
    }

    private static Connector connector(String setting, @Nullable ProxyAccount account, Duration patience) {
        return new Connector(
                Optional.of(ProxySettings.parse(setting).orElseThrow()),
                new LocalNetwork(
                        LocalNetwork.unknown().proxies(), Optional.ofNullable(account), () -> List.of("192.0.2.7")),
                patience);
    }

    private static LinkException refusal(Connector connector) {
        return assertThrows(
                LinkException.class, () -> connector.connect(COLLECTOR, TRUST, Optional.empty(), Connector.UPLINK));
    }

    private LinkException refusal(@Nullable ProxyAccount account, String login, String... answers) throws Exception {
        try (TestPeer proxy = proxy(null, answers)) {
            return refusal(connector("http://" + login + proxy.address(), account));
        }
    }

    @Test
    void aProofOfSeveralStepsGoesOnOneConnectionAndThenTlsFollows() throws Exception {
        FakeAccount account = new FakeAccount("first", "second");
        try (TestPeer collector = TestPeer.collector(OURS, Connector.UPLINK, TestPeer.Talk::untilEnd);
                TestPeer proxy = proxy(
                        collector,
                        NEGOTIATE + BASIC + "\r\nbody",
                        ASKS + "Proxy-Authenticate: Negotiate " + token("challenge") + "\r\n\r\nbody",
                        "HTTP/1.1 200 OK\r\nProxy-Authentication-Info: Negotiate xyz\r\n\r\n")) {
            connector("http://" + proxy.address(), account)
                    .connect(collector.address(), TRUST, Optional.empty(), Connector.UPLINK)
                    .close();
        }
        assertEquals(List.of("HTTP/localhost", "<>", "<challenge>", "closed"), account.asked);
        assertEquals(List.of("-", "none", "Negotiate " + token("first"), "Negotiate " + token("second")), heard);
    }

    @Test
    void aProxyThatHangsUpAfterItsChallengeIsDialledAgainAndNotInTheMidstOfAProof() throws Exception {
        try (TestPeer collector = TestPeer.collector(OURS, Connector.UPLINK, TestPeer.Talk::untilEnd);
                TestPeer proxy = proxy(
                        collector,
                        "HTTP/1.1 407 No\r\nProxy-Authenticate: Negotiate\r\nConnection: close\r\n\r\n",
                        "HTTP/1.1 200 OK\r\n\r\n")) {
            connector("http://" + proxy.address(), new FakeAccount("first"))
                    .connect(collector.address(), TRUST, Optional.empty(), Connector.UPLINK)
                    .close();
            assertEquals(List.of("-", "none", "-", "Negotiate " + token("first")), heard);
        }
        heard.clear();
        LinkException cut = refusal(
                new FakeAccount("first", "second"),
                "",
                NEGOTIATE + "\r\nbody",
                "HTTP/1.1 407 No\r\nProxy-Authenticate: Negotiate " + token("x") + "\r\nConnection: close\r\n\r\n");
        assertEquals(Kind.PROXY_CUT, cut.kind());
        assertTrue(cut.detail().startsWith("proxy-cut-login|"), cut.detail());
        assertEquals(List.of("-", "none", "Negotiate " + token("first")), heard);
    }

    @Test
    void aProxyThatPromisesToStayAndHangsUpIsDialledAgainToo() throws Exception {
        try (TestPeer collector = TestPeer.collector(OURS, Connector.UPLINK, TestPeer.Talk::untilEnd);
                TestPeer proxy = proxy(collector, NEGOTIATE + BASIC + "\r\nbody", "", "HTTP/1.1 200 OK\r\n\r\n")) {
            connector(
                            "http://jean:secret@" + proxy.address(),
                            new FakeAccount(Reading.refused(ReasonCode.NOT_PRESENT, "proxy-no-domain")))
                    .connect(collector.address(), TRUST, Optional.empty(), Connector.UPLINK)
                    .close();
        }
        String basic = "Basic " + token("jean:secret");
        assertEquals(List.of("-", "none", basic, "-", basic), heard);
    }

    @Test
    void bodiesOfChallengesArePassedOverWhateverTheirForm() throws Exception {
        String chunked = String.join(
                "\r\n",
                "HTTP/1.1 407 No",
                "Transfer-Encoding: chunked",
                "Proxy-Authenticate: Negotiate",
                "",
                "5;x=y",
                "hello",
                "3",
                "you",
                "0",
                "",
                "");
        try (TestPeer collector = TestPeer.collector(OURS, Connector.UPLINK, TestPeer.Talk::untilEnd);
                TestPeer proxy = proxy(collector, chunked, "HTTP/1.1 200 OK\r\n\r\n")) {
            connector("http://" + proxy.address(), new FakeAccount("first"))
                    .connect(collector.address(), TRUST, Optional.empty(), Connector.UPLINK)
                    .close();
        }
        assertEquals(List.of("-", "none", "Negotiate " + token("first")), heard);
    }

    @Test
    void aProofThatWouldBeNtlmIsNotSent() throws Exception {
        String spnego = "`(+x\u00a0NTLMSSP\0\1\0\0\0";
        LinkException ntlm = refusal(new FakeAccount(spnego), "", NEGOTIATE + "Proxy-Authenticate: NTLM\r\n\r\nbody");
        assertEquals(Kind.PROXY_ONLY_NTLM, ntlm.kind());
        assertEquals(List.of("-", "none"), heard);
        assertEquals(
                Kind.PROXY_ONLY_NTLM,
                refusal(null, "", ASKS + "Proxy-Authenticate: NTLM\r\n\r\nbody").kind());
        assertFalse(ProxyLogin.isNtlm("NTLMSS".getBytes(StandardCharsets.US_ASCII)));
        assertFalse(ProxyLogin.isNtlm("NTLMSSP1".getBytes(StandardCharsets.US_ASCII)));
    }

    @Test
    void aPasswordStandsInForAProofThatFailsOrIsRefused() throws Exception {
        String basic = "Basic " + token("jean:secret");
        for (FakeAccount account : List.of(
                new FakeAccount("NTLMSSP\0x"),
                new FakeAccount(Reading.refused(ReasonCode.NOT_PRESENT, "proxy-no-domain")))) {
            heard.clear();
            LinkException refused =
                    refusal(account, "jean:secret@", NEGOTIATE + BASIC + "\r\nbody", ASKS + BASIC + "\r\nbody");
            assertEquals(Kind.PROXY_LOGIN_REFUSED, refused.kind());
            assertFalse(String.valueOf(refused.getMessage()).contains("secret"), refused.getMessage());
            assertFalse(String.valueOf(refused.getMessage()).contains("jean"), refused.getMessage());
            assertEquals(List.of("-", "none", basic), heard);
            assertTrue(account.asked.contains("closed"), account.asked.toString());
        }
        heard.clear();
        refusal(
                new FakeAccount("first"),
                "jean:secret@",
                NEGOTIATE + BASIC + "\r\nbody",
                NEGOTIATE + BASIC + "\r\nbody",
                "HTTP/1.1 403 No\r\n\r\n");
        assertEquals(List.of("-", "none", "Negotiate " + token("first"), basic), heard);
    }

    @Test
    void eachRefusalHasItsOwnReason() throws Exception {
        assertEquals(
                Kind.PROXY_ACCOUNT_REFUSED,
                refusal(new FakeAccount("first"), "", NEGOTIATE + "\r\nbody", NEGOTIATE + "\r\nbody")
                        .kind());
        LinkException alone =
                refusal(new FakeAccount(Reading.refused(ReasonCode.FAILED, "proxy-clock")), "", NEGOTIATE + "\r\nbody");
        assertEquals(Kind.PROXY_LOGIN_IMPOSSIBLE, alone.kind());
        assertEquals("proxy-clock", alone.detail());
        LinkException wants = refusal(null, "", NEGOTIATE + BASIC + "\r\nbody");
        assertEquals(Kind.PROXY_WANTS_PASSWORD, wants.kind());
        assertTrue(wants.detail().endsWith("|Negotiate, Basic"), wants.detail());
        LinkException none = refusal(null, "", ASKS + "\r\nbody");
        assertEquals(Kind.PROXY_WANTS_PASSWORD, none.kind());
        assertEquals(
                Kind.PROXY_REFUSED, refusal(null, "", "HTTP/1.1 403 No\r\n\r\n").kind());
        assertEquals(
                Kind.PROXY_REFUSED,
                refusal(null, "", "HTTP/1.1 302 Portal\r\nLocation: http://x/\r\n\r\n")
                        .kind());
        for (String other : List.of("Digest realm=\"x\", nonce=\"y\"", "Negotiate", "Bearer")) {
            LinkException unknown =
                    refusal(null, "jean:secret@", ASKS + "Proxy-Authenticate: " + other + "\r\n\r\nbody");
            assertEquals(Kind.PROXY_OTHER_LOGIN, unknown.kind(), other);
            assertTrue(unknown.detail().endsWith("|" + other.split(" ", 2)[0]), unknown.detail());
        }
        for (String code : List.of("500", "502", "503", "504")) {
            LinkException beyond = refusal(null, "", "HTTP/1.1 " + code + " Not \u001breached\r\n\r\n");
            assertEquals(Kind.PROXY_CANNOT_REACH, beyond.kind());
            assertFalse(beyond.detail().contains("\u001b"), beyond.detail());
        }
        assertEquals(
                Kind.PROXY_LOGIN_IMPOSSIBLE,
                refusal(
                                new FakeAccount("first"),
                                "",
                                NEGOTIATE + "\r\nbody",
                                ASKS + "Proxy-Authenticate: Negotiate ?\r\n\r\nbody")
                        .kind());
    }

    @Test
    void whatSquidAndTinyproxyAnsweredIsUnderstood() throws Exception {
        String squid = String.join(
                "\r\n",
                "HTTP/1.1 407 Proxy Authentication Required",
                "Server: squid/6.13",
                "Mime-Version: 1.0",
                "Date: Thu, 26 Nov 2026 05:52:14 GMT",
                "Content-Type: text/html;charset=utf-8",
                "Content-Length: 6",
                "X-Squid-Error: ERR_CACHE_ACCESS_DENIED 0",
                "Vary: Accept-Language",
                "Content-Language: en",
                "Proxy-Authenticate: Negotiate",
                "Proxy-Authenticate: Basic realm=\"mairie\"",
                "Cache-Status: proxytest",
                "Via: 1.1 proxytest (squid/6.13)",
                "Connection: keep-alive",
                "",
                "<html>");
        assertEquals(
                Kind.PROXY_ACCOUNT_REFUSED,
                refusal(new FakeAccount("first"), "", squid, squid).kind());
        assertEquals(List.of("-", "none", "Negotiate " + token("first")), heard, "on one connection");
        String tinyproxy = String.join(
                "\r\n",
                "HTTP/1.0 407 Proxy Authentication Required",
                "Server: tinyproxy/1.11.2",
                "Content-Type: text/html",
                "Proxy-Authenticate: Basic realm=\"Tinyproxy\"",
                "Connection: close",
                "",
                "<?xml");
        assertEquals(Kind.PROXY_WANTS_PASSWORD, refusal(null, "", tinyproxy).kind());
        String wrong = tinyproxy
                .replace("407 Proxy Authentication Required", "401 Unauthorized")
                .replace("Proxy-Authenticate", "WWW-Authenticate");
        assertEquals(
                Kind.PROXY_LOGIN_REFUSED, refusal(null, "jean:secret@", wrong).kind());
        assertEquals(
                Kind.PROXY_CANNOT_REACH,
                refusal(null, "", "HTTP/1.1 500 Unable to connect\r\nServer: tinyproxy/1.11.2\r\n\r\n")
                        .kind());
    }

    @Test
    void aProxyThatAsksWithoutEndIsLeft() throws Exception {
        String[] tokens = new String[20];
        String[] answers = new String[20];
        for (int i = 0; i < answers.length; i++) {
            tokens[i] = "token" + i;
            answers[i] = ASKS + "Proxy-Authenticate: Negotiate " + token("again") + "\r\n\r\nbody";
        }
        answers[0] = NEGOTIATE + "\r\nbody";
        assertEquals(
                Kind.PROXY_ENDLESS,
                refusal(new FakeAccount(tokens), "", answers).kind());
        assertEquals(1 + ProxyTunnel.MOST_REQUESTS, heard.size());
    }

    @Test
    void aProxyThatIsSilentTricklesOrIsNotThereIsToldSo() throws Exception {
        try (TestPeer proxy = TestPeer.plain(socket -> socket.getInputStream().readAllBytes())) {
            assertEquals(
                    Kind.PROXY_SILENT,
                    refusal(connector("http://" + proxy.address(), null, Duration.ofMillis(300)))
                            .kind());
        }
        try (TestPeer proxy = TestPeer.plain(socket -> {
            socket.getOutputStream().write("HTTP/1.1 ".getBytes(StandardCharsets.US_ASCII));
            // Until the other side leaves.
            while (true) {
                socket.getOutputStream().write('2');
                Thread.sleep(100);
            }
        })) {
            assertEquals(
                    Kind.PROXY_SILENT,
                    refusal(connector("http://" + proxy.address(), null, Duration.ofMillis(300)))
                            .kind());
        }
        int closed;
        try (ServerSocket socket = new ServerSocket(0)) {
            closed = socket.getLocalPort();
        }
        assertEquals(
                Kind.PROXY_UNREACHABLE,
                refusal(connector("127.0.0.1:" + closed, null)).kind());
        LinkException unknown = refusal(connector("no-such-host.invalid:1", null));
        assertEquals(Kind.PROXY_UNREACHABLE, unknown.kind());
        assertTrue(unknown.detail().endsWith("|met-no-name"), unknown.detail());
    }

    @Test
    void aProxyFromTheNetworkIsNotToldWhoWeAre() throws Exception {
        FakeAccount account = new FakeAccount("first");
        try (TestPeer proxy = proxy(null, NEGOTIATE + BASIC + "\r\nbody")) {
            LinkException refused = refusal(onNetwork(Reading.found("PROXY " + proxy.address()), Optional.of(account)));
            assertEquals(Kind.PROXY_NOT_NAMED, refused.kind());
        }
        assertEquals(List.of(), account.asked);
        assertEquals(List.of("-", "none"), heard);
    }

    private static Connector onNetwork(Reading<String> script, Optional<ProxyAccount> account) {
        SystemProxies system = new SystemProxies() {
            @Override
            public Reading<ProxySetup> setup() {
                return Reading.found(new ProxySetup("", "", Optional.of("http://m/p.pac"), false));
            }

            @Override
            public Reading<String> ask(Optional<String> address, String target) {
                return script;
            }
        };
        return new Connector(
                Optional.of(new ProxySettings.Auto()),
                new LocalNetwork(system, account, () -> List.of("192.0.2.7")),
                Duration.ofMinutes(2));
    }

    @Test
    void aListIsTriedInItsOrderAndThenWithoutAProxy() throws Exception {
        int closed;
        try (ServerSocket socket = new ServerSocket(0)) {
            closed = socket.getLocalPort();
        }
        try (TestPeer collector = TestPeer.collector(OURS, Connector.UPLINK, TestPeer.Talk::untilEnd);
                TestPeer refusing = proxy(null, "HTTP/1.1 403 No\r\n\r\n")) {
            Connector connector = onNetwork(
                    Reading.found("PROXY 127.0.0.1:" + closed + "; PROXY " + refusing.address()), Optional.empty());
            try (FrameChannel channel =
                    connector.connect(collector.address(), TRUST, Optional.empty(), Connector.UPLINK)) {
                assertEquals("", channel.proxy(), "none in the end");
            }
            assertEquals(1, refusing.connections());
        }
    }

    @Test
    void theFailureThatIsToldIsThatOfTheWayThatLedFurthest() throws Exception {
        try (TestPeer refusing = proxy(null, "HTTP/1.1 403 No\r\n\r\n")) {
            LinkException told = assertThrows(
                    LinkException.class,
                    () -> onNetwork(Reading.found("PROXY " + refusing.address() + ";127.0.0.1:1"), Optional.empty())
                            .connect(new CollectorAddress("127.0.0.1", 1), TRUST, Optional.empty(), Connector.UPLINK));
            assertEquals(Kind.PROXY_REFUSED, told.kind());
        }
        LinkException unsaid = assertThrows(
                LinkException.class,
                () -> onNetwork(Reading.refused(ReasonCode.DISABLED, "proxy-service"), Optional.empty())
                        .connect(new CollectorAddress("127.0.0.1", 1), TRUST, Optional.empty(), Connector.UPLINK));
        assertEquals(Kind.PROXY_UNKNOWN, unsaid.kind());
    }

    @Test
    void aRefusedPasswordIsToldWhateverElseFails() throws Exception {
        try (TestPeer refusing = proxy(null, ASKS + BASIC + "\r\nbody");
                TestPeer filter =
                        TestPeer.collector(new TestAuthority("Filtre"), Connector.UPLINK, TestPeer.Talk::untilEnd)) {
            SystemProxies system = new SystemProxies() {
                @Override
                public Reading<ProxySetup> setup() {
                    return Reading.found(
                            new ProxySetup("http://jean:secret@" + refusing.address(), "", Optional.empty(), false));
                }

                @Override
                public Reading<String> ask(Optional<String> script, String address) {
                    return Reading.absent();
                }
            };
            Connector connector = new Connector(
                    Optional.of(new ProxySettings.Auto()),
                    new LocalNetwork(system, Optional.empty(), () -> List.of("192.0.2.7")),
                    Duration.ofMinutes(2));
            LinkException told = assertThrows(
                    LinkException.class,
                    () -> connector.connect(filter.address(), TRUST, Optional.empty(), Connector.UPLINK));
            assertEquals(Kind.PROXY_LOGIN_REFUSED, told.kind());
        }
    }

    @Test
    void aMachineWithoutAnAddressSaysSo() {
        Connector cut = new Connector(
                Optional.empty(),
                new LocalNetwork(LocalNetwork.unknown().proxies(), Optional.empty(), List::of),
                Duration.ofMinutes(2));
        assertEquals(
                Kind.NO_NETWORK,
                assertThrows(
                                LinkException.class,
                                () -> cut.connect(
                                        new CollectorAddress("no-such-host.invalid", 1),
                                        TRUST,
                                        Optional.empty(),
                                        Connector.UPLINK))
                        .kind());
        assertEquals(
                Kind.UNREACHABLE,
                assertThrows(
                                LinkException.class,
                                () -> cut.connect(
                                        new CollectorAddress("127.0.0.1", 1),
                                        TRUST,
                                        Optional.empty(),
                                        Connector.UPLINK))
                        .kind());
    }
}
