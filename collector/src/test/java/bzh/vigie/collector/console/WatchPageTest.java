package bzh.vigie.collector.console;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import bzh.vigie.collector.console.TestConsole.Client;
import bzh.vigie.collector.console.TestConsole.Page;
import bzh.vigie.collector.store.Alerts.Alert;
import bzh.vigie.collector.store.Alerts.Severity;
import bzh.vigie.collector.store.Alerts.Status;
import bzh.vigie.collector.store.Commune;
import bzh.vigie.collector.store.People.Role;
import bzh.vigie.collector.store.Scope;
import bzh.vigie.collector.store.Specimens;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The first page: groups, decisions about them, undoing, and who decides first. */
final class WatchPageTest {
    private static final Scope ALL = new Scope.All();

    @TempDir
    Path folder;

    private TestConsole console;

    @BeforeEach
    void start() throws IOException {
        console = TestConsole.start(folder);
        console.clock().forward(Duration.ofDays(2));
        console.store().change(s -> {
            s.hosts().enrol(Specimens.host(1, TestConsole.OWN));
            s.alerts().raise(alert("here", "vigie-item-added", TestConsole.OWN, 1));
            s.alerts().raise(alert("there", "vigie-item-added", TestConsole.FOREIGN, 2));
            s.alerts().raise(alert("back", "vigie-return", TestConsole.OWN, 1));
            s.alerts().raise(alert("late", "vigie-item-removed", TestConsole.OWN, 3));
        });
    }

    @AfterEach
    void stop() {
        console.close();
    }

    private static Alert alert(String id, String rule, Commune commune, int host) {
        Alert a = Specimens.alert(id, commune, host, "cause", 1);
        return new Alert(
                a.id(),
                rule,
                Severity.MEDIUM,
                a.techniques(),
                a.commune(),
                a.host(),
                a.hostname(),
                a.cause(),
                a.firstEvent(),
                a.time(),
                a.hostTime(),
                Map.of("name", "<script>alert(1)</script>\u202e\u001b[31m"),
                a.status(),
                a.count(),
                a.lastTime());
    }

    private List<Status> statuses() {
        return List.of("here", "there").stream()
                .map(id -> console.store()
                        .read(s -> s.alerts().standing(ALL, id))
                        .orElseThrow()
                        .status())
                .toList();
    }

    private String group(String id) {
        return Long.toString(console.store()
                .read(s -> s.alerts().standing(ALL, id))
                .orElseThrow()
                .group());
    }

    /** The fields with what the page shows now. */
    private Map<String, String> shown(String id, Map<String, String> fields) {
        Map<String, String> all = new HashMap<>(fields);
        long group = Long.parseLong(group(id));
        int hosts = console.store()
                .read(s -> s.alerts().group(ALL, group))
                .orElseThrow()
                .hosts();
        all.put("group", group + "-" + hosts);
        all.put("seen", Long.toString(console.store().read(s -> s.alerts().lastLine())));
        all.put("last", Long.toString(console.store().read(s -> s.alerts().last())));
        all.put("at", console.clock().instant().toString());
        return all;
    }

    @Test
    void returnsComeFirstAndTheSameThingIsOneLine() throws IOException {
        String page = console.as(Role.ANALYST).get("/").text();
        assertTrue(page.indexOf("/alerts/back") < page.indexOf("/alerts/late"), page);
        assertTrue(page.indexOf("/alerts/late") < page.indexOf("/alerts/there"), page);
        assertFalse(page.contains("/alerts/here"), page);
        assertFalse(page.contains("<script>alert") || page.contains("\u202e") || page.contains("\u001b"), page);
        String own = console.as(Role.COMMUNE_READER, TestConsole.OWN).get("/").text();
        assertTrue(own.contains("/alerts/here") && !own.contains("/alerts/there"), own);
        assertFalse(own.contains("/watch/decide\" class=\"acting\"><button"), own);
        String grave = console.as(Role.ANALYST).get("/?severity=high").text();
        assertTrue(grave.contains("/alerts/back") && !grave.contains("/alerts/late"), grave);
    }

    @Test
    void theFilterStaysInTheAddressAndDecidesOnlyWhatItShows() throws IOException {
        Client analyst = console.as(Role.ANALYST);
        String page = analyst.get("/?commune=22113&severity=medium").text();
        assertTrue(page.contains("/alerts/there") && !page.contains("/alerts/late"), page);
        assertTrue(page.contains("action=\"/watch/decide?severity=medium&amp;commune=22113\""), page);
        String rule = analyst.get("/?rule=vigie-item-removed").text();
        assertTrue(rule.contains("/alerts/late") && !rule.contains("/alerts/back"), rule);
        assertTrue(analyst.get("/?rule=%3Cimg%20src%3Dx%3E").text().contains("&lt;img"));
        assertEquals(404, analyst.get("/?commune=x").status());
        assertFalse(console.as(Role.COMMUNE_READER, TestConsole.OWN)
                .get("/?commune=22113")
                .text()
                .contains("/alerts/there"));
        // The same thing in the other commune is left as it is.
        Map<String, String> fields = shown("there", Map.of("step", "acknowledged"));
        fields.put("group", group("there") + "-1");
        var answer = analyst.post("/watch/decide?commune=22113", fields);
        assertEquals(303, answer.status(), answer.text());
        assertEquals("/?commune=22113", answer.header("location"));
        assertEquals(List.of(Status.NEW, Status.ACKNOWLEDGED), statuses());
        String taken = analyst.get("/?status=acknowledged").text();
        assertTrue(taken.contains("/alerts/there") && !taken.contains("/alerts/late"), taken);
        assertFalse(analyst.get("/?assignee=nobody").text().contains("/alerts/"));
    }

    @Test
    void aGroupIsDecidedAtOnceAndTakenBack() throws IOException {
        Client analyst = console.as(Role.ANALYST);
        assertEquals(
                422,
                analyst.post("/watch/decide", Map.of("step", "acknowledged")).status());
        assertEquals(
                422,
                analyst.post("/watch/decide", Map.of("step", "closed", "closing", "other", "group", group("here")))
                        .status());
        assertEquals(List.of(Status.NEW, Status.NEW), statuses());
        assertEquals(
                303,
                analyst.post("/watch/decide", shown("here", Map.of("step", "closed", "closing", "test")))
                        .status());
        assertEquals(List.of(Status.CLOSED, Status.CLOSED), statuses());
        assertTrue(analyst.get("/").text().contains("/watch/undo"));
        assertEquals(
                303, analyst.post("/watch/undo", Map.of("from", "1", "to", "2")).status());
        assertEquals(List.of(Status.NEW, Status.NEW), statuses());
    }

    @Test
    void noActClosesSeveralOfWhichOneIsARecurrence() throws IOException {
        Client analyst = console.as(Role.ANALYST);
        Map<String, String> close = shown("back", Map.of("step", "closed", "closing", "test"));
        List<Map.Entry<String, String>> both = new ArrayList<>(close.entrySet());
        both.add(Map.entry("group", shown("here", Map.of()).get("group")));
        Page refused = analyst.post("/watch/decide", both);
        assertEquals(422, refused.status());
        assertTrue(refused.text().contains("Une réapparition se clôt seule"), refused.text());
        assertEquals(List.of(Status.NEW, Status.NEW), statuses());
        assertEquals(303, analyst.post("/watch/decide", close).status(), "one alone is looked at alone");
    }

    @Test
    void whatCameAfterOneLookedIsNotDecided() throws IOException {
        Client analyst = console.as(Role.ANALYST);
        Map<String, String> acknowledge = shown("here", Map.of("step", "acknowledged"));
        Map<String, String> close = shown("here", Map.of("step", "closed", "closing", "test"));
        String page = analyst.get("/").text();
        for (String field : List.of("last", "at", "seen")) {
            assertTrue(page.contains("name=\"" + field + "\" value=\"" + close.get(field)), page);
        }
        assertTrue(page.contains("value=\"" + close.get("group") + "\""), page);
        for (String missing : List.of("last", "at", "group")) {
            Map<String, String> without = new HashMap<>(close);
            without.put(missing, missing.equals("group") ? group("here") : "?");
            assertEquals(303, analyst.post("/watch/decide", without).status());
            assertEquals(List.of(Status.NEW, Status.NEW), statuses(), missing);
        }
        console.clock().forward(Duration.ofMinutes(1));
        console.store().change(s -> {
            s.alerts().raise(alert("later", "vigie-item-added", TestConsole.OWN, 1));
            s.alerts().again("there", Specimens.agent(2), console.clock().instant());
        });
        analyst.post("/watch/decide", close);
        assertEquals(List.of(Status.CLOSED, Status.NEW), statuses());
        String left = analyst.get("/").text();
        assertTrue(left.contains("1 alert decided. 2 were") || left.contains("1 alerte décidée. 2 restent"), left);
        analyst.post("/watch/decide", acknowledge);
        assertEquals(
                Status.NEW,
                console.store()
                        .read(s -> s.alerts().standing(ALL, "later"))
                        .orElseThrow()
                        .status());
        // It spread to another host before that page, and was judged after.
        Map<String, String> before = shown("there", Map.of("step", "closed", "closing", "test"));
        console.store().change(s -> s.alerts().again("there", Specimens.agent(9), Specimens.minute(1)));
        analyst.post("/watch/decide", before);
        assertEquals(Status.ACKNOWLEDGED, statuses().getLast());
    }

    @Test
    void onlyOnesOwnLastDecisionIsTakenBackAsAWhole() throws IOException {
        Client analyst = console.as(Role.ANALYST);
        analyst.post("/watch/decide", shown("here", Map.of("step", "acknowledged", "reason", "first")));
        analyst.post("/watch/decide", shown("here", Map.of("step", "closed", "closing", "test", "reason", "second")));
        assertEquals(List.of(Status.CLOSED, Status.CLOSED), statuses());
        Map<String, String> second = Map.of("from", "3", "to", "4");
        assertEquals(
                409, analyst.post("/watch/undo", Map.of("from", "1", "to", "4")).status());
        assertEquals(
                409, analyst.post("/watch/undo", Map.of("from", "3", "to", "9")).status());
        assertEquals(409, console.as(Role.LEAD).post("/watch/undo", second).status());
        console.clock().forward(Duration.ofMinutes(16));
        assertEquals(409, console.as(Role.ANALYST).post("/watch/undo", second).status());
        assertEquals(List.of(Status.CLOSED, Status.CLOSED), statuses());
    }

    @Test
    void theSecondWhoDecidesIsToldOfTheFirst() throws IOException {
        Client first = console.as(Role.LEAD);
        Client second = console.as(Role.ANALYST);
        Map<String, String> form = shown("here", Map.of("step", "acknowledged"));
        Map<String, String> late = shown("here", Map.of("step", "closed", "closing", "test"));
        first.post("/watch/decide", form);
        second.post("/watch/decide", late);
        assertEquals(List.of(Status.ACKNOWLEDGED, Status.ACKNOWLEDGED), statuses());
        String page = second.get("/").text();
        assertTrue(page.contains("lead decided meanwhile") || page.contains("lead a décidé entre-temps"), page);
    }

    @Test
    void whoHasOneCommuneDecidesThereAlone() throws IOException {
        console.as(Role.ANALYST, TestConsole.OWN).post("/watch/decide", shown("here", Map.of("step", "acknowledged")));
        assertEquals(List.of(Status.ACKNOWLEDGED, Status.NEW), statuses());
    }
}
