package bzh.vigie.collector.console.incident;

import static bzh.vigie.collector.store.Specimens.agent;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import bzh.vigie.collector.console.TestConsole;
import bzh.vigie.collector.console.TestConsole.Client;
import bzh.vigie.collector.console.TestConsole.Page;
import bzh.vigie.collector.detect.WatchlistIntake;
import bzh.vigie.collector.detect.watchlist.WatchlistFindings;
import bzh.vigie.collector.intel.Indicator;
import bzh.vigie.collector.intel.Observable;
import bzh.vigie.collector.intel.Tlp;
import bzh.vigie.collector.store.Alerts.Alert;
import bzh.vigie.collector.store.Audit;
import bzh.vigie.collector.store.EventHistory.Stored;
import bzh.vigie.collector.store.Incidents.Incident;
import bzh.vigie.collector.store.Indicators.Listed;
import bzh.vigie.collector.store.People.Role;
import bzh.vigie.collector.store.Scope;
import bzh.vigie.collector.store.Specimens;
import bzh.vigie.event.Event;
import bzh.vigie.event.Observed;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Indicators come into an incident's watchlist through the browser, and nothing of them in silence. */
final class WatchlistPagesTest {
    private static final String FILE = """
            type,value
            domain,c2.evil.example.org
            ip,192.168.1.1
            sha256,abc
            file-name,<img src=x onerror=alert(1)>\u202e.exe
            """;

    @TempDir
    private static Path folder;

    @SuppressWarnings("NullAway.Init") // set before all
    private static TestConsole console;

    @SuppressWarnings("NullAway.Init") // set before all
    private static Incident incident;

    @SuppressWarnings("NullAway.Init") // set before all
    private static Incident other;

    @BeforeAll
    static void anIncidentAndAHostThatAskedForItsServer() throws IOException {
        console = TestConsole.start(folder);
        console.clock().forward(Duration.between(console.clock().instant(), Specimens.minute(600)));
        console.store().change(s -> {
            incident = s.incidents().open("rançongiciel", Set.of(TestConsole.OWN), 30, Specimens.ANALYST);
            other = s.incidents()
                    .open("messagerie", Set.of(TestConsole.OWN, TestConsole.FOREIGN), 30, Specimens.ANALYST);
            s.hosts().enrol(Specimens.host(1, TestConsole.OWN));
        });
        Event.DnsAnswer dns = new Event.DnsAnswer(
                Specimens.moment(1),
                "linux.dns",
                Observed.missed(Observed.Why.NOT_OFFERED),
                Observed.missed(Observed.Why.NOT_OFFERED),
                "c2.evil.example.org",
                "A",
                List.of());
        console.history()
                .add(List.of(new Stored(
                        agent(1).text() + "/e/1/1/0",
                        agent(1),
                        TestConsole.OWN,
                        Specimens.minute(1),
                        dns,
                        Map.of("kind", "dns-answer", "QueryName", "c2.evil.example.org"))));
        console.history().commit("log", 1);
    }

    @AfterAll
    static void stop() {
        console.close();
    }

    private static String path(Incident of) {
        return "/incidents/" + of.id().text() + "/watchlist";
    }

    private static List<Listed> listed(Incident of) {
        return console.store().read(s -> s.indicators().list(Optional.of(of.id().text()), Optional.empty(), 100));
    }

    /** More doubts than a page has: each can be ticked, and what was ticked and typed stays from page to page. */
    @Test
    void doubtsBeyondTheFirstPageAreConfirmedToo() throws IOException {
        Client analyst = console.as(Role.ANALYST);
        Incident many = console.store()
                .write(s -> s.incidents().open("beaucoup", Set.of(TestConsole.OWN), 30, Specimens.ANALYST));
        StringBuilder file = new StringBuilder("type,value\n");
        for (int i = 0; i < 250; i++) {
            file.append("ip,10.0.0.").append(i).append('\n');
        }
        String first = analyst.upload(
                        path(many) + "/import",
                        Map.of("tlp", "amber", "source", "CERT"),
                        "many.csv",
                        file.toString().getBytes(StandardCharsets.UTF_8))
                .header("location");
        String draft = first.replaceFirst(".*draft=", "");
        Page shown = analyst.get(first);
        assertTrue(shown.text().contains("sur 250") && !shown.text().contains("10.0.0.249"), shown.text());
        Page moved = analyst.post(
                path(many),
                List.of(
                        Map.entry("draft", draft),
                        Map.entry("from", "0"),
                        Map.entry("doubt", "3"),
                        Map.entry("page", "200"),
                        Map.entry("reason", "déjà tapé")));
        assertEquals(303, moved.status());
        Page next = analyst.get(moved.header("location"));
        assertTrue(next.text().contains("10.0.0.249") && next.text().contains("déjà tapé</textarea>"), next.text());
        assertTrue(next.text().contains("cochés en tout : 1"), next.text());
        Page added =
                analyst.post(path(many), Map.of("draft", draft, "from", "200", "doubt", "249", "reason", "déjà tapé"));
        assertEquals(303, added.status(), added.text());
        assertEquals(
                Set.of("10.0.0.3", "10.0.0.249"),
                listed(many).stream()
                        .map(each -> WatchlistIntake.value(each.indicator().what()))
                        .collect(Collectors.toSet()));
    }

    @Test
    void aFileIsShownFirstThenConfirmedByNameAndLookedForInWhatIsKept() throws IOException, InterruptedException {
        Client analyst = console.as(Role.ANALYST);
        Page read = analyst.upload(
                path(incident) + "/import",
                Map.of("tlp", "amber", "source", "CERT"),
                "lot 1.csv",
                FILE.getBytes(StandardCharsets.UTF_8));
        assertEquals(303, read.status(), read.text());
        assertTrue(listed(incident).isEmpty(), "nothing is written by looking");
        String preview = read.header("location");
        Page shown = analyst.get(preview);
        assertEquals(200, shown.status(), shown.text());
        assertTrue(shown.text().contains("À confirmer (1)"), shown.text());
        assertTrue(shown.text().contains("name=\"doubt\" value=\"0\""), shown.text());
        assertTrue(shown.text().contains("Refusés (1)"), shown.text());
        assertFalse(shown.text().contains("<img src"), "a value is text");
        assertFalse(shown.text().contains("\u202e"), "what turns text is shown");
        String draft = preview.replaceFirst(".*draft=", "");
        assertEquals(
                409,
                console.as(Role.LEAD)
                        .post(path(incident), Map.of("draft", draft, "reason", "lot du CERT"))
                        .status(),
                "it is the draft of who sent it");
        assertEquals(422, analyst.post(path(incident), Map.of("draft", draft)).status(), "without a reason");
        Page slip = analyst.post(path(incident), Map.of("draft", draft, "confirm", "10.0.0.9", "reason", "lot"));
        assertEquals(422, slip.status(), slip.text());
        Page added = analyst.post(
                path(incident), Map.of("draft", draft, "from", "0", "doubt", "0", "reason", "lot du CERT"));
        assertEquals(303, added.status(), added.text());
        assertEquals(3, listed(incident).size());
        Page twice = analyst.post(path(incident), Map.of("draft", draft, "reason", "encore"));
        assertEquals(303, twice.status(), "a second click hears what the first did");
        assertTrue(analyst.get(path(incident)).text().contains("3 nouveaux indicateurs ont été écrits"));
        assertEquals(3, listed(incident).size());
        List<Audit.Entry> log = console.store().read(s -> s.audit().list(0, 1_000));
        assertTrue(
                log.stream()
                        .anyMatch(each -> each.subject().contains("lot 1.csv")
                                && each.author().name().equals("analyst")
                                && each.author().reason().equals("lot du CERT")),
                log.toString());
        Listed domain = listed(incident).stream()
                .filter(each -> each.indicator().what().type().equals("domain"))
                .findFirst()
                .orElseThrow();
        String list = analyst.get(path(incident)).text();
        while (!list.contains("La recherche dans le passé est finie.")) {
            assertFalse(list.contains("interrompue"), list);
            Thread.sleep(20);
            list = analyst.get(path(incident)).text();
        }
        assertTrue(list.contains("1 a été vu, 1 nouvelle alerte"), list);
        assertFalse(list.contains("n'est allée au bout"), list);
        String ofCommune = console.as(Role.COMMUNE_READER, TestConsole.OWN)
                .get("/incidents/" + incident.id().text() + "/look-back")
                .text();
        assertTrue(ofCommune.contains("La recherche dans le passé est finie."), ofCommune);
        assertFalse(ofCommune.contains("ont été vus") || ofCommune.contains("parcourus"), ofCommune);
        Page one = analyst.get(path(incident) + "/" + domain.id());
        assertTrue(one.text().contains("QueryName"), one.text());
        assertTrue(analyst.get(path(incident) + "?kind=domain").text().contains(domain.id()));
        assertFalse(analyst.get(path(incident) + "?tlp=red").text().contains(domain.id()));
        assertFalse(analyst.get(path(incident) + "?standing=given").text().contains(domain.id()));
        assertEquals(
                422,
                analyst.post(path(incident) + "/" + domain.id() + "/withdraw", Map.of())
                        .status());
        assertEquals(
                303,
                analyst.post(path(incident) + "/" + domain.id() + "/withdraw", Map.of("reason", "faux positif"))
                        .status());
        assertEquals(404, analyst.get(path(incident) + "/" + domain.id()).status());
    }

    @Test
    void whatCannotBeReadIsRefusedWithItsReasonAndWhatWasTypedStays() throws IOException {
        Client analyst = console.as(Role.ANALYST);
        Page nothing = analyst.post(path(incident) + "/import", Map.of("tlp", "green", "source", "presse"));
        assertEquals(422, nothing.status());
        assertTrue(nothing.text().contains("Choisissez un fichier"), nothing.text());
        assertTrue(nothing.text().contains("value=\"presse\""), nothing.text());
        Page broken = analyst.upload(
                path(incident) + "/import",
                Map.of("tlp", "green"),
                "x.json",
                "{\"type\":\"bundle\",\"objects\":[{".getBytes(StandardCharsets.UTF_8));
        assertEquals(422, broken.status());
        assertTrue(
                broken.text().contains("rien n&#39;en est utilisé")
                        || broken.text().contains("rien n'en est utilisé"),
                broken.text());
        Page large =
                analyst.upload(path(incident) + "/import", Map.of("tlp", "green"), "x.csv", new byte[(16 << 20) + 1]);
        assertEquals(413, large.status());
        assertEquals(
                303,
                console.nobody()
                        .upload(path(incident) + "/import", Map.of("tlp", "green"), "x.csv", new byte[10])
                        .status(),
                "who is not signed in signs in first");
    }

    @Test
    void whatASourceWantsFewToKnowIsToldToThoseWhoWorkOnTheWholeAlone() throws IOException {
        Incident few = console.store()
                .write(s -> s.incidents()
                        .open("trois villes", Set.of(TestConsole.OWN, TestConsole.FOREIGN), 30, Specimens.ANALYST));
        Page read = console.as(Role.LEAD)
                .upload(
                        path(few) + "/import",
                        Map.of("tlp", "red", "source", "PARTENAIRE"),
                        "rouge.csv",
                        "type,value\ndomain,secret.evil.example.org\n".getBytes(StandardCharsets.UTF_8));
        String draft = read.header("location").replaceFirst(".*draft=", "");
        assertEquals(
                303,
                console.as(Role.LEAD)
                        .post(path(few), Map.of("draft", draft, "reason", "lot"))
                        .status());
        String id = listed(few).getFirst().id();
        for (Client told : List.of(console.as(Role.ANALYST), console.as(Role.AUDITOR))) {
            assertTrue(told.get(path(few)).text().contains("secret.evil.example.org"));
            assertEquals(200, told.get(path(few) + "/" + id).status());
        }
        for (Client not :
                List.of(console.as(Role.COMMUNE_READER, TestConsole.OWN), console.as(Role.ANALYST, TestConsole.OWN))) {
            String list = not.get(path(few)).text();
            assertFalse(list.contains("secret.evil") || list.contains("PARTENAIRE"), list);
            assertTrue(list.contains("1 autre de cette liste"), list);
            assertEquals(404, not.get(path(few) + "/" + id).status());
        }
    }

    @Test
    void aValueFromElsewhereIsPrefilledAndItsDoubtsAreShownBeforeItIsApplied() throws IOException {
        Client analyst = console.as(Role.ANALYST);
        Page form = analyst.get(path(incident) + "/import?value=127.0.0.1&kind=address");
        assertTrue(form.text().contains("value=\"127.0.0.1\""), form.text());
        Page read = analyst.post(
                path(incident) + "/import", Map.of("tlp", "amber", "value", "127.0.0.1", "kind", "address"));
        assertEquals(303, read.status(), read.text());
        Page shown = analyst.get(read.header("location"));
        assertTrue(shown.text().contains("À confirmer (1)"), shown.text());
        assertTrue(listed(incident).stream()
                .noneMatch(each -> each.indicator().what().value().equals("127.0.0.1")));
    }

    @Test
    void whatWasSeenOftenHidesNothingOfAnother() throws IOException {
        Incident third = console.store()
                .write(s -> s.incidents().open("adresses", Set.of(TestConsole.OWN), 30, Specimens.ANALYST));
        Client analyst = console.as(Role.ANALYST);
        for (String value : List.of("rare.example.org", "often.example.org")) {
            Indicator each = new Indicator(
                    new Observable.Domain(value),
                    "CERT",
                    "",
                    Tlp.AMBER,
                    80,
                    Optional.empty(),
                    Optional.empty(),
                    false,
                    true);
            console.store()
                    .change(s -> s.indicators()
                            .add(Optional.of(third.id().text()), List.of(each), "lot", Specimens.ANALYST));
        }
        String unlooked = analyst.get(path(third)).text();
        assertTrue(unlooked.contains("n'est allée au bout"), "no look-back was asked for: " + unlooked);
        Map<String, String> ids = listed(third).stream()
                .collect(Collectors.toMap(each -> each.indicator().what().value(), Listed::id));
        console.store().change(s -> {
            s.alerts().raise(seen(ids.getOrDefault("rare.example.org", ""), 0));
            for (int i = 1; i <= 101; i++) {
                s.alerts().raise(seen(ids.getOrDefault("often.example.org", ""), i));
            }
        });
        String one =
                analyst.get(path(third) + "/" + ids.get("often.example.org")).text();
        assertTrue(one.contains("Les 100 plus récentes sur 101 sont montrées."), one);
        String api = console.api(Role.ANALYST).get("/api/v1" + path(third)).text();
        assertTrue(api.contains("\"hits\":101") && api.contains("\"hits\":1,"), api);
        assertEquals(
                101L,
                console.store()
                        .<Long>read(s -> s.alerts()
                                .countOfIndicator(
                                        new Scope.Communes(Set.of(TestConsole.OWN)),
                                        ids.getOrDefault("often.example.org", ""))));
        assertEquals(
                0L,
                console.store()
                        .<Long>read(s -> s.alerts()
                                .countOfIndicator(
                                        new Scope.Communes(Set.of(TestConsole.FOREIGN)),
                                        ids.getOrDefault("often.example.org", ""))));
        console.store().change(s -> {
            s.indicators().lookedBack(ids.values(), Specimens.minute(1));
            s.incidents().extend(new Scope.All(), third.id(), TestConsole.FOREIGN, Specimens.ANALYST);
        });
        assertEquals(
                2,
                console.store()
                        .<Integer>read(
                                s -> s.indicators().notLookedBack(third.id().text())),
                "nothing was looked for in the new commune");
    }

    private static Alert seen(String indicator, int number) {
        Alert plain = Specimens.alert("seen-" + number, TestConsole.OWN, 1, "cause-" + number, 1);
        return new Alert(
                plain.id(),
                WatchlistFindings.RULE,
                plain.severity(),
                plain.techniques(),
                plain.commune(),
                plain.host(),
                plain.hostname(),
                plain.cause(),
                plain.firstEvent(),
                plain.time(),
                plain.hostTime(),
                Map.of("indicator_id", indicator),
                plain.status(),
                plain.count(),
                plain.lastTime());
    }

    @Test
    void whoSeesAPartOfAnIncidentReadsItsListAndChangesNothing() throws IOException {
        Client part = console.as(Role.ANALYST, TestConsole.OWN);
        assertEquals(200, part.get(path(other)).status());
        assertEquals(
                409,
                part.post(path(other) + "/import", Map.of("tlp", "amber", "value", "evil.example.org"))
                        .status());
        assertEquals(
                403,
                console.as(Role.AUDITOR)
                        .post(path(other) + "/import", Map.of("tlp", "amber", "value", "evil.example.org"))
                        .status());
    }

    @Test
    void aProgramAddsInOneStepAndConfirmsByValue() throws IOException {
        Client program = console.api(Role.ANALYST);
        String api = "/api/v1" + path(other);
        Page trial = program.json(
                "POST",
                api,
                "{\"content\":\"bad.example.net\\n10.1.2.3\",\"tlp\":\"green\",\"dry-run\":\"yes\",\"reason\":\"lot\"}");
        assertEquals(200, trial.status(), trial.text());
        assertTrue(trial.text().contains("\"accepted\":1"), trial.text());
        assertTrue(trial.text().contains("\"value\":\"10.1.2.3\""), trial.text());
        assertTrue(listed(other).isEmpty());
        assertEquals(
                422,
                program.json("POST", api, "{\"content\":\"bad.example.net\",\"tlp\":\"green\"}")
                        .status());
        Page added = program.json(
                "POST",
                api,
                "{\"content\":\"bad.example.net\\n10.1.2.3\",\"tlp\":\"green\",\"confirm\":[\"10.1.2.3\"],\"reason\":\"lot\"}");
        assertEquals(200, added.status(), added.text());
        assertEquals(2, listed(other).size());
        assertTrue(program.get(api).text().contains("bad.example.net"));
        String id = listed(other).getFirst().id();
        assertEquals(
                404,
                program.json("POST", api + "/" + id + "/withdraw", "{\"reason\":\"erreur\"}")
                        .status(),
                "a person withdraws what is looked for");
        assertEquals(2, listed(other).size());
    }
}
