package bzh.vigie.collector.console;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import bzh.vigie.browser.Browser;
import bzh.vigie.browser.Hand;
import bzh.vigie.collector.console.sign.Passwords;
import bzh.vigie.collector.store.Alerts.Status;
import bzh.vigie.collector.store.Author;
import bzh.vigie.collector.store.People.Role;
import bzh.vigie.collector.store.Scope;
import bzh.vigie.collector.store.Specimens;
import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An analyst's day without a mouse: signing in, Veille, an alert and its decision, hunting, a rule, an incident. */
final class KeyboardTest {
    private static final Scope ALL = new Scope.All();

    private @TempDir Path folder;

    @Test
    void everythingIsReachedByTabAndDoneByEnterSpaceAndArrows() throws IOException, InterruptedException {
        assumeTrue(Browser.isThere(), "there is no Chromium: apt-get install chromium");
        Author test = new Author("test", "test");
        String password = "trois mats barque";
        try (TestConsole console = TestConsole.start(folder.resolve("console"));
                Browser browser = Browser.start(folder.resolve("browser"))) {
            Samples.in(console);
            String hash = new Passwords(new SecureRandom()).hash(password);
            console.store().change(s -> {
                s.people().add("Anne", Role.LEAD, ALL, test);
                s.people().password("Anne", hash, test);
            });
            Hand hand = Hand.keyboard(browser);
            browser.open(console.address() + "/");
            hand.write("input[name=name]", "Anne");
            hand.write("input[name=password]", password);
            browser.press("Enter");
            browser.until(
                    "document.querySelector('header .person')?.innerText.includes('Anne') && document.querySelector('#groups')");

            // The first stop leads past the menu.
            browser.press("Tab");
            assertEquals("skip", browser.evaluate("document.activeElement.className"));
            assertTrue(
                    Double.parseDouble(browser.evaluate("String(document.activeElement.getBoundingClientRect().left)"))
                            >= 0);
            browser.press("Enter");
            assertEquals("page", browser.evaluate("document.activeElement.id"));
            browser.press("Tab");
            assertEquals(
                    "true",
                    browser.evaluate("String(document.querySelector('main').contains(document.activeElement))"));

            theFocusStaysWhereItWasWhenAPartIsFetchedAnew(console, browser, hand);

            // A line is chosen and decided, with a reason.
            hand.touch("#groups tbody input[type=checkbox]");
            hand.write("#groups textarea[name=reason]", "vu avec la mairie");
            hand.go("#groups button[value=acknowledged]");
            assertTrue(browser.evaluate("document.querySelector('main [role=status]').textContent")
                            .length()
                    > 5);

            hand.go("#groups tbody a[href^='/alerts/']");
            hand.write("form[action$='/decide'] textarea[name=reason]", "une sauvegarde de la mairie");
            hand.choose("select[name=closing]", "false_alarm");
            hand.go("form[action$='/decide'] button[value=closed]");
            assertTrue(console.store().read(s -> s.alerts().list(ALL, java.util.Optional.empty(), 10)).stream()
                    .anyMatch(alert -> alert.status() == Status.CLOSED));

            hand.go("nav a[href='/hunt']");
            hand.write("#q", "Image:*");
            browser.press("Escape");
            hand.go("form[action='/hunt'] button");
            assertEquals("1", browser.evaluate("String(document.querySelectorAll('#found').length)"));

            hand.go("nav a[href='/rules']");
            hand.go("table a[href^='/rules/']");
            assertTrue(browser.evaluate("location.pathname").startsWith("/rules/"));

            hand.go("nav a[href='/incidents']");
            hand.write("form[action='/incidents'] input[name=title]", "Nuit du 12");
            hand.write("form[action='/incidents'] input[name=communes]", TestConsole.OWN.insee());
            hand.write("form[action='/incidents'] textarea[name=reason]", "des connexions la nuit");
            hand.go("form[action='/incidents'] button");
            assertTrue(
                    browser.evaluate("document.querySelector('h1').textContent").contains("Nuit du 12"));
            hand.go("a[href$='/conclusion']");
            assertEquals(List.of(), browser.complaints());
        }
    }

    private static void theFocusStaysWhereItWasWhenAPartIsFetchedAnew(TestConsole console, Browser browser, Hand hand)
            throws IOException {
        String link = "#groups tbody tr:last-child a[href^='/alerts/']";
        hand.touch(link.replace(" a[href^='/alerts/']", " input[type=checkbox]"));
        browser.press(" ");
        while (browser.evaluate("String(document.activeElement === document.querySelector(" + Browser.text(link) + "))")
                .equals("false")) {
            browser.press("Tab");
        }
        String href = browser.evaluate("document.activeElement.getAttribute('href')");
        console.store().change(s -> s.alerts().raise(Specimens.alert("fresh", TestConsole.OWN, 1, "another cause", 3)));
        browser.until("document.querySelector('#groups a[href=\"/alerts/fresh\"]')");
        browser.until("document.querySelector('.live-said').textContent.length > 5");
        assertEquals(
                href,
                browser.evaluate("document.activeElement.getAttribute('href') ?? document.activeElement.outerHTML"));
    }
}
