package bzh.vigie.collector.console.incident;

import static bzh.vigie.collector.store.Specimens.agent;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import bzh.vigie.collector.console.TestConsole;
import bzh.vigie.collector.console.TestConsole.Client;
import bzh.vigie.collector.store.Attestations.Answer;
import bzh.vigie.collector.store.Attestations.Named;
import bzh.vigie.collector.store.Attestations.Statement;
import bzh.vigie.collector.store.Incidents.Incident;
import bzh.vigie.collector.store.Incidents.Interval;
import bzh.vigie.collector.store.People.Role;
import bzh.vigie.collector.store.Scope;
import bzh.vigie.collector.store.Specimens;
import bzh.vigie.event.DirectoryAccount;
import bzh.vigie.event.Event;
import bzh.vigie.event.Moment;
import bzh.vigie.event.ReasonCode;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What directories show of an incident's accounts is on a page, and told to programs. */
final class DomainsPageTest {
    private static final String DOMAIN = "mairie.example";

    @TempDir
    private static Path folder;

    @SuppressWarnings("NullAway.Init") // set before all
    private static TestConsole console;

    @SuppressWarnings("NullAway.Init") // set before all
    private static Incident incident;

    @BeforeAll
    static void anIncident() throws IOException {
        console = TestConsole.start(folder);
        Instant ended = Specimens.minute(120);
        console.clock().forward(Duration.between(console.clock().instant(), ended.plus(Duration.ofDays(1))));
        Instant read = ended.plus(Duration.ofHours(20));
        console.store().change(s -> {
            incident = s.incidents().open("rançongiciel", Set.of(TestConsole.OWN), 30, Specimens.ANALYST);
            s.hosts().enrol(Specimens.host(1, TestConsole.OWN));
            s.incidents()
                    .eviction(
                            new Scope.All(),
                            incident.id(),
                            Optional.empty(),
                            Optional.of(new Interval(ended.minusSeconds(3_600), Optional.of(ended))),
                            Specimens.ANALYST);
            s.hosts().enrol(Specimens.host(2, TestConsole.OWN, "pc-2", "{\"domain\":\"ecole.example\"}"));
            s.hosts().enrol(Specimens.host(3, TestConsole.OWN, "pc-3", "{\"domain\":\"vieux.example\"}"));
            assertTrue(s.attestations()
                    .attest(
                            new Scope.All(),
                            incident.id(),
                            Statement.DOMAIN_GONE,
                            Optional.empty(),
                            Optional.of(new Named(TestConsole.OWN, "vieux.example")),
                            Optional.of(Answer.YES),
                            "PV <i>du 3</i>",
                            Optional.empty(),
                            Specimens.ANALYST));
            s.directories().choose(TestConsole.OWN, DOMAIN, agent(1), Specimens.minute(1));
            s.directoryAccounts()
                    .take(
                            TestConsole.OWN,
                            new Event.DirectoryAccounts(
                                    new Moment(read, "b", 1),
                                    "directory.ldap",
                                    DOMAIN,
                                    "dc1.mairie.example",
                                    1,
                                    0,
                                    0,
                                    List.of(
                                            account("502", "krbtgt", ended.minusSeconds(86_400)),
                                            account("500", "Administrateur", ended.minusSeconds(86_400)),
                                            account("1107", "<b>nouveau</b>", ended.plusSeconds(60))),
                                    Optional.of(ReasonCode.NONE)),
                            read);
        });
    }

    private static DirectoryAccount account(String rid, String name, Instant at) {
        OptionalLong micros = OptionalLong.of(ChronoUnit.MICROS.between(Instant.EPOCH, at));
        return new DirectoryAccount(
                "S-1-5-21-1-2-3-" + rid,
                name,
                DirectoryAccount.Kind.USER,
                0x200,
                micros,
                OptionalLong.empty(),
                micros,
                "",
                "",
                !rid.equals("1107"),
                OptionalInt.empty());
    }

    @AfterAll
    static void stop() {
        console.close();
    }

    @Test
    void passwordsOfBeforeAndNewAccountsStandOnThePage() throws IOException {
        Client analyst = console.as(Role.ANALYST);
        TestConsole.Page page = analyst.get("/incidents/" + incident.id().text() + "/domains");
        assertEquals(200, page.status());
        for (String text : List.of(
                "mairie.example",
                "krbtgt : pas changé depuis l'éviction",
                "Administrateur",
                "dirige le domaine",
                "mot de passe d'avant",
                "&lt;b&gt;nouveau&lt;/b&gt;",
                "ecole.example",
                "son annuaire n'a jamais été lu",
                "PV &lt;i&gt;du 3&lt;/i&gt;",
                "créé depuis l'éviction")) {
            assertTrue(page.text().contains(text), () -> text + " in " + page.text());
        }
        assertTrue(page.text().contains("/directory\">Tout l’inventaire de l’annuaire de mairie.example"), page.text());
        assertTrue(analyst.get("/incidents/" + incident.id().text()).text().contains("mairie.example"));
    }

    @Test
    void programsReadItToo() throws IOException {
        String json = console.api(Role.ANALYST)
                .get("/api/v1/incidents/" + incident.id().text() + "/domains")
                .text();
        assertTrue(json.contains("\"krbtgt\":\"tickets-not\""), json);
        assertTrue(json.contains("\"old_passwords_privileged\":1"), json);
        assertTrue(json.contains("\"created_since\":1"), json);
        assertTrue(json.contains("\"gone\":\"PV"), json);
        assertTrue(json.contains("\"domain\":\"ecole.example\",\"lacks\":[\"directory-not-read\"]"), json);
    }
}
