package bzh.vigie.collector.console;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import bzh.vigie.collector.console.TestConsole.Client;
import bzh.vigie.collector.console.route.Method;
import bzh.vigie.collector.console.route.Route;
import bzh.vigie.collector.console.sign.LookPage;
import bzh.vigie.collector.console.sign.Passwords;
import bzh.vigie.collector.store.Author;
import bzh.vigie.collector.store.People.Role;
import bzh.vigie.collector.store.Scope;
import bzh.vigie.collector.store.Specimens;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Every page of the router in a real browser: axe finds nothing against WCAG 2.2 AA, the content policy stops nothing, no script
 * fails; in French and light, in English and dark. Pictures are written under {@code target/pages}.
 */
final class PagesInBrowserTest {
    private static final String AXE = "/axe.min.js";
    private static final String RUN = """
            axe.run(document, {runOnly: {type: 'tag', values: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']}})
              .then(found => (found.passes.length < 10 ? 'axe looked at too little' : '') + found.violations.map(each => each.id + ': ' + each.nodes.map(node => node.html + ' ' + node.failureSummary).join(' | ')).join('\\n'))""";

    private @TempDir Path folder;

    @Test
    void everyPageIsForEverybodyAndLeavesThePolicyAlone() throws IOException {
        assumeTrue(Browser.isThere(), "there is no Chromium: apt-get install chromium");
        List<String> wrong = new ArrayList<>();
        int looked = 0;
        try (TestConsole console = TestConsole.start(folder.resolve("console"));
                Browser browser = Browser.start(folder.resolve("browser"))) {
            Samples samples = Samples.in(console);
            String axe = axe();
            for (Routes.Owned owned : console.routes().all()) {
                Route route = owned.route();
                String path = samples.path(route, TestConsole.OWN);
                Optional<Client> reader = reader(console, route);
                if (reader.isEmpty() || !reader.get().isPage(path)) {
                    continue;
                }
                for (String[] look : List.of(new String[] {"fr", "light"}, new String[] {"en", "dark"})) {
                    Map<String, String> cookies = new HashMap<>(reader.get().cookies());
                    cookies.put(LookPage.LANGUAGE_COOKIE, look[0]);
                    cookies.put(LookPage.THEME_COOKIE, look[1]);
                    browser.cookies(console.address(), cookies);
                    browser.open(console.address() + path);
                    String where = route.path() + " " + String.join(" ", look);
                    assertEquals(look[0], browser.evaluate("document.documentElement.lang"), where);
                    browser.evaluate(axe + ";'there'");
                    String found = browser.evaluate(RUN);
                    if (!found.isEmpty()) {
                        wrong.add(where + ": " + found);
                    }
                    browser.complaints().forEach(complaint -> wrong.add(where + ": " + complaint));
                    browser.picture(Path.of("target/pages")
                            .resolve((route.path().replaceAll("[^a-z]+", "-") + "-" + look[0] + "-" + look[1] + ".png")
                                    .replaceFirst("^-+", "")));
                    looked++;
                }
            }
        }
        System.out.println("pages in a browser: " + looked);
        assertEquals("", String.join("\n", wrong));
        assertTrue(looked >= 10, looked + " pages");
    }

    @Test
    void somebodySignsInByTypingAndByTheButton() throws IOException, InterruptedException {
        assumeTrue(Browser.isThere(), "there is no Chromium: apt-get install chromium");
        Author test = new Author("test", "test");
        String password = "trois mats barque";
        try (TestConsole console = TestConsole.start(folder.resolve("console"));
                Browser browser = Browser.start(folder.resolve("browser"))) {
            String hash = new Passwords(new SecureRandom()).hash(password);
            console.store().change(s -> {
                s.people().add("Anne", Role.ANALYST, new Scope.All(), test);
                s.people().password("Anne", hash, test);
            });
            browser.open(console.address() + "/sign-in");
            browser.evaluate("document.querySelector('input[name=name]').focus();''");
            browser.type("Anne");
            browser.press("Tab");
            browser.type(password);
            browser.click("main form button");
            assertTrue(browser.evaluate("document.querySelector('header').innerText")
                    .contains("Anne"));
            // Signing out is a form as well, with the session's own proof.
            browser.click("form[action='/sign-out'] button");
            assertEquals("/sign-in", browser.evaluate("location.pathname"));
            // A page that is open says when its session has ended, instead of standing still.
            browser.cookies(console.address(), console.client("Anne").cookies());
            browser.open(console.address() + "/");
            console.store().change(s -> {
                s.people().disable("Anne", true, test);
                s.alerts().raise(Specimens.alert("a-1", TestConsole.OWN, 1, "cause", 1));
            });
            String said = browser.evaluate("new Promise(done => { const look = () => { const said ="
                    + " document.querySelector('[role=alert]'); if (said) done(said.textContent);"
                    + " else setTimeout(look, 100); }; look(); })");
            assertTrue(said.startsWith("Cette page n'est plus à jour depuis "), said);
        }
    }

    /** Somebody who may see it, where it is something to look at. */
    private static Optional<Client> reader(TestConsole console, Route route) {
        if (route.isApi() || route.method() != Method.GET) {
            return Optional.empty();
        }
        if (route.access().anyone()) {
            return Optional.of(console.nobody());
        }
        return List.of(Role.LEAD, Role.ADMINISTRATOR, Role.ANALYST, Role.COMMUNE_READER, Role.AUDITOR).stream()
                .filter(role -> route.access().allows(Optional.of(role), new Scope.All()))
                .findFirst()
                .map(console::as);
    }

    private static String axe() throws IOException {
        try (InputStream in = PagesInBrowserTest.class.getResourceAsStream(AXE)) {
            if (in == null) {
                throw new IOException("no " + AXE);
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
