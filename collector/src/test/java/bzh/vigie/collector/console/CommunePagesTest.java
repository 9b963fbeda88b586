package bzh.vigie.collector.console;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import bzh.vigie.collector.console.TestConsole.Page;
import bzh.vigie.collector.review.GroupKey;
import bzh.vigie.collector.store.Alerts.Alert;
import bzh.vigie.collector.store.Author;
import bzh.vigie.collector.store.ExpectedHosts;
import bzh.vigie.collector.store.ExpectedHosts.Expected;
import bzh.vigie.collector.store.IncidentId;
import bzh.vigie.collector.store.Incidents.Incident;
import bzh.vigie.collector.store.Incidents.Interval;
import bzh.vigie.collector.store.People.Role;
import bzh.vigie.collector.store.Reviews;
import bzh.vigie.collector.store.Scope;
import bzh.vigie.collector.store.Specimens;
import bzh.vigie.collector.store.Tokens.Token;
import bzh.vigie.enrol.EnrolmentToken;
import bzh.vigie.event.Item;
import bzh.vigie.event.ItemTimes;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** The pages of communes: what stands on them, and a token on its sheet. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class CommunePagesTest {
    private static final Pattern TOKEN = Pattern.compile("vigie1\\.[A-Za-z0-9_-]+");
    private static final String OWN = "/communes/" + TestConsole.OWN;

    @SuppressWarnings("NullAway.Init") // by aCommune
    private TestConsole console;

    @BeforeAll
    void aCommune(@TempDir Path folder) throws IOException {
        console = TestConsole.start(folder);
        Author author = new Author("anne", "test");
        console.store().change(s -> {
            s.hosts().enrol(Specimens.host(1, TestConsole.OWN));
            s.hosts().enrol(Specimens.host(2, TestConsole.FOREIGN));
            IncidentId incident = s.incidents()
                    .open("Rançongiciel <mairie>", Set.of(TestConsole.OWN, TestConsole.FOREIGN), 90, author)
                    .id();
            s.expectedHosts()
                    .add(
                            new Scope.All(),
                            incident,
                            TestConsole.OWN,
                            "annuaire",
                            ExpectedHosts.Origin.DIRECTORY,
                            List.of(
                                    new Expected("pc-1", ExpectedHosts.Role.WORKSTATION, true),
                                    new Expected("SRV-ABSENT<b>", ExpectedHosts.Role.SERVER, true)),
                            author);
        });
    }

    @AfterAll
    void stop() {
        console.close();
    }

    private static Item remote(String name, String value) {
        return new Item(
                "windows.remote.tool",
                List.of("T1219.002"),
                "windows",
                Optional.empty(),
                name,
                value,
                "C:\\ProgramData\\AnyDesk\\system.conf",
                Item.Shipped.UNKNOWN,
                true,
                ItemTimes.NONE,
                Set.of());
    }

    @Test
    void aCommuneIsFoundByItsNameAlsoBeforeItsFirstHost() throws IOException {
        String mine = console.api(Role.COMMUNE_READER, new Scope.Communes(Set.of(TestConsole.OWN)))
                .get("/api/v1/communes?q=lannion")
                .text();
        assertTrue(mine.contains("\"items\":[]"), mine);
        String all = console.api(Role.LEAD).get("/api/v1/communes?q=lannion").text();
        assertTrue(all.contains("\"name\":\"Lannion\"") && !all.contains("29019"), all);
        String page = console.as(Role.LEAD).get("/communes?q=nulle-part%3Cb%3E").text();
        assertTrue(page.contains("Aucune commune"), page);
        page = console.as(Role.LEAD).get("/communes?q=st+malo").text();
        assertTrue(page.contains("<a href=\"/communes/35288\">35288 Saint-Malo</a>"), page);
        page = console.as(Role.COMMUNE_READER, TestConsole.OWN)
                .get("/communes?q=st+malo")
                .text();
        assertFalse(page.contains("35288"), page);
    }

    @Test
    void toolsOfRemoteAccessAreShownByInstanceWithWhatWasDecided() throws IOException {
        Item provider = remote("anydesk 123456789 aide@ad", "ad.anynet.id=123456789");
        Item other = remote("anydesk 987 <img src=x>\u202e", "ad.anynet.id=987");
        Instant now = console.clock().instant();
        Author author = new Author("anne", "test");
        console.store().change(s -> {
            Incident incident = s.incidents().list(new Scope.All()).getFirst();
            s.incidents()
                    .eviction(
                            new Scope.All(),
                            incident.id(),
                            Optional.of(Specimens.agent(1)),
                            Optional.of(new Interval(now.minusSeconds(9_000), Optional.of(now.minusSeconds(5_000)))),
                            author);
            s.inventories().put(Specimens.agent(1), TestConsole.OWN, provider, 1, now.minusSeconds(10_000));
            s.inventories().put(Specimens.agent(1), TestConsole.OWN, other, 1, now.minusSeconds(1_000));
            s.inventories()
                    .put(Specimens.agent(2), TestConsole.FOREIGN, remote("anydesk 555", "x"), 1, now.minusSeconds(99));
            s.reviews()
                    .decide(
                            new Scope.All(),
                            incident.id(),
                            Reviews.Matter.ITEMS,
                            Map.of(
                                    new Reviews.Subject(
                                            GroupKey.of(provider), "lineage", "", Map.of("name", provider.name())),
                                    Set.of(TestConsole.OWN)),
                            Reviews.Decision.APPROVED,
                            "",
                            author);
        });
        String page = console.as(Role.COMMUNE_READER, TestConsole.OWN)
                .get(OWN + "/providers")
                .text();
        assertFalse(page.contains("<img src=x") || page.contains("\u202e") || page.contains("anydesk 555"), page);
        assertTrue(page.contains("&lt;img"), page);
        String json =
                console.api(Role.ANALYST).get("/api/v1" + OWN + "/providers").text();
        int known = json.indexOf("\"instance\":\"123456789 aide@ad\"");
        int fresh = json.indexOf("\"instance\":\"987");
        assertTrue(known > 0 && fresh > known, json);
        assertTrue(json.substring(known, fresh).contains("\"standing\":\"approved\""), json);
        assertTrue(json.substring(known, fresh).contains("\"after_eviction\":{}"), json);
        assertTrue(json.substring(fresh).contains("\"standing\":\"undecided\""), json);
        assertTrue(json.substring(fresh).contains(Specimens.agent(1).text() + "\"]}"), json);
        assertTrue(json.contains("\"alerts_more\":false"), json);
        console.store().change(s -> {
            for (int i = 0; i < 21; i++) {
                Alert plain = Specimens.alert("tool" + i, TestConsole.OWN, 1, "tool" + i, 1);
                s.alerts()
                        .raise(new Alert(
                                plain.id(),
                                "vigie-event-remote-tool-started",
                                plain.severity(),
                                plain.techniques(),
                                plain.commune(),
                                plain.host(),
                                plain.hostname(),
                                plain.cause(),
                                plain.firstEvent(),
                                plain.time(),
                                plain.hostTime(),
                                plain.evidence(),
                                plain.status(),
                                plain.count(),
                                plain.lastTime()));
            }
        });
        assertTrue(
                console.api(Role.ANALYST)
                        .get("/api/v1" + OWN + "/providers")
                        .text()
                        .contains("\"alerts_more\":true"),
                "a list that is cut says so");
        assertTrue(console.as(Role.ANALYST).get(OWN + "/providers").text().contains("Il y en a d'autres"));
    }

    @Test
    void aReaderSeesTheirCommuneAndNoOther() throws IOException {
        TestConsole.Client reader = console.as(Role.COMMUNE_READER, TestConsole.OWN);
        String list = reader.get("/communes").text();
        assertTrue(list.contains("29019") && !list.contains("22113"), list);
        String page = reader.get(OWN).text();
        assertTrue(page.contains("pc-1") && page.contains("SRV-ABSENT&lt;b"), page);
        assertTrue(page.contains("Rançongiciel &lt;mairie"), page);
        assertTrue(page.contains("Postes attendus : 2. Sans agent, ou dans le doute : 1."), page);
        // Who only reads makes no tokens.
        assertFalse(page.contains("/tokens\""), page);
        assertEquals(
                403,
                reader.post(OWN + "/tokens", Map.of("uses", "1", "days", "7")).status());
        assertEquals(404, reader.get("/communes/" + TestConsole.FOREIGN).status());
        String json = console.api(Role.LEAD).get("/api/v1" + OWN).text();
        assertTrue(json.contains("\"hosts\":1") && json.contains("\"missing\":[\"SRV-ABSENT<b>\"]"), json);
        String all = console.api(Role.LEAD).get("/api/v1/communes").text();
        assertTrue(all.contains("29019") && all.contains("22113"), all);
    }

    @Test
    void aTokenStandsOnceOnTheSheetForThePersonWhoInstalls() throws Exception {
        TestConsole.Client analyst = console.as(Role.ANALYST, TestConsole.OWN);
        Page sheet = analyst.post(OWN + "/tokens", Map.of("uses", "3", "days", "2", "language", "fr"));
        assertEquals(200, sheet.status());
        Matcher written = TOKEN.matcher(sheet.text());
        assertTrue(written.find(), sheet.text());
        EnrolmentToken token = EnrolmentToken.parse(written.group());
        assertTrue(sheet.text().contains("vigie-agent-" + written.group() + ".msi"), sheet.text());
        assertTrue(sheet.text().contains("Il admet 3 machines"), sheet.text());
        assertTrue(sheet.text().contains("vigie.example.org:7443"), sheet.text());
        assertTrue(
                sheet.header("cache-control").contains("no-store"),
                sheet.headers().toString());
        Token kept = console.store().read(s -> s.tokens().find(token.id())).orElseThrow();
        assertEquals(TestConsole.OWN, kept.commune());
        assertEquals(3, kept.uses());
        assertFalse(analyst.get(OWN).text().contains("vigie1."), "the secret is shown once");
        String english = analyst.post(OWN + "/tokens", Map.of("uses", "1", "days", "1", "language", "en"))
                .text();
        assertTrue(english.contains("Install the Vigie agent") && english.contains("lang=\"en\""), english);

        assertEquals(
                422,
                analyst.post(OWN + "/tokens/revoke", Map.of("token", token.id()))
                        .status());
        assertEquals(
                303,
                analyst.post(OWN + "/tokens/revoke", Map.of("token", token.id(), "reason", "fiche perdue"))
                        .status());
        assertTrue(console.store()
                .read(s -> s.tokens().find(token.id()))
                .orElseThrow()
                .revoked());
    }

    @Test
    void aTokenOutsideItsBoundsIsNotMade() throws IOException {
        TestConsole.Client lead = console.as(Role.LEAD);
        int before = console.store().read(s -> s.tokens().list(new Scope.All())).size();
        for (Map<String, String> bad : List.of(
                Map.of("uses", "0", "days", "7", "language", "fr"),
                Map.of("uses", "20000", "days", "7", "language", "fr"),
                Map.of("uses", "1", "days", "91", "language", "fr"),
                Map.of("uses", "x", "days", "7", "language", "fr"),
                Map.of("uses", "1", "days", "7", "language", "br"))) {
            Page page = lead.post(OWN + "/tokens", bad);
            assertEquals(422, page.status(), bad.toString());
        }
        Page filled = lead.post(OWN + "/tokens", Map.of("uses", "20000", "days", "7", "language", "fr"));
        assertTrue(filled.text().contains("value=\"20000\"") && filled.text().contains("de 1 à 10000"), filled.text());
        for (Role role : List.of(Role.ANALYST, Role.LEAD, Role.ADMINISTRATOR)) {
            int status = console.api(role)
                    .json("POST", "/api/v1" + OWN + "/tokens", "{\"uses\":2,\"days\":7,\"approval\":true}")
                    .status();
            assertTrue(status == 404 || status == 405, role + ": " + status);
        }
        assertEquals(
                before,
                console.store().read(s -> s.tokens().list(new Scope.All())).size());
    }
}
