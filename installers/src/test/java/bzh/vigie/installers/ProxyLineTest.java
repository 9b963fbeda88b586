package bzh.vigie.installers;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The whole line through a proxy: with a password on Linux, by a script on a Windows as Wine plays it. */
@Timeout(600)
final class ProxyLineTest {
    private static final Duration PATIENCE = Duration.ofMinutes(3);
    private static final String PASSWORD = "Sesame-4711";

    @TempDir
    Path folder;

    @Test
    void anAgentBehindAProxyWithAPasswordEnrolsAndDelivers() throws IOException, InterruptedException {
        Path state = folder.resolve("state");
        try (Collector collector = Collector.start(folder.resolve("collector"));
                ConnectProxy proxy = new ConnectProxy(Optional.of("jean:" + PASSWORD))) {
            String token = collector.token();
            Commands.Outcome none = enrol(state, token, "http://127.0.0.1:" + proxy.port());
            assertTrue(none.code() == 1 && none.said().contains("the proxy wants a login"), none::said);
            Commands.Outcome wrong = enrol(state, token, "http://jean:other@127.0.0.1:" + proxy.port());
            assertTrue(wrong.code() == 1 && wrong.said().contains("refuses the user or password"), wrong::said);
            assertEquals(2, proxy.refusals(), "asked once each");
            enrol(state, token, "http://jean:" + PASSWORD + "@127.0.0.1:" + proxy.port())
                    .orFail("enrol");
            assertEquals(
                    "rw-------",
                    PosixFilePermissions.toString(Files.getPosixFilePermissions(state.resolve("agent.conf"))));
            try (Program agent = SmallSystem.agent(state, "en")) {
                Path status = state.resolve("status.jsonl");
                boolean delivered = agent.until(() -> hasDelivered(status), PATIENCE);
                assertTrue(delivered, agent::said);
                assertTrue(Files.readString(status).contains("\"127.0.0.1:" + proxy.port() + "\""), agent::said);
                assertFalse((agent.said() + Files.readString(status)).contains("jean"), agent::said);
                // What is acknowledged is on disk, and found once it is in the history too.
                boolean told = agent.until(
                        () -> collector
                                .lines("events", "--field", "kind=agent-state")
                                .contains("started"),
                        PATIENCE);
                assertTrue(told, agent::said);
                assertFalse((agent.said() + Files.readString(status)).contains(PASSWORD), agent::said);
            }
            assertTrue(proxy.tunnels() >= 2, "one to enrol and one to deliver: " + proxy.tunnels());
            assertEquals(2, proxy.refusals());
        }
    }

    private static boolean hasDelivered(Path status) throws IOException {
        return Files.exists(status)
                && Pattern.compile("\"acknowledged\":[1-9]")
                        .matcher(Files.readString(status))
                        .find();
    }

    private static Commands.Outcome enrol(Path state, String token, String proxy)
            throws IOException, InterruptedException {
        Commands.Outcome outcome = Commands.vigie(
                "agent", "enrol", "--state", state.toString(), "--lang", "en", "--token", token, "--proxy", proxy);
        assertFalse(outcome.said().contains(PASSWORD), outcome::said);
        return outcome;
    }

    @Test
    void aWindowsTellsItsProxiesAndAnAgentOnItEnrolsThroughTheOneThatAScriptNames()
            throws IOException, InterruptedException {
        Wine windows = Wine.fresh(folder);
        HttpServer scripts = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        try (Collector collector = Collector.start(folder.resolve("collector"));
                ConnectProxy proxy = new ConnectProxy(Optional.empty())) {
            byte[] script = ("function FindProxyForURL(url, host) { if (host == 'direct.example') return 'DIRECT';"
                            + " if (url.indexOf('https:') == 0) return 'PROXY 127.0.0.1:" + proxy.port()
                            + "; DIRECT'; }")
                    .getBytes(StandardCharsets.US_ASCII);
            scripts.createContext("/proxy.pac", exchange -> {
                exchange.getResponseHeaders().set("Content-Type", "application/x-ns-proxy-autoconfig");
                exchange.sendResponseHeaders(200, script.length);
                exchange.getResponseBody().write(script);
                exchange.close();
            });
            scripts.start();
            String address = "http://127.0.0.1:" + scripts.getAddress().getPort() + "/proxy.pac";
            machineWide(windows, "mandataire.example:3128", "<local>;*.mairie.example");
            String said = windows.java(
                            "bzh.vigie.agent.host.windows.ProxyProbe",
                            address,
                            "https://vigie.example:443/",
                            address,
                            "https://direct.example/",
                            address.replace("proxy.pac", "none.pac"),
                            "https://vigie.example/")
                    .orFail("the probe")
                    .said();
            for (String line : List.of(
                    "setup 'mandataire.example:3128' without '<local>;*.mairie.example' script Optional.empty discovers"
                            + " false",
                    address + " Found[value=127.0.0.1:" + proxy.port() + "]",
                    address + " Absent[]",
                    "detail=proxy-script-unread|")) {
                assertTrue(said.contains(line), said);
            }
            windows.agent(
                            "enrol",
                            "--state",
                            "C:\\vigie",
                            "--lang",
                            "en",
                            "--token",
                            collector.token(),
                            "--proxy",
                            address)
                    .orFail("enrol");
            assertEquals(1, proxy.tunnels());
            String conf = Files.readString(windows.prefix().resolve("drive_c/vigie/agent.conf"));
            assertTrue(conf.contains("proxy = " + address), conf);
        } finally {
            scripts.stop(0);
            windows.stop();
        }
    }

    /** What {@code netsh winhttp set proxy} writes: three numbers, then both texts with their lengths before them. */
    private static void machineWide(Wine windows, String proxies, String bypass)
            throws IOException, InterruptedException {
        byte[] value = ByteBuffer.allocate(20 + proxies.length() + bypass.length())
                .order(ByteOrder.LITTLE_ENDIAN)
                .putInt(0x18)
                .putInt(0)
                .putInt(2)
                .putInt(proxies.length())
                .put(proxies.getBytes(StandardCharsets.US_ASCII))
                .putInt(bypass.length())
                .put(bypass.getBytes(StandardCharsets.US_ASCII))
                .array();
        windows.run(
                        "wine",
                        "reg",
                        "add",
                        "HKLM\\Software\\Microsoft\\Windows\\CurrentVersion\\Internet Settings\\Connections",
                        "/v",
                        "WinHttpSettings",
                        "/t",
                        "REG_BINARY",
                        "/d",
                        HexFormat.of().formatHex(value))
                .orFail("reg add");
    }
}
