package bzh.vigie.collector.console;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import bzh.vigie.collector.console.TestConsole.Client;
import bzh.vigie.collector.console.TestConsole.Page;
import bzh.vigie.collector.detect.AlertTexts;
import bzh.vigie.collector.notify.AlertJson;
import bzh.vigie.collector.notify.JsonLinesFile;
import bzh.vigie.collector.notify.Letters;
import bzh.vigie.collector.notify.Letters.Letter;
import bzh.vigie.collector.notify.SyslogUdp;
import bzh.vigie.collector.store.Audit;
import bzh.vigie.collector.store.People.Role;
import bzh.vigie.collector.store.Specimens;
import java.io.IOException;
import java.net.DatagramSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whoever keeps the collector sees where alerts go, tries it, and decides about what was refused. */
final class SinksPageTest {
    private static final String PATH = "/administration/sinks";
    private static final String HOOK = "webhook:hook.example:443#0123abcd";

    @TempDir
    private static Path folder;

    @SuppressWarnings("NullAway.Init") // set before all
    private static TestConsole console;

    @SuppressWarnings("NullAway.Init") // set before all
    private static Path file;

    private static int deaf;

    @BeforeAll
    static void start() throws IOException {
        file = folder.resolve("alerts.jsonl");
        try (DatagramSocket socket = new DatagramSocket()) {
            deaf = socket.getLocalPort();
        }
        AlertTexts texts = AlertTexts.shipped();
        console = TestConsole.sending(
                folder,
                new JsonLinesFile(file, 1 << 20, 2, new AlertJson(texts, Locale.FRENCH)),
                new SyslogUdp(
                        "127.0.0.1",
                        deaf,
                        16,
                        "c",
                        alert -> texts.of(alert, Locale.FRENCH).title()));
    }

    @AfterAll
    static void stop() {
        console.close();
    }

    private static void dead(String... ids) {
        console.store().change(session -> {
            session.progress().state("notify", HOOK, new byte[Long.BYTES]);
            for (String id : ids) {
                Letters.put(
                        session,
                        HOOK,
                        new Letter(
                                id,
                                10,
                                true,
                                Specimens.START,
                                Specimens.START,
                                "HTTP 401",
                                "secret body".getBytes(StandardCharsets.UTF_8)));
            }
        });
    }

    @Test
    void aTestGoesThroughTheRealSinkAndItsAnswerIsShown() throws IOException {
        Client administrator = console.as(Role.ADMINISTRATOR);
        String sink = "file:" + file;
        Page page = administrator.get(PATH);
        assertEquals(200, page.status());
        assertTrue(page.text().contains(sink) && page.text().contains("les alertes arrivent"), page.text());
        assertEquals(
                422, administrator.post(PATH + "/test", Map.of("sink", sink)).status(), "it asks why");
        assertFalse(Files.exists(file) && !Files.readString(file).isEmpty(), "nothing was sent");
        Map<String, String> fields = Map.of("sink", sink, "reason", "après la panne");
        assertEquals(303, administrator.post(PATH + "/test", fields).status());
        List<String> lines = Files.readAllLines(file);
        assertEquals(1, lines.size());
        assertTrue(lines.getFirst().startsWith("{\"kind\":\"test\""), lines.getFirst());
        assertTrue(administrator.get(PATH).text().contains("Essai reçu par " + sink.replace("'", "&#39;")));
        Audit.Entry last = console.store().read(s -> s.audit().last()).orElseThrow();
        assertEquals("sink-test taken", last.action());
        assertEquals(sink, last.subject());
        assertEquals("après la panne", last.author().reason());
        List<String> said = console.store().read(s -> s.audit().about(sink)).stream()
                .map(Audit.Entry::action)
                .toList();
        assertEquals(List.of("sink-test-begun", "sink-test taken"), said, "written before it is sent");
    }

    @Test
    void whatDoesNotArriveSaysWhyInPlainWords() throws IOException {
        Client administrator = console.as(Role.ADMINISTRATOR);
        assertEquals(
                303,
                administrator
                        .post(PATH + "/test", Map.of("sink", "syslog-udp:127.0.0.1:" + deaf, "reason", "un essai"))
                        .status());
        String text = administrator.get(PATH).text();
        assertTrue(text.contains("Personne n'écoute à cette adresse") || text.contains("Personne n&#39;écoute"), text);
        assertEquals(
                422,
                administrator
                        .post(PATH + "/test", Map.of("sink", "nothing", "reason", "un essai"))
                        .status());
        Page api = console.api(Role.ADMINISTRATOR)
                .json(
                        "POST",
                        "/api/v1/administration/sinks/test",
                        "{\"sink\":\"syslog-udp:127.0.0.1:" + deaf + "\",\"reason\":\"un essai\"}");
        assertTrue(api.text().contains("\"done\":\"test.not-there\""), api.text());
    }

    @Test
    void deadLettersAreSentAgainOrGivenUpForAReason() throws IOException {
        dead("7", "8", "9");
        Client administrator = console.as(Role.ADMINISTRATOR);
        String text = administrator.get(PATH).text();
        assertTrue(text.contains("plus configuré") && text.contains("HTTP 401"), text);
        assertFalse(text.contains("secret body"), "what hosts told is not shown to who keeps the collector");
        Map<String, String> without = Map.of("sink", HOOK, "letters", "7", "way", "again");
        assertEquals(422, administrator.post(PATH + "/letters", without).status());
        Map<String, String> again = Map.of("sink", HOOK, "letters", "7", "way", "again", "reason", "new key");
        assertEquals(303, administrator.post(PATH + "/letters", again).status());
        Map<String, String> gone = Map.of("sink", HOOK, "letters", "8", "way", "give-up", "reason", "of a test");
        assertEquals(303, administrator.post(PATH + "/letters", gone).status());
        Letters.State state = console.store().read(Letters::states).stream()
                .filter(each -> each.sink().equals(HOOK))
                .findFirst()
                .orElseThrow();
        assertEquals(List.of("9"), state.dead().stream().map(Letter::id).toList());
        assertEquals(
                List.of("7", "9"),
                state.letters().stream().map(Letter::id).sorted().toList());
        List<Audit.Entry> said = console.store().read(s -> s.audit().list(0, 1_000)).stream()
                .filter(entry -> entry.subject().startsWith(HOOK))
                .toList();
        assertEquals(
                List.of("sink-resend new key", "sink-give-up of a test"),
                said.stream()
                        .map(entry -> entry.action() + " " + entry.author().reason())
                        .toList());
        assertTrue(console.api(Role.ADMINISTRATOR)
                .get("/api/v1/administration/sinks")
                .text()
                .contains("\"dead\":1"));
    }

    @Test
    void onlyWhoKeepsTheWholeCollectorSeesThem() throws IOException {
        assertEquals(403, console.as(Role.ANALYST).get(PATH).status());
        assertEquals(
                403, console.as(Role.ADMINISTRATOR, TestConsole.OWN).get(PATH).status());
        assertEquals(200, console.as(Role.ANALYST).get("/collector").status());
        assertEquals(403, console.as(Role.COMMUNE_READER).get("/collector").status());
    }
}
