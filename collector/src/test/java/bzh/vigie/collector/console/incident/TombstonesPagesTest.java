package bzh.vigie.collector.console.incident;

import static bzh.vigie.collector.store.Specimens.agent;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import bzh.vigie.collector.console.TestConsole;
import bzh.vigie.collector.console.TestConsole.Client;
import bzh.vigie.collector.console.TestConsole.Page;
import bzh.vigie.collector.console.route.View;
import bzh.vigie.collector.detect.returns.PlantedItems;
import bzh.vigie.collector.review.GroupKey;
import bzh.vigie.collector.review.ReviewItems;
import bzh.vigie.collector.store.Incidents.Incident;
import bzh.vigie.collector.store.Incidents.Interval;
import bzh.vigie.collector.store.People.Role;
import bzh.vigie.collector.store.Scope;
import bzh.vigie.collector.store.Specimens;
import bzh.vigie.collector.store.Tombstones.Nature;
import bzh.vigie.collector.store.Tombstones.Recurrence;
import bzh.vigie.collector.store.Tombstones.Tombstone;
import bzh.vigie.event.Item;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is the attacker's is marked in the browser, looked for everywhere, and what is seen of it gets a nature. */
final class TombstonesPagesTest {
    private static final Scope ALL = new Scope.All();
    private static final Item ODD = ReviewItems.service("Odd", "LocalSystem", "odd", "");
    private static final Item TOOL = ReviewItems.service("Tool", "LocalSystem", "tool", "");
    private static final Item COMMON = ReviewItems.service("Common", "LocalSystem", "common", "");
    private static final int MANY = 25;

    @TempDir
    private static Path folder;

    @SuppressWarnings("NullAway.Init") // set before all
    private static TestConsole console;

    @SuppressWarnings("NullAway.Init") // set before all
    private static Incident incident;

    @BeforeAll
    static void anIncidentWhoseEvictionIsOver() throws IOException {
        console = TestConsole.start(folder);
        console.clock()
                .forward(Duration.between(
                        console.clock().instant(), Specimens.minute(120).plus(Duration.ofDays(5))));
        console.store().change(s -> {
            incident = s.incidents().open("rançongiciel", Set.of(TestConsole.OWN), 30, Specimens.ANALYST);
            s.incidents()
                    .eviction(
                            ALL,
                            incident.id(),
                            Optional.empty(),
                            Optional.of(new Interval(Specimens.minute(60), Optional.of(Specimens.minute(120)))),
                            Specimens.ANALYST);
            for (int host = 1; host <= MANY; host++) {
                s.hosts().enrol(Specimens.host(host, TestConsole.OWN));
                s.inventories().put(agent(host), TestConsole.OWN, COMMON, 1, Specimens.minute(1));
            }
            s.hosts().enrol(Specimens.host(90, TestConsole.FOREIGN));
            s.inventories().put(agent(1), TestConsole.OWN, ODD, 1, Specimens.minute(1));
            s.inventories().put(agent(2), TestConsole.OWN, ODD, 1, Specimens.minute(200));
            s.inventories().put(agent(3), TestConsole.OWN, TOOL, 1, Specimens.minute(1));
        });
    }

    @AfterAll
    static void stop() {
        console.close();
    }

    private static String path() {
        return "/incidents/" + incident.id().text();
    }

    private static String mark(int host, Item item) {
        return "/hosts/" + agent(host).text() + "/mark?key=" + View.encoded(item.key());
    }

    private static List<Tombstone> marked() {
        return console.store().read(s -> s.tombstones().list(ALL, incident.id()));
    }

    @Test
    void anItemIsMarkedFoundElsewhereGivenANatureAndTakenBack() throws IOException {
        Client analyst = console.as(Role.ANALYST);
        assertTrue(analyst.get("/hosts/" + agent(1).text() + "/inventory")
                .text()
                .contains("/mark?key=" + View.encoded(ODD.key())));
        Page asked = analyst.get(mark(1, ODD) + "&incident=" + incident.id().text());
        assertEquals(200, asked.status(), asked.text());
        assertTrue(asked.text().contains("quelque chose de semblable : 1."), asked.text());
        assertTrue(marked().stream().noneMatch(each -> each.key().equals(ODD.key())), "looking marks nothing");
        assertEquals(
                422,
                analyst.post(mark(1, ODD), Map.of("incident", incident.id().text()))
                        .status());
        Page done = analyst.post(
                mark(1, ODD), Map.of("incident", incident.id().text(), "reason", "déposé par l'attaquant"));
        assertEquals(303, done.status(), done.text());
        assertEquals(path() + "/tombstones", done.header("location"));
        Tombstone tombstone = marked().stream()
                .filter(each -> each.key().equals(ODD.key()))
                .findFirst()
                .orElseThrow();
        assertEquals("analyst", tombstone.author().name());
        Page shown = analyst.get(path() + "/tombstones");
        assertTrue(shown.text().contains("est marqué. Trouvé : 1 de façon certaine"), shown.text());
        assertFalse(shown.text().contains("Revu de façon certaine (0)"), shown.text());
        Recurrence again = console.store().read(s -> s.tombstones().recurrences(ALL, incident.id())).stream()
                .filter(each -> each.alert().host().equals(agent(2)))
                .findFirst()
                .orElseThrow();
        Page both = analyst.post(
                path() + "/tombstones/natures",
                List.of(
                        Map.entry("alert", again.alert().id()),
                        Map.entry("alert", "another"),
                        Map.entry("nature", "authorised"),
                        Map.entry("reason", "ok"),
                        Map.entry("proof", "ticket")));
        assertEquals(422, both.status(), "there is no act about several");
        assertTrue(both.text().contains("Une réapparition à la fois"), both.text());
        Map<String, String> authorised = Map.of(
                "table", again.alert().rule(), "alert", again.alert().id(), "nature", "authorised", "reason", "ok");
        Page bare = analyst.post(path() + "/tombstones/natures", authorised);
        assertEquals(422, bare.status(), "nothing shows it");
        assertTrue(bare.text().contains("Dites ce qui le montre"), bare.text());
        assertTrue(console.store()
                .read(s -> s.tombstones().natures(ALL, again.alert().id()))
                .isEmpty());
        Page said = analyst.post(
                path() + "/tombstones/natures",
                Map.of(
                        "table",
                        again.alert().rule(),
                        "alert",
                        again.alert().id(),
                        "seen",
                        again.alert().id() + ":0",
                        "nature",
                        "never-left",
                        "reason",
                        "là depuis avant"));
        assertEquals(path() + "/tombstones", said.header("location"), said.text());
        Page second = console.as(Role.LEAD)
                .post(
                        path() + "/tombstones/natures",
                        Map.of(
                                "table",
                                again.alert().rule(),
                                "alert",
                                again.alert().id(),
                                "seen",
                                again.alert().id() + ":0",
                                "nature",
                                "unrelated",
                                "reason",
                                "onglet de ce matin"));
        assertEquals(409, second.status(), "somebody said it since");
        assertTrue(second.text().contains("onglet de ce matin</textarea>"), "what was typed is there");
        assertTrue(second.text().contains("value=\"unrelated\" selected"), second.text());
        assertEquals(
                Nature.NEVER_LEFT,
                console.store()
                        .read(s -> s.tombstones().natures(ALL, again.alert().id()))
                        .getLast()
                        .nature());
        assertEquals(
                303,
                analyst.post(path() + "/tombstones/take-back", Map.of("tombstone", tombstone.id(), "reason", "erreur"))
                        .status());
        assertFalse(console.store()
                .read(s -> s.tombstones().find(ALL, tombstone.id()))
                .orElseThrow()
                .standing());
        String waiting = analyst.get(path() + "/tombstones").text();
        assertTrue(waiting.contains("retirée, double validation manquante"), waiting);
        assertTrue(
                analyst.get(path()).text().contains("Marques retirées : 1 par "),
                "who took it back stands on the incident's page");
        assertEquals(
                409,
                analyst.post(
                                path() + "/tombstones/take-back",
                                Map.of("tombstone", tombstone.id(), "reason", "erreur bis"))
                        .status(),
                "the approval is another person's");
        assertEquals(
                303,
                console.as(Role.LEAD)
                        .post(path() + "/tombstones/take-back", Map.of("tombstone", tombstone.id(), "reason", "vu"))
                        .status());
        assertFalse(analyst.get(path() + "/tombstones").text().contains("value=\"" + tombstone.id() + "\""));
        assertTrue(analyst.get(path() + "/tombstones?all=yes").text().contains(tombstone.id()));
    }

    @Test
    void whatManyHostsHaveIsAskedForAgainAndNothingIsWrittenBefore() throws IOException {
        Client analyst = console.as(Role.ANALYST);
        Map<String, String> fields = Map.of("incident", incident.id().text(), "reason", "vu partout");
        Page refused = analyst.post(mark(1, COMMON), fields);
        assertEquals(422, refused.status());
        assertTrue(refused.text().contains("24 postes"), refused.text());
        assertTrue(refused.text().contains("name=\"anyway\""));
        assertTrue(marked().stream().noneMatch(each -> each.key().equals(COMMON.key())));
        assertEquals(404, analyst.get("/hosts/nobody/mark?key=x").status());
        Page gone = analyst.get("/hosts/" + agent(1).text() + "/mark?key=x");
        assertTrue(gone.text().contains("pas un tel élément"), gone.text());
        assertEquals(
                404,
                console.as(Role.ANALYST, TestConsole.OWN).get(mark(90, ODD)).status(),
                "of another commune");
        assertEquals(
                403,
                console.as(Role.COMMUNE_READER).post(mark(1, COMMON), fields).status());
    }

    @Test
    void chosenLinesOfAnInventoryAreMarkedWithWhatIsTickedOfTheirRelatedItems() throws IOException {
        Client analyst = console.as(Role.ANALYST);
        List<Item> miner = PlantedItems.things().getFirst().items();
        Item hook = PlantedItems.things().get(9).items().getFirst();
        console.store()
                .change(s -> Stream.concat(miner.stream(), Stream.of(hook))
                        .forEach(item -> s.inventories().put(agent(5), TestConsole.OWN, item, 1, Specimens.minute(1))));
        String inventory =
                analyst.get("/hosts/" + agent(5).text() + "/inventory").text();
        assertTrue(inventory.contains("name=\"key\" value=\"" + hook.key() + "\""), "each line can be chosen");
        String chosen = mark(5, miner.getFirst()) + "&key=" + hook.key();
        String asked = analyst.get(chosen).text();
        assertTrue(asked.contains("/srv/site/.git/hooks/post-merge") || asked.contains("post-merge"), asked);
        assertEquals(3, asked.split("name=\"related\"", -1).length - 1, asked);
        assertEquals(3, asked.split("name=\"related\"[^>]* checked", -1).length - 1, "all are ticked: " + asked);
        assertTrue(asked.contains("(même fichier)") || asked.contains("(même unité)"), asked);
        Page done = analyst.post(
                chosen,
                Map.of(
                        "incident",
                        incident.id().text(),
                        "reason",
                        "mineur",
                        "related",
                        miner.get(1).key()));
        assertEquals(303, done.status(), done.text());
        assertEquals(
                Set.of(miner.getFirst().key(), miner.get(1).key(), hook.key()),
                marked().stream()
                        .filter(each -> each.author().reason().equals("mineur"))
                        .map(Tombstone::key)
                        .collect(Collectors.toSet()),
                "what is not ticked is not marked");
        assertEquals(2, analyst.get(mark(5, miner.getFirst())).text().split("name=\"related\"", -1).length - 1);
    }

    @Test
    void aGroupOfTheReviewIsMarkedAndAProgramMarksWhatAnAlertShows() throws IOException {
        Client analyst = console.as(Role.ANALYST);
        Page marked = analyst.post(
                path() + "/review",
                Map.of("decision", "attacker", "group", GroupKey.of(TOOL), "reason", "outil de l'attaquant"));
        assertEquals(303, marked.status(), marked.text());
        assertTrue(marked().stream().anyMatch(each -> each.key().equals(TOOL.key())));
        assertTrue(analyst.get(path() + "/review?state=attacker").text().contains(GroupKey.of(TOOL)));
        console.store()
                .change(s -> s.alerts()
                        .raise(Specimens.alert("shown", TestConsole.OWN, 4, "cause", 4)
                                .with(Map.of("Image", "C:\\Windows\\Temp\\evil.exe", "sha256", "ab".repeat(32)))));
        assertTrue(analyst.get("/alerts/shown").text().contains("/alerts/shown/mark"));
        assertTrue(analyst.get("/alerts/shown/mark").text().contains("evil.exe"));
        Client program = console.api(Role.ANALYST);
        String api = "/api/v1" + path() + "/tombstones";
        assertEquals(422, program.json("POST", api, "{\"alert\":\"shown\"}").status());
        assertEquals(
                422,
                program.json("POST", api, "{\"alert\":\"none\",\"reason\":\"x\"}")
                        .status());
        Page done = program.json("POST", api, "{\"alert\":\"shown\",\"reason\":\"charge\"}");
        assertEquals(200, done.status(), done.text());
        assertTrue(program.get(api).text().contains("evil.exe"));
    }
}
