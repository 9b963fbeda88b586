package bzh.vigie.collector.notify;

import static bzh.vigie.collector.store.Specimens.AURAY;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import bzh.vigie.collector.detect.AlertTexts;
import bzh.vigie.collector.identity.Authority;
import bzh.vigie.collector.notify.Letters.State;
import bzh.vigie.collector.store.Alerts.Severity;
import bzh.vigie.collector.store.Specimens;
import bzh.vigie.collector.store.Store;
import bzh.vigie.collector.store.sqlite.SqliteStore;
import bzh.vigie.settings.Settings;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicReference;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Alerts reach a receiver by HTTPS, signed, and what it refuses keeps nothing from it. */
final class WebhookTest {
    private static final String SECRET = "a secret of tests";

    private record Got(String path, String timestamp, String signature, String body) {}

    @TempDir
    Path dir;

    private final AtomicReference<Instant> now = new AtomicReference<>(Specimens.START);
    private final InstantSource clock = now::get;
    private final List<Got> got = new CopyOnWriteArrayList<>();
    /** Alert to the status that it is answered with. */
    private final Map<String, Integer> answers = new ConcurrentHashMap<>();

    private Store store;
    private HttpsServer server;
    private Sink sink;
    private Courier courier;

    @BeforeEach
    void start() throws Exception {
        Authority authority = Authority.create(Instant.now(), new SecureRandom());
        server = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setHttpsConfigurator(new HttpsConfigurator(Receivers.tls(authority)));
        server.createContext("/", this::answer);
        server.start();
        store = SqliteStore.open(dir.resolve("state"), clock);
        Path secret = Files.writeString(dir.resolve("secret"), SECRET + "\n");
        String text = "webhook-url = https://localhost:" + server.getAddress().getPort() + "/hook?token=hidden\n"
                + "webhook-secret-file = " + secret + "\nwebhook-ca = "
                + Receivers.pem(dir.resolve("ca.pem"), authority) + "\nnotify-tries = 2\n";
        Settings settings = Settings.parse("collector.conf", text, SinkSettings.KEYS);
        sink = SinkSettings.open(
                        settings,
                        new SinkSettings.Parts(
                                new AlertTexts(List.of()), "c", Locale.FRENCH, store, clock, Optional.empty()))
                .getFirst();
        courier = new Courier(store, sink, SinkSettings.tries(settings), new Backoff(new Random(1)), clock);
        courier.begin();
    }

    @AfterEach
    void stop() throws IOException {
        sink.close();
        store.close();
        server.stop(0);
    }

    private void answer(HttpExchange exchange) throws IOException {
        String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
        int status = answers.entrySet().stream()
                .filter(each -> body.contains("\"id\":\"" + each.getKey() + "\""))
                .map(Map.Entry::getValue)
                .findFirst()
                .orElse(204);
        got.add(new Got(
                exchange.getRequestURI().getPath(),
                String.valueOf(exchange.getRequestHeaders().getFirst("Vigie-Timestamp")),
                String.valueOf(exchange.getRequestHeaders().getFirst("Vigie-Signature")),
                body));
        exchange.getResponseHeaders().set("Location", "/elsewhere");
        // Of a success it promises a gigabyte that never comes.
        exchange.sendResponseHeaders(status, status == 200 ? 1L << 30 : -1);
        if (status == 200) {
            exchange.getResponseBody().flush();
        } else {
            exchange.close();
        }
    }

    private void raise(String id) {
        store.change(s -> s.alerts().raise(Receivers.alert(id, "rule", Severity.HIGH, AURAY, 1)));
    }

    private void steps() {
        for (int i = 0; i < 20 && courier.step().isZero(); i++) {
            assertTrue(i < 19, "it never comes to an end");
        }
    }

    private State state() {
        return store.read(Letters::states).getFirst();
    }

    private List<String> ids() {
        return got.stream()
                .map(each -> each.body().replaceAll(".*\"id\":\"([^\"]+)\".*", "$1"))
                .toList();
    }

    @Test
    void theReceiverCanTellThatItIsOursAndNew() throws Exception {
        answers.put("a1", 200);
        raise("a1");
        steps();
        assertEquals(1, got.size());
        Got one = got.getFirst();
        assertEquals(Long.toString(Specimens.START.getEpochSecond()), one.timestamp());
        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(SECRET.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
        byte[] signed = mac.doFinal((one.timestamp() + "." + one.body()).getBytes(StandardCharsets.UTF_8));
        assertEquals("v1=" + HexFormat.of().formatHex(signed), one.signature());
        assertTrue(one.body().contains("\"collection\":\"# "), one::body);
        assertFalse(sink.name().contains("hidden"), sink::name);
        assertEquals("[REDACTED]", SharedSecret.read(dir.resolve("secret")).toString());
        assertThrows(
                IOException.class, () -> SharedSecret.read(Files.writeString(dir.resolve("short"), "fifteen bytes..")));
    }

    @Test
    void whatIsRefusedIsPassedOverThenDeadThenSentAgainByAPerson() {
        answers.put("a1", 302);
        raise("a1");
        raise("a2");
        steps();
        assertEquals(List.of("a1", "a2"), ids());
        assertTrue(got.stream().allMatch(each -> each.path().equals("/hook")), "no redirect is followed");
        assertEquals(1, state().letters().size());
        assertEquals(List.of(), state().dead());

        now.updateAndGet(time -> time.plus(Duration.ofSeconds(30)));
        steps();
        assertEquals(2, got.size(), "its time has not come");
        now.updateAndGet(time -> time.plus(Duration.ofMinutes(1)));
        steps();
        assertEquals(3, got.size());
        assertEquals("HTTP 302", state().dead().getFirst().reason());
        now.updateAndGet(time -> time.plus(Duration.ofDays(1)));
        steps();
        assertEquals(3, got.size(), "what is dead is not tried by itself");

        answers.clear();
        assertEquals(1, (int) store.write(session -> Letters.resend(session, sink.name(), clock.instant())));
        now.updateAndGet(time -> time.plus(Duration.ofMinutes(1)));
        steps();
        assertEquals("a1", ids().getLast());
        assertEquals(List.of(), state().letters());
    }

    @Test
    void aReceiverThatIsDownLosesNothing() {
        answers.put("a1", 503);
        raise("a1");
        raise("a2");
        for (int i = 0; i < 5; i++) {
            assertTrue(courier.step().isPositive());
        }
        assertEquals(List.of("a1", "a1", "a1", "a1", "a1"), ids());
        assertEquals(2, state().behind());
        assertTrue(state().down().orElse("").endsWith("(5×) HTTP 503"), state().down()::toString);
        assertEquals(List.of(), state().letters());
        answers.clear();
        steps();
        assertEquals(List.of("a1", "a2"), ids().subList(5, 7));
        assertEquals(Optional.empty(), state().down());
    }

    @Test
    void aTestIsMarkedSignedAndShowsTheAnswer() {
        Tested taken = courier.test(Duration.ZERO);
        assertEquals(new Tested(Tested.Outcome.TAKEN, "HTTP 204"), taken);
        Got one = got.getFirst();
        assertTrue(one.body().startsWith("{\"kind\":\"test\""), one::body);
        assertTrue(one.body().contains("ESSAI de Vigie : ce n'est pas une alerte"), one::body);
        assertTrue(one.signature().startsWith("v1="), one::signature);
        answers.put(one.body().replaceAll(".*\"id\":\"([^\"]+)\".*", "$1"), 401);
        assertEquals(new Tested(Tested.Outcome.REFUSED, "HTTP 401"), courier.test(Duration.ZERO));
        server.stop(0);
        Tested away = courier.test(Duration.ZERO);
        assertEquals(Tested.Outcome.NOT_THERE, away.outcome());
        assertEquals(Why.NOBODY_LISTENS, Why.of(away.text()), away::text);
        assertEquals(List.of(), state().letters(), "a test is kept nowhere");
        assertEquals(Optional.empty(), state().reached());
    }

    @Test
    void whenSomethingWasTakenLastIsKnown() {
        raise("a1");
        steps();
        assertEquals(Optional.of(Specimens.START), state().reached());
    }
}
