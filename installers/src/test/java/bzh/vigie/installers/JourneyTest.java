package bzh.vigie.installers;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import bzh.vigie.browser.Browser;
import bzh.vigie.browser.Hand;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * An analyst's work in a browser, with both programs as users run them and this machine's telemetry: a token made on the page enrols an
 * agent, a harmless change is planted, its alert comes by itself, is decided, excepted, made an incident, reviewed and concluded, and is
 * found again in the history; once with the mouse, once by keyboard alone.
 */
@Timeout(1_200)
@Order(0)
final class JourneyTest {
    private static final Path PROGRAMS = Path.of("/usr/local/sbin");
    private static final Path CRON = Path.of("/etc/cron.d");
    private static final Duration PATIENCE = Duration.ofMinutes(5);
    private static final String PASSWORD = "trois mats barque";

    @TempDir
    Path folder;

    private String name = "";
    private Path taken = Path.of("");

    @BeforeEach
    void programsAndAPlace() {
        assumeTrue(Browser.isThere(), "there is no Chromium: apt-get install chromium");
        assumeTrue(Files.isWritable(CRON), "nothing can be planted: run as superuser, with cron installed");
        name = "vigie-journey-" + ProcessHandle.current().pid();
    }

    @AfterEach
    void nothingStays() throws IOException {
        for (String each : List.of("mouse", "keyboard")) {
            Files.deleteIfExists(CRON.resolve(name + "-" + each));
            Files.deleteIfExists(PROGRAMS.resolve(name + "-" + each));
        }
    }

    @Test
    void fromTheSheetToTheConclusionByMouseAndByKeyboard() throws IOException, InterruptedException {
        try (Collector collector = Collector.withConsole(folder.resolve("collector"));
                Browser browser = Browser.start(folder.resolve("browser"))) {
            String link = collector.person("Nolwenn", "lead");
            String address = URI.create(link).resolve("/").toString();
            Hand mouse = Hand.mouse(browser);
            taken = Files.createDirectories(folder.resolve("taken"));
            browser.takesFiles(taken);
            signIn(browser, mouse, link, address);
            Path state = enrolled(browser, mouse, address, collector);
            try (Program agent = run(state)) {
                boolean watched = agent.until(
                        () -> has(state.resolve("status.jsonl"), "\"inventory\":\"watched\"")
                                || has(state.resolve("status.jsonl"), "\"inventory\":\"complete\""),
                        PATIENCE);
                assertTrue(watched, agent::said);
                theHostIsThere(browser, mouse);
                journey(browser, mouse, "mouse");
                journey(browser, Hand.keyboard(browser), "keyboard");
            }
        }
    }

    private static void signIn(Browser browser, Hand hand, String link, String address) throws IOException {
        browser.open(link);
        hand.write("input[name=password]", PASSWORD);
        hand.write("input[name=again]", PASSWORD);
        hand.go("main form button");
        browser.open(address);
        hand.write("input[name=name]", "Nolwenn");
        hand.write("input[name=password]", PASSWORD);
        hand.go("main form button");
        browser.until("document.querySelector('#groups')");
    }

    /** Makes a token on the page of the commune; the state of an agent to which its installer left it. */
    private Path enrolled(Browser browser, Hand hand, String address, Collector collector) throws IOException {
        browser.open(address + "communes/" + Collector.COMMUNE);
        hand.write("form[action$='/tokens'] input[name=uses]", "1");
        hand.go("form[action$='/tokens'] button");
        String token = browser.evaluate("document.querySelector('pre.token').textContent");
        assertTrue(token.startsWith("vigie1."), token);
        browser.media("print", "", "");
        assertEquals("", browser.evaluate(Browser.script("printed.js")), "the sheet on paper");
        browser.print(Path.of("target/pages/sheet.pdf"));
        browser.picture(Path.of("target/pages/sheet-printed.png"));
        browser.media("", "", "");
        Path state = Files.createDirectories(folder.resolve("agent"));
        Files.writeString(
                state.resolve("setup.ini"),
                "[setup]\r\ntoken=" + token + "\r\ncollector=localhost:" + collector.port() + "\r\n");
        return state;
    }

    private static Program run(Path state) throws IOException {
        return Program.agent(state, "en");
    }

    private static boolean has(Path file, String words) throws IOException {
        return Files.exists(file) && Files.readString(file).contains(words);
    }

    private static void theHostIsThere(Browser browser, Hand hand) throws IOException {
        hand.go("nav a[href='/hosts']");
        hand.go("table a[href^='/hosts/']");
        picture(browser, "host");
        hand.go(".tabs a[href$='/inventory']");
        assertEquals("true", browser.evaluate("String(document.querySelectorAll('tbody tr').length > 5)"));
    }

    private void journey(Browser browser, Hand hand, String with) throws IOException, InterruptedException {
        String planted = name + "-" + with;
        hand.go("nav a[href='/']");
        browser.until("document.querySelector('#groups')");
        // What no package knows of this machine goes on coming for a while.
        hand.go("main nav a[href*='severity=medium']");
        // A program that is missing is never excepted.
        Files.writeString(PROGRAMS.resolve(planted), "#!/bin/sh\nexit 0\n");
        Files.writeString(
                CRON.resolve(planted),
                "# Vigie journey: harmless, removed at the end of the test\n0 4 31 2 * root /usr/local/sbin/" + planted
                        + " >/dev/null 2>&1\n");
        // It comes by itself, without the page being loaded again.
        String line =
                "[...document.querySelectorAll('#groups a[href^=\"/alerts/\"]')].find(link => link.textContent.includes('"
                        + planted + "'))";
        browser.until(line);
        picture(browser, "watch-" + with);
        hand.go("#groups a[href='" + browser.evaluate(line + ".getAttribute('href')") + "']");
        String alert = browser.evaluate("location.pathname");
        picture(browser, "alert-" + with);
        hand.write("form[action$='/decide'] textarea[name=reason]", "vu avec la mairie");
        hand.go("form[action$='/decide'] button[value=acknowledged]");

        exception(browser, hand, with);
        if (!browser.evaluate("location.pathname").equals(alert)) {
            hand.go("main a[href='" + alert + "']");
        }
        String incident = incident(browser, hand, with);
        hunt(browser, hand, planted);
        indicator(browser, hand, incident, planted);
        assertEquals(List.of(), browser.complaints());
    }

    private static void exception(Browser browser, Hand hand, String with) throws IOException {
        hand.go("a[href$='/exception']");
        assertEquals(1, count(browser, "section.panel li"), "what it would have hidden");
        picture(browser, "exception-" + with);
        hand.write(
                "input[name=until]",
                LocalDate.now(ZoneId.systemDefault()).plusDays(30).toString());
        hand.write("form[method=post] textarea[name=reason]", "la sauvegarde de la mairie");
        if (browser.evaluate("String(document.querySelector('input[name=confirmed]') !== null)")
                .equals("true")) {
            hand.touch("input[name=confirmed]");
        }
        hand.go("main form[method=post] button");
        assertEquals(
                "true",
                browser.evaluate("String(document.querySelector('main [role=status]') !== null)"),
                "an exception");
    }

    private String incident(Browser browser, Hand hand, String with) throws IOException, InterruptedException {
        hand.write("form[action$='/incident'] input[name=title]", "Nuit du 12, " + with);
        hand.write("form[action$='/incident'] textarea[name=reason]", "des tâches que personne n'a posées");
        hand.go("form[action$='/incident'] button");
        hand.go("nav a[href='/incidents']");
        String incident = browser.evaluate("[...document.querySelectorAll('tbody tr')].find(row =>"
                + " row.textContent.includes('Nuit du 12, " + with
                + "')).querySelector('a[href^=\"/incidents/\"]').getAttribute('href')");
        hand.go("main a[href='" + incident + "']");
        assertTrue(incident.startsWith("/incidents/"), incident);
        picture(browser, "incident-" + with);
        hand.go("main a[href='" + incident + "/review']");
        picture(browser, "review-" + with);
        hand.go("main a[href='" + incident + "/conclusion']");
        picture(browser, "conclusion-" + with);
        assertTrue(count(browser, ".criteria > li") > 3, "what is missing");
        hand.write("form[action$='/conclusion'] textarea[name=reason]", "on n'en sait pas plus ce soir");
        hand.go("form[action$='/conclusion'] button[value=signed]");
        assertEquals(1, count(browser, "#signature ~ ul q"), "signed");
        String look = "fetch('" + incident + "/report').then(answer => answer.text().then(text =>"
                + " answer.status + answer.headers.get('content-type') + text.slice(0, 5)))";
        assertEquals("200application/pdf%PDF-", browser.evaluate(look));
        // Made and signed, it is taken away; the page says who took it.
        hand.write("form[action$='/report'] textarea[name=reason]", "pour la maire");
        hand.touch("form[action$='/report'] button");
        Path report = taken.resolve("vigie-" + incident.substring("/incidents/".length()) + "-report.pdf");
        String signed = new String(whole(report), StandardCharsets.ISO_8859_1);
        assertTrue(signed.startsWith("%PDF-") && signed.contains("/ByteRange"), "the report, signed");
        hand.go("main a[href='" + incident + "']");
        hand.go("main a[href='" + incident + "/conclusion']");
        assertEquals(1, count(browser, "#reports ~ ul li"), "the report");
        return incident;
    }

    /** A file that the browser takes: it has its name when all of it is there. */
    private static byte[] whole(Path file) throws IOException, InterruptedException {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (!Files.exists(file)) {
            assertTrue(System.nanoTime() < end, () -> "no " + file);
            Thread.sleep(100);
        }
        return Files.readAllBytes(file);
    }

    private static void hunt(Browser browser, Hand hand, String planted) throws IOException {
        hand.go("nav a[href='/hunt']");
        hand.write("#q", "source:*" + planted);
        browser.press("Escape");
        hand.go("form[action='/hunt'] button");
        browser.until("document.querySelector('#search-rows tbody tr td a')");
        picture(browser, "hunt");
    }

    /** What the hunt found is put on the watchlist of the incident; the look back over what was told before finds it. */
    private static void indicator(Browser browser, Hand hand, String incident, String planted) throws IOException {
        hand.touch("#search-rows tbody summary");
        hand.go("#search-rows tbody a[href^='/indicator?field=target&']");
        hand.go("main a.button[href^='" + incident + "/watchlist/import?']");
        picture(browser, "selection");
        assertEquals(
                PROGRAMS.resolve(planted).toString(),
                browser.evaluate("document.querySelector('input[name=value]').value"));
        hand.go("form[action$='/import'] button");
        if (count(browser, "input[name=confirm]") > 0) {
            hand.touch("input[name=confirm]");
        }
        hand.write("form[action$='/watchlist'] textarea[name=reason]", "vu à la chasse");
        hand.go("form[action$='/watchlist'] button");
        browser.until("document.querySelector('main') && !document.querySelector('[hx-trigger^=every]')");
        hand.go("nav a[href='/incidents']");
        hand.go("main a[href='" + incident + "']");
        hand.go("main a[href='" + incident + "/watchlist']");
        picture(browser, "watchlist");
        assertEquals(1, count(browser, "tbody td.number strong"), "found again");
    }

    private static int count(Browser browser, String selector) throws IOException {
        return Integer.parseInt(
                browser.evaluate("String(document.querySelectorAll(" + Browser.text(selector) + ").length)"));
    }

    private static void picture(Browser browser, String name) throws IOException {
        browser.picture(Path.of("target/pages/journey-" + name + ".png"));
    }
}
