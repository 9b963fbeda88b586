package bzh.vigie.collector.console.incident;

import static bzh.vigie.collector.store.Specimens.agent;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import bzh.vigie.collector.console.TestConsole;
import bzh.vigie.collector.console.TestConsole.Client;
import bzh.vigie.collector.console.TestConsole.Page;
import bzh.vigie.collector.review.GroupKey;
import bzh.vigie.collector.review.ReviewItems;
import bzh.vigie.collector.store.Audit;
import bzh.vigie.collector.store.IncidentId;
import bzh.vigie.collector.store.Incidents.Incident;
import bzh.vigie.collector.store.Incidents.Interval;
import bzh.vigie.collector.store.People.Role;
import bzh.vigie.collector.store.Scope;
import bzh.vigie.collector.store.Specimens;
import bzh.vigie.event.Item;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
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
    private static final Item ODD = ReviewItems.service("<img src=x onerror=alert(1)>\u202e", "LocalSystem", "x", "");

    @TempDir
    private static Path folder;

    @SuppressWarnings("NullAway.Init") // set before all
    private static TestConsole console;

    @SuppressWarnings("NullAway.Init") // set before all
    private static Incident incident;

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

    @Test
    void whatCanBeConcludedIsShownWithWhatIsMissingAndSignedAsItWasShown() throws IOException {
        Client lead = console.as(Role.LEAD);
        Page shown = lead.get(path() + "/conclusion");
        assertEquals(200, shown.status(), shown.text());
        assertTrue(shown.text().contains("NON VÉRIFIABLE"), shown.text());
        assertFalse(shown.text().contains("<b>"), "a title is text");
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
    void theWatchIsShownAgainstTheTimeThatItIsToLast() throws IOException {
        assertTrue(console.as(Role.AUDITOR).get(path()).text().contains("50 % du temps prévu"));
    }
}
