package bzh.vigie.collector.console;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import bzh.vigie.collector.console.TestConsole.Client;
import bzh.vigie.collector.console.TestConsole.Page;
import bzh.vigie.collector.console.route.View;
import bzh.vigie.collector.store.Commune;
import bzh.vigie.collector.store.EventHistory.Stored;
import bzh.vigie.collector.store.People.Role;
import bzh.vigie.collector.store.Specimens;
import bzh.vigie.event.Event;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The page Hunt, over a real console. */
final class HuntPageTest {
    private static final String HOSTILE = "=cmd|calc\u202e <script>alert(1)</script> \"'&\u001b[2J";

    @TempDir
    static Path folder;

    private static TestConsole console;

    @BeforeAll
    static void start() throws IOException {
        console = TestConsole.start(folder);
        console.store().change(s -> {
            s.hosts().enrol(Specimens.host(1, TestConsole.OWN));
            s.hosts().enrol(Specimens.host(2, TestConsole.FOREIGN));
        });
        console.history()
                .add(List.of(
                        event(
                                "e1",
                                1,
                                TestConsole.OWN,
                                Map.of("Image", "C:\\Temp\\rarebird.exe", "CommandLine", HOSTILE)),
                        event("e2", 2, TestConsole.FOREIGN, Map.of("Image", "C:\\Temp\\rarefoe.exe"))));
        console.history().commit("ingest", 1);
    }

    @AfterAll
    static void stop() throws IOException {
        console.close();
    }

    private static Stored event(String id, int host, Commune commune, Map<String, String> fields) {
        return new Stored(
                id,
                Specimens.agent(host),
                commune,
                Instant.parse("2026-03-02T08:00:00Z"),
                new Event.AgentState(
                        Specimens.moment(0), "agent", Event.AgentAction.STARTED, Event.StartKind.COLD, "0.1.0", ""),
                fields);
    }

    private static String hunt(String query) {
        return "/hunt?q=" + View.encoded(query);
    }

    @Test
    void whatIsFoundIsShownAsTextAndLeadsOn() throws IOException {
        Page page = console.as(Role.ANALYST).get(hunt("rarebird"));
        assertEquals(200, page.status());
        assertTrue(page.text().contains("rarebird.exe"), page.text());
        assertFalse(page.text().contains("<script>alert"), page.text());
        assertTrue(page.text().contains("\\u{202e}") && page.text().contains("\\u{1b}[2J"), page.text());
        String leads = View.encoded("rarebird Image:\"C:\\Temp\\rarebird.exe\"");
        assertTrue(page.text().contains("/hunt?q=" + leads), page.text());
        Page further = console.as(Role.ANALYST).get("/hunt?q=" + leads);
        assertTrue(further.text().contains("rarebird.exe"), further.text());
    }

    @Test
    void anErrorPointsAtItsPlace() throws IOException {
        Page page = console.as(Role.ANALYST).get(hunt("kind:x (Image:a"));
        assertEquals(422, page.status());
        assertTrue(page.text().contains("kind:x <mark>(</mark>Image:a"), page.text());
        assertEquals(422, console.as(Role.ANALYST).get("/hunt/times?q=a)").status());
        Page api = console.api(Role.ANALYST).get("/api/v1/events?q=a)");
        assertEquals(422, api.status());
    }

    /** Such a search finds nothing whatever happened, and with {@code not} everything: a reader takes that for an absence. */
    @Test
    void aFieldThatNoEventHasIsRefusedByNameWithThoseThatThereAre() throws IOException {
        Page page = console.as(Role.ANALYST).get(hunt("rarebird not ComandLine:x"));
        assertEquals(422, page.status(), page.text());
        assertTrue(page.text().contains("<mark>ComandLine</mark>"), page.text());
        assertTrue(page.text().contains("hostname, commune, id, commandline"), page.text());
        for (String path : List.of("/hunt/times?q=", "/hunt/stream?q=", "/hunt/export?q=")) {
            assertEquals(
                    422, console.as(Role.ANALYST).get(path + "machine:pc-1").status(), path);
        }
        Page api = console.api(Role.ANALYST).get("/api/v1/events?q=machine:pc-1");
        assertEquals(422, api.status());
        assertTrue(api.text().contains("machine") && api.text().contains("hostname"), api.text());
    }

    @Test
    void aHostIsFoundByItsNameUnderTheHeadingOfItsColumn() throws IOException {
        for (String field : List.of("host", "hostname", "HostName")) {
            Client analyst = console.as(Role.ANALYST);
            String found = analyst.get(hunt("rare* " + field + ":PC-1")).text();
            assertTrue(found.contains("rarebird.exe") && !found.contains("rarefoe"), field + found);
            assertTrue(analyst.get(hunt("rare* " + field + ":PC-2")).text().contains("rarefoe"), field);
        }
    }

    @Test
    void nothingOfAnotherCommuneIsSeen() throws IOException {
        Client own = console.as(Role.COMMUNE_READER, TestConsole.OWN);
        for (String path : List.of(
                hunt("*"),
                "/hunt/export?q=*",
                "/hunt/export?form=jsonl",
                "/hunt/complete?q=Image%3A",
                "/hunt/stream?q=rare*",
                "/hunt/times?q=*")) {
            Page page = own.get(path);
            assertEquals(200, page.status(), path);
            assertFalse(page.text().contains("rarefoe"), path + page.text());
            assertFalse(page.text().contains(TestConsole.FOREIGN.insee()), path);
        }
        assertTrue(own.get("/hunt/complete?q=Image%3A").text().contains("rarebird"));
        assertTrue(own.get("/hunt/stream?q=rare*").text().contains("rarebird"));
        assertTrue(
                console.as(Role.ANALYST).get("/hunt/complete?q=Image%3A").text().contains("rarefoe"));
        assertTrue(own.get("/hunt/times?q=*").text().contains("<svg"));
    }

    @Test
    void aTableForSpreadsheetsHasNoFormula() throws IOException {
        Page page = console.as(Role.ANALYST).get("/hunt/export?q=rarebird&columns=Image,CommandLine");
        assertTrue(page.text().contains("\"'=cmd|calc\\u{202e} <script>"), page.text());
        Page lines = console.as(Role.ANALYST).get("/hunt/export?q=rarebird&form=jsonl");
        assertTrue(lines.text().startsWith("{\"kind\":\"event\",\"id\":\"e1\""), lines.text());
    }

    @Test
    void aPageIsNoLargerForEventsThatAre() throws IOException {
        Map<String, String> fields = new HashMap<>();
        for (int i = 0; i < 20; i++) {
            fields.put("field" + i, "é".repeat(900) + i);
        }
        List<Stored> large = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            large.add(event("large" + i, 1, TestConsole.OWN, fields));
        }
        console.history().add(large);
        console.history().commit("ingest", 2);
        Client analyst = console.as(Role.ANALYST);
        Page all = analyst.get(hunt("field1:*"));
        assertEquals(200, all.status());
        assertTrue(all.text().length() < 3_000_000, "characters: " + all.text().length());
        String alone = "/hunt?q=id:" + View.encoded("\"large7\"");
        assertTrue(all.text().contains(alone), "the event alone");
        assertTrue(analyst.get(alone).text().contains("é19<"), "all fields of one");
    }

    private static List<String> told(String who) {
        return console.store().read(s -> s.audit().list(0, 10_000)).stream()
                .filter(each -> each.author().name().equals(who))
                .map(each -> each.action() + " " + each.subject())
                .toList();
    }

    @Test
    void anExportAndASearchByAProgramStandInTheAuditLog() throws IOException {
        console.as(Role.ANALYST).get("/hunt/export?q=rarebird");
        List<String> told = told("analyst");
        assertTrue(told.contains("events-exported 0 events, begun: rarebird"), told.toString());
        assertTrue(told.contains("events-export-ended 1 events, all: rarebird"), told.toString());
        console.api(Role.ANALYST).get("/api/v1/events?q=rarebird&limit=1");
        List<String> program = told("administrator (program)");
        assertTrue(program.contains("events-searched 1 events, limit: rarebird"), program.toString());
    }

    @Test
    void aFileThatIsCutSaysSo() throws IOException {
        Client analyst = console.as(Role.ANALYST);
        String cut = analyst.get("/hunt/export?q=rare*&limit=1").text();
        assertEquals(3, cut.lines().count(), cut);
        assertTrue(cut.contains("Coupé") || cut.contains("Cut:"), cut);
        assertEquals(3, analyst.get("/hunt/export?q=rare*").text().lines().count());
        String lines = analyst.get("/hunt/export?q=rare*&form=jsonl&limit=1").text();
        assertTrue(
                lines.lines().toList().getLast().startsWith("{\"kind\":\"end\",\"end\":\"limit\",\"events\":1"), lines);
    }

    /** What an item's event tells of the region: in how many communes and on how many hosts the item is. */
    @Test
    void whatTellsOfTheRegionIsForWhoSeesAllOfIt() throws IOException {
        console.history()
                .add(List.of(event(
                        "item",
                        1,
                        TestConsole.OWN,
                        Map.of("kind", "item", "prevalence", "41796", "prevalence.hosts", "93417", "size", "55555"))));
        console.history().commit("ingest", 3);
        Client region = console.as(Role.ANALYST);
        Client own = console.as(Role.COMMUNE_READER, TestConsole.OWN);
        String item = "id:\"item\"";
        assertTrue(region.get(hunt(item)).text().contains("41796"));
        assertTrue(region.get(hunt("41796")).text().contains("93417"));
        assertTrue(region.get("/hunt/complete?q=preval").text().contains("prevalence.hosts"));
        for (String path : List.of(
                hunt(item),
                hunt(item + " not 41796"),
                hunt(item + " not prevalence:41796"),
                hunt(item + " 55555"),
                "/hunt/export?q=" + View.encoded(item),
                "/hunt/export?form=jsonl&q=" + View.encoded(item),
                "/hunt/stream?columns=id,prevalence&q=" + View.encoded(item),
                "/api/v1/events?q=" + View.encoded(item))) {
            String text = own.get(path).text();
            assertTrue(text.contains("item"), path + " finds it: " + text);
            assertFalse(text.contains("93417"), path + text);
        }
        for (String query : List.of("41796", "*41796*")) {
            Page api = own.get("/api/v1/events?q=" + View.encoded(query));
            assertTrue(api.text().startsWith("{\"items\":[]"), query + api.text());
            assertTrue(own.get("/hunt/times?q=" + View.encoded(query)).status() == 200);
        }
        // a field that this reader sees in no event is one that no event has
        for (String query : List.of("prevalence:*", "prevalence:>40000", "prevalence.hosts:93417")) {
            Page api = own.get("/api/v1/events?q=" + View.encoded(query));
            assertEquals(422, api.status(), query + api.text());
            assertEquals(422, own.get("/hunt/times?q=" + View.encoded(query)).status());
        }
        assertFalse(own.get("/hunt/complete?q=preval").text().contains("prevalence"));
        assertFalse(own.get("/hunt/complete?q=prevalence%3A4").text().contains("41796"));
    }

    /** The index is being made anew: the page says how much is there again, and finds what there is. */
    @Test
    void whatIsBeingMadeAnewSaysSoAndIsSearched() throws IOException {
        console.store().change(s -> s.progress().position("anew", 100_000));
        console.history().commit("anew", 40_000);
        Page page = console.as(Role.ANALYST).get(hunt("rarebird"));
        assertTrue(page.text().contains("40") && page.text().contains("rarebird.exe"), page.text());
        assertTrue(page.text().contains("reconstruction") || page.text().contains("being"), page.text());
        String program =
                console.api(Role.ANALYST).get("/api/v1/events?q=rarebird").text();
        assertTrue(program.contains("\"rebuilding\":40"), program);
        String table = console.as(Role.ANALYST).get("/hunt/export?q=rarebird").text();
        assertTrue(table.lines().toList().getLast().contains("40"), table);
        console.history().commit("anew", 100_000);
        assertFalse(console.api(Role.ANALYST)
                .get("/api/v1/events?q=rarebird")
                .text()
                .contains("rebuilding"));
    }

    @Test
    void aSearchIsKeptUnderOnesOwnNameSharedAndTakenBack() throws IOException {
        Client analyst = console.as(Role.ANALYST);
        Map<String, String> birds = Map.of("name", "<b>birds", "q", "rare*");
        assertEquals(303, analyst.post("/hunt/saved", birds).status());
        Page kept = analyst.get("/hunt");
        assertTrue(kept.text().contains("&lt;b>birds") || kept.text().contains("&lt;b&gt;birds"), kept.text());
        assertFalse(console.as(Role.LEAD).get("/hunt").text().contains("birds"));
        assertEquals(
                303,
                console.as(Role.LEAD)
                        .post("/hunt/saved", Map.of("name", "<b>birds", "q", "x", "shared", "true"))
                        .status());
        String both = analyst.get("/api/v1/hunt/saved").text();
        assertTrue(both.contains("\"author\":\"analyst\"") && both.contains("\"author\":\"lead\""), both);
        Client own = console.as(Role.ANALYST, TestConsole.OWN);
        assertFalse(own.get("/hunt").text().contains("birds"));
        assertEquals(
                404,
                own.post("/hunt/saved/remove", Map.of("name", "<b>birds", "author", "analyst"))
                        .status());
        assertEquals(303, analyst.post("/hunt/saved/remove", birds).status());
        String left = analyst.get("/api/v1/hunt/saved").text();
        assertTrue(!left.contains("\"author\":\"analyst\"") && left.contains("\"author\":\"lead\""), left);
    }

    @Test
    void aProgramGetsTheSame() throws IOException {
        Page page = console.api(Role.ANALYST).get("/api/v1/events?q=rarebird");
        assertTrue(page.text().contains("\"end\":\"all\"") && page.text().contains("\"hostname\":"), page.text());
    }
}
