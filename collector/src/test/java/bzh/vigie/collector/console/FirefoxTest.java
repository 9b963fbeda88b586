package bzh.vigie.collector.console;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import bzh.vigie.browser.Firefox;
import bzh.vigie.collector.console.sign.Passwords;
import bzh.vigie.collector.store.Author;
import bzh.vigie.collector.store.People.Role;
import bzh.vigie.collector.store.Scope;
import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Every page in a second browser: none is stopped by the content policy, no script fails, typing and forms work. */
final class FirefoxTest {
    private static final String ENTER = "\uE007";
    private static final String TAB = "\uE004";

    private @TempDir Path folder;

    @Test
    void everyPageWorksInFirefoxToo() throws IOException, InterruptedException {
        assumeTrue(Firefox.isThere(), "there is no Firefox: apt-get install firefox-esr");
        Author test = new Author("test", "test");
        String password = "trois mats barque";
        try (TestConsole console = TestConsole.start(folder.resolve("console"));
                Firefox firefox = Firefox.start(folder.resolve("browser"))) {
            List<String> wrong = new ArrayList<>();
            List<SeenPages.Seen> pages = SeenPages.of(console, Samples.in(console));
            for (SeenPages.Seen page : pages) {
                firefox.cookies(page.cookies("fr", "light"));
                firefox.open(console.address() + page.path());
                if (firefox.evaluate("document.querySelector('main h1')?.textContent ?? ''")
                        .isBlank()) {
                    wrong.add(page.route().path() + ": no heading");
                }
                firefox.complaints().forEach(each -> wrong.add(page.route().path() + ": " + each));
            }
            assertEquals("", String.join("\n", wrong));
            assertTrue(pages.size() >= 20, "pages: " + pages.size());

            String hash = new Passwords(new SecureRandom()).hash(password);
            console.store().change(s -> {
                s.people().add("Anne", Role.LEAD, new Scope.All(), test);
                s.people().password("Anne", hash, test);
            });
            firefox.cookies(console.nobody().cookies());
            firefox.open(console.address() + "/sign-in");
            firefox.evaluate("document.querySelector('input[name=name]').focus();''");
            firefox.type("Anne" + TAB + password + ENTER);
            await(firefox, "document.querySelector('header')?.innerText.includes('Anne')");
            // A form of a page, with the session's own proof: a search is saved under a name.
            firefox.open(console.address() + "/hunt?q=Image:*");
            firefox.evaluate("document.querySelector('form[action=\"/hunt/saved\"] input[name=name]').focus();''");
            firefox.type("programmes" + ENTER);
            await(
                    firefox,
                    "document.querySelector('main [role=status]')?.textContent && document.querySelector('form[action=\"/hunt/saved/remove\"]')");
            assertEquals(List.of(), firefox.complaints());
        }
    }

    private static void await(Firefox firefox, String code) throws IOException {
        long end = System.nanoTime() + 120_000_000_000L;
        while (!firefox.evaluate("String(!!(" + code + "))").equals("true")) {
            if (System.nanoTime() - end > 0) {
                throw new IOException("not so: " + code + " " + firefox.evaluate("document.body.innerText"));
            }
            try {
                Thread.sleep(200);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IOException(e);
            }
        }
    }
}
