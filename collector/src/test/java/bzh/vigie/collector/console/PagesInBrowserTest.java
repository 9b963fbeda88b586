package bzh.vigie.collector.console;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import bzh.vigie.browser.Browser;
import bzh.vigie.collector.console.sign.Passwords;
import bzh.vigie.collector.store.Author;
import bzh.vigie.collector.store.People.Role;
import bzh.vigie.collector.store.Scope;
import bzh.vigie.collector.store.Specimens;
import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Every page of the router in a real browser: axe finds nothing against WCAG 2.2 AA, the content policy stops nothing, no script
 * fails; in French and light, in English and dark; what axe does not ask of how it is built; how it lies on a phone, at 200 % and on paper. With
 * {@code -Dvigie.pictures=true} pictures are written under {@code target/pages}.
 */
final class PagesInBrowserTest {
    private static final int[] WIDTHS = {360, 640, 1280, 1920};
    private static final int HEIGHT = 900;

    /** Of a sheet of A4 without its margins, in CSS pixels. */
    private static final int A4 = 718;

    /** What people print. */
    private static final Set<String> PRINTED = Set.of(
            "alerts-alert", "hosts-host", "incidents-incident-conclusion", "incidents-incident", "communes-commune");

    static final String RUN = """
            axe.run(document, {runOnly: {type: 'tag', values: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']}})
              .then(found => (found.passes.length < 10 ? 'axe looked at too little' : '') + found.violations.map(each => each.id + ': ' + each.nodes.map(node => node.html + ' ' + node.failureSummary).join(' | ')).join('\\n'))""";

    private @TempDir Path folder;

    @Test
    void everyPageIsForEverybodyAndLeavesThePolicyAlone() throws IOException {
        assumeTrue(Browser.isThere(), "there is no Chromium: apt-get install chromium");
        List<String> wrong = new ArrayList<>();
        int looked = 0;
        try (TestConsole console = TestConsole.filled(folder.resolve("console"));
                Browser browser = Browser.start(folder.resolve("browser"))) {
            String axe = Browser.script("/axe.min.js");
            Map<String, String> titles = new HashMap<>();
            for (SeenPages.Seen page : SeenPages.of(console, Samples.fullest(console))) {
                for (String[] look : List.of(new String[] {"fr", "light"}, new String[] {"en", "dark"})) {
                    String where = page.route().path() + " " + String.join(" ", look);
                    Consumer<String> faults = found -> {
                        if (!found.isEmpty()) {
                            wrong.add(where + ": " + found);
                        }
                    };
                    browser.cookies(console.address(), page.cookies(look[0], look[1]));
                    browser.open(console.address() + page.path());
                    assertEquals(look[0], browser.evaluate("document.documentElement.lang"), where);
                    String there = browser.evaluate("location.pathname + location.search");
                    assertEquals(page.path(), there, where);
                    browser.evaluate(axe + ";'there'");
                    faults.accept(browser.evaluate(RUN));
                    faults.accept(browser.evaluate(Browser.script("structure.js")));
                    String title = browser.evaluate("document.title");
                    String other =
                            titles.putIfAbsent(look[0] + title, page.route().path());
                    faults.accept(
                            other == null || other.equals(page.route().path())
                                    ? ""
                                    : "is called as " + other + " is: " + title);
                    browser.picture(picture(page, look[0] + "-" + look[1]));
                    if (look[0].equals("fr")) {
                        faults.accept(layouts(browser, page));
                    }
                    browser.complaints().forEach(faults);
                    looked++;
                }
            }
        }
        System.out.println("pages in a browser: " + looked);
        assertEquals("", String.join("\n", wrong));
        assertTrue(looked >= 10, looked + " pages");
    }

    /** Phone, laptop at 200 %, laptop, desk: nothing sticks out, lies over other things or is too small; printed, nothing is cut off. */
    private static String layouts(Browser browser, SeenPages.Seen page) throws IOException {
        List<String> wrong = new ArrayList<>();
        for (int width : WIDTHS) {
            browser.size(width, HEIGHT);
            String found = browser.evaluate(Browser.script("layout.js"));
            if (!found.isEmpty()) {
                wrong.add(width + " pixels: " + found);
            }
            if (width == WIDTHS[0]) {
                browser.picture(picture(page, "phone"));
            }
        }
        browser.media("print", "", "");
        browser.size(A4, HEIGHT);
        String found = browser.evaluate(Browser.script("printed.js"));
        if (!found.isEmpty()) {
            wrong.add("printed: " + found);
        }
        if (PRINTED.contains(page.name())) {
            browser.print(Path.of("target/pages").resolve(page.name() + ".pdf"));
            browser.picture(picture(page, "printed"));
        }
        browser.media("", "", "");
        browser.size(WIDTHS[2], HEIGHT);
        return String.join("\n", wrong);
    }

    private static Path picture(SeenPages.Seen page, String look) {
        return Path.of("target/pages").resolve(page.name() + "-" + look + ".png");
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
}
