package bzh.vigie.collector.console;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import bzh.vigie.collector.console.TestConsole.Client;
import bzh.vigie.collector.console.TestConsole.Page;
import bzh.vigie.collector.console.route.View;
import bzh.vigie.collector.console.sign.Codes;
import bzh.vigie.collector.store.Audit;
import bzh.vigie.collector.store.Author;
import bzh.vigie.collector.store.Hosts.State;
import bzh.vigie.collector.store.People.Role;
import bzh.vigie.collector.store.Scope;
import bzh.vigie.collector.store.Specimens;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What people do with their own account, and administrators with those of others; what programs are told. */
final class ConsoleAccountsTest {
    private static final String PASSWORD = "le phare d'Eckmühl";

    @TempDir
    private static Path folder;

    @SuppressWarnings("NullAway.Init") // set before all
    private static TestConsole console;

    @BeforeAll
    static void start() throws IOException {
        console = TestConsole.start(folder);
        console.store().change(s -> {
            s.hosts().enrol(Specimens.host(1, TestConsole.OWN));
            s.alerts().raise(Specimens.alert("a-1", TestConsole.OWN, 1, "cause", 1));
        });
    }

    @AfterAll
    static void stop() {
        console.close();
    }

    private static String found(String pattern, String text) {
        Matcher matcher = Pattern.compile(pattern).matcher(text);
        assertTrue(matcher.find(), text);
        return matcher.group(1);
    }

    /** A person whom an administrator added and who chose a password. */
    private static void person(String name, Role role) throws IOException {
        Page added = console.as(Role.ADMINISTRATOR)
                .post(
                        "/administration/people",
                        Map.of(
                                "name",
                                name,
                                "role",
                                role.name().toLowerCase(java.util.Locale.ROOT),
                                "communes",
                                "*",
                                "reason",
                                "new"));
        String link = found("<code>(/welcome/[^<]+)</code>", added.text());
        assertEquals(
                303,
                console.nobody()
                        .post(link, Map.of("password", PASSWORD, "again", PASSWORD))
                        .status());
    }

    @Test
    void aSecondFactorIsAskedForAndEachCodeServesOnce() throws IOException {
        person("Fañch", Role.ANALYST);
        Client fanch = console.client("Fañch");
        String key = found(
                "name=\"key\" value=\"([0-9a-f]+)\"",
                fanch.get("/me/second-factor").text());
        Map<String, String> wrong = Map.of("key", key, "code", "000000", "current", "not it at all");
        assertEquals(422, fanch.post("/me/second-factor", wrong).status());
        Page set = fanch.post(
                "/me/second-factor",
                Map.of("key", key, "code", Codes.of(key, console.clock().instant()), "current", PASSWORD));
        assertEquals(200, set.status(), set.text());
        String recovery = found("<code>([0-9a-f]{16})</code>", set.text());
        assertEquals(200, fanch.get("/me").status(), "the browser that set it goes on");
        Map<String, String> without = Map.of("name", "Fañch", "password", PASSWORD);
        assertEquals(422, console.nobody().post("/sign-in", without).status());
        Map<String, String> typed = Map.of(
                "name",
                "Fañch",
                "password",
                PASSWORD,
                "code",
                Codes.of(key, console.clock().instant()));
        assertEquals(422, console.nobody().post("/sign-in", typed).status(), "the code it was set up with");
        console.clock().forward(Duration.ofSeconds(30));
        String code = Codes.of(key, console.clock().instant());
        Map<String, String> with = Map.of("name", "Fañch", "password", PASSWORD, "code", code);
        assertEquals(303, console.nobody().post("/sign-in", with).status());
        assertEquals(422, console.nobody().post("/sign-in", with).status(), "the same code again");
        Map<String, String> recovered = Map.of("name", "Fañch", "password", PASSWORD, "code", recovery);
        assertEquals(303, console.nobody().post("/sign-in", recovered).status());
        assertEquals(422, console.nobody().post("/sign-in", recovered).status(), "a recovery code serves once");
    }

    @Test
    void aChangedPasswordEndsTheOtherSessions() throws IOException {
        person("Gaëlle", Role.ANALYST);
        Client here = console.client("Gaëlle");
        Client there = console.client("Gaëlle");
        Map<String, String> change = Map.of("current", PASSWORD, "password", PASSWORD + " 2", "again", PASSWORD + " 2");
        assertEquals(303, here.post("/me/password", change).status());
        assertEquals(200, here.get("/me").status());
        assertEquals(303, there.get("/me").status());
    }

    @Test
    void whatAnAdministratorDecidesHoldsAtOnceAndStandsInTheAuditLog() throws IOException {
        person("Hervé", Role.ANALYST);
        Client herve = console.client("Hervé");
        assertEquals(200, herve.get("/").status());
        Client administrator = console.as(Role.ADMINISTRATOR);
        String path = "/administration/people/" + View.encoded("Hervé");
        assertEquals(422, administrator.post(path + "/disable", Map.of()).status(), "for a reason");
        assertEquals(
                303,
                administrator.post(path + "/disable", Map.of("reason", "gone")).status());
        assertEquals(303, herve.get("/").status());
        assertTrue(administrator.get("/administration").text().contains(path + "/enable"), "with its undo");
        assertEquals(403, administrator.get("/").status(), "and sees no telemetry");
        Audit.Entry last = console.store().read(s -> s.audit().last()).orElseThrow();
        assertEquals("person-disabled", last.action());
        assertEquals("administrator", last.author().name());
        assertTrue(console.as(Role.AUDITOR).get("/administration/audit").text().contains("person-disabled"));
    }

    @Test
    void nobodyTakesTheirOwnRights() throws IOException {
        assertEquals(
                409,
                console.as(Role.ADMINISTRATOR)
                        .post("/administration/people/administrator", Map.of("role", "analyst"))
                        .status());
    }

    @Test
    void anAgentIsRevokedForAReason() throws IOException {
        Client administrator = console.as(Role.ADMINISTRATOR);
        String path = "/administration/agents/" + Specimens.agent(1).text() + "/revoke";
        assertEquals(422, administrator.post(path, Map.of()).status());
        assertEquals(303, administrator.post(path, Map.of("reason", "stolen")).status());
        assertEquals(
                State.REVOKED,
                console.store()
                        .read(s -> s.hosts().find(Specimens.agent(1)))
                        .orElseThrow()
                        .state());
        assertEquals(
                404,
                console.as(Role.ADMINISTRATOR, TestConsole.OWN)
                        .post("/administration/agents/" + Specimens.agent(7).text() + "/revoke", Map.of("reason", "x"))
                        .status());
    }

    @Test
    void aTokenReadsWhatItsRoleAllowsUntilItEnds() throws IOException {
        Page made = console.as(Role.ADMINISTRATOR)
                .post(
                        "/administration/tokens",
                        Map.of(
                                "label",
                                "supervision",
                                "token-role",
                                "auditor",
                                "days",
                                "2",
                                "communes",
                                "29019",
                                "reason",
                                "r"));
        assertEquals(200, made.status(), made.text());
        String token = found("<code>(vigie_[^<]+)</code>", made.text());
        Client program = console.nobody();
        assertEquals(403, metrics(program, token).status(), "figures are of all communes");
        Page whole = console.as(Role.ADMINISTRATOR)
                .post(
                        "/administration/tokens",
                        Map.of(
                                "label",
                                "supervision",
                                "token-role",
                                "auditor",
                                "days",
                                "2",
                                "communes",
                                "*",
                                "reason",
                                "r"));
        token = found("<code>(vigie_[^<]+)</code>", whole.text());
        assertEquals(200, metrics(program, token).status());
        assertTrue(metrics(program, token).text().endsWith("# EOF\n"));
        assertEquals(401, metrics(program, token + "x").status());
        console.clock().forward(Duration.ofDays(3));
        assertEquals(401, metrics(program, token).status());
        assertEquals(403, console.api(Role.ANALYST).get("/metrics").status());
    }

    @Test
    void aTokenEndsWithTheRightsOfItsMakerAndSendsNoForms() throws IOException {
        console.store()
                .change(s -> s.people().add("Ifig", Role.ADMINISTRATOR, new Scope.All(), new Author("test", "test")));
        Page made = console.client("Ifig")
                .post(
                        "/administration/tokens",
                        Map.of(
                                "label",
                                "robot",
                                "token-role",
                                "administrator",
                                "days",
                                "9",
                                "communes",
                                "*",
                                "reason",
                                "r"));
        String token = found("<code>(vigie_[^<]+)</code>", made.text());
        assertTrue(console.store()
                .read(s -> s.audit().last())
                .orElseThrow()
                .subject()
                .endsWith("robot: ADMINISTRATOR *"));
        Client program = console.nobody();
        assertEquals(200, metrics(program, token).status());
        Page form = program.send(program.request("/administration/people")
                .header("Authorization", "Bearer " + token)
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(java.net.http.HttpRequest.BodyPublishers.ofString("name=x&role=lead&communes=*&reason=r")));
        assertEquals(403, form.status());
        console.store().change(s -> s.people().disable("Ifig", true, new Author("test", "test")));
        assertEquals(401, metrics(program, token).status());
    }

    @Test
    void nobodyGivesMoreThanTheyHaveAndNothingMeansNothing() throws IOException {
        Client own = console.as(Role.ADMINISTRATOR, TestConsole.OWN);
        Map<String, Integer> asked = Map.of("", 422, "*", 422, TestConsole.FOREIGN.insee(), 422, "29019", 200);
        for (Map.Entry<String, Integer> each : asked.entrySet()) {
            Page page = own.post(
                    "/administration/people",
                    Map.of("name", "Katell", "role", "analyst", "communes", each.getKey(), "reason", "r"));
            assertEquals(each.getValue(), page.status(), each.getKey());
        }
        Page reader = console.as(Role.ADMINISTRATOR)
                .post(
                        "/administration/people",
                        Map.of("name", "Lena", "role", "commune-reader", "communes", "*", "reason", "r"));
        assertEquals(422, reader.status());
        assertEquals(
                404,
                own.post("/administration/people/auditor/disable", Map.of("reason", "r"))
                        .status());
        assertFalse(own.get("/administration").text().contains("/administration/people/auditor/disable"));
        for (Role role : List.of(Role.LEAD, Role.AUDITOR, Role.ADMINISTRATOR)) {
            assertEquals(
                    403,
                    console.as(role, TestConsole.OWN)
                            .get("/administration/audit")
                            .status());
            assertEquals(200, console.as(role).get("/administration/audit").status());
        }
    }

    /** Finding 13 of the test of security: link, password, signed in as the lead; or a lead of one's own, or a token. */
    @Test
    void noAdministratorBecomesSomebodyWhoDecides() throws IOException {
        person("Lea", Role.ANALYST);
        console.store().change(s -> s.people().change("Lea", Role.LEAD, new Scope.All(), new Author("test", "test")));
        person("Alan", Role.ANALYST);
        Client anne = console.as(Role.ADMINISTRATOR);
        Map<String, String> why = Map.of("reason", "she asked");
        for (String name : List.of("Lea", "Alan")) {
            for (String way : List.of("/link", "/second-factor")) {
                Page refused = anne.post("/administration/people/" + name + way, why);
                assertEquals(409, refused.status(), name + way);
                assertTrue(refused.text().contains("machine du collecteur"), refused.text());
            }
        }
        Map<String, String> lead = Map.of("name", "Lena", "role", "lead", "communes", "*", "reason", "r");
        Page added = anne.post("/administration/people", lead);
        assertEquals(422, added.status());
        assertTrue(added.text().contains("droits d’un responsable"), added.text());
        assertEquals(422, anne.post("/administration/people/Alan", lead).status());
        Map<String, String> token =
                Map.of("label", "x", "token-role", "lead", "days", "2", "communes", "*", "reason", "r");
        assertEquals(422, anne.post("/administration/tokens", token).status());
        // Who is new has no name to decide under yet.
        Map<String, String> fresh = Map.of("name", "Lan", "role", "analyst", "communes", "*", "reason", "r");
        assertEquals(200, anne.post("/administration/people", fresh).status());
        assertEquals(200, anne.post("/administration/people/Lan/link", why).status());
    }

    @Test
    void aLostSecondFactorIsRemovedForAReason() throws IOException {
        person("Maelle", Role.AUDITOR);
        console.store()
                .change(s -> s.people()
                        .totp(
                                "Maelle",
                                Optional.of(Codes.sealed("Maelle", new byte[20])),
                                List.of(),
                                new Author("test", "test")));
        Map<String, String> password = Map.of("name", "Maelle", "password", PASSWORD);
        assertEquals(422, console.nobody().post("/sign-in", password).status());
        Client administrator = console.as(Role.ADMINISTRATOR);
        String path = "/administration/people/Maelle/second-factor";
        assertEquals(422, administrator.post(path, Map.of()).status());
        assertEquals(303, administrator.post(path, Map.of("reason", "lost")).status());
        assertEquals(303, console.nobody().post("/sign-in", password).status());
        Audit.Entry last = console.store().read(s -> s.audit().last()).orElseThrow();
        assertEquals("signed-in", last.action());
        assertEquals("Maelle", last.subject());
    }

    @Test
    void codesAreNotGuessedFromManyAddresses() throws IOException {
        person("Nolwenn", Role.ANALYST);
        byte[] key = new byte[20];
        console.store()
                .change(s -> s.people()
                        .totp(
                                "Nolwenn",
                                Optional.of(Codes.sealed("Nolwenn", key)),
                                List.of(),
                                new Author("test", "test")));
        // The lock-out of an address is waited for: what counts is the account.
        for (int i = 0; i < 10; i++) {
            Map<String, String> wrong = Map.of("name", "Nolwenn", "password", PASSWORD, "code", "x" + i);
            assertEquals(422, console.nobody().post("/sign-in", wrong).status());
            console.clock().forward(Duration.ofMinutes(2));
        }
        String code = Codes.of("00".repeat(20), console.clock().instant());
        Map<String, String> right = Map.of("name", "Nolwenn", "password", PASSWORD, "code", code);
        assertEquals(422, console.nobody().post("/sign-in", right).status());
        console.clock().forward(Duration.ofHours(2));
        Map<String, String> later = Map.of(
                "name",
                "Nolwenn",
                "password",
                PASSWORD,
                "code",
                Codes.of("00".repeat(20), console.clock().instant()));
        assertEquals(303, console.nobody().post("/sign-in", later).status());
    }

    private static Page metrics(Client program, String token) throws IOException {
        return program.send(program.request("/metrics")
                .header("Authorization", "Bearer " + token)
                .GET());
    }

    @Test
    void theDescriptionNamesEveryOperation() throws IOException {
        Page description = console.api(Role.AUDITOR, new Scope.Communes(Set.of(TestConsole.OWN)))
                .get("/api/v1/openapi.json");
        assertEquals(200, description.status(), description.text());
        List<String> missing = console.routes().all().stream()
                .filter(owned -> owned.route().isApi())
                .map(owned -> owned.route().operation().orElseThrow())
                .filter(operation -> !description.text().contains("\"operationId\":\"" + operation + "\""))
                .toList();
        assertEquals(List.of(), missing);
        Page refused = console.nobody().get("/api/v1/openapi.json");
        assertEquals(401, refused.status());
        assertEquals("application/problem+json", refused.header("content-type"));
        assertTrue(refused.text().contains("\"code\":\"problem.sign-in\""), refused.text());
    }

    @Test
    void whetherAllIsWellEverybodyMayAskButNotWhat() throws IOException {
        Page health = console.nobody().get("/health");
        assertEquals("{\"status\":\"good\"}", health.text());
        assertFalse(health.text().contains("troubles"));
        assertTrue(console.as(Role.ADMINISTRATOR).get("/health").text().contains("troubles"));
    }
}
