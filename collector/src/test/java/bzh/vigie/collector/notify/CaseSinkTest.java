package bzh.vigie.collector.notify;

import static bzh.vigie.collector.store.Specimens.AURAY;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import bzh.vigie.collector.detect.AlertTexts;
import bzh.vigie.collector.identity.Authority;
import bzh.vigie.collector.store.Alerts.Alert;
import bzh.vigie.collector.store.Alerts.Numbered;
import bzh.vigie.collector.store.Alerts.Severity;
import bzh.vigie.collector.store.Specimens;
import bzh.vigie.collector.store.Store;
import bzh.vigie.collector.store.sqlite.SqliteStore;
import bzh.vigie.settings.BadSettingException;
import bzh.vigie.settings.Settings;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What is sent to TheHive 5 and DFIR-IRIS 2 is as thehive.json and iris.json have it, which were recorded from this program and show when
 * it changes. Names of fields follow what is public about both interfaces; neither program was asked.
 */
final class CaseSinkTest {
    private static final InstantSource CLOCK = InstantSource.fixed(Specimens.START);
    private static final Alert ALERT = Receivers.alert("a1", "rule", Severity.CRITICAL, AURAY, 1)
            .with(Map.of("name", "![x](https://evil.example/p.png)", "location", "linux.cron"));

    @TempDir
    Path dir;

    private static String recorded(String name) throws IOException {
        try (InputStream in = Objects.requireNonNull(CaseSinkTest.class.getResourceAsStream(name))) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8).strip();
        }
    }

    private SinkSettings.Parts parts(Store store) {
        return new SinkSettings.Parts(
                new AlertTexts(List.of()), "c", Locale.FRENCH, store, CLOCK, Optional.of("https://vigie.example:7444"));
    }

    @Test
    void bothAreToldAsTheyAreDocumented() throws Exception {
        Authority authority = Authority.create(Instant.now(), new SecureRandom());
        HttpsServer server = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setHttpsConfigurator(new HttpsConfigurator(Receivers.tls(authority)));
        List<String> got = new CopyOnWriteArrayList<>();
        server.createContext("/", exchange -> {
            got.add(exchange.getRequestMethod() + " " + exchange.getRequestURI() + " "
                    + exchange.getRequestHeaders().getFirst("Authorization") + " "
                    + new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
            exchange.sendResponseHeaders(201, -1);
            exchange.close();
        });
        server.start();
        Path key = Files.writeString(dir.resolve("key"), "0123456789abcdef0123\n");
        Path ca = Receivers.pem(dir.resolve("ca.pem"), authority);
        String at = "https://localhost:" + server.getAddress().getPort();
        String text = "thehive-url = " + at + "/\nthehive-key-file = " + key + "\nthehive-ca = " + ca + "\niris-url = "
                + at + "\niris-key-file = " + key + "\niris-ca = " + ca + "\niris-customer = 3\n";
        try (Store store = SqliteStore.open(dir.resolve("state"), CLOCK)) {
            for (Sink sink :
                    SinkSettings.open(Settings.parse("collector.conf", text, SinkSettings.KEYS), parts(store))) {
                sink.deliver(List.of(new Numbered(1, ALERT)));
                sink.close();
            }
            Path blank = Files.writeString(dir.resolve("blank"), "a key with blanks in it");
            Settings bad = Settings.parse("c", text.replace(key.toString(), blank.toString()), SinkSettings.KEYS);
            assertThrows(BadSettingException.class, () -> SinkSettings.open(bad, parts(store)));
        }
        server.stop(0);
        assertEquals(2, got.size());
        assertEquals("POST /api/v1/alert Bearer 0123456789abcdef0123 " + recorded("thehive.json"), got.getFirst());
        assertEquals("POST /alerts/add Bearer 0123456789abcdef0123 " + recorded("iris.json"), got.getLast());
    }

    @Test
    void nothingThatAHostWroteIsDrawn() {
        String body = new CaseForm.TheHive(new AlertTexts(List.of()), Locale.FRENCH, Optional.empty()).body(ALERT);
        String description = body.replaceAll(".*\"description\":\"(.*?)\",\"severity\".*", "$1");
        assertTrue(description.contains("![x]"), body);
        for (String line : description.split("\\\\n", -1)) {
            assertTrue(line.startsWith("    "), line);
        }
    }
}
