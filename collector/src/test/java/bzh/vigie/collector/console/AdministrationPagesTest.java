package bzh.vigie.collector.console;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import bzh.vigie.collector.console.TestConsole.Client;
import bzh.vigie.collector.console.TestConsole.Page;
import bzh.vigie.collector.identity.MachineChange;
import bzh.vigie.collector.store.Audit;
import bzh.vigie.collector.store.Author;
import bzh.vigie.collector.store.Hosts.Host;
import bzh.vigie.collector.store.Hosts.State;
import bzh.vigie.collector.store.People.Role;
import bzh.vigie.collector.store.Scope;
import bzh.vigie.collector.store.Specimens;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The audit log with its filters and its table, agents that wait in numbers, and people who come and go. */
final class AdministrationPagesTest {
    private static final String AUDIT = "/administration/audit";
    private static final Author NAMED = new Author("Maëlle", "=HYPERLINK(\"http://evil.example\")");

    @TempDir
    private static Path folder;

    @SuppressWarnings("NullAway.Init") // set before all
    private static TestConsole console;

    @BeforeAll
    static void start() throws IOException {
        console = TestConsole.start(folder);
        console.store().change(s -> {
            s.audit().add(NAMED, "machine-exempted", "a <b>printer</b>");
            s.audit().add(new Author("Yann", "because"), "incident-opened", "i-1");
            for (int i = 1; i <= 5; i++) {
                s.hosts().enrol(waiting(Specimens.host(i, i == 5 ? TestConsole.FOREIGN : TestConsole.OWN)));
            }
        });
    }

    @AfterAll
    static void stop() {
        console.close();
    }

    private static Host waiting(Host h) {
        return host(h, State.WAITING_FOR_APPROVAL, h.certificateExpires());
    }

    private static Host host(Host h, State state, Instant expires) {
        return new Host(
                h.id(),
                h.commune(),
                h.hostname(),
                state,
                h.publicKey(),
                h.facts(),
                h.version(),
                h.enrolled(),
                expires,
                h.lastSeen(),
                h.skewMicros(),
                h.bootId(),
                h.runId(),
                false);
    }

    @Test
    void theLogIsFilteredByWhoWhatAboutWhatAndWhen() throws IOException {
        Client auditor = console.as(Role.AUDITOR);
        String all = auditor.get(AUDIT).text();
        assertTrue(all.indexOf("incident-opened") < all.indexOf("machine-exempted"), "the newest first");
        assertTrue(all.contains("a &lt;b>printer") || all.contains("a &lt;b&gt;printer"), all);
        assertFalse(auditor.get(AUDIT + "?author=Yann").text().contains("machine-exempted"));
        assertFalse(auditor.get(AUDIT + "?action=incident-").text().contains("machine-exempted"));
        assertTrue(auditor.get(AUDIT + "?subject=printer").text().contains("Machine exemptée"));
        assertTrue(auditor.get(AUDIT + "?to=2001-01-01").text().contains("Aucune décision"));
        assertTrue(auditor.get(AUDIT + "?from=nothing&action=%25").text().contains("Aucune décision"));
        assertEquals(403, console.as(Role.ANALYST).get(AUDIT).status());
        assertEquals(403, console.as(Role.AUDITOR, TestConsole.OWN).get(AUDIT).status());
        String json = console.api(Role.AUDITOR)
                .get("/api/v1/administration/audit?author=Ma%C3%ABlle")
                .text();
        assertTrue(json.contains("\"action\":\"machine-exempted\"") && !json.contains("incident-opened"), json);
    }

    @Test
    void whoKeepsTheCollectorReadsNothingOfWhatAgentsTold() throws IOException {
        Author told = new Author("Yann", "since PLANTED was seen");
        for (String action : List.of(
                "alert-closed",
                "alert-exception-set until 2030 rule PLANTED",
                "audit-exported",
                "events-exported",
                "events-searched",
                "incident-attested",
                "incident-hosts 29019 PLANTED 3",
                "incident-identity PLANTED -",
                "incident-tombstone PLANTED",
                "incident-witness 29019 PLANTED 3",
                "machine-exempted",
                "recurrence-returned",
                "rule-tuned",
                "search-saved",
                "something-new",
                "watchlist-add")) {
            console.store().change(s -> s.audit().add(told, action, "PLANTED"));
        }
        console.store().change(s -> s.audit().add(new Author("Yann", "left us"), "person-disabled", "anna"));
        Client keeper = console.as(Role.ADMINISTRATOR);
        assertTrue(console.as(Role.LEAD).get(AUDIT).text().contains("PLANTED"), "it is in the log");
        for (String address : List.of(AUDIT, AUDIT + "/export", "/api/v1" + AUDIT)) {
            String text = (address.startsWith("/api") ? console.api(Role.ADMINISTRATOR) : keeper)
                    .get(address)
                    .text();
            assertFalse(text.contains("PLANTED"), address + text);
            assertTrue(text.contains("incident-tombstone") && text.contains("something-new"), address + text);
            assertTrue(text.contains("left us") && text.contains("anna"), address + text);
        }
        for (String guess : List.of("subject=PLANTED", "action=incident-tombstone%20PLANTED")) {
            String text = keeper.get(AUDIT + "?" + guess).text();
            assertFalse(text.contains("Yann"), "a filter tells what is not shown: " + guess + text);
        }
        assertTrue(keeper.get(AUDIT + "?subject=anna").text().contains("left us"));
    }

    @Test
    void aSecondClickMakesNoSecondTokenAndOpensNoSecondIncident() throws IOException {
        Client keeper = console.as(Role.ADMINISTRATOR);
        Map<String, String> token = Map.of(
                "label", "siem", "token-role", "auditor", "days", "30", "communes", "*", "reason", "r", "once", "n-1");
        String first = keeper.post("/administration/tokens", token).text();
        assertTrue(first.contains("siem"), first);
        Matcher secret = Pattern.compile("<code>[^<]{40,}</code>").matcher(first);
        assertTrue(secret.find(), first);
        assertTrue(keeper.post("/administration/tokens", token).text().contains(secret.group()), "the same is shown");
        assertEquals(1, tokens());
        Map<String, String> another = new HashMap<>(token);
        another.put("once", "n-2");
        keeper.post("/administration/tokens", another);
        assertEquals(2, tokens(), "what another page sent is another");

        Map<String, String> incident = Map.of(
                "title", "twice", "communes", TestConsole.OWN.insee(), "watch", "90", "reason", "r", "once", "n-3");
        Client analyst = console.as(Role.ANALYST);
        String opened = analyst.post("/incidents", incident).header("location");
        assertEquals(opened, analyst.post("/incidents", incident).header("location"));
        assertTrue(analyst.get("/incidents").text().contains("name=\"once\""), "pages send the number");
        Map<String, String> wrong = Map.of("title", "", "reason", "r", "once", "n-4");
        assertEquals(422, analyst.post("/incidents", wrong).status());
        assertEquals(422, analyst.post("/incidents", wrong).status(), "what was refused is looked at again");
    }

    private static long tokens() {
        return console.store().read(s -> s.people().tokens()).stream()
                .filter(each -> each.label().equals("siem"))
                .count();
    }

    @Test
    void itsTableHoldsNoFormulaAndWhoTookItStandsInIt() throws IOException {
        Page table = console.as(Role.LEAD).get(AUDIT + "/export?author=Ma%C3%ABlle&action=machine-exempted");
        assertEquals("text/csv; charset=utf-8", table.header("content-type"));
        List<String> lines = table.text().lines().toList();
        assertEquals(2, lines.size(), table.text());
        assertTrue(table.text().startsWith("\ufeff\"number\""), table.text());
        assertFalse(lines.getLast().contains(",=HYPERLINK") || lines.getLast().contains("\"=HYPERLINK"), table.text());
        Audit.Entry last = console.store()
                .read(s ->
                        s.audit().find(new Audit.Filter("", "audit-", "", Optional.empty(), Optional.empty()), 999, 1))
                .getFirst();
        assertEquals("lead", last.author().name());
    }

    @Test
    void agentsThatWaitAreDecidedAboutTogetherWithinTheCommunesOfWhoDecides() throws IOException {
        String own = Specimens.agent(1).text();
        String foreign = Specimens.agent(5).text();
        Client local = console.as(Role.ADMINISTRATOR, TestConsole.OWN);
        assertEquals(
                422,
                local.post("/administration/agents", Map.of("hosts", own, "way", "approve"))
                        .status());
        for (String host : List.of(own, foreign)) {
            Map<String, String> fields = Map.of("hosts", host, "way", "approve", "reason", "on the list");
            assertEquals(303, local.post("/administration/agents", fields).status());
        }
        assertEquals(State.ACTIVE, state(1));
        assertEquals(State.WAITING_FOR_APPROVAL, state(5), "another's");
        Client administrator = console.as(Role.ADMINISTRATOR);
        String found = administrator
                .get("/administration/agents?state=active&commune=" + TestConsole.OWN)
                .text();
        int table = found.indexOf("id=\"all\"");
        assertTrue(
                found.indexOf(own, table) > 0
                        && found.indexOf(Specimens.agent(2).text(), table) < 0,
                found);
        assertEquals(404, administrator.get("/administration/agents?commune=x").status());
        String json = console.api(Role.ADMINISTRATOR)
                .get("/api/v1/administration/agents?state=waiting-for-approval")
                .text();
        assertTrue(json.contains(foreign) && !json.contains(own), json);
    }

    /** Whoever was put on another machine sends, and what is missing there proves nothing until a person lets it in. */
    @Test
    void anActiveHostOnAnotherMachineCanBeReadmitted() throws IOException {
        Client administrator = console.as(Role.ADMINISTRATOR, TestConsole.OWN);
        String button = "/administration/agents/" + Specimens.agent(3).text() + "/readmit";
        Map<String, String> fields =
                Map.of("hosts", Specimens.agent(3).text(), "way", "approve", "reason", "on the list");
        assertEquals(303, administrator.post("/administration/agents", fields).status());
        assertFalse(administrator.get("/administration/agents").text().contains(button));
        console.store().change(s -> MachineChange.seen(s, Specimens.agent(3), "a", "b", Specimens.minute(1)));
        String page = administrator.get("/administration/agents").text();
        assertTrue(page.contains(button), page);
        assertEquals(
                303, administrator.post(button, Map.of("reason", "remplacé")).status());
        assertFalse(administrator.get("/administration/agents").text().contains(button));
    }

    private static State state(int number) {
        return console.store()
                .read(s -> s.hosts().find(Specimens.agent(number)))
                .orElseThrow()
                .state();
    }

    /** Several forms of a page have fields of one name: what was typed comes back in the form where it was typed, and in no other. */
    @Test
    void whatWasTypedWrongComesBackWhereItWasTyped() throws IOException {
        Client keeper = console.as(Role.ADMINISTRATOR);
        Map<String, Map<String, String>> forms = Map.of(
                "/administration/people/commune%20reader", Map.of("role", "lead", "communes", "nowhere"),
                "/administration/people", Map.of("name", "?", "role", "lead", "communes", "nowhere"),
                "/administration/tokens",
                        Map.of("label", "x", "token-role", "lead", "days", "5000", "communes", "nowhere"));
        int leads = keeper.get("/administration").text().split("<option value=\"lead\" selected", -1).length;
        for (Map.Entry<String, Map<String, String>> form : forms.entrySet()) {
            Map<String, String> fields = new HashMap<>(form.getValue());
            fields.put("reason", "ce que je voulais");
            Page refused = keeper.post(form.getKey(), fields);
            assertEquals(422, refused.status(), form.getKey());
            for (String typed : List.of("ce que je voulais", "value=\"nowhere\"")) {
                assertEquals(2, refused.text().split(typed, -1).length, form.getKey() + " " + typed);
            }
            assertEquals(
                    leads + 1,
                    refused.text().split("<option value=\"lead\" selected", -1).length,
                    form.getKey() + " and the role in that form alone");
        }
        Page some = keeper.post(
                "/administration/agents", Map.of("hosts", Specimens.agent(1).text(), "way", "?", "reason", "relu"));
        assertEquals(422, some.status());
    }

    @Test
    void sessionsAreEndedForAReason() throws IOException {
        console.store().change(s -> s.people().add("Nolwenn", Role.ANALYST, new Scope.All(), NAMED));
        Client nolwenn = console.client("Nolwenn");
        assertEquals(200, nolwenn.get("/").status());
        Client administrator = console.as(Role.ADMINISTRATOR);
        String path = "/administration/people/Nolwenn/sessions";
        assertEquals(422, administrator.post(path, Map.of()).status());
        assertEquals(
                303, administrator.post(path, Map.of("reason", "left open")).status());
        assertEquals(303, nolwenn.get("/").status());
        assertEquals(
                List.of("sessions-ended"),
                console
                        .store()
                        .read(s -> s.audit()
                                .find(
                                        new Audit.Filter(
                                                "", "sessions-", "Nolwenn", Optional.empty(), Optional.empty()),
                                        999,
                                        9))
                        .stream()
                        .map(Audit.Entry::action)
                        .toList());
    }

    @Test
    void theLastWhoKeepsTheWholeCollectorCanBeTakenByNobody() throws IOException {
        console.store().change(s -> s.people().add("Second", Role.ADMINISTRATOR, new Scope.All(), NAMED));
        Client second = console.client("Second");
        String first = "/administration/people/administrator";
        assertEquals(
                303, second.post(first + "/disable", Map.of("reason", "left")).status());
        Page refused = second.post("/administration/people/Second/disable", Map.of("reason", "me too"));
        assertEquals(409, refused.status(), "oneself");
        assertEquals(true, console.store().<Boolean>read(s -> s.people().isLastAdministrator("second")));
        assertEquals(
                303, second.post(first + "/enable", Map.of("reason", "back")).status());
        assertEquals(false, console.store().<Boolean>read(s -> s.people().isLastAdministrator("Second")));
    }

    private static Page step(Client who, String step, String seen, String sure, String anyway) throws IOException {
        return who.post(
                "/administration/authority",
                Map.of("step", step, "seen", seen, "reason", "its time", "sure", sure, "anyway", anyway));
    }

    @Test
    void theAuthorityIsReplacedInTwoStepsEachAskedTwice() throws IOException {
        Instant yesterdays = console.clock().instant().plus(Duration.ofDays(29));
        console.store()
                .change(s -> s.hosts().enrol(host(Specimens.host(6, TestConsole.OWN), State.ACTIVE, yesterdays)));
        Client administrator = console.as(Role.ADMINISTRATOR);
        String page = administrator.get("/administration/authority").text();
        assertFalse(page.contains("PRIVATE"), page);
        String seen = page.replaceAll("(?s).*name=\"seen\" value=\"([0-9a-f]{64})\".*", "$1");
        Page asked = step(administrator, "roll-over", seen, "", "");
        assertEquals(200, asked.status());
        assertTrue(
                asked.text().contains("name=\"sure\" value=\"yes\"")
                        && asked.text().contains("its time"),
                asked.text());
        assertTrue(administrator.get("/administration/authority").text().contains(seen), "nothing is done yet");
        assertEquals(
                409, step(administrator, "retire", seen, "", "").status(), "not the step that the page asks for now");
        assertEquals(
                409, step(administrator, "roll-over", "0".repeat(64), "yes", "").status());
        assertEquals(409, step(administrator, "retire", seen, "yes", "").status());
        assertEquals(303, step(administrator, "roll-over", seen, "yes", "").status());
        assertEquals(1, console.applied());
        String next = administrator
                .get("/administration/authority")
                .text()
                .replaceAll("(?s).*name=\"seen\" value=\"([0-9a-f]{64})\".*", "$1");
        assertFalse(next.equals(seen));
        assertEquals(409, step(administrator, "roll-over", next, "yes", "").status(), "one is under way");
        assertEquals(409, step(administrator, "roll-over", seen, "", "").status(), "a tab of before");
        assertEquals(409, step(administrator, "retire", seen, "", "").status(), "another authority was seen");
        Page behind = step(administrator, "retire", next, "yes", "");
        assertEquals(409, behind.status(), "a host knows only the former one");
        assertEquals(303, step(administrator, "retire", next, "yes", "yes").status());
        assertFalse(administrator.get("/administration/authority").text().contains(seen), "trusted no more");
        assertEquals(
                List.of(
                        "authority-retired",
                        "authority-retirement-begun",
                        "authority-rolled-over",
                        "authority-roll-over-begun"),
                console
                        .store()
                        .read(s -> s.audit()
                                .find(
                                        new Audit.Filter("", "authority-", "", Optional.empty(), Optional.empty()),
                                        999,
                                        9))
                        .stream()
                        .map(Audit.Entry::action)
                        .toList());
        assertEquals(403, console.as(Role.LEAD).get("/administration/authority").status());
    }

    @Test
    void whatIsKeptAndWhyIsThereToRead() throws IOException {
        String page =
                console.as(Role.ADMINISTRATOR).get("/administration/storage").text();
        assertTrue(page.contains("RGPD") && page.contains("Disque plein"), page);
        assertTrue(page.contains("selon les réglages"), "what is not known is not told as kept for good");
        assertTrue(console.api(Role.ADMINISTRATOR)
                .get("/api/v1/administration/storage")
                .text()
                .contains("\"kind\":\"inventories\",\"by_age\":false}"));
    }
}
