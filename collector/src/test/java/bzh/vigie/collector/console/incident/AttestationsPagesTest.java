package bzh.vigie.collector.console.incident;

import static bzh.vigie.collector.store.Specimens.agent;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import bzh.vigie.collector.console.TestConsole;
import bzh.vigie.collector.console.TestConsole.Client;
import bzh.vigie.collector.console.TestConsole.Page;
import bzh.vigie.collector.store.Attestations.Line;
import bzh.vigie.collector.store.Attestations.Statement;
import bzh.vigie.collector.store.Incidents.Incident;
import bzh.vigie.collector.store.People.Role;
import bzh.vigie.collector.store.Scope;
import bzh.vigie.collector.store.Specimens;
import bzh.vigie.event.Event.LocationRead;
import bzh.vigie.event.LocationStatus;
import bzh.vigie.event.ReasonCode;
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

/** What no host can show is stated in the browser with what shows it, and the report is looked at before it is signed. */
final class AttestationsPagesTest {
    private static final Scope ALL = new Scope.All();

    @TempDir
    private static Path folder;

    @SuppressWarnings("NullAway.Init") // set before all
    private static TestConsole console;

    @SuppressWarnings("NullAway.Init") // set before all
    private static Incident incident;

    @SuppressWarnings("NullAway.Init") // set before all
    private static Incident wide;

    @BeforeAll
    static void anIncidentWithAList() throws IOException {
        console = TestConsole.start(folder);
        console.clock()
                .forward(Duration.between(
                        console.clock().instant(), Specimens.minute(120).plus(Duration.ofDays(5))));
        console.store().change(s -> {
            incident = s.incidents().open("rançongiciel", Set.of(TestConsole.OWN), 30, Specimens.ANALYST);
            wide = s.incidents().open("deux", Set.of(TestConsole.OWN, TestConsole.FOREIGN), 30, Specimens.ANALYST);
            s.hosts().enrol(Specimens.host(1, TestConsole.OWN));
        });
    }

    @AfterAll
    static void stop() {
        console.close();
    }

    private static String path() {
        return "/incidents/" + incident.id().text();
    }

    private static List<Line> lines() {
        return console.store().read(s -> s.attestations().lines(ALL, incident.id()));
    }

    private static Map<String, String> form(String... pairs) {
        Map<String, String> form = new HashMap<>(Map.of("answer", "yes", "proof", "PV du 3 mars", "reason", "réunion"));
        for (int i = 0; i < pairs.length; i += 2) {
            form.put(pairs[i], pairs[i + 1]);
        }
        return form;
    }

    @Test
    void aStatementNeedsItsProofIsShownWithWhoAndIsTakenBack() throws IOException {
        Client analyst = console.as(Role.ANALYST);
        assertTrue(analyst.get(path() + "/attestations").text().contains("personne ne l'a attesté"));
        Page bare = analyst.post(
                path() + "/attestations", Map.of("statement", "way-in-closed", "answer", "yes", "reason", "x"));
        assertEquals(422, bare.status());
        assertTrue(lines().stream().noneMatch(line -> line.statement() == Statement.WAY_IN_CLOSED));
        Page done = analyst.post(path() + "/attestations", form("statement", "way-in-closed"));
        assertEquals(303, done.status(), done.text());
        Page shown = analyst.get(path() + "/attestations");
        assertTrue(shown.text().contains("PV du 3 mars"), shown.text());
        assertTrue(shown.text().contains("oui: compte"), shown.text());
        assertEquals("analyst", lines().getLast().author().name());
        assertEquals(
                303,
                analyst.post(
                                path() + "/attestations",
                                Map.of("statement", "way-in-closed", "answer", "withdrawn", "reason", "erreur"))
                        .status());
        assertEquals(Optional.empty(), lines().getLast().answer());
        assertEquals(
                403,
                console.as(Role.AUDITOR)
                        .post(path() + "/attestations", form("statement", "way-in-closed"))
                        .status());
    }

    @Test
    void whatAStatementIsAboutMustBeThere() throws IOException {
        Client analyst = console.as(Role.ANALYST);
        String to = path() + "/attestations";
        assertEquals(
                422,
                analyst.post(to, form("statement", "touched", "host", "NOBODY")).status());
        assertEquals(422, analyst.post(to, form("statement", "touched")).status(), "which host");
        assertEquals(
                422,
                analyst.post(to, form("statement", "way-in-closed", "host", agent(1).text()))
                        .status());
        Page unknown = analyst.post(to, form("statement", "expected-gone", "name", "SRV-1"));
        assertEquals(422, unknown.status());
        assertTrue(unknown.text().contains("Aucune liste de cette commune"), unknown.text());
        assertEquals(
                303,
                analyst.post(to, form("statement", "touched", "host", agent(1).text()))
                        .status());
        assertTrue(lines().stream()
                .anyMatch(line ->
                        line.statement() == Statement.TOUCHED && line.host().equals(Optional.of(agent(1)))));
        assertEquals(
                409,
                console.as(Role.ANALYST, TestConsole.OWN)
                        .post("/incidents/" + wide.id().text() + "/attestations", form("statement", "way-in-closed"))
                        .status(),
                "who sees a part states nothing of the whole");
    }

    @Test
    void whatIsStatedOfAnObjectOfADirectoryNamesItsDomainToo() throws IOException {
        Client analyst = console.as(Role.ANALYST);
        String to = path() + "/attestations";
        assertTrue(analyst.get(to).text().contains("D'un objet d'un annuaire"));
        Page unknown =
                analyst.post(to, form("statement", "object-unreadable", "name", "mairie.example ad.sysvol.script"));
        assertEquals(422, unknown.status());
        assertTrue(unknown.text().contains("d'abord le domaine, puis l'objet"), unknown.text());
        console.store().change(s -> {
            s.directories().choose(TestConsole.OWN, "mairie.example", agent(1), Specimens.minute(1));
            LocationRead read =
                    Specimens.read("ad.sysvol.script", Optional.empty(), LocationStatus.State.UNREADABLE, 1, false);
            LocationStatus status = read.status();
            s.inventories()
                    .read(
                            agent(1),
                            new LocationRead(
                                    read.at(),
                                    read.source(),
                                    new LocationStatus(
                                            status.location(),
                                            status.account(),
                                            status.state(),
                                            ReasonCode.NOT_SUPPORTED,
                                            "sysvol-no-client",
                                            status.reader(),
                                            0,
                                            0,
                                            status.startedWallMicros(),
                                            0,
                                            status.trigger(),
                                            1),
                                    1,
                                    false,
                                    read.digest()),
                            Specimens.minute(2));
        });
        assertEquals(
                303,
                analyst.post(to, form("statement", "object-unreadable", "name", "mairie.example ad.sysvol.script"))
                        .status());
        assertTrue(lines().stream()
                .anyMatch(line -> line.statement() == Statement.OBJECT_UNREADABLE
                        && line.named().orElseThrow().name().equals("mairie.example ad.sysvol.script")));
        assertTrue(console.as(Role.LEAD)
                .get(path() + "/domains")
                .text()
                .contains("Ce qu'une personne énonce de ses objets"));
    }

    @Test
    void aReportIsLookedAtUnsignedAndTakenAwaySignedWhichIsLogged() throws IOException {
        Client analyst = console.as(Role.ANALYST);
        Page conclusion = console.as(Role.LEAD).get(path() + "/conclusion");
        assertTrue(conclusion.text().contains(path() + "/attestations"), "a link to where it is mended");
        Page preview = analyst.get(path() + "/report");
        assertEquals(200, preview.status(), preview.text());
        assertTrue(preview.text().startsWith("%PDF"), preview.text());
        assertTrue(preview.header("content-disposition").startsWith("inline"));
        assertTrue(preview.header("content-security-policy").contains("frame-ancestors 'none'"));
        assertEquals(
                422,
                analyst.post(path() + "/report", Map.of("document", "report")).status());
        Page taken = analyst.post(path() + "/report", Map.of("document", "report", "reason", "pour la préfecture"));
        assertEquals(200, taken.status(), taken.text());
        assertTrue(taken.header("content-disposition").startsWith("attachment"));
        Page book = analyst.post(path() + "/report", Map.of("document", "log-book-csv", "reason", "pour le RSSI"));
        assertTrue(book.header("content-type").startsWith("text/csv"));
        assertFalse(book.text().startsWith("%PDF"));
        Page after = console.as(Role.LEAD).get(path() + "/conclusion");
        assertTrue(after.text().contains("pour la préfecture"), after.text());
        assertTrue(after.text().contains("-report.pdf"), after.text());
        assertTrue(after.text().contains("Main courante (CSV, non signée) <small"), after.text());
        assertEquals(
                409,
                console.as(Role.ANALYST, TestConsole.OWN)
                        .get("/incidents/" + wide.id().text() + "/report")
                        .status());
    }

    @Test
    void aReportThatIsNotAsItLooksComesBackAsItWasTyped() throws IOException {
        Client analyst = console.as(Role.ANALYST);
        Map<String, String> asked =
                new HashMap<>(Map.of("document", "log-book", "title", "Ma commune", "reason", "pour le maire"));
        for (Map.Entry<String, String> wrong :
                Map.of("from", "2001-01-01T08:00", "to", "2199-01-01T08:00").entrySet()) {
            Map<String, String> fields = new HashMap<>(asked);
            fields.put(wrong.getKey(), wrong.getValue());
            Page refused = analyst.post(path() + "/report", fields);
            assertEquals(422, refused.status());
            for (String typed : List.of("Ma commune", "pour le maire</textarea>", wrong.getValue())) {
                assertTrue(refused.text().contains(typed), typed);
            }
            assertTrue(refused.text().contains("value=\"log-book\" selected"), refused.text());
            assertEquals(2, refused.text().split("pour le maire", -1).length, "in that form alone");
        }
        String later = incident.opened().plusSeconds(60).toString();
        console.clock().forward(Duration.ofMinutes(2));
        asked.put("from", later);
        Page part = analyst.post(path() + "/report", asked);
        assertEquals(422, part.status());
        assertTrue(part.text().contains("en laisserait le début de côté"), part.text());
        asked.put("part", "yes");
        assertEquals(200, analyst.post(path() + "/report", asked).status());
    }

    @Test
    void aSecondClickSignsNoSecondDocument() throws IOException {
        Client analyst = console.as(Role.ANALYST);
        Map<String, String> asked = Map.of("document", "report", "reason", "deux fois", "once", "number of this form");
        Page first = analyst.post(path() + "/report", asked);
        assertEquals(200, first.status());
        assertEquals(first.text(), analyst.post(path() + "/report", asked).text());
        assertEquals(
                1,
                console.store().read(s -> s.audit().about(incident.id().text())).stream()
                        .filter(each -> each.author().reason().equals("deux fois"))
                        .count());
    }

    @Test
    void whoStatesTheSameAtOnceSeesWhatTheOtherStated() throws IOException {
        Page shown = console.as(Role.ANALYST).get(path() + "/attestations");
        String seen = shown.text().replaceAll("(?s).*name=\"seen\" value=\"([0-9]+)\".*", "$1");
        assertEquals(
                303,
                console.as(Role.LEAD)
                        .post(
                                path() + "/attestations",
                                form("statement", "krbtgt-reset-twice", "seen", seen, "reason", "vu au coffre"))
                        .status());
        Map<String, String> late =
                form("statement", "krbtgt-reset-twice", "answer", "no", "seen", seen, "proof", "ce que je sais");
        Page second = console.as(Role.ANALYST).post(path() + "/attestations", late);
        assertEquals(409, second.status(), second.text());
        for (String there : List.of("lead en a décidé", "vu au coffre", "ce que je sais</textarea>")) {
            assertTrue(second.text().contains(there), there + second.text());
        }
        assertEquals(
                303,
                console.as(Role.ANALYST)
                        .post(path() + "/attestations", form("statement", "accounts-reset", "seen", seen))
                        .status(),
                "another statement was not decided since");
    }
}
