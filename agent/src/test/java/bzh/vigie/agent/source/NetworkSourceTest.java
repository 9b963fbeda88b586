package bzh.vigie.agent.source;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import bzh.vigie.agent.host.Refused;
import bzh.vigie.agent.host.Sockets;
import bzh.vigie.agent.host.linux.LinuxSockets;
import bzh.vigie.agent.host.linux.ProcNetSockets;
import bzh.vigie.event.Event.Direction;
import bzh.vigie.event.Event.Flow;
import bzh.vigie.event.Event.Listener;
import bzh.vigie.event.Event.SourceState;
import bzh.vigie.event.ReasonCode;
import bzh.vigie.event.WatchState;
import bzh.vigie.text.SourceText;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Over the real sockets of the machine that runs the tests. */
final class NetworkSourceTest {
    private static final Duration OFTEN = Duration.ofMillis(300);
    private static final int OWN = (int) ProcessHandle.current().pid();

    private final Collected collected = new Collected();

    @TempDir
    private Path folder;

    private static Sockets refuse() throws Refused {
        throw new Refused(ReasonCode.NO_RIGHT, "socket netlink 4 errno 13");
    }

    private static Sockets proc() {
        return new ProcNetSockets(Path.of("/proc/self/net"));
    }

    @Test
    void aListenerAndAConnectionAreSeenByNetlink() throws Exception {
        assumeTrue(mayList(), "no right to list sockets by netlink here");
        try (NetworkSource source = new NetworkSource(
                WatchedSystem.LINUX,
                collected,
                Collected.CLOCK,
                folder,
                OFTEN,
                LinuxSockets::open,
                NetworkSourceTest::proc)) {
            source.start();
            collected.expect(SourceState.class, e -> e.state() == WatchState.LIVE);
            seesAListenerAndAConnection();
        }
    }

    @Test
    void withoutNetlinkTheyAreSeenInProcAndTheStateSaysSo() throws Exception {
        try (NetworkSource source = new NetworkSource(
                WatchedSystem.LINUX,
                collected,
                Collected.CLOCK,
                folder,
                OFTEN,
                NetworkSourceTest::refuse,
                NetworkSourceTest::proc)) {
            source.start();
            SourceState said = collected.expect(SourceState.class, e -> true);
            assertEquals(WatchState.PARTIAL, said.state());
            assertEquals(ReasonCode.FALLBACK, said.reason());
            assertTrue(said.detail().contains("errno 13"));
            seesAListenerAndAConnection();
        }
    }

    @Test
    void afterACrashWithNetlinkProcStandsInForItAndTheStateSaysUntilWhen() throws Exception {
        Files.writeString(
                folder.resolve("trying-linux.network"),
                "trying " + Collected.CLOCK.now().bootId() + " 0 0\n");
        try (NetworkSource source = new NetworkSource(
                WatchedSystem.LINUX,
                collected,
                Collected.CLOCK,
                folder,
                OFTEN,
                NetworkSourceTest::mustNotBeOpened,
                NetworkSourceTest::proc)) {
            source.start();
            SourceState said = collected.expect(SourceState.class, e -> true);
            assertEquals(ReasonCode.FALLBACK, said.reason());
            assertTrue(said.detail().startsWith("left-off|"), said.detail());
            assertTrue(SourceText.say(said.detail(), Locale.FRENCH).contains("1 fois"), said.detail());
            seesAListenerAndAConnection();
        }
    }

    private static Sockets mustNotBeOpened() {
        throw new AssertionError("opened though it was left off");
    }

    private void seesAListenerAndAConnection() throws IOException, InterruptedException {

        ServerSocket server = new ServerSocket(0, 5, InetAddress.getLoopbackAddress());
        int port = server.getLocalPort();
        try (server) {
            try (Socket client = new Socket(server.getInetAddress(), port);
                    Socket accepted = server.accept()) {
                client.getOutputStream().write(1);
                assertEquals(1, accepted.getInputStream().read());
                Listener opened = collected.expect(
                        Listener.class, e -> e.opened() && e.local().port() == port);
                assertEquals(OWN, opened.process().ifKnown().orElseThrow().pid());
                Flow flow = collected.expect(
                        Flow.class,
                        e -> e.direction() == Direction.OUTBOUND && e.remote().port() == port);
                assertEquals(OWN, flow.process().ifKnown().orElseThrow().pid());
                assertTrue(flow.image().ifKnown().orElseThrow().endsWith("java"));
                collected.expect(
                        Flow.class,
                        e -> e.direction() == Direction.INBOUND && e.local().port() == port);
            }
        }
        collected.expect(Listener.class, e -> !e.opened() && e.local().port() == port);
    }

    private static boolean mayList() {
        try {
            LinuxSockets.open().close();
            return true;
        } catch (Refused e) {
            return false;
        }
    }
}
