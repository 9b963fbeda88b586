package bzh.vigie.agent;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import bzh.vigie.agent.SetupResult.End;
import bzh.vigie.agent.host.LocalNetwork;
import bzh.vigie.agent.host.ProxySetup;
import bzh.vigie.agent.host.Reading;
import bzh.vigie.agent.host.SystemProxies;
import bzh.vigie.agent.identity.AgentKey;
import bzh.vigie.agent.identity.IdentityFile;
import bzh.vigie.agent.identity.StateFolder;
import bzh.vigie.agent.identity.TestAuthority;
import bzh.vigie.agent.identity.TestIdentities;
import bzh.vigie.agent.transport.TestPeer;
import bzh.vigie.enrol.CollectorAddress;
import bzh.vigie.enrol.EnrolmentToken;
import bzh.vigie.enrol.TokenSecret;
import bzh.vigie.event.Sha256;
import bzh.vigie.journal.FolderLock;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.Proxy;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What an agent does with what its installer was told; that it enrols is seen by the whole line (SetupLineTest). */
final class FirstEnrolmentTest {
    @TempDir
    Path folder;

    private long now;

    @Test
    void whereNothingWasLeftNothingIsDone() {
        assertTrue(first().tryIfDue().isEmpty());
    }

    @Test
    void aTokenThatNeverServesIsErasedAndSaid() throws IOException {
        SetupResult result = afterSetup("token=vigie1.AAAA\n");
        assertEquals(End.FAILED, result.end());
        assertFalse(Files.exists(folder.resolve(SetupFile.FILE)));
        assertFalse(said(result).contains("AAAA"), said(result));
        assertTrue(said(result).contains("token"), said(result));
    }

    @Test
    void aCollectorOrAProxyThatIsNoneIsSaidAndTheTokenErased() throws IOException {
        for (String wrong : List.of("collector=nonsense", "proxy=socks5://proxy:3128")) {
            SetupResult result = afterSetup("token=" + tokenOfNobody() + "\n" + wrong + "\n");
            assertEquals(End.FAILED, result.end());
            assertFalse(Files.exists(folder.resolve(SetupFile.FILE)), wrong);
            assertTrue(said(result).contains(wrong.startsWith("c") ? "COLLECTOR" : "PROXY"), said(result));
        }
    }

    @Test
    void anEnrolledMachineStaysWhoItIsWhateverIsWrongWithWhatWasGiven() throws Exception {
        StateFolder state = new StateFolder(folder);
        AgentKey key = AgentKey.loadOrCreate(state, new SecureRandom());
        IdentityFile.save(
                state, TestIdentities.of(new TestAuthority("Vigie CA"), key, TestAuthority.FROM, TestAuthority.TO));
        SetupResult result = afterSetup("token=" + tokenOfNobody() + "\ncollector=nonsense\nproxy=socks5://x:1\n");
        assertEquals(End.IN_PART, result.end());
        assertTrue(said(result).contains(TestIdentities.ID), said(result));
        assertTrue(said(result).contains("enrol --again"), said(result));
        assertTrue(said(result).contains("PROXY") && said(result).contains("COLLECTOR"), said(result));
        assertFalse(Files.exists(folder.resolve(AgentConfig.FILE)));
        assertTrue(IdentityFile.load(state).isPresent());
        assertEquals(End.DONE, afterSetup("proxy=http://new:2\n").end());
    }

    @Test
    void withoutATokenItIsSaidThatThereIsNone() throws IOException {
        SetupResult result = afterSetup("[setup]\ntoken=\ncollector=\nproxy=\n");
        assertEquals(End.FAILED, result.end());
        assertTrue(said(result).contains("TOKEN="), said(result));
    }

    @Test
    void aCollectorThatDoesNotAnswerIsAskedAgainLaterAndTheTokenStays() throws IOException {
        setup("token=" + tokenOfNobody() + "\n");
        FirstEnrolment first = first();
        SetupResult result = first.tryIfDue().orElseThrow();
        assertEquals(End.LATER, result.end());
        assertTrue(said(result).contains("localhost:"), said(result));
        assertTrue(Files.exists(folder.resolve(SetupFile.FILE)));
        now += FirstEnrolment.FIRST_WAIT.toNanos() - 1;
        assertTrue(first.tryIfDue().isEmpty(), "not yet");
        now += 1;
        assertTrue(first.tryIfDue().isPresent(), "again");
        now += FirstEnrolment.FIRST_WAIT.toNanos();
        assertTrue(first.tryIfDue().isEmpty(), "twice as long");
        now += Duration.ofDays(1).toNanos();
        assertTrue(first.tryIfDue().isPresent());
        for (int i = 0; i < 20; i++) {
            now += FirstEnrolment.LONGEST_WAIT.toNanos();
            assertTrue(first.tryIfDue().isPresent(), "never later than that");
        }
    }

    @Test
    void aPasswordThatAProxyRefusesIsNotTriedAgainSoon() throws Exception {
        try (TestPeer refusing = TestPeer.plain(socket -> {
            socket.getInputStream().read(new byte[4096]);
            socket.getOutputStream()
                    .write("HTTP/1.1 407 No\r\nProxy-Authenticate: Basic realm=x\r\n\r\n"
                            .getBytes(StandardCharsets.US_ASCII));
        })) {
            setup("token=" + tokenOfNobody() + "\nproxy=http://jean:secret@" + refusing.address() + "\n");
            FirstEnrolment first = first();
            SetupResult result = first.tryIfDue().orElseThrow();
            assertEquals(End.LATER, result.end());
            assertFalse(said(result).contains("secret"), said(result));
            now += FirstEnrolment.WRONG_PASSWORD.toNanos() - 1;
            assertTrue(first.tryIfDue().isEmpty(), "not yet");
            now += 1;
            assertTrue(first.tryIfDue().isPresent());
            assertEquals(2, refusing.connections());
        }
    }

    @Test
    void whileAnotherAgentRunsNothingIsChanged() throws IOException {
        setup("token=vigie1.AAAA\n");
        try (FolderLock _ = FolderLock.take(folder).orElseThrow()) {
            assertEquals(End.LATER, first().tryIfDue().orElseThrow().end());
        }
        assertTrue(Files.exists(folder.resolve(SetupFile.FILE)));
    }

    @Test
    void whereNothingCanBeWrittenTheTokenStaysAndWhyIsSaid() throws IOException {
        // As on a full disk: the file of its lock cannot be made.
        Files.createDirectories(folder.resolve("lock/full"));
        setup("token=" + tokenOfNobody() + "\n");
        FirstEnrolment first = first();
        SetupResult result = first.tryIfDue().orElseThrow();
        assertEquals(End.LATER, result.end());
        assertTrue(said(result).contains(folder.toString()) && said(result).contains("disk is full"), said(result));
        assertTrue(Files.exists(folder.resolve(SetupFile.FILE)));
        Files.delete(folder.resolve("lock/full"));
        Files.delete(folder.resolve("lock"));
        now += FirstEnrolment.FIRST_WAIT.toNanos();
        assertFalse(said(first.tryIfDue().orElseThrow()).contains("disk is full"), "by itself");
    }

    @Test
    void aConfigurationThatIsNotUnderstoodIsSaidAndTheTokenStays() throws IOException {
        Files.writeString(folder.resolve(AgentConfig.FILE), "heartbeat = often\n");
        SetupResult result = afterSetup("token=" + tokenOfNobody() + "\n");
        assertEquals(End.LATER, result.end());
        assertTrue(said(result).contains("heartbeat"), said(result));
        assertTrue(Files.exists(folder.resolve(SetupFile.FILE)));
    }

    @Test
    void theProxyAndTheCollectorsAreKeptInTheConfiguration() throws IOException {
        Files.writeString(folder.resolve(AgentConfig.FILE), "proxy = http://old:1\nheartbeat = 30s\n");
        afterSetup("[setup]\ntoken=\ncollector=a.example:8443\nproxy=http://new:2\n");
        assertEquals(
                "heartbeat = 30s\nproxy = http://new:2\ncollectors = a.example:8443\n",
                Files.readString(folder.resolve(AgentConfig.FILE)));
        assertFalse(Files.exists(folder.resolve(SetupFile.FILE)));
    }

    /** Libraries that Windows brings in to find a proxy may end this process, as while the agent watches. */
    @Test
    void whatWindowsIsAskedForProxiesIsWrittenDownWhileItIsAsked() throws Exception {
        List<String> meanwhile = new ArrayList<>();
        SystemProxies proxies = new SystemProxies() {
            @Override
            public Reading<ProxySetup> setup() {
                meanwhile.addAll(marks());
                return Reading.found(ProxySetup.NONE);
            }

            @Override
            public Reading<String> ask(Optional<String> script, String address) {
                return Reading.absent();
            }
        };
        LocalNetwork network = new LocalNetwork(proxies, Optional.empty(), () -> List.of("192.0.2.7"));
        Platform linux = Platform.here();
        Platform windows = (Platform) Proxy.newProxyInstance(
                Platform.class.getClassLoader(),
                new Class<?>[] {Platform.class},
                (self, method, arguments) -> switch (method.getName()) {
                    case "isWindows" -> true;
                    case "network" -> network;
                    default -> method.invoke(linux, arguments);
                });
        Enroller.enrol(
                new StateFolder(folder),
                EnrolmentToken.parse(tokenOfNobody()),
                Optional.empty(),
                Optional.empty(),
                windows);
        assertEquals(List.of("trying-windows.proxy"), meanwhile);
        assertEquals(List.of(), marks());
    }

    private List<String> marks() {
        try (Stream<Path> files = Files.list(folder.resolve("sources"))) {
            return files.map(file -> file.getFileName().toString()).toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private SetupResult afterSetup(String text) throws IOException {
        setup(text);
        return first().tryIfDue().orElseThrow();
    }

    private void setup(String text) throws IOException {
        Files.writeString(folder.resolve(SetupFile.FILE), text);
    }

    private FirstEnrolment first() {
        return new FirstEnrolment(new StateFolder(folder), () -> now);
    }

    private static String said(SetupResult result) {
        return String.join("\n", result.lines().apply(Words.in(Locale.ENGLISH)));
    }

    /** A token of a collector that nobody runs. */
    private static String tokenOfNobody() throws IOException {
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return new EnrolmentToken(
                            "0123456789abcdef",
                            new TokenSecret(new byte[TokenSecret.LENGTH]),
                            Sha256.over(new byte[0]),
                            List.of(new CollectorAddress("localhost", free.getLocalPort())))
                    .encode();
        }
    }
}
