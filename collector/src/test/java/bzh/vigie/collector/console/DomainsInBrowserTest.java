package bzh.vigie.collector.console;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import bzh.vigie.browser.Browser;
import bzh.vigie.collector.console.sign.LookPage;
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
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Lists of a domain's accounts, each with all who are in it, a page at a time, and for everybody. */
final class DomainsInBrowserTest {
    private static final String DOMAIN = "mairie.example";
    private static final int LEADING = 3;
    private static final int OLD = 450;
    private static final int NEW = 220;

    @TempDir
    private static Path folder;

    @SuppressWarnings("NullAway.Init") // set before all
    private static TestConsole console;

    @SuppressWarnings("NullAway.Init") // set before all
    private static Incident incident;

    @BeforeAll
    static void aLargeDomain() throws IOException {
        console = TestConsole.start(folder.resolve("console"));
        Instant ended = Specimens.minute(120);
        console.clock().forward(Duration.between(console.clock().instant(), ended.plus(Duration.ofDays(1))));
        Instant read = ended.plus(Duration.ofHours(20));
        List<DirectoryAccount> accounts = new ArrayList<>();
        accounts.add(account(502, "krbtgt", ended.minusSeconds(86_400), false));
        for (int i = 0; i < LEADING; i++) {
            accounts.add(account(600 + i, "chef-" + i, ended.minusSeconds(60), true));
        }
        for (int i = 0; i < OLD; i++) {
            accounts.add(
                    account(2_000 + i, String.format(Locale.ROOT, "agent-%03d", i), ended.minusSeconds(60), false));
        }
        for (int i = 0; i < NEW; i++) {
            accounts.add(account(5_000 + i, String.format(Locale.ROOT, "neuf-%03d", i), ended.plusSeconds(60), false));
        }
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
            s.directories().choose(TestConsole.OWN, DOMAIN, Specimens.agent(1), Specimens.minute(1));
            int most = Event.DirectoryAccounts.MOST_ACCOUNTS;
            for (int from = 0, part = 0; from < accounts.size(); from += most, part++) {
                List<DirectoryAccount> some = accounts.subList(from, Math.min(accounts.size(), from + most));
                boolean isLast = from + most >= accounts.size();
                s.directoryAccounts()
                        .take(
                                TestConsole.OWN,
                                new Event.DirectoryAccounts(
                                        new Moment(read, "b", 1),
                                        "directory.ldap",
                                        DOMAIN,
                                        "dc1." + DOMAIN,
                                        1,
                                        0,
                                        part,
                                        some,
                                        isLast ? Optional.of(ReasonCode.NONE) : Optional.empty()),
                                read);
            }
        });
    }

    private static DirectoryAccount account(int number, String name, Instant at, boolean isProtected) {
        OptionalLong micros = OptionalLong.of(ChronoUnit.MICROS.between(Instant.EPOCH, at));
        return new DirectoryAccount(
                "S-1-5-21-1-2-3-" + number,
                name,
                DirectoryAccount.Kind.USER,
                0x200,
                micros,
                OptionalLong.empty(),
                micros,
                "",
                "",
                isProtected,
                OptionalInt.empty());
    }

    @AfterAll
    static void stop() {
        console.close();
    }

    private static String path() {
        return "/incidents/" + incident.id().text() + "/domains";
    }

    private static int count(String text, String part) {
        return text.split(part, -1).length - 1;
    }

    @Test
    void eachListHasItsOwnBeginningAndTheRestIsReadPageByPage() throws IOException {
        TestConsole.Client analyst = console.as(Role.ANALYST);
        String page = analyst.get(path()).text();
        assertEquals(LEADING, count(page, "<td>chef-"), page);
        assertEquals(200, count(page, "<td>agent-"));
        assertEquals(200, count(page, "<td>neuf-"));
        assertTrue(page.contains("list=old\">") && page.contains("list=created\">"), page);
        assertTrue(!page.contains("list=leading\">"), "all of these are named");
        String next = path() + "/accounts?commune=" + TestConsole.OWN.insee() + "&domain=" + DOMAIN + "&list=old";
        List<Integer> counts = new ArrayList<>();
        while (!next.isEmpty()) {
            String some = analyst.get(next).text();
            counts.add(count(some, "<td>agent-"));
            int at = some.indexOf("<nav class=\"pages\"");
            String link = at < 0 ? "" : some.substring(some.indexOf("href=\"", at) + 6);
            next = link.isEmpty() ? "" : link.substring(0, link.indexOf('"')).replace("&amp;", "&");
        }
        assertEquals(List.of(200, 200, OLD - 400), counts);
        assertEquals(404, analyst.get(path() + "/accounts?domain=autre.example").status());
    }

    @Test
    void programsReadTheRestToo() throws IOException {
        String asked = "/api/v1" + path() + "/accounts?domain=" + DOMAIN + "&list=created&after=";
        TestConsole.Client program = console.api(Role.ANALYST);
        String first = program.get(asked).text();
        assertTrue(first.contains("\"next\":\"S-1-5-21-1-2-3-5199 neuf-199\""), first);
        String second = program.get(asked + "S-1-5-21-1-2-3-5199%20neuf-199").text();
        assertEquals(NEW - 200, count(second, "\"sid\":"), second);
        assertTrue(!second.contains("\"next\":\""), second);
    }

    @Test
    void bothPagesAreForEverybody() throws IOException {
        assumeTrue(Browser.isThere(), "there is no Chromium: apt-get install chromium");
        TestConsole.Client analyst = console.as(Role.ANALYST);
        List<String> wrong = new ArrayList<>();
        try (Browser browser = Browser.start(folder.resolve("browser"))) {
            String axe = Browser.script("/axe.min.js");
            for (String language : List.of("fr", "en")) {
                for (String path : List.of(path(), path() + "/accounts?domain=" + DOMAIN + "&list=old")) {
                    Map<String, String> cookies = new HashMap<>(analyst.cookies());
                    cookies.put(LookPage.LANGUAGE_COOKIE, language);
                    browser.cookies(console.address(), cookies);
                    browser.open(console.address() + path);
                    browser.evaluate(axe + ";'there'");
                    wrong.add(browser.evaluate(PagesInBrowserTest.RUN));
                    wrong.add(browser.evaluate(Browser.script("structure.js")));
                    browser.complaints().forEach(wrong::add);
                }
            }
        }
        assertEquals("", String.join("", wrong));
    }
}
