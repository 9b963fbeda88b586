package bzh.vigie.collector.notify;

import static bzh.vigie.collector.store.Specimens.AURAY;
import static bzh.vigie.collector.store.Specimens.alert;
import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import bzh.vigie.collector.detect.AlertTexts;
import bzh.vigie.collector.identity.Authority;
import bzh.vigie.collector.identity.Keys;
import bzh.vigie.collector.store.Alerts.Alert;
import bzh.vigie.collector.store.Alerts.Numbered;
import bzh.vigie.collector.store.Store;
import bzh.vigie.collector.store.sqlite.SqliteStore;
import bzh.vigie.settings.BadSettingException;
import bzh.vigie.settings.Settings;
import java.io.IOException;
import java.io.InputStream;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.KeyStore;
import java.security.SecureRandom;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class SinksTest {
    private static final AlertJson JSON = new AlertJson(new AlertTexts(List.of()), Locale.FRENCH);
    private static final Titles TITLES = alert -> "Élément \u001b[31m ajouté";

    @TempDir
    Path dir;

    private static Numbered numbered(int number) {
        return new Numbered(number, alert("alert-" + number, AURAY, 1, "cause", number));
    }

    private static Alert with(Map<String, String> evidence) {
        Alert a = alert("a", AURAY, 1, "c", 1);
        return new Alert(
                a.id(),
                a.rule(),
                a.severity(),
                a.techniques(),
                a.commune(),
                a.host(),
                a.hostname(),
                a.cause(),
                a.firstEvent(),
                a.time(),
                a.hostTime(),
                evidence,
                a.status(),
                a.count(),
                a.lastTime());
    }

    @Test
    void theFileHasOneWholeObjectPerLineWhateverAHostSays() throws IOException {
        Path file = dir.resolve("alerts.jsonl");
        new JsonLinesFile(file, 1 << 20, 2, JSON)
                .deliver(List.of(new Numbered(4, with(Map.of("name", "a\nb\u001b[2J\u202e\u009b\"\\é")))));
        List<String> lines = Files.readAllLines(file);
        assertEquals(1, lines.size());
        String line = lines.getFirst();
        assertTrue(line.startsWith("{\"kind\":\"alert\",\"sequence\":4,\"id\":\"a\","), line);
        assertTrue(line.contains("\"name\":\"a\\nb\\u001B[2J\\u202e\\u009b\\\"\\\\é\""), line);
        assertFalse(line.contains("\u202e") || line.contains("\u001b") || line.contains("\u009b"), line);
    }

    @Test
    void aTornLineIsEndedSoThatTheNextIsWhole() throws IOException {
        Path file = dir.resolve("alerts.jsonl");
        Files.writeString(file, "{\"kind\":\"ale");
        new JsonLinesFile(file, 1 << 20, 2, JSON).deliver(List.of(numbered(1)));
        List<String> lines = Files.readAllLines(file);
        assertEquals(2, lines.size());
        assertTrue(lines.get(1).endsWith("}"));
    }

    @Test
    void aFileThatIsFullIsRenamedAndSoManyAreKept() throws IOException {
        Path file = dir.resolve("alerts.jsonl");
        JsonLinesFile sink = new JsonLinesFile(file, 10, 2, JSON);
        for (int i = 1; i <= 5; i++) {
            sink.deliver(List.of(numbered(i)));
        }
        assertTrue(Files.readString(file).contains("alert-5"));
        assertTrue(Files.readString(dir.resolve("alerts.jsonl.1")).contains("alert-4"));
        assertTrue(Files.readString(dir.resolve("alerts.jsonl.2")).contains("alert-3"));
        assertFalse(Files.exists(dir.resolve("alerts.jsonl.3")));
    }

    @Test
    void aLinkInTheFilesPlaceIsNotFollowed() throws IOException {
        Path victim = Files.writeString(dir.resolve("victim"), "");
        Files.createSymbolicLink(dir.resolve("alerts.jsonl"), victim);
        JsonLinesFile sink = new JsonLinesFile(dir.resolve("alerts.jsonl"), 1 << 20, 2, JSON);
        assertThrows(IOException.class, () -> sink.deliver(List.of(numbered(1))));
        assertEquals(0, Files.size(victim));
    }

    @Test
    void structuredDataIsEscapedAndControlCharactersAreMadeVisible() {
        String message = new String(
                new SyslogMessage(16, "collecteur été", 2_048)
                        .of(with(Map.of("va lue]=", "x\"y\\z]\n\u001b[0m")), "Titre\n\u0007é"),
                StandardCharsets.UTF_8);
        assertEquals(
                "<131>1 2026-03-02T08:01:00.000000Z collecteur__t_ vigie - alert [alert@32473 id=\"a\""
                        + " rule=\"vigie-item-added\" severity=\"high\" situation=\"calm\" commune=\"56007\""
                        + " host=\"01900000-0000-7000-8000-000000000001\" hostname=\"pc-1\"]"
                        + "[evidence@32473 va_lue__=\"x\\\"y\\\\z\\]\\\\u{a}\\\\u{1b}[0m\"] \ufeffTitre\\u{a}\\u{7}é",
                message);
    }

    @Test
    void whatIsToldOfADirectoryNamesItsDomainBesideTheHostThatReadsIt() {
        Alert alert = with(Map.of("location", "ad.trust", "directory.domain", "mairie.example"));
        String message = new String(new SyslogMessage(16, "c", 2_048).of(alert, "t"), StandardCharsets.UTF_8);
        assertTrue(message.contains(" hostname=\"pc-1\" domain=\"mairie.example\"]"), message);
        String line = JSON.line(alert);
        assertTrue(line.contains("\"hostname\":\"pc-1\",\"domain\":\"mairie.example\""), line);
        Alert ofHost = with(Map.of("location", "linux.cron.d", "directory.domain", "mairie.example"));
        assertFalse(JSON.line(ofHost).contains("\"domain\":"), JSON.line(ofHost));
    }

    @Test
    void aMessageStaysWithinItsBound() {
        Map<String, String> much = new java.util.HashMap<>();
        for (int i = 0; i < 100; i++) {
            much.put("field" + i, "é\"".repeat(200));
        }
        byte[] message = new SyslogMessage(16, "c", 2_048).of(with(much), "t".repeat(400));
        assertTrue(message.length <= 2_048 && message.length > 1_000, () -> "length " + message.length);
        String text = new String(message, StandardCharsets.UTF_8);
        assertTrue(text.contains("\"] \ufeffttt"), text);
    }

    @Test
    void udpCarriesOneMessagePerDatagram() throws Exception {
        try (DatagramSocket receiver = new DatagramSocket(0, InetAddress.getLoopbackAddress());
                SyslogUdp sink = new SyslogUdp("127.0.0.1", receiver.getLocalPort(), 16, "c", TITLES)) {
            receiver.setSoTimeout(10_000);
            sink.deliver(List.of(numbered(1), numbered(2)));
            for (int i = 1; i <= 2; i++) {
                DatagramPacket packet = new DatagramPacket(new byte[4_096], 4_096);
                receiver.receive(packet);
                String text = new String(packet.getData(), 0, packet.getLength(), StandardCharsets.UTF_8);
                assertTrue(
                        text.contains("id=\"alert-" + i + "\"") && text.endsWith("Élément \\u{1b}[31m ajouté"), text);
            }
        }
    }

    @Test
    void udpTellsThatNobodyListens() throws Exception {
        int port;
        try (DatagramSocket gone = new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
            port = gone.getLocalPort();
        }
        try (SyslogUdp sink = new SyslogUdp("127.0.0.1", port, 16, "c", TITLES)) {
            assertThrows(IOException.class, () -> sink.deliver(List.of(numbered(1))));
        }
    }

    @Test
    void tlsCountsOctetsAndConnectsAgainAfterTheReceiverClosed() throws Exception {
        Authority authority = Authority.create(Instant.now(), new SecureRandom());
        try (SSLServerSocket server = server(authority, "localhost");
                ExecutorService threads = Executors.newSingleThreadExecutor();
                SyslogTls sink = sink(server, authority)) {
            for (int round = 1; round <= 3; round++) {
                Future<List<String>> received = threads.submit(receive(server, 2));
                sink.deliver(List.of(numbered(round), numbered(round + 100)));
                List<String> messages = received.get();
                assertTrue(messages.get(0).contains("id=\"alert-" + round + "\""), messages::toString);
                assertTrue(messages.get(1).contains("id=\"alert-" + (round + 100) + "\""), messages::toString);
            }
        }
    }

    @Test
    void tlsRefusesAnotherAuthorityAndAnotherName() throws Exception {
        Authority ours = Authority.create(Instant.now(), new SecureRandom());
        Authority other = Authority.create(Instant.now(), new SecureRandom());
        for (boolean wrongName : new boolean[] {true, false}) {
            try (SSLServerSocket server = server(wrongName ? ours : other, wrongName ? "other.example" : "localhost");
                    ExecutorService threads = Executors.newSingleThreadExecutor();
                    SyslogTls sink = sink(server, ours)) {
                Future<List<String>> received = threads.submit(receive(server, 1));
                assertThrows(IOException.class, () -> sink.deliver(List.of(numbered(1))));
                assertThrows(Exception.class, received::get);
            }
        }
    }

    @Test
    void settingsThatAreWrongAreNamed() throws Exception {
        Store store = SqliteStore.open(dir.resolve("state"), InstantSource.system());
        SinkSettings.Parts parts = new SinkSettings.Parts(
                new AlertTexts(List.of()), "c", Locale.FRENCH, store, InstantSource.system(), Optional.empty());
        Path authority = Files.writeString(dir.resolve("ca.pem"), "no cert");
        for (String text : List.of(
                "syslog-udp = nowhere",
                "syslog-udp = host:70000",
                "syslog-tls = host:6514",
                "syslog-tls = host:6514\nsyslog-tls-ca = " + authority,
                "syslog-facility = 24",
                "alert-language = de",
                "webhook-url = http://hook.example/",
                "webhook-url = https://user:pw@hook.example/",
                "webhook-url = https://hook.example/",
                "webhook-url = https://hook.example/\nwebhook-secret-file = " + authority,
                "alert-mail = analyst@region.example",
                "alert-mail-communes = " + authority)) {
            Settings settings = Settings.parse("collector.conf", text, SinkSettings.KEYS);
            BadSettingException refused =
                    assertThrows(BadSettingException.class, () -> SinkSettings.open(settings, parts));
            assertTrue(String.valueOf(refused.getMessage()).contains("collector.conf"));
            assertFalse(String.valueOf(refused.getMessage()).contains("user:pw"));
        }
        Settings good = Settings.parse(
                "collector.conf", "syslog-udp = [::1]:514\nalert-file = " + dir.resolve("a.jsonl"), SinkSettings.KEYS);
        assertEquals(
                List.of("file:" + dir.resolve("a.jsonl"), "syslog-udp:::1:514"),
                assertDoesNotThrow(() -> SinkSettings.open(good, parts)).stream()
                        .map(Sink::name)
                        .toList());
        store.close();
    }

    private SyslogTls sink(SSLServerSocket server, Authority authority) throws Exception {
        Path file = dir.resolve("authority.pem");
        Files.writeString(
                file,
                "-----BEGIN CERTIFICATE-----\n"
                        + Base64.getMimeEncoder()
                                .encodeToString(authority.certificate().getEncoded())
                        + "\n-----END CERTIFICATE-----\n");
        return new SyslogTls("localhost", server.getLocalPort(), file, 16, "c", TITLES);
    }

    private static SSLServerSocket server(Authority authority, String name) throws Exception {
        KeyPair pair = Keys.generate(new SecureRandom());
        X509Certificate certificate = authority.server(List.of(name), pair.getPublic(), Instant.now());
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        store.setKeyEntry(
                "server", pair.getPrivate(), new char[0], new Certificate[] {certificate, authority.certificate()});
        KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        keys.init(store, new char[0]);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(keys.getKeyManagers(), null, null);
        SSLServerSocket server =
                (SSLServerSocket) context.getServerSocketFactory().createServerSocket();
        server.bind(new InetSocketAddress("localhost", 0));
        server.setSoTimeout(20_000);
        return server;
    }

    /** Takes one connection, reads that many messages from it, closes it. */
    private static Callable<List<String>> receive(SSLServerSocket server, int messages) {
        return () -> {
            try (SSLSocket connection = (SSLSocket) server.accept()) {
                connection.setSoTimeout(20_000);
                InputStream in = connection.getInputStream();
                List<String> received = new java.util.ArrayList<>();
                for (int i = 0; i < messages; i++) {
                    int length = 0;
                    for (int c = in.read(); c != ' '; c = in.read()) {
                        if (c < 0) {
                            throw new IOException("ended");
                        }
                        length = length * 10 + c - '0';
                    }
                    received.add(new String(in.readNBytes(length), StandardCharsets.UTF_8));
                }
                // Longer than the sink looks for the end after a delivery.
                Thread.sleep(150);
                // Closing waits that long for the other side's farewell.
                connection.setSoTimeout(20);
                return received;
            }
        };
    }

    @Test
    void whatFailsIsToldInPlainWords() {
        Map<String, Why> said = Map.of(
                "UnknownHostException: smtp.example", Why.UNKNOWN_HOST,
                "NOT_SECURE: PKIX path building failed", Why.NOT_TRUSTED,
                "LOGIN_REFUSED: 535 5.7.8 no", Why.LOGIN,
                "HTTP 404", Why.NOTHING_THERE,
                "HTTP 503", Why.OVERLOADED,
                "HTTP 400", Why.NOT_TAKEN,
                "AccessDeniedException: /var/log/vigie.jsonl", Why.NO_RIGHT,
                "Connection refused", Why.NOBODY_LISTENS,
                "something else", Why.OTHER);
        said.forEach((text, why) -> assertEquals(why, Why.of(text), text));
    }
}
