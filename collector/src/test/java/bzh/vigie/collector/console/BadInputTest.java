package bzh.vigie.collector.console;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import bzh.vigie.collector.console.TestConsole.Client;
import bzh.vigie.collector.console.TestConsole.Page;
import bzh.vigie.collector.store.Alerts.Alert;
import bzh.vigie.collector.store.Alerts.Status;
import bzh.vigie.collector.store.Author;
import bzh.vigie.collector.store.EventHistory.Stored;
import bzh.vigie.collector.store.People.Role;
import bzh.vigie.collector.store.Scope;
import bzh.vigie.collector.store.Specimens;
import bzh.vigie.collector.store.StoreException.Fault;
import bzh.vigie.event.Event;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What goes wrong around a person who works: said in plain words, nothing half done, nothing typed is lost, and it goes on. */
final class BadInputTest {
    private static final Scope ALL = new Scope.All();
    private static final int EVENTS = 3_000;
    private static final Map<String, String> DECISION =
            Map.of("step", "acknowledged", "version", "0", "count", "1", "reason", "vu avec <le> maire");

    @TempDir
    static Path folder;

    private static TestConsole console;

    @BeforeAll
    static void start() throws IOException {
        console = TestConsole.start(folder);
        Samples.in(console);
        List<Stored> events = new ArrayList<>();
        for (int i = 0; i < EVENTS; i++) {
            events.add(new Stored(
                    "e" + i,
                    Specimens.agent(1),
                    TestConsole.OWN,
                    Specimens.minute(i),
                    new Event.AgentState(
                            Specimens.moment(0), "agent", Event.AgentAction.STARTED, Event.StartKind.COLD, "0.1.0", ""),
                    Map.of("Image", "/opt/many", "CommandLine", "x".repeat(100) + i)));
        }
        console.history().add(events);
        console.history().commit("ingest", 1);
    }

    @AfterAll
    static void stop() {
        console.close();
    }

    @AfterEach
    void writesAgain() {
        console.failWrites(Optional.empty());
        console.failReadAfter(-1);
    }

    private static Status status() {
        return console.store()
                .read(s -> s.alerts().standing(ALL, "alert-own"))
                .orElseThrow()
                .status();
    }

    @Test
    void onAFullDiskReadingGoesOnAndADecisionComesBackToBeSentAgain() throws IOException {
        Client analyst = console.as(Role.ANALYST);
        console.failWrites(Optional.of(Fault.DISK_FULL));
        Page refused = analyst.post("/alerts/alert-own/decide", DECISION);
        assertEquals(503, refused.status());
        assertTrue(refused.text().contains("disque du collecteur est plein"), refused.text());
        assertTrue(
                refused.text().contains("vu avec &lt;le> maire")
                        || refused.text().contains("&lt;le&gt;"),
                "typed");
        assertTrue(refused.text().contains("action=\"/alerts/alert-own/decide\""), refused.text());
        assertEquals(Status.NEW, status());
        for (String page : List.of("/", "/alerts/alert-own", "/hunt?q=many", "/hosts", "/incidents")) {
            assertEquals(200, analyst.get(page).status(), page);
        }
        Page program = console.as(Role.ANALYST)
                .send(analyst.request("/api/v1/events?q=many&limit=1").GET());
        assertEquals(503, program.status());
        assertTrue(program.text().contains("\"code\":\"fault.disk-full\""), program.text());
        // What cannot stand in the audit log is not given, and says why.
        Page export = analyst.get("/hunt/export?q=many");
        assertEquals(503, export.status());
        assertTrue(export.text().contains("disque du collecteur est plein"), export.text());
        assertFalse(export.header("content-disposition").contains("attachment"));
        console.failWrites(Optional.empty());
        assertEquals(303, analyst.post("/alerts/alert-own/decide", DECISION).status());
        assertEquals(Status.ACKNOWLEDGED, status());
        analyst.post("/alerts/alert-own/decide", Map.of("step", "undone", "version", "1"));
    }

    @Test
    void whoGoesAwayEndsTheirExportAndTheLogSaysHowMuchItWas() throws IOException {
        Client analyst = console.as(Role.ANALYST);
        assertEquals(
                EVENTS + 1, analyst.get("/hunt/export?q=many").text().lines().count());
        try (BufferedReader lines = new BufferedReader(
                new InputStreamReader(analyst.open("/hunt/export?q=many*&form=jsonl"), StandardCharsets.UTF_8))) {
            assertTrue(lines.readLine().startsWith("{\"kind\":\"event\""));
        }
        String told = "";
        // Who went away is noticed when the next lines are written.
        for (int i = 0; i < 200 && !told.contains("events-export-ended"); i++) {
            told = console.store().read(s -> s.audit().list(0, 10_000)).stream()
                    .filter(each -> each.subject().endsWith(": many*"))
                    .map(each -> each.action() + " " + each.subject())
                    .toList()
                    .toString();
            analyst.get("/me");
        }
        assertTrue(told.contains("events-exported 0 events, begun: many*"), told);
        assertTrue(told.contains("events-export-ended"), told);
    }

    /** Wherever the store fails while a file is written, it is whole, or it is said in words that it is not, or the download breaks off. */
    @Test
    void aFileThatBreaksOffIsNoShorterFile() throws IOException {
        int findings = 2_100;
        String incident = console.store()
                .write(s -> s.incidents()
                        .open("large", Set.of(TestConsole.OWN), 90, new Author("test", "test"))
                        .id()
                        .text());
        console.store().change(s -> {
            for (int i = 0; i < findings; i++) {
                Alert alert = Specimens.alert("large" + i, TestConsole.OWN, 1, "large" + i, 1)
                        .with(Map.of("incident", incident, "name", "x".repeat(50)));
                s.alerts().raise(alert);
            }
        });
        Client analyst = console.as(Role.ANALYST);
        int broken = 0;
        int whole = 0;
        for (int reads = 0; whole == 0 && reads < 50; reads++) {
            console.failReadAfter(reads);
            try {
                Page page = analyst.get("/incidents/" + incident + "/stix");
                if (page.status() == 200) {
                    whole++;
                    assertTrue(page.text().endsWith("}"), "whole");
                    long notes = page.text()
                            .lines()
                            .filter(line -> line.contains("\"type\" : \"note\""))
                            .count();
                    assertTrue(notes >= findings, "notes: " + notes);
                } else {
                    assertTrue(Set.of(500, 503).contains(page.status()), "after " + reads + ": " + page.status());
                }
            } catch (IOException e) {
                broken++;
            }
        }
        assertEquals(1, whole);
        assertTrue(broken > 0, "none broke off");
    }

    @Test
    void whoseSessionEndedInTheMiddleOfADecisionSendsItAgainAsItWasTyped() throws IOException {
        Client analyst = console.as(Role.ANALYST);
        console.clock().forward(Duration.ofHours(2));
        Page ended = analyst.post("/alerts/alert-own/decide", DECISION);
        assertEquals(401, ended.status());
        assertTrue(ended.text().contains("vu avec &lt;le"), ended.text());
        assertEquals(Status.NEW, status());
        // Signed in again elsewhere, the page of before is sent: its proof is of another session.
        Page again = console.as(Role.ANALYST)
                .postAsIs(
                        "/alerts/alert-own/decide",
                        Map.of("csrf", "of before", "step", "closed", "closing", "test", "reason", "<typed>"));
        assertEquals(403, again.status());
        assertTrue(again.text().contains("&lt;typed"), again.text());
        assertEquals(Status.NEW, status());
    }

    @Test
    void twoWhoDecideTheSameAlertAreToldOfEachOtherAsPagesAndAsPrograms() throws IOException {
        Client first = console.as(Role.LEAD);
        Page done = first.post(
                "/alerts/alert-foreign/decide",
                Map.of("step", "closed", "closing", "expected", "version", "0", "count", "1", "reason", "the first"));
        assertEquals(303, done.status());
        Map<String, String> late =
                Map.of("step", "acknowledged", "version", "0", "count", "1", "reason", "typed by the second");
        Page second = console.as(Role.ANALYST).post("/alerts/alert-foreign/decide", late);
        assertEquals(409, second.status());
        assertTrue(second.text().contains("the first") && second.text().contains("typed by the second"), "both");
        Page program = console.api(Role.ANALYST)
                .json(
                        "POST",
                        "/api/v1/alerts/alert-foreign/decisions",
                        "{\"step\":\"acknowledged\",\"version\":0,\"count\":1}");
        assertEquals(409, program.status());
        assertTrue(program.text().contains("lead") && program.text().contains("the first"), program.text());
    }

    @Test
    void whatIsNoQueryIsSaidWithItsPlaceAndWhatIsNoBodyIsRefused() throws IOException {
        assertEquals(422, console.as(Role.ANALYST).get("/hunt/export?q=a)").status());
        Page hunt = console.as(Role.ANALYST).get("/hunt?q=many%20%29%20rest");
        for (String there : List.of(
                "many ) rest</textarea>", "many <mark>)</mark> rest", "aria-invalid=\"true\"", "id=\"q-error\"")) {
            assertTrue(hunt.text().contains(there), there + hunt.text());
        }
        Client program = console.api(Role.ANALYST);
        Page events = program.get("/api/v1/events?q=many%20%29");
        assertEquals(422, events.status());
        assertTrue(
                events.text().contains("\"code\":\"bad-query\"")
                        && events.text().contains("6"),
                events.text());
        String path = "/api/v1/alerts/alert-own/decisions";
        assertEquals(400, program.json("POST", path, "{\"step\":").status());
        assertEquals(400, program.json("POST", path, "[]").status());
        assertEquals(422, program.json("POST", path, "{\"step\":\"vanish\"}").status());
    }
}
