package bzh.vigie.collector.console;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import bzh.vigie.collector.console.TestConsole.Client;
import bzh.vigie.collector.console.TestConsole.Page;
import bzh.vigie.collector.console.route.Words;
import bzh.vigie.collector.console.sign.Links;
import bzh.vigie.collector.console.sign.LookPage;
import bzh.vigie.collector.store.Author;
import bzh.vigie.collector.store.People.Role;
import bzh.vigie.collector.store.Scope;
import bzh.vigie.collector.store.Specimens;
import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpClient;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Who gets in, and how it ends. */
final class SignInTest {
    private static final Author LEAD = new Author("lead", "test");
    private static final String PASSWORD = "trois mâts barque";

    @TempDir
    private static Path folder;

    @SuppressWarnings("NullAway.Init") // set before all
    private static TestConsole console;

    @BeforeAll
    static void start() throws IOException {
        console = TestConsole.start(folder);
        console.store().change(s -> s.alerts().raise(Specimens.alert("a-1", TestConsole.OWN, 1, "cause", 1)));
    }

    @AfterAll
    static void stop() {
        console.close();
    }

    private static String link(String name, Role role) {
        return console.store().write(s -> {
            s.people().add(name, role, new Scope.All(), LEAD);
            return Links.make(s.people(), name, console.clock().instant(), new SecureRandom(), LEAD);
        });
    }

    private static void withPassword(String name, Role role) throws IOException {
        Page chosen = console.nobody().post(link(name, role), Map.of("password", PASSWORD, "again", PASSWORD));
        assertEquals(303, chosen.status(), chosen.text());
    }

    @Test
    void aLinkServesOnceToChooseAPassword() throws IOException {
        String link = link("Anne", Role.ANALYST);
        assertEquals(200, console.nobody().get(link).status());
        assertEquals(200, console.nobody().get(link).status(), "looking does not use it up");
        Page shortOne = console.nobody().post(link, Map.of("password", "court", "again", "court"));
        assertEquals(422, shortOne.status());
        assertEquals(
                303,
                console.nobody()
                        .post(link, Map.of("password", PASSWORD, "again", PASSWORD))
                        .status());
        assertEquals(404, console.nobody().get(link).status());
        Client anne = console.nobody();
        Page in = anne.post("/sign-in", Map.of("name", "anne", "password", PASSWORD, "next", "/"));
        assertEquals(303, in.status(), in.text());
        Page start = anne.get("/");
        assertEquals(200, start.status());
        assertTrue(start.text().contains("/alerts/a-1"), start.text());
        assertTrue(start.text().contains("Anne"), start.text());
    }

    @Test
    void aWrongPasswordWaitsLongerAndLongerButNotForAKnownBrowser() throws IOException {
        withPassword("Berc'hed", Role.ANALYST);
        Client own = console.nobody();
        assertEquals(
                303,
                own.post("/sign-in", Map.of("name", "Berc'hed", "password", PASSWORD))
                        .status());
        own.cookies().remove("__Host-vigie");
        Client stranger = console.nobody();
        for (int i = 0; i < 5; i++) {
            assertEquals(
                    422,
                    stranger.post("/sign-in", Map.of("name", "Berc'hed", "password", "wrong" + i))
                            .status());
        }
        Page kept = stranger.post("/sign-in", Map.of("name", "Berc'hed", "password", PASSWORD));
        assertEquals(422, kept.status(), "even the right one waits");
        assertEquals(
                303,
                own.post("/sign-in", Map.of("name", "Berc'hed", "password", PASSWORD))
                        .status());
        console.clock().forward(Duration.ofSeconds(3));
        assertEquals(
                303,
                stranger.post("/sign-in", Map.of("name", "Berc'hed", "password", PASSWORD))
                        .status());
    }

    @Test
    void aSessionEndsByIdlenessByItsAgeAndWithAChangeOfRole() throws IOException {
        Client idle = console.as(Role.ANALYST);
        assertEquals(200, idle.get("/").status());
        console.clock().forward(Duration.ofMinutes(61));
        assertEquals("/sign-in", idle.get("/").header("location"));
        Client busy = console.as(Role.ANALYST);
        for (int i = 0; i < 12; i++) {
            assertEquals(200, busy.get("/").status(), "hour " + i);
            console.clock().forward(Duration.ofMinutes(59));
        }
        console.clock().forward(Duration.ofMinutes(30));
        assertEquals(303, busy.get("/").status());
        console.store().change(s -> s.people().add("Corentin", Role.ANALYST, new Scope.All(), LEAD));
        Client corentin = console.client("Corentin");
        assertEquals(200, corentin.get("/").status());
        console.store().change(s -> s.people().change("Corentin", Role.AUDITOR, new Scope.All(), LEAD));
        assertEquals(303, corentin.get("/").status());
    }

    @Test
    void aFormThatCameTooLateIsKeptAndComesBackFilled() throws IOException {
        withPassword("Dreo", Role.ANALYST);
        Client dreo = console.nobody();
        Page asked = dreo.post("/sign-out", Map.of("reason", "vu avec <le> \"maire\"\nsuite"));
        assertEquals(401, asked.status());
        assertTrue(asked.text().contains("name=\"held:reason\""), asked.text());
        Page again = dreo.post(
                "/sign-in",
                Map.of(
                        "name",
                        "Dreo",
                        "password",
                        PASSWORD,
                        "next",
                        "/sign-out",
                        "held:reason",
                        "vu avec <le> \"maire\"\nsuite"));
        assertEquals(200, again.status());
        assertTrue(again.text().contains("vu avec &lt;le&gt; \"maire\"\nsuite"), again.text());
        assertTrue(again.text().contains("action=\"/sign-out\""), again.text());
    }

    @Test
    void aFormFromElsewhereIsRefused() throws IOException {
        Client lead = console.as(Role.LEAD);
        assertEquals(403, lead.postAsIs("/sign-out", Map.of()).status(), "without what proves that it is ours");
        Page crossSite = lead.send(lead.request("/sign-out")
                .header("Sec-Fetch-Site", "cross-site")
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(java.net.http.HttpRequest.BodyPublishers.ofString("")));
        assertEquals(403, crossSite.status());
        Page foreign = console.nobody()
                .send(console.nobody()
                        .request("/sign-in")
                        .header("Origin", "https://attacker.example")
                        .header("Content-Type", "application/x-www-form-urlencoded")
                        .POST(java.net.http.HttpRequest.BodyPublishers.ofString("name=a&password=b")));
        assertEquals(403, foreign.status());
        assertEquals(200, lead.get("/").status(), "still signed in");
    }

    @Test
    void aFormFromAPageOfThisConsoleIsTakenWhateverItsOriginSays() throws IOException {
        for (Map.Entry<String, Integer> site : Map.of(
                        "same-origin", 422, "none", 422, "same-site", 403, "cross-site", 403)
                .entrySet()) {
            Client browser = console.nobody();
            Page page = browser.send(browser.request("/sign-in")
                    .header("Sec-Fetch-Site", site.getKey())
                    .header("Origin", "null")
                    .header("Content-Type", "application/x-www-form-urlencoded")
                    .POST(java.net.http.HttpRequest.BodyPublishers.ofString("name=&password=")));
            assertEquals(site.getValue(), page.status(), site.getKey());
        }
        Client old = console.nobody();
        Page hidden = old.send(old.request("/sign-in")
                .header("Origin", "null")
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(java.net.http.HttpRequest.BodyPublishers.ofString("name=&password=")));
        assertEquals(403, hidden.status());
    }

    @Test
    void aFormOfAnOlderSessionComesBackButNeverAPassword() throws IOException {
        Client lead = console.as(Role.LEAD);
        Page back = lead.post("/sign-out", Map.of("csrf", "of before", "reason", "<typed>", "current", "secret!"));
        assertEquals(403, back.status());
        assertTrue(back.text().contains("&lt;typed&gt;"), back.text());
        assertFalse(back.text().contains("secret!"), back.text());
        assertEquals(200, lead.get("/").status(), "nothing was done");
        Page asked = console.nobody().postAsIs("/me/password", Map.of("current", "secret!", "password", "secret!"));
        assertEquals(401, asked.status());
        assertFalse(asked.text().contains("secret!"), asked.text());
    }

    @Test
    void whatAnybodySendsIsBoundedBeforeItIsRead() throws IOException {
        String large = "x".repeat(Bodies.MOST_BYTES_OF_ANYBODY + 1);
        assertEquals(
                413,
                console.nobody().postAsIs("/sign-in", Map.of("name", large)).status());
        Client lead = console.as(Role.LEAD);
        assertEquals(303, lead.post("/sign-out", Map.of("reason", large)).status(), "who is signed in may send more");
        Client nobody = console.nobody();
        Page file = nobody.send(nobody.request("/sign-in")
                .header("Content-Type", "multipart/form-data; boundary=x")
                .POST(java.net.http.HttpRequest.BodyPublishers.ofString("--x--")));
        assertEquals(415, file.status());
    }

    @Test
    void manyNamesAreNotTriedFromOneAddress() throws IOException {
        // What others tried is long ago.
        console.clock().forward(Duration.ofHours(7));
        long before = refusals();
        for (int i = 0; i < 20; i++) {
            assertEquals(
                    422,
                    console.nobody()
                            .post("/sign-in", Map.of("name", "name" + i, "password", "spring 2026"))
                            .status());
        }
        Page page = console.nobody().post("/sign-in", Map.of("name", "name20", "password", "spring 2026"));
        assertTrue(page.text().contains("dix minutes"), "the 21st is not tried");
        assertEquals(10, refusals() - before, "of those of one minute");
        console.clock().forward(Duration.ofMinutes(11));
    }

    private static long refusals() {
        return console.store().read(s -> s.audit().list(0, 10_000)).stream()
                .filter(entry -> entry.action().equals("sign-in-refused"))
                .count();
    }

    @Test
    void partsOfAPageSendTheWholePageToSignIn() throws IOException {
        Client nobody = console.nobody();
        Page part = nobody.send(nobody.request("/").header("HX-Request", "true").GET());
        assertEquals(401, part.status());
        assertEquals("/sign-in?next=%2F", part.header("hx-redirect"));
        Page byItself = nobody.send(nobody.request("/")
                .header("HX-Request", "true")
                .header("X-Vigie-Background", "1")
                .GET());
        assertEquals(401, byItself.status());
        assertEquals("", byItself.header("hx-redirect"), "who asked for nothing stays where they read");
        Page stream = nobody.send(nobody.request("/watch/events")
                .header("Accept", "text/event-stream")
                .GET());
        assertEquals(401, stream.status());
    }

    @Test
    void whatAPageAsksForByItselfKeepsNoSessionAlive() throws IOException {
        Client idle = console.as(Role.ANALYST);
        for (int i = 0; i < 3; i++) {
            assertEquals(
                    200,
                    idle.send(idle.request("/")
                                    .header("X-Vigie-Background", "1")
                                    .GET())
                            .status());
            console.clock().forward(Duration.ofMinutes(20));
        }
        console.clock().forward(Duration.ofMinutes(1));
        assertEquals(303, idle.get("/").status());
    }

    @Test
    void aStreamTellsNothingAfterItsSession() throws IOException {
        console.store().change(s -> s.people().add("Ronan", Role.ANALYST, new Scope.All(), LEAD));
        StringBuilder told = new StringBuilder();
        try (InputStream stream = console.client("Ronan").open("/watch/events")) {
            told.append((char) stream.read());
            console.store().change(s -> {
                s.people().change("Ronan", Role.ADMINISTRATOR, new Scope.All(), LEAD);
                s.alerts().raise(Specimens.alert("a-2", TestConsole.OWN, 1, "cause-2", 2));
            });
            for (int next = stream.read(); next >= 0; next = stream.read()) {
                told.append((char) next);
            }
        } catch (IOException ended) {
            told.append('.');
        }
        assertEquals(":", told.toString().replaceAll("[\n.]", ""), "a sign of life and no event");
    }

    @Test
    void aMessageWaitsForAWholePage() throws IOException {
        Client administrator = console.as(Role.ADMINISTRATOR);
        console.store().change(s -> s.people().add("Gwen", Role.ANALYST, new Scope.All(), LEAD));
        administrator.post("/administration/people/Gwen/disable", Map.of("reason", "r"));
        administrator.get("/health");
        administrator.send(administrator
                .request("/administration")
                .header("HX-Request", "true")
                .GET());
        String undo = "name=\"reason\" value=\"Annuler cette action\"";
        assertTrue(administrator.get("/administration").text().contains(undo));
        assertFalse(administrator.get("/administration").text().contains(undo), "once");
    }

    @Test
    void whatIsNoTextIsAnsweredPlainlyAndGuarded() throws IOException {
        for (String path : List.of("/sign-in?next=%C3%28", "/sign-in?next=%FF")) {
            Page page = console.nobody().get(path);
            assertEquals(400, page.status(), path);
            assertEquals(Replies.POLICY, page.header("content-security-policy"), path);
            assertFalse(page.text().contains("Jetty"), page.text());
        }
        Page large = console.nobody()
                .send(console.nobody()
                        .request("/sign-in?next=" + "x".repeat(100_000))
                        .version(HttpClient.Version.HTTP_1_1)
                        .GET());
        assertTrue(large.status() >= 400, "too large");
        assertEquals(Replies.POLICY, large.header("content-security-policy"));
        assertFalse(large.text().contains("Jetty"), large.text());
        assertEquals(
                200, console.nobody().get("/sign-in?next=" + "x".repeat(30_000)).status(), "a long query fits");
    }

    @Test
    void aValueIsNeverReadAsAPlace() {
        Words words = Words.of(Words.class, java.util.Locale.ENGLISH);
        assertTrue(words.say("wrong.long", "{0}$1").contains("{0}$1"));
        assertEquals(
                "{1}",
                Words.of(LookPage.class, java.util.Locale.FRENCH)
                        .say("wrong.wait", "{1}", "x")
                        .replaceAll(".* (\\S+) secondes.*", "$1"));
    }

    @Test
    void whatIsAskedForAfterSigningInIsOfThisConsole() throws IOException {
        withPassword("Enora", Role.ANALYST);
        for (String next : List.of("//attacker.example/", "https://attacker.example/", "/\\attacker.example")) {
            Page in = console.nobody().post("/sign-in", Map.of("name", "Enora", "password", PASSWORD, "next", next));
            assertEquals("/", in.header("location"), next);
        }
    }

    @Test
    void everyAnswerIsGuarded() throws IOException {
        for (String path : List.of("/", "/sign-in", "/nowhere", "/static/0/none")) {
            Page page = console.nobody().get(path);
            assertEquals(Replies.POLICY, page.header("content-security-policy"), path);
            assertEquals("nosniff", page.header("x-content-type-options"), path);
            assertEquals("same-origin", page.header("referrer-policy"), path);
            assertEquals("max-age=31536000", page.header("strict-transport-security"), path);
        }
        Page in = console.nobody().get("/sign-in");
        String css = in.text().replaceAll("(?s).*href=\"(/static/[^\"]*vigie.css)\".*", "$1");
        assertTrue(console.nobody().get(css).header("cache-control").contains("immutable"), css);
        assertFalse(Replies.POLICY.contains("unsafe"));
    }
}
