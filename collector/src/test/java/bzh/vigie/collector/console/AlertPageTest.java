package bzh.vigie.collector.console;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import bzh.vigie.collector.console.TestConsole.Client;
import bzh.vigie.collector.console.TestConsole.Page;
import bzh.vigie.collector.store.Alerts.Alert;
import bzh.vigie.collector.store.Alerts.Severity;
import bzh.vigie.collector.store.Alerts.Status;
import bzh.vigie.collector.store.Attestations;
import bzh.vigie.collector.store.Author;
import bzh.vigie.collector.store.Commune;
import bzh.vigie.collector.store.EventHistory.Stored;
import bzh.vigie.collector.store.Hosts;
import bzh.vigie.collector.store.IncidentId;
import bzh.vigie.collector.store.People.Role;
import bzh.vigie.collector.store.Scope;
import bzh.vigie.collector.store.Specimens;
import bzh.vigie.event.Event;
import bzh.vigie.event.Item;
import bzh.vigie.event.ItemTimes;
import bzh.vigie.event.Moment;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The page of an alert: what it shows of hostile text, decisions, two who decide at once, exceptions, incidents. */
final class AlertPageTest {
    private static final Scope ALL = new Scope.All();
    private static final String HOSTILE = "<img src=x onerror=alert(1)>\"'\u202e\u200b\u001b[31m";

    @TempDir
    Path folder;

    private TestConsole console;
    private Client analyst;

    @BeforeEach
    void start() throws IOException {
        console = TestConsole.start(folder);
        analyst = console.as(Role.ANALYST);
        console.store().change(s -> {
            s.hosts().enrol(Specimens.host(1, TestConsole.OWN));
            s.alerts().raise(alert("a1", "vigie-item-changed", TestConsole.OWN, 1, "/opt/x/tool"));
            s.alerts().raise(alert("a2", "vigie-item-changed", TestConsole.FOREIGN, 2, "/opt/x/tool"));
            s.alerts().raise(alert("back", "vigie-return", TestConsole.OWN, 1, "/opt/x/tool"));
        });
    }

    @AfterEach
    void stop() {
        console.close();
    }

    private static Alert alert(String id, String rule, Commune commune, int host, String target) {
        return alert(id, rule, commune, host, Map.of("name", HOSTILE, "target", target, "before.target", "/opt/was"));
    }

    private static Alert alert(String id, String rule, Commune commune, int host, Map<String, String> evidence) {
        Alert a = Specimens.alert(id, commune, host, "cause", 1);
        return new Alert(
                a.id(),
                rule,
                Severity.HIGH,
                a.techniques(),
                a.commune(),
                a.host(),
                HOSTILE,
                a.cause(),
                a.firstEvent(),
                a.time(),
                a.hostTime(),
                evidence,
                a.status(),
                a.count(),
                a.lastTime());
    }

    private Status status(String id) {
        return console.store()
                .read(s -> s.alerts().standing(ALL, id))
                .orElseThrow()
                .status();
    }

    private void process(String id, String key, String parent, String image) {
        Moment at = new Moment(Specimens.minute(1), "boot", 0);
        console.history()
                .add(List.of(new Stored(
                        id,
                        Specimens.agent(1),
                        TestConsole.OWN,
                        Specimens.minute(1),
                        new Event.LogRecord(at, "x", "x", "x", 1, 1, Map.of()),
                        Map.of("Image", image, "ProcessKey", key, "ParentProcessKey", parent, "kind", "process"))));
    }

    /** Decision 0165. */
    @Test
    void anAlertOfAForgottenHostSaysThatItsEventsAreGone() throws IOException {
        String said = "Ce que cet hôte a envoyé a été supprimé le";
        assertFalse(analyst.get("/alerts/a1").text().contains(said));
        console.store().change(s -> s.hosts().forget(Specimens.agent(1), Specimens.ANALYST));
        assertTrue(analyst.get("/alerts/a1").text().contains(said));
    }

    @Test
    void whatWasTypedToOpenAnIncidentComesBackThereAlone() throws IOException {
        Page refused = console.as(Role.ANALYST)
                .post("/alerts/a1/incident", Map.of("title", "", "reason", "ce que je voulais"));
        assertEquals(422, refused.status());
        assertEquals(2, refused.text().split("ce que je voulais", -1).length, refused.text());
        assertTrue(
                refused.text().contains("id=\"incident-reason\"")
                        && refused.text().indexOf("ce que je voulais")
                                > refused.text().indexOf("id=\"incident-reason\""),
                refused.text());
    }

    private static Hosts.Host inDomain(int number, Commune commune, String hostname, String domain) {
        Hosts.Host host = Specimens.host(number, commune);
        return new Hosts.Host(
                host.id(),
                commune,
                hostname,
                host.state(),
                host.publicKey(),
                "{\"os\":\"windows\",\"domain\":\"" + domain + "\"}",
                host.version(),
                host.enrolled(),
                host.certificateExpires(),
                host.lastSeen(),
                host.skewMicros(),
                host.bootId(),
                host.runId(),
                host.connected());
    }

    @Test
    void aPolicyThatHandsOutTheSameIsTheWordOfWhoReadsTheDomainOfThatPc() throws IOException {
        Map<String, String> task = Map.of("location", "windows.task.cache", "name", "\\Maj", "source", "HKLM\\x");
        Item deployed = new Item(
                "ad.sysvol.preference",
                List.of("T1484.001"),
                "windows",
                Optional.empty(),
                "task Maj",
                "create; " + HOSTILE,
                "SYSVOL\\Policies\\{1}\\Machine\\x.xml",
                Item.Shipped.UNKNOWN,
                true,
                ItemTimes.NONE,
                Set.of());
        Instant now = console.clock().instant();
        console.store().change(s -> {
            s.hosts().enrol(inDomain(11, TestConsole.OWN, "poste-11", "Mairie.example"));
            s.hosts().enrol(inDomain(12, TestConsole.OWN, "poste-12", "autre.example"));
            s.hosts().enrol(inDomain(13, TestConsole.OWN, "poste-13", ""));
            s.hosts().enrol(inDomain(14, TestConsole.FOREIGN, "poste-14", "mairie.example"));
            s.hosts().enrol(inDomain(20, TestConsole.OWN, "dc-20", "mairie.example"));
            s.directories().choose(TestConsole.OWN, "mairie.example", Specimens.agent(20), Specimens.minute(1));
            s.inventories().put(Specimens.agent(20), TestConsole.OWN, deployed, 1, Specimens.minute(1));
            Item there = new Item(
                    "windows.task.cache",
                    List.of("T1053.005"),
                    "windows",
                    Optional.empty(),
                    "\\Maj",
                    "c.exe",
                    "HKLM\\x",
                    Item.Shipped.UNKNOWN,
                    true,
                    ItemTimes.NONE,
                    Set.of());
            for (int host : new int[] {11, 12, 13, 20}) {
                s.inventories().put(Specimens.agent(host), TestConsole.OWN, there, 1, now);
            }
            // What anybody else says of such a place counts for nothing.
            s.inventories().put(Specimens.agent(12), TestConsole.OWN, deployed, 1, Specimens.minute(1));
            s.alerts().raise(alert("own-task", "vigie-windows-added", TestConsole.OWN, 11, task));
            s.alerts().raise(alert("other-domain", "vigie-windows-added", TestConsole.OWN, 12, task));
            s.alerts().raise(alert("no-domain", "vigie-windows-added", TestConsole.OWN, 13, task));
            s.alerts().raise(alert("foreign-task", "vigie-windows-added", TestConsole.FOREIGN, 14, task));
            s.alerts().raise(alert("of-reader", "vigie-windows-added", TestConsole.OWN, 20, task));
            s.alerts()
                    .raise(alert(
                            "policy",
                            "vigie-directory-policy-runs",
                            TestConsole.OWN,
                            20,
                            Map.of("location", "ad.sysvol.preference", "name", "task Maj", "value", "create")));
        });
        String said = "une stratégie du domaine mairie.example distribue quelque chose";
        String own = analyst.get("/alerts/own-task").text();
        assertTrue(own.contains("Selon dc-20, lu le ") && own.contains(said), own);
        assertFalse(own.contains("<img src=x"), own);
        assertEquals(
                Severity.HIGH,
                console.store()
                        .read(s -> s.alerts().find(ALL, "own-task"))
                        .orElseThrow()
                        .severity(),
                "it explains and lowers nothing");
        assertTrue(own.contains("<span class=\"severity high\">"), own);
        for (String other : List.of("other-domain", "no-domain", "foreign-task", "of-reader", "a1")) {
            String text = analyst.get("/alerts/" + other).text();
            assertFalse(text.contains("une stratégie du domaine"), other);
        }
        for (int host : new int[] {11, 12, 13, 20}) {
            String text = analyst.get("/hosts/" + Specimens.agent(host).text() + "/inventory")
                    .text();
            assertEquals(
                    host == 11,
                    text.contains("Selon dc-20, lu le ") && text.contains("une stratégie du domaine distribue ceci"),
                    text);
        }
        String policy = analyst.get("/alerts/policy").text();
        assertTrue(policy.contains("/hunt?q=kind%3Aitem%20name%3A%22%5CMaj%22"), policy);

        // The attacker may hand out what he likes where he rules who reads.
        Author author = new Author("Nolwenn", "vu");
        console.store().change(s -> {
            IncidentId incident = s.incidents()
                    .open("Mairie", Set.of(TestConsole.OWN), 90, author)
                    .id();
            boolean ignored = s.attestations()
                    .attest(
                            ALL,
                            incident,
                            Attestations.Statement.TOUCHED,
                            Optional.of(Specimens.agent(20)),
                            Optional.of(Attestations.Answer.YES),
                            "journal",
                            Optional.empty(),
                            author);
        });
        assertFalse(analyst.get("/alerts/own-task").text().contains(said));
    }

    @Test
    void aLineOfADayListsItsItemsAndOffersNoMark() throws IOException {
        console.store().change(s -> {
            Alert day = Specimens.ofDay("day", TestConsole.OWN, 1);
            s.alerts().raise(day);
            s.alerts().list(day, Specimens.listed("Outil " + HOSTILE, 1));
        });
        Page page = analyst.get("/alerts/day");
        assertTrue(page.text().contains("éléments : 1, machines : 1"), page.text());
        assertTrue(page.text().contains("Outil &lt;img"), page.text());
        assertTrue(page.text().contains("/inventory?location=windows.service"), page.text());
        assertFalse(page.text().contains("/alerts/day/mark"), page.text());
        String json = console.api(Role.ANALYST).get("/api/v1/alerts/day").text();
        assertTrue(json.contains("\"location\":\"windows.service\"") && json.contains("\"sum.items\":\"1\""), json);
    }

    @Test
    void aListForProgramsIsReadAsAWholeWhateverItsLength() throws IOException {
        console.store().change(s -> {
            for (int i = 0; i < 20; i++) {
                s.alerts().raise(alert("many" + i, "vigie-item-changed", TestConsole.OWN, 1, "/opt/" + i));
            }
        });
        TestConsole.Client program = console.api(Role.ANALYST);
        String few = program.get("/api/v1/alerts?rule=vigie-return").text();
        assertTrue(few.contains("\"id\":\"back\"") && few.contains("\"status\":\"new\""), few);
        // Two of them of the list itself: the rest lets the program in.
        console.failReadAfter(6);
        Page all = program.get("/api/v1/alerts?rule=vigie-item-changed");
        console.failReadAfter(-1);
        assertEquals(200, all.status(), all.text());
        assertEquals(23, all.text().split("\"version\":", -1).length, all.text());
    }

    private static Map<String, String> ofDirectory(String... more) {
        Map<String, String> evidence = new HashMap<>(Map.of(
                "location", "ad.rights.domain",
                "name", "S-1-5-21-1-2-3-1106 extended-right DS-Replication-Get-Changes-All",
                "value", "S-1-5-21-1-2-3-1106 (inconnu): extended-right DS-Replication-Get-Changes-All",
                "before.value", "inconnu: read",
                "change", "changed",
                "source", "OU=Ecole,{domain}"));
        for (int i = 0; i < more.length; i += 2) {
            evidence.put(more[i], more[i + 1]);
        }
        return evidence;
    }

    @Test
    void anAlertOfADirectorySaysOfWhichDomainWhoToldItAndWhatTheObjectIsCalledThere() throws IOException {
        console.store().change(s -> {
            s.hosts().enrol(inDomain(20, TestConsole.OWN, "dc-20", "mairie.example"));
            s.directories().choose(TestConsole.OWN, "mairie.example", Specimens.agent(20), Specimens.minute(1));
            s.alerts()
                    .raise(alert(
                            "taken",
                            "vigie-directory-taken",
                            TestConsole.OWN,
                            20,
                            ofDirectory(
                                    "directory.domain", "mairie.example",
                                    "directory.controller", "dc-21.mairie.example")));
            s.alerts().raise(alert("older", "vigie-directory-taken", TestConsole.OWN, 20, ofDirectory()));
            s.alerts()
                    .raise(alert(
                            "schema",
                            "vigie-directory-schema-rights",
                            TestConsole.OWN,
                            20,
                            ofDirectory(
                                    "location", "ad.schema",
                                    "source", "CN=Group,CN=Schema,CN=Configuration,{forest}",
                                    "directory.domain", "mairie.example")));
        });
        String taken = analyst.get("/alerts/taken").text();
        assertTrue(taken.contains("domaine mairie.example"), taken);
        assertTrue(taken.contains("auprès du contrôleur dc-21.mairie.example"), taken);
        assertTrue(taken.contains("OU=Ecole,DC=mairie,DC=example"), taken);
        assertTrue(
                taken.contains(
                                "inconnu (S-1-5-21-1-2-3-1106) : copier tous les mots de passe (DS-Replication-Get-Changes-All)")
                        && taken.contains("<small lang=\"en\">inconnu (S-1-5-21-1-2-3-1106): extended-right"),
                taken);
        assertTrue(taken.contains("inconnu: read") && taken.contains("ce que cela fait"), taken);
        assertTrue(taken.contains("retiré de l&#39;annuaire") || taken.contains("retiré de l'annuaire"), taken);
        assertTrue(taken.contains("/inventory?location=ad.rights.domain"), taken);
        assertTrue(taken.indexOf("domaine mairie.example") < taken.indexOf("<dt>Lu par</dt>"), taken);
        assertFalse(taken.contains("<dt>Poste</dt>"), taken);
        String list = analyst.get("/alerts?rule=vigie-directory-taken").text();
        assertTrue(list.contains("mairie.example (annuaire, lu par "), list);
        String program = console.api(Role.ANALYST)
                .get("/api/v1/alerts?rule=vigie-directory-taken")
                .text();
        assertTrue(program.contains("\"domain\":\"mairie.example\""), program);
        String older = analyst.get("/alerts/older").text();
        assertTrue(older.contains("domaine mairie.example") && older.contains("OU=Ecole,(le domaine)"), older);
        String schema = analyst.get("/alerts/schema").text();
        assertTrue(schema.contains("CN=Configuration,(forêt de mairie.example)"), schema);
        for (String text : List.of(taken, older, schema)) {
            assertFalse(text.contains("{domain}") || text.contains("{forest}"), text);
        }
    }

    @Test
    void anAlertOfAPolicySaysWhereItIsLinkedAsFarAsThatIsTold() throws IOException {
        String policy = "{11111111-2222-3333-4444-555555555555}";
        console.store().change(s -> {
            s.hosts().enrol(inDomain(20, TestConsole.OWN, "dc-20", "mairie.example"));
            s.directories().choose(TestConsole.OWN, "mairie.example", Specimens.agent(20), Specimens.minute(1));
            for (Item link : List.of(
                    link("OU=Ecole,{domain}", policy, policy + " (Imprimantes; enforced)", true),
                    link("{domain}", policy, policy + " (Imprimantes); enforced", true),
                    link("OU=Salle,{domain}", policy, policy + " (Imprimantes); enforced; switched off", false),
                    link("OU=Faux,{domain}", "CN=" + policy + ",CN=x,{domain}", "x; not where policies lie", true),
                    link("OU=Coupée,{domain}", "inheritance", "nothing comes in", true))) {
                s.inventories().put(Specimens.agent(20), TestConsole.OWN, link, 1, Specimens.minute(1));
            }
            s.alerts()
                    .raise(alert(
                            "runs",
                            "vigie-directory-policy-runs",
                            TestConsole.OWN,
                            20,
                            ofDirectory(
                                    "location",
                                    "ad.sysvol.script",
                                    "source",
                                    "SYSVOL\\Policies\\" + policy + "\\Machine\\Scripts\\scripts.ini",
                                    "directory.domain",
                                    "mairie.example")));
        });
        String text = analyst.get("/alerts/runs").text();
        assertTrue(text.contains("<p class=\"mono\">OU=Ecole,DC=mairie,DC=example</p>"), text);
        assertTrue(text.contains("<p class=\"mono\">DC=mairie,DC=example (imposée)</p>"), text);
        assertTrue(text.contains("<p class=\"mono\">OU=Salle,DC=mairie,DC=example (imposée) (désactivée)</p>"), text);
        assertFalse(text.contains("OU=Faux"), "what lies elsewhere is not the policy of that number");
        assertTrue(text.contains("OU=Coupée,DC=mairie,DC=example"), text);
        assertTrue(text.contains("n’ont pas tous été lus") && text.contains("lien inconnu"), text);
    }

    private static Item link(String place, String name, String value, boolean enabled) {
        return new Item(
                "ad.policy.link",
                List.of("T1484.001"),
                "windows",
                Optional.empty(),
                name,
                value,
                place,
                Item.Shipped.UNKNOWN,
                enabled,
                ItemTimes.NONE,
                Set.of());
    }

    @Test
    void everythingAroundIsShownAsTextAlone() throws IOException {
        process("e-parent", "k1", "k0", "/usr/sbin/cron");
        process("a1-event", "k2", "k1", "/opt/x/" + HOSTILE);
        process("e-child", "k3", "k2", "/bin/child");
        console.history().commit("detect", 1);
        Page page = analyst.get("/alerts/a1");
        assertEquals(200, page.status());
        String text = page.text();
        for (String raw : List.of("<img src=x", "\u202e", "\u200b", "\u001b")) {
            assertFalse(text.contains(raw), text);
        }
        assertTrue(text.contains("/opt/was"), text);
        int parent = text.indexOf("/usr/sbin/cron");
        int it = text.indexOf("▶ <span class=\"mono\">/opt/x/");
        int child = text.indexOf("/bin/child");
        assertTrue(parent > 0 && it > parent && child > it, text);
        // Above the first that was seen stands the one whose start was not.
        assertTrue(text.indexOf("son démarrage n'a pas été vu") < parent, text);
        assertTrue(text.contains("href=\"/hunt?q=host%3A"), text);
        assertTrue(text.contains("1 événement sur ce poste"), text);
        String json = console.api(Role.COMMUNE_READER, new Scope.Communes(Set.of(TestConsole.OWN)))
                .get("/api/v1/alerts/a1/around")
                .text();
        assertTrue(json.contains("\"is_it\":true") && !json.contains("\"region\""), json);
        assertTrue(text.contains("ls -ldb -- '/opt/x/tool'"), text);
        assertTrue(text.contains("T1053.003: "), text);
        assertEquals(
                404, console.as(Role.ANALYST, TestConsole.OWN).get("/alerts/a2").status());
        assertFalse(console.as(Role.COMMUNE_READER, TestConsole.OWN)
                .get("/alerts/a1")
                .text()
                .contains("/decide\""));
        assertEquals(200, analyst.get("/alerts?group=1&all=1").status());
    }

    @Test
    void theSecondWhoDecidesSeesWhatTheFirstDidAndNothingIsLost() throws IOException {
        console.as(Role.LEAD)
                .post(
                        "/alerts/a1/decide",
                        Map.of("step", "closed", "closing", "test", "version", "0", "count", "1", "reason", "essai"));
        assertEquals(Status.CLOSED, status("a1"));
        Page late = analyst.post(
                "/alerts/a1/decide", Map.of("step", "acknowledged", "version", "0", "reason", "typed with care"));
        assertEquals(409, late.status());
        assertTrue(late.text().contains("lead") && late.text().contains("essai"), late.text());
        assertTrue(late.text().contains("typed with care"), late.text());
        assertEquals(Status.CLOSED, status("a1"));
        assertEquals(
                303,
                analyst.post("/alerts/a1/decide", Map.of("step", "undone", "version", "1"))
                        .status());
        assertEquals(Status.NEW, status("a1"));
        assertEquals(
                422,
                analyst.post("/alerts/a1/decide", Map.of("step", "commented", "version", "2"))
                        .status());
    }

    @Test
    void aFileHasNoNameThatMakesItsExceptionWiderOrHidesInIt() throws IOException {
        console.store().change(s -> {
            s.alerts().raise(alert("star", "vigie-item-changed", TestConsole.OWN, 1, "/opt/*\u202e"));
            s.alerts().raise(alert("other", "vigie-item-changed", TestConsole.OWN, 1, "/opt/a1"));
        });
        String first = analyst.get("/alerts/star/exception").text();
        assertTrue(first.contains("value=\"/opt/??\""), first);
        String wide =
                analyst.get("/alerts/star/exception?part=path&path=/opt/*").text();
        assertTrue(wide.contains("/alerts/a1"), wide);
        assertFalse(first.contains("/alerts/a1\""), first);
    }

    @Test
    void anExceptionIsPreviewedAndSetWithinItsBounds() throws IOException {
        String first = analyst.get("/alerts/a1/exception").text();
        for (String part : List.of("path", "commune", "host")) {
            assertTrue(first.contains("value=\"" + part + "\" checked"), first);
        }
        String preview =
                analyst.get("/alerts/a1/exception?part=path&path=/opt/x/*").text();
        assertTrue(preview.contains("/alerts/a2") && preview.contains("value=\"/opt/x/*\""), preview);
        String day =
                console.clock().instant().plus(Duration.ofDays(30)).toString().substring(0, 10);
        Map<String, String> region = Map.of("part", "path", "path", "/opt/x/*", "until", day, "reason", "connu");
        assertEquals(422, analyst.post("/alerts/a1/exception", region).status());
        assertEquals(
                422,
                analyst.post("/alerts/a1/exception", Map.of("part", "commune", "until", "2020-01-01", "reason", "x"))
                        .status());
        assertEquals(
                422,
                analyst.post("/alerts/back/exception", Map.of("part", "commune", "until", day, "reason", "x"))
                        .status());
        assertEquals(List.of(), console.store().read(s -> s.alertExceptions().list(ALL)));
        for (String pattern : List.of("", "*", "/*".repeat(501) + "x")) {
            assertEquals(
                    422,
                    console.as(Role.LEAD)
                            .post(
                                    "/alerts/a1/exception",
                                    Map.of("part", "path", "path", pattern, "until", day, "reason", "x"))
                            .status(),
                    pattern);
        }
        assertEquals(
                422,
                analyst.post("/alerts/a1/exception", Map.of("part", "commune", "until", day, "reason", "x"))
                        .status());
        // What holds for every commune is confirmed with what it would have hidden.
        Page asked = console.as(Role.LEAD).post("/alerts/a1/exception", region);
        assertEquals(422, asked.status());
        assertEquals(List.of(), console.store().read(s -> s.alertExceptions().list(ALL)));
        Matcher confirming =
                Pattern.compile("name=\"confirmed\" value=\"([^\"]+)").matcher(asked.text());
        assertTrue(confirming.find(), asked.text());
        Map<String, String> confirmed = new HashMap<>(region);
        confirmed.put("confirmed", confirming.group(1));
        assertEquals(
                303,
                console.as(Role.LEAD).post("/alerts/a1/exception", confirmed).status());
        assertEquals(
                303,
                analyst.post("/alerts/a1/exception", Map.of("part", "host", "until", day, "reason", "x"))
                        .status());
        assertEquals(2, console.store().read(s -> s.alertExceptions().list(ALL)).size());
    }

    @Test
    void aProgramListsAndDecidesAsAPersonDoes() throws IOException {
        Client program = console.api(Role.ANALYST);
        String list = program.get("/api/v1/alerts?group=1").text();
        assertTrue(list.contains("\"a1\"") && list.contains("\"a2\"") && !list.contains("\"back\""), list);
        String decision = "{\"step\":\"closed\",\"closing\":\"test\",\"version\":\"0\",\"count\":\"1\"}";
        Page done = program.json("POST", "/api/v1/alerts/a1/decisions", decision);
        assertEquals(200, done.status());
        assertTrue(
                done.text().contains("\"status\":\"closed\"") && done.text().contains("\"closing\":\"test\""),
                done.text());
        Page late = program.json("POST", "/api/v1/alerts/a1/decisions", decision);
        assertEquals(409, late.status());
        assertTrue(late.text().contains("decided meanwhile") || late.text().contains("entre-temps"), late.text());
        assertEquals(
                422, program.json("POST", "/api/v1/alerts/a1/decisions", "{}").status());
        assertEquals(
                404,
                console.api(Role.ANALYST, new Scope.Communes(Set.of(TestConsole.OWN)))
                        .get("/api/v1/alerts/a2")
                        .status());
    }

    @Test
    void whatCameAgainAfterOneLookedIsNotClosed() throws IOException {
        Map<String, String> close = Map.of("step", "closed", "closing", "test", "version", "0", "count", "1");
        console.store().change(s -> s.alerts().again("a1", Specimens.agent(1), Specimens.minute(2)));
        Page again = analyst.post("/alerts/a1/decide", close);
        assertEquals(409, again.status());
        assertTrue(again.text().contains("name=\"count\" value=\"2\""), again.text());
        assertEquals(Status.NEW, status("a1"));
        assertEquals(
                409,
                analyst.post("/alerts/a2/decide", Map.of("step", "closed", "closing", "test", "version", "0"))
                        .status());
        assertEquals(303, analyst.post("/alerts/a2/decide", close).status());
    }

    @Test
    void aCommuneReadsNothingOfHowManyOthersHaveIt() throws IOException {
        console.store()
                .change(s -> s.alerts()
                        .raise(alert("p", "vigie-item-changed", TestConsole.OWN, 1, "/opt/x/tool")
                                .with(Map.of("shape", "1:x", "prevalence", "4711", "prevalence.hosts", "4712"))));
        assertTrue(analyst.get("/alerts/p").text().contains("4711"));
        Client own = console.as(Role.COMMUNE_READER, TestConsole.OWN);
        String text = own.get("/alerts/p").text();
        assertFalse(text.contains("4711") || text.contains("4712"), text);
        assertTrue(text.contains("rare in the region") || text.contains("rare dans la région"), text);
        String list = console.api(Role.COMMUNE_READER, new Scope.Communes(Set.of(TestConsole.OWN)))
                .get("/api/v1/alerts")
                .text();
        assertTrue(list.contains("\"p\"") && !list.contains("4711") && !list.contains("4712"), list);
    }

    @Test
    void anIncidentIsOpenedAndJoined() throws IOException {
        assertEquals(
                422, analyst.post("/alerts/a1/incident", Map.of("reason", "x")).status());
        assertEquals(
                303,
                analyst.post("/alerts/a1/incident", Map.of("reason", "x", "title", "Rançon"))
                        .status());
        String id = console.store()
                .read(s -> s.incidents().list(ALL))
                .getFirst()
                .id()
                .text();
        assertEquals(
                303,
                analyst.post("/alerts/a2/incident", Map.of("reason", "x", "incident", id))
                        .status());
        assertEquals(
                2,
                console.store()
                        .read(s -> s.incidents().list(ALL))
                        .getFirst()
                        .communes()
                        .size());
        assertEquals(
                404,
                console.as(Role.ANALYST, TestConsole.OWN)
                        .post("/alerts/a2/incident", Map.of("reason", "x", "title", "y"))
                        .status());
    }
}
