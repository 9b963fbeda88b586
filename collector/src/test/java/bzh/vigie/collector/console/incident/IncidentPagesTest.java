package bzh.vigie.collector.console.incident;

import static bzh.vigie.collector.store.Specimens.agent;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import bzh.vigie.collector.console.TestConsole;
import bzh.vigie.collector.console.TestConsole.Client;
import bzh.vigie.collector.console.TestConsole.Page;
import bzh.vigie.collector.detect.returns.LocalParts;
import bzh.vigie.collector.detect.returns.Sweep;
import bzh.vigie.collector.intel.Indicator;
import bzh.vigie.collector.intel.Observable;
import bzh.vigie.collector.intel.Tlp;
import bzh.vigie.collector.review.GroupKey;
import bzh.vigie.collector.review.ReviewItems;
import bzh.vigie.collector.store.Audit;
import bzh.vigie.collector.store.Commune;
import bzh.vigie.collector.store.IncidentId;
import bzh.vigie.collector.store.Incidents.Incident;
import bzh.vigie.collector.store.Incidents.Interval;
import bzh.vigie.collector.store.LocalChecks.Swept;
import bzh.vigie.collector.store.People.Role;
import bzh.vigie.collector.store.Reviews.Decision;
import bzh.vigie.collector.store.Scope;
import bzh.vigie.collector.store.Specimens;
import bzh.vigie.event.Item;
import bzh.vigie.event.Sha256;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An incident as an analyst takes it from its opening to the signature, in the browser. */
final class IncidentPagesTest {
    private static final Scope ALL = new Scope.All();
    private static final Item TOOL = ReviewItems.service("Tool", "LocalSystem", "v1", "Editor");
    private static final Item OTHER = ReviewItems.service("Other", "LocalSystem", "v2", "Editor");
    private static final Item ODD = ReviewItems.service("<img src=x onerror=alert(1)>\u202e", "LocalSystem", "x", "");

    @TempDir
    private static Path folder;

    @SuppressWarnings("NullAway.Init") // set before all
    private static TestConsole console;

    @SuppressWarnings("NullAway.Init") // set before all
    private static Incident incident;

    @SuppressWarnings("NullAway.Init") // set before all
    private static Incident large;

    @BeforeAll
    static void anIncidentWithThingsToReview() throws IOException {
        console = TestConsole.start(folder);
        console.clock()
                .forward(Duration.between(
                        console.clock().instant(), Specimens.minute(120).plus(Duration.ofDays(15))));
        console.store().change(s -> {
            incident = s.incidents().open("rançongiciel <b>", Set.of(TestConsole.OWN), 30, Specimens.ANALYST);
            s.incidents()
                    .eviction(
                            ALL,
                            incident.id(),
                            Optional.empty(),
                            Optional.of(new Interval(Specimens.minute(60), Optional.of(Specimens.minute(120)))),
                            Specimens.ANALYST);
            for (int host = 1; host <= 3; host++) {
                s.hosts().enrol(Specimens.host(host, TestConsole.OWN));
                s.inventories().put(agent(host), TestConsole.OWN, TOOL, 1, Specimens.minute(1));
            }
            s.inventories().put(agent(2), TestConsole.OWN, ODD, 1, Specimens.minute(200));
            s.inventories().put(agent(1), TestConsole.OWN, OTHER, 1, Specimens.minute(200));
            s.inventories().put(agent(2), TestConsole.OWN, OTHER, 1, Specimens.minute(200));
            large = s.incidents().open("grande revue", Set.of(TestConsole.FOREIGN), 30, Specimens.ANALYST);
            s.incidents()
                    .eviction(
                            ALL,
                            large.id(),
                            Optional.empty(),
                            Optional.of(new Interval(Specimens.minute(60), Optional.of(Specimens.minute(120)))),
                            Specimens.ANALYST);
            s.hosts().enrol(Specimens.host(9, TestConsole.FOREIGN));
            for (int i = 0; i < 101; i++) {
                Item one = ReviewItems.service("Svc" + i, "LocalSystem", "v" + i, "");
                s.inventories().put(agent(9), TestConsole.FOREIGN, one, 1, Specimens.minute(200));
            }
        });
    }

    @AfterAll
    static void stop() {
        console.close();
    }

    private static String path() {
        return "/incidents/" + incident.id().text();
    }

    @Test
    void anIncidentIsOpenedAndItsPhaseDatedByANamedPerson() throws IOException {
        Client analyst = console.as(Role.ANALYST);
        Page refused = analyst.post(
                "/incidents", Map.of("title", "messagerie", "communes", "29019 nowhere", "watch", "0", "reason", ""));
        assertEquals(422, refused.status());
        assertTrue(refused.text().contains("messagerie"), "what was typed is there");
        assertTrue(refused.text().contains("nowhere n'est pas le code INSEE"), refused.text());
        Page opened = analyst.post(
                "/incidents",
                Map.of("title", "messagerie", "communes", "29019, 22113", "watch", "60", "reason", "appel du maire"));
        assertEquals(303, opened.status(), opened.text());
        String there = opened.header("location");
        Page future = analyst.post(
                there + "/phase", Map.of("phase", "containment", "since", "2036-01-01T08:00", "reason", "début"));
        assertEquals(422, future.status());
        assertTrue(
                future.text().contains("name=\"back\" value=\"" + there + "\""),
                "links lead to the page, not to the form");
        assertEquals(2, future.text().split("début</textarea>", -1).length, "what was typed is in that form alone");
        Page dated = analyst.post(
                there + "/phase", Map.of("phase", "containment", "since", "2026-03-02T08:00", "reason", "début"));
        assertEquals(303, dated.status(), dated.text());
        Page shown = analyst.get(there);
        assertTrue(shown.text().contains("Phase datée : endiguement."), shown.text());
        IncidentId id = new IncidentId(there.replaceFirst(".*/", ""));
        List<Audit.Entry> log = console.store().read(s -> s.audit().about(id.text()));
        assertEquals("analyst", log.getLast().author().name());
        assertEquals("début", log.getLast().author().reason());
    }

    /** Each of these is decided by two at once: nothing is turned over that somebody did not see, and nothing typed is lost. */
    @Test
    void theSecondOfTwoWhoDecideAboutAnIncidentSeesWhatTheFirstDid() throws IOException {
        Client analyst = console.as(Role.ANALYST);
        Client lead = console.as(Role.LEAD);
        String there = analyst.post(
                        "/incidents", Map.of("title", "à deux", "communes", "29019", "watch", "60", "reason", "appel"))
                .header("location");
        console.store().change(s -> s.hosts().enrol(Specimens.host(21, TestConsole.OWN)));
        for (String form : List.of("/phase", "/eviction", "/watch", "/hosts/identify")) {
            String page = form.startsWith("/hosts") ? there + "/hosts" : there;
            String seen = analyst.get(page).text().replaceAll("(?s).*?name=\"seen\" value=\"([0-9]+)\".*", "$1");
            Map<String, String> fields = new HashMap<>(Map.of("seen", seen, "reason", "le premier"));
            fields.putAll(
                    switch (form) {
                        case "/phase" -> Map.of("phase", "containment", "since", "2026-03-02T08:00");
                        case "/eviction" -> Map.of("start", "2026-03-02T08:00");
                        case "/watch" -> Map.of("days", "70");
                        default -> Map.of("host", agent(21).text(), "withdraw", "yes");
                    });
            assertEquals(303, lead.post(there + form, fields).status(), form);
            fields.put("reason", "le second");
            Page second = analyst.post(there + form, fields);
            assertEquals(409, second.status(), form);
            assertTrue(second.text().contains("lead en a décidé"), form + second.text());
            assertTrue(second.text().contains("« le premier »"), form);
            assertTrue(second.text().contains("le second</textarea>"), form);
            fields.put("seen", second.text().replaceAll("(?s).*?name=\"seen\" value=\"([0-9]+)\".*", "$1"));
            assertEquals(303, analyst.post(there + form, fields).status(), form + ": once it was read");
        }
    }

    @Test
    void whatCanBeConcludedIsShownWithWhatIsMissingAndSignedAsItWasShown() throws IOException {
        Client lead = console.as(Role.LEAD);
        Page shown = lead.get(path() + "/conclusion");
        assertEquals(200, shown.status(), shown.text());
        assertTrue(shown.text().contains("NON VÉRIFIABLE"), shown.text());
        assertFalse(shown.text().contains("<b>"), "a title is text");
        assertTrue(shown.text().contains("Les postes ne reçoivent rien à chercher eux-mêmes."), shown.text());
        Page other = lead.post(
                path() + "/conclusion",
                Map.of("decision", "signed", "word", "not-observed-coverage-sufficient", "reason", "relu"));
        assertEquals(409, other.status());
        assertTrue(console.store()
                .read(s -> s.conclusions().lines(ALL, incident.id()))
                .isEmpty());
        assertEquals(
                403,
                console.as(Role.ANALYST)
                        .post(
                                path() + "/conclusion",
                                Map.of("decision", "signed", "word", "not-verifiable", "reason", "relu"))
                        .status());
        Page signed = lead.post(
                path() + "/conclusion", Map.of("decision", "refused", "word", "not-verifiable", "reason", "relu"));
        assertEquals(303, signed.status(), signed.text());
        assertTrue(lead.get(path() + "/conclusion").text().contains("<q>relu</q>"));
    }

    @Test
    void whatHostsLookedForThemselvesIsShownByHostAndAnswer() throws IOException {
        Commune apart = new Commune("56007");
        Incident own = console.store().write(s -> {
            for (int host = 70; host <= 72; host++) {
                s.hosts().enrol(Specimens.host(host, apart));
            }
            Incident opened = s.incidents().open("à part", Set.of(apart), 30, Specimens.ANALYST);
            s.incidents()
                    .eviction(
                            ALL,
                            opened.id(),
                            Optional.empty(),
                            Optional.of(new Interval(Specimens.minute(60), Optional.of(Specimens.minute(120)))),
                            Specimens.ANALYST);
            Indicator service = new Indicator(
                    new Observable.Service("upd"),
                    "CERT",
                    "",
                    Tlp.GREEN,
                    50,
                    Optional.empty(),
                    Optional.empty(),
                    false,
                    true);
            s.indicators().add(Optional.of(opened.id().text()), List.of(service), "x.csv", Specimens.ANALYST);
            return opened;
        });
        Sha256 list = console.store()
                .read(s ->
                        LocalParts.of(s, console.clock().instant()).list(apart).id());
        console.store().change(s -> {
            s.localChecks().taken(agent(70), apart, list, 1, Specimens.minute(130));
            s.localChecks().swept(agent(70), list, new Swept(Specimens.minute(140), 900, 88, 0, 0));
            s.localChecks().taken(agent(71), apart, list, 1, Specimens.minute(130));
            s.localChecks().swept(agent(71), list, new Swept(Specimens.minute(140), 900, 88, 3, 5));
        });
        String there = "/incidents/" + own.id().text() + "/conclusion";
        String text = console.as(Role.LEAD).get(there).text();
        assertTrue(text.contains("3 sortes d'emplacements sur 88 pas entièrement lues, 5 correspondances"), text);
        assertTrue(text.contains("<a href=\"/hosts/" + agent(72).text() + "\">"), "it never answered");
        assertFalse(text.contains("<a href=\"/hosts/" + agent(70).text() + "\">"), "it went through all");
        String json = console.api(Role.LEAD).get("/api/v1" + there).text();
        assertTrue(json.contains("\"checked_in_part\":[{\"host\":"), json);
    }

    @Test
    void oneDecisionIsForAllHostsThatHaveTheSameThing() throws IOException {
        Client analyst = console.as(Role.ANALYST);
        Page shown = analyst.get(path() + "/review");
        assertEquals(200, shown.status(), shown.text());
        assertTrue(shown.text().contains(GroupKey.of(TOOL)));
        assertFalse(shown.text().contains("<img src"), "a name is text");
        assertFalse(shown.text().contains("\u202e"), "what turns text is shown");
        assertEquals(
                422,
                analyst.post(path() + "/review", Map.of("decision", "approved", "group", GroupKey.of(TOOL)))
                        .status(),
                "without a reason");
        Page decided = analyst.post(
                path() + "/review",
                Map.of("decision", "approved", "group", GroupKey.of(TOOL), "reason", "logiciel de l'état civil"));
        assertEquals(303, decided.status(), decided.text());
        assertTrue(analyst.get(path() + "/review").text().contains("approuvé. Groupes : 1, éléments : 3."));
        assertTrue(analyst.get(path() + "/review?state=approved").text().contains(GroupKey.of(TOOL)));
        assertEquals(
                403,
                console.as(Role.COMMUNE_READER)
                        .post(path() + "/review", Map.of("decision", "approved", "group", "x", "reason", "y"))
                        .status());
    }

    @Test
    void whatOneHostAloneHasIsNeverApprovedWithOthersAndSaysWhy() throws IOException {
        Client analyst = console.as(Role.ANALYST);
        String odd = GroupKey.of(ODD);
        assertTrue(analyst.get(path() + "/review").text().contains("un seul poste de la région"));
        Page together = analyst.post(
                path() + "/review",
                List.of(
                        Map.entry("decision", "approved"),
                        Map.entry("group", odd),
                        Map.entry("group", GroupKey.of(OTHER)),
                        Map.entry("reason", "lot")));
        assertEquals(422, together.status(), together.text());
        assertTrue(together.text().contains("ne s'approuve que seul"), together.text());
        assertTrue(together.text().contains("lot</textarea>"), "what was typed is there");
        assertTrue(console.store().read(s -> s.reviews().standing(ALL, incident.id())).stream()
                .noneMatch(line ->
                        line.subject().id().equals(GroupKey.of(OTHER)) && line.decision() == Decision.APPROVED));
        Page one = analyst.get(path() + "/review?group=" + odd);
        assertEquals(200, one.status(), one.text());
        assertTrue(one.text().contains("LocalSystem"), "what it is");
        assertFalse(one.text().contains("<img src"), "a name is text");
        assertEquals(404, analyst.get(path() + "/review?group=nothing").status());
    }

    @Test
    void whatAMarkLooksLikeIsApprovedAlone() throws IOException {
        Commune apart = new Commune("35238");
        Incident own = console.store().write(s -> {
            for (int host = 80; host <= 81; host++) {
                s.hosts().enrol(Specimens.host(host, apart));
                s.inventories().put(agent(host), apart, TOOL, 1, Specimens.minute(1));
                s.inventories().put(agent(host), apart, OTHER, 1, Specimens.minute(1));
            }
            Incident opened = s.incidents().open("à part", Set.of(apart), 30, Specimens.ANALYST);
            Interval eviction = new Interval(Specimens.minute(60), Optional.of(Specimens.minute(120)));
            s.incidents().eviction(ALL, opened.id(), Optional.empty(), Optional.of(eviction), Specimens.ANALYST);
            s.tombstones()
                    .add(
                            ALL,
                            opened.id(),
                            apart,
                            Optional.empty(),
                            "",
                            Sweep.fields(ReviewItems.service("Hidden", "LocalSystem", "v1", "")),
                            Optional.empty(),
                            Specimens.ANALYST);
            return opened;
        });
        Client analyst = console.as(Role.ANALYST);
        String review = "/incidents/" + own.id().text() + "/review";
        Page together = analyst.post(
                review,
                List.of(
                        Map.entry("decision", "approved"),
                        Map.entry("group", GroupKey.of(TOOL)),
                        Map.entry("group", GroupKey.of(OTHER)),
                        Map.entry("anyway", "yes"),
                        Map.entry("reason", "lot")));
        assertEquals(422, together.status(), together.text());
        assertTrue(
                together.text().contains(GroupKey.of(TOOL).substring(0, 12))
                        && together.text().contains("approuve seul"),
                together.text());
        assertTrue(
                console.store().read(s -> s.reviews().standing(ALL, own.id())).isEmpty(), "nothing is written");
        Map<String, String> one =
                Map.of("decision", "approved", "group", GroupKey.of(TOOL), "anyway", "yes", "reason", "comparé");
        assertEquals(303, analyst.post(review, one).status());
    }

    @Test
    void whatChangedSinceItWasShownIsDecidedByNobodyWhoDidNotSeeIt() throws IOException {
        Client analyst = console.as(Role.ANALYST);
        String other = GroupKey.of(OTHER);
        String shown = analyst.get(path() + "/review").text();
        String seen = shown.replaceFirst("(?s).*value=\"(" + other + ":[^\"]+)\".*", "$1");
        Map<String, String> watch = Map.of("decision", "watch", "group", other, "seen", seen, "reason", "à suivre");
        assertEquals(303, analyst.post(path() + "/review", watch).status());
        Page second = console.as(Role.LEAD)
                .post(
                        path() + "/review",
                        Map.of("decision", "approved", "group", other, "seen", seen, "reason", "connu"));
        assertEquals(409, second.status(), second.text());
        assertTrue(second.text().contains(other.substring(0, 12)), "it is named");
        assertEquals(
                1,
                console.store()
                        .read(s -> s.reviews().lines(ALL, incident.id(), other))
                        .size());
        assertTrue(
                analyst.get(path() + "/review?group=" + other).text().contains("à suivre"), "who decided what before");
    }

    @Test
    void aLongReviewGoesOnAfterItsFirstPage() throws IOException {
        Client auditor = console.as(Role.AUDITOR);
        String review = "/incidents/" + large.id().text() + "/review";
        String first = auditor.get(review).text();
        assertEquals(100, first.split("class=\"alone\"", -1).length - 1);
        String next = first.replaceFirst("(?s).*href=\"([^\"]*after=[0-9a-f]{64}[^\"]*)\".*", "$1");
        String rest = auditor.get(next.replace("&amp;", "&")).text();
        assertEquals(1, rest.split("class=\"alone\"", -1).length - 1, rest);
        assertFalse(rest.contains("class=\"pages\""), "it is the last page");
    }

    @Test
    void theWatchIsShownAgainstTheTimeThatItIsToLast() throws IOException {
        assertTrue(console.as(Role.AUDITOR).get(path()).text().contains("50 % du temps prévu"));
    }
}
