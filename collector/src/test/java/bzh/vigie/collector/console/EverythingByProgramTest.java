package bzh.vigie.collector.console;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import bzh.vigie.collector.console.TestConsole.Client;
import bzh.vigie.collector.console.TestConsole.Page;
import bzh.vigie.collector.console.route.Route;
import bzh.vigie.collector.console.route.Words;
import bzh.vigie.collector.console.sign.Sessions;
import bzh.vigie.collector.store.Author;
import bzh.vigie.collector.store.People.Role;
import bzh.vigie.collector.store.Scope;
import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.eclipse.jetty.http.HttpFields;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What pages show and do, a program can ask for: each page has an operation of the API, or a reason here why it has none. */
final class EverythingByProgramTest {
    private static final String PROVES = "by what a person proves themselves: no program has it";
    private static final String GIVES = "no program gives anybody power; it may take it away";
    private static final String RESTS = "a conclusion rests on it: a person takes it back, or dates it";
    private static final String SAYS = "counts in the conclusion as what a person says";

    /**
     * Pages without an operation at {@code /api/v1} and their own path. A new page needs one line: {@code .program("name", fields…)} at its route,
     * with its summary under {@code api.name} in the section's words, or the operation that does the same, or a reason.
     */
    private static final Map<String, String> OTHERWISE = Map.ofEntries(
            Map.entry("GET /", "listGroups"),
            Map.entry("GET /watch/events", "streamAlerts"),
            Map.entry("POST /alerts/{alert}/decide", "decideAlert"),
            Map.entry("GET /hunt", "searchEvents"),
            Map.entry("GET /hunt/stream", "searchEvents"),
            Map.entry("GET /hosts/{host}/events", "searchEvents"),
            Map.entry("POST /incidents/{incident}/conclusion", "a conclusion is signed by a person, by their name"),
            Map.entry("POST /administration/people", "its answer is a link " + PROVES),
            Map.entry("POST /administration/people/{person}", GIVES),
            Map.entry("POST /administration/people/{person}/enable", GIVES),
            Map.entry("POST /administration/authority", "nobody's token replaces what all agents trust"),
            Map.entry("POST /incidents/{incident}/attestations", SAYS),
            Map.entry("POST /incidents/{incident}/review", SAYS),
            Map.entry("POST /incidents/{incident}/natures", SAYS),
            Map.entry("POST /incidents/{incident}/tombstones/natures", SAYS),
            Map.entry("POST /incidents/{incident}/phase", RESTS),
            Map.entry("POST /incidents/{incident}/eviction", RESTS),
            Map.entry("POST /incidents/{incident}/watch", RESTS),
            Map.entry("POST /incidents/{incident}/tombstones/take-back", RESTS),
            Map.entry("POST /incidents/{incident}/hosts/withdraw", RESTS),
            Map.entry("POST /incidents/{incident}/hosts/identify", RESTS),
            Map.entry("POST /incidents/{incident}/witnesses/withdraw", RESTS),
            Map.entry("POST /incidents/{incident}/watchlist/{indicator}/withdraw", RESTS),
            Map.entry("POST /administration/people/{person}/link", "its answer is a link " + PROVES),
            Map.entry("POST /administration/people/{person}/second-factor", PROVES),
            Map.entry("POST /administration/tokens", "no program makes programs"),
            Map.entry("POST /communes/{commune}/tokens", "no program lets machines in"),
            Map.entry("POST /administration/agents", "no program lets machines in"),
            Map.entry("POST /administration/agents/{host}/approve", "no program lets machines in"),
            Map.entry("POST /administration/agents/{host}/readmit", "no program lets machines in"),
            Map.entry(
                    "GET /incidents/{incident}/look-back",
                    "a part of a page that is asked for again while it is shown"),
            Map.entry("GET /incidents/{incident}/watchlist/import", "addIndicators"),
            Map.entry("POST /incidents/{incident}/watchlist/import", "addIndicators"),
            Map.entry("GET /administration/audit/export", "listAudit"),
            Map.entry("GET /indicator", "addIndicators"),
            Map.entry("GET /alerts/{alert}/mark", "markAsAttackers"),
            Map.entry("POST /alerts/{alert}/mark", "markAsAttackers"),
            Map.entry("GET /hosts/{host}/mark", "markAsAttackers"),
            Map.entry("POST /hosts/{host}/mark", "markAsAttackers"),
            Map.entry("GET /collector", "the same as /health, which is for programs"),
            Map.entry("GET /health", "is for programs"),
            Map.entry("GET /metrics", "is for programs"),
            Map.entry("GET /sign-in", PROVES),
            Map.entry("POST /sign-in", PROVES),
            Map.entry("POST /sign-out", PROVES),
            Map.entry("GET /sign-in/openid", PROVES),
            Map.entry("GET /sign-in/openid/answer", PROVES),
            Map.entry("GET /signed-in", PROVES),
            Map.entry("GET /administration/identities", PROVES),
            Map.entry("POST /administration/identities", PROVES),
            Map.entry("POST /administration/identities/remove", PROVES),
            Map.entry("GET /welcome/{link}", PROVES),
            Map.entry("POST /welcome/{link}", PROVES),
            Map.entry("GET /me", PROVES),
            Map.entry("POST /me/password", PROVES),
            Map.entry("POST /me/identity", PROVES),
            Map.entry("GET /me/second-factor", PROVES),
            Map.entry("POST /me/second-factor", PROVES),
            Map.entry("POST /me/second-factor/remove", PROVES),
            Map.entry("POST /look", "how one browser shows the console"));

    @TempDir
    static Path folder;

    private static TestConsole console;
    private static Samples samples;

    @BeforeAll
    static void start() throws IOException {
        console = TestConsole.start(folder);
        samples = Samples.in(console);
    }

    @AfterAll
    static void stop() {
        console.close();
    }

    private static String between(String text, String before, String after) {
        int from = text.indexOf(before) + before.length();
        return text.substring(from, text.indexOf(after, from));
    }

    @Test
    void everyPageHasAnOperationOrAReasonWhyNot() {
        List<Route> all =
                console.routes().all().stream().map(Routes.Owned::route).toList();
        Set<String> operations =
                all.stream().flatMap(route -> route.operation().stream()).collect(Collectors.toSet());
        Set<String> api = all.stream()
                .filter(Route::isApi)
                .map(route -> route.method() + " " + route.path())
                .collect(Collectors.toSet());
        List<String> missing = new ArrayList<>();
        List<String> needless = new ArrayList<>(OTHERWISE.keySet());
        for (Route route : all) {
            String own = route.method() + " " + route.path();
            boolean same = api.contains(route.method() + " " + Route.API + route.path());
            if (!route.isApi() && !same) {
                String other = OTHERWISE.getOrDefault(own, "");
                if (other.isEmpty() || (!other.contains(" ") && !operations.contains(other))) {
                    missing.add(own);
                }
                needless.remove(own);
            }
        }
        assertEquals(List.of(), missing, "give each .program(…) or a line in OTHERWISE");
        assertEquals(List.of(), needless, "these have an operation, or are gone");
    }

    @Test
    void everyOperationSaysInBothLanguagesWhatItDoes() {
        List<String> unsaid = new ArrayList<>();
        for (Routes.Owned owned : console.routes().all()) {
            for (Locale locale : List.of(Locale.FRENCH, Locale.ENGLISH)) {
                owned.route()
                        .operation()
                        .filter(name -> !Words.of(owned.section(), locale).has("api." + name))
                        .ifPresent(unsaid::add);
            }
        }
        assertEquals(List.of(), unsaid);
    }

    /** Whoever reads everything gets JSON, or a file or a stream, from every operation that reads. */
    @Test
    void everyOperationThatReadsTellsAProgramSomething() throws IOException {
        List<String> wrong = new ArrayList<>();
        for (Routes.Owned owned : console.routes().all()) {
            Route route = owned.route();
            if (route.isApi() && route.method().name().equals("GET")) {
                Role role = route.access().roles().contains(Role.LEAD) ? Role.LEAD : Role.ADMINISTRATOR;
                int status = console.api(role).status(samples.path(route, TestConsole.OWN));
                // What cannot be for this thing is told as such: an incident seen in part, a rule that cannot be tried.
                if (status != 200 && status != 409 && status != 422) {
                    wrong.add(route.path() + " " + status);
                }
            }
        }
        assertEquals(List.of(), wrong);
    }

    @Test
    void aChangeByFormIsDoneByJsonAndSaysWhichFieldIsWrong() throws IOException {
        Client lead = console.api(Role.LEAD);
        Page bad = lead.json("POST", "/api/v1/incidents", "{\"title\":\"x\",\"watch\":\"0\"}");
        assertEquals(422, bad.status());
        assertEquals("application/problem+json", bad.header("content-type"));
        assertTrue(
                bad.text().contains("\"errors\":{\"communes\":") && bad.text().contains("\"watch\":"), bad.text());
        Page opened = lead.json(
                "POST",
                "/api/v1/incidents",
                "{\"title\":\"By a program\",\"communes\":\"" + TestConsole.OWN
                        + "\",\"watch\":90,\"reason\":\"for the test\"}");
        assertEquals(200, opened.status());
        assertTrue(opened.text().contains("\"done\":\"opened\""), opened.text());
        assertTrue(lead.get("/api/v1/incidents").text().contains("By a program"));
        Page audit = lead.get("/api/v1/administration/audit");
        assertTrue(
                audit.text().contains("administrator (program)") && audit.text().contains("for the test"));
    }

    @Test
    void groupsAreDecidedByAProgramAndTakenBack() throws IOException {
        Client analyst = console.api(Role.ANALYST, new Scope.Communes(Set.of(TestConsole.OWN)));
        Page groups = analyst.get("/api/v1/watch");
        assertEquals(200, groups.status());
        String group = between(groups.text(), "\"group\":\"", "\"");
        String last = between(groups.text(), "\"last\":", ",");
        String at = between(groups.text(), "\"at\":\"", "\"");
        Page done = analyst.json(
                "POST",
                "/api/v1/watch/decide",
                "{\"group\":[\"%s\"],\"step\":\"acknowledged\",\"seen\":0,\"last\":%s,\"at\":\"%s\"}"
                        .formatted(group, last, at));
        assertTrue(done.text().contains("\"undo\":{\"path\":\"/api/v1/watch/undo\""), done.text());
        String body = between(done.text(), "\"body\":", "}") + "}";
        Page undone = analyst.json("POST", "/api/v1/watch/undo", body);
        assertTrue(undone.text().contains("\"done\":\"undone\""), undone.text());
    }

    /** A stolen token gives nobody anything, and lets nobody in who was let in no more. */
    @Test
    void aProgramTakesAwayAndGivesNothing() throws IOException {
        Client program = console.api(Role.ADMINISTRATOR);
        console.store().change(s -> {
            Author author = new Author("Maëlle", "for the test");
            s.people().add("accomplice", Role.COMMUNE_READER, new Scope.Communes(Set.of(TestConsole.OWN)), author);
            s.people().add("keeper", Role.ADMINISTRATOR, new Scope.Communes(Set.of(TestConsole.OWN)), author);
        });
        String people = "/api/v1/administration/people/";
        for (String self : List.of("administrator", "keeper")) {
            assertEquals(
                    409,
                    program.json("POST", people + self + "/disable", "{\"reason\":\"x\"}")
                            .status());
        }
        String lead = "{\"role\":\"lead\",\"communes\":\"*\",\"reason\":\"x\"}";
        assertEquals(404, program.json("POST", people + "accomplice", lead).status());
        Page disabled = program.json("POST", people + "accomplice/disable", "{\"reason\":\"x\"}");
        assertEquals(200, disabled.status());
        assertFalse(disabled.text().contains("undo"), disabled.text());
        assertEquals(
                404,
                program.json("POST", people + "accomplice/enable", "{\"reason\":\"x\"}")
                        .status());
        assertTrue(console.store()
                .read(s -> s.people().find("accomplice"))
                .filter(each -> each.disabled() && each.role() == Role.COMMUNE_READER)
                .isPresent());
        assertEquals(
                405,
                program.json("POST", "/api/v1/administration/authority", "{\"step\":\"roll-over\"}")
                        .status());
    }

    /** A stolen token makes no conclusion better: it dates nothing, and takes back or replaces nothing that is held against one. */
    @Test
    void aProgramAddsToAnIncidentAndTakesNothingOfItBack() throws IOException {
        Client program = console.api(Role.LEAD);
        String incident = console.store()
                .write(s -> s.incidents()
                        .open("of a program", Set.of(TestConsole.OWN), 90, new Author("Maëlle", "for the test"))
                        .id()
                        .text());
        String path = "/api/v1/incidents/" + incident;
        for (String gone : List.of("/phase", "/eviction", "/watch", "/tombstones/take-back", "/hosts/identify")) {
            assertEquals(
                    404, program.json("POST", path + gone, "{\"reason\":\"x\"}").status(), gone);
        }
        String list = "{\"content\":\"%s\",\"name\":\"parc\",\"role\":\"workstation\",\"reason\":\"x\"%s}";
        assertEquals(
                200,
                program.json("POST", path + "/hosts", list.formatted("name\\nPC-1\\nPC-2\\n", ""))
                        .status());
        Page replaced =
                program.json("POST", path + "/hosts", list.formatted("name\\nPC-1\\n", ",\"replaces\":\"yes\""));
        assertEquals(422, replaced.status());
        assertTrue(replaced.text().contains("\"errors\":{\"replaces\":"), replaced.text());
        String device = "{\"addresses\":\"192.0.2.1\",\"kind\":\"firewall\",\"reason\":\"x\"%s}";
        assertEquals(
                200,
                program.json("POST", path + "/devices", device.formatted("")).status());
        assertEquals(
                422,
                program.json("POST", path + "/devices", device.formatted(",\"withdraw\":\"yes\""))
                        .status());
    }

    @Test
    void whoAsksTooOftenIsRefusedBeforeAnythingIsRead() throws IOException {
        Client busy = console.api(Role.ANALYST);
        Page first = busy.get("/api/v1/alerts/alert-own");
        assertEquals("\"api\";q=600;w=60", first.header("ratelimit-policy"));
        assertEquals("\"api\";r=599;t=60", first.header("ratelimit"));
        for (int i = 1; i < Limits.MOST; i++) {
            busy.get("/api/v1/nothing");
        }
        Page refused = busy.get("/api/v1/alerts/alert-own");
        assertEquals(429, refused.status());
        assertEquals("60", refused.header("retry-after"));
        assertTrue(refused.text().contains("\"code\":\"problem.limit\""), refused.text());
        // Another program, and the same one later, may.
        assertEquals(
                200, console.api(Role.ANALYST).get("/api/v1/alerts/alert-own").status());
        console.clock().forward(Limits.WITHIN.plusSeconds(1));
        assertEquals(200, busy.get("/api/v1/alerts/alert-own").status());
    }

    @Test
    void aTokenIsCountedOnceHoweverItIsWrittenAndInventedOnesByTheirAddress() {
        Limits limits = new Limits();
        Instant now = Instant.EPOCH;
        assertEquals(
                1,
                Stream.of("Bearer vigie_a_b", "Bearer  vigie_a_b", "Bearer \t vigie_a_b ")
                        .map(header -> key(header))
                        .distinct()
                        .count());
        Limits.Asker good = new Limits.Asker(key("Bearer vigie_a_b"), "192.0.2.1");
        assertTrue(limits.may(good, HttpFields.build(), now) && limits.asked(good, true, HttpFields.build(), now));
        for (int i = 0; i < Limits.MOST; i++) {
            Limits.Asker invented = new Limits.Asker(key("Bearer vigie_x_" + i), "192.0.2.1");
            assertTrue(limits.may(invented, HttpFields.build(), now));
            assertTrue(limits.asked(invented, false, HttpFields.build(), now));
        }
        Limits.Asker next = new Limits.Asker(key("Bearer vigie_x_next"), "192.0.2.1");
        assertFalse(limits.may(next, HttpFields.build(), now), "before the store is asked");
        assertTrue(limits.may(good, HttpFields.build(), now), "what proved good goes on");
        Limits.Asker elsewhere = new Limits.Asker(next.key(), "192.0.2.2");
        assertTrue(limits.may(elsewhere, HttpFields.build(), now));
    }

    private static Optional<String> key(String header) {
        Callers callers = new Callers(console.store(), new Sessions(new SecureRandom()), console.clock());
        return callers.key(new Callers.Proof(Optional.of(header), Map.of(), false));
    }
}
