package bzh.vigie.collector.console;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import bzh.vigie.browser.Browser;
import bzh.vigie.collector.console.TestConsole.Page;
import bzh.vigie.collector.console.route.Method;
import bzh.vigie.collector.store.AccountUses;
import bzh.vigie.collector.store.Alerts.Alert;
import bzh.vigie.collector.store.Author;
import bzh.vigie.collector.store.EventHistory.Stored;
import bzh.vigie.collector.store.People.Role;
import bzh.vigie.collector.store.Specimens;
import bzh.vigie.event.Account;
import bzh.vigie.event.Event;
import bzh.vigie.event.MacAddress;
import bzh.vigie.event.Moment;
import bzh.vigie.event.Neighbour;
import bzh.vigie.event.ReasonCode;
import bzh.vigie.event.WatchState;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** What hosts, people and files may be called, on every page: markup, quotes, turned and hidden text, escape sequences, formulas, a megabyte. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class HostileNamesTest {
    private static final String MARKUP =
            "<script>document.body.dataset.owned='yes'</script><img src=x onerror=\"document.body.dataset.owned='yes'\">\"'&amp;";
    private static final String HIDDEN = "\u202egpj.exe\u2066\u200b\u00ad\u001b[31mred\u001b]0;t\u0007\u0000";
    private static final String FORMULA = "=cmd|' /C calc'!A0";
    private static final String NAME = MARKUP + HIDDEN;

    /** For what writers cut. */
    private static final String SHORT = "<img src=x>" + HIDDEN.strip();

    private static final String LONG = FORMULA + "W".repeat(1 << 20) + NAME;

    /** What no page may hold as it is. */
    private static final List<String> RAW = List.of(
            "<script>document",
            "<img src",
            "\u202e",
            "\u2066",
            "\u200b",
            "\u001b",
            "\u0007",
            "\u0000",
            "WWWW".repeat(3_000));

    /** Characters of a page at most, whatever hosts are called. */
    private static final int MOST = 1_500_000;

    @SuppressWarnings("NullAway.Init") // by aHostThatTellsTheWorst
    private TestConsole console;

    @SuppressWarnings("NullAway.Init") // by aHostThatTellsTheWorst
    private Samples samples;

    private List<SeenPages.Seen> pages = List.of();

    @BeforeAll
    void aHostThatTellsTheWorst(@TempDir Path folder) throws IOException {
        console = TestConsole.start(folder);
        samples = Samples.in(console);
        var host = Specimens.agent(1);
        console.store().change(s -> {
            s.hosts()
                    .hello(
                            host,
                            NAME + LONG,
                            "{\"os\":" + Browser.text(NAME) + ",\"serial\":" + Browser.text(LONG) + "}",
                            NAME,
                            NAME,
                            "run",
                            0,
                            Specimens.minute(2));
            // Where an alert of the samples is, the worst one stands for it.
            s.alerts().raise(worst("alert-worst"));
            s.inventories()
                    .put(
                            host,
                            TestConsole.OWN,
                            Specimens.item("linux.cron.d", Optional.of(new Account(NAME, FORMULA)), NAME, LONG, 1),
                            1,
                            Specimens.minute(1));
            s.inventories()
                    .put(
                            host,
                            TestConsole.OWN,
                            Specimens.item(NAME, Optional.empty(), LONG, FORMULA, 1),
                            1,
                            Specimens.minute(1));
            s.coverage()
                    .state(
                            host,
                            new Event.SourceState(
                                    Specimens.moment(1), NAME, WatchState.DOWN, ReasonCode.DISABLED, LONG),
                            Specimens.minute(1));
            s.accountUses()
                    .seen(new AccountUses.Use(
                            host,
                            TestConsole.OWN,
                            SHORT,
                            FORMULA,
                            "S-1-5-21-1-2-3-1001",
                            "password",
                            "",
                            Specimens.minute(1),
                            Specimens.minute(1)));
            s.neighbours().see(host, TestConsole.OWN, neighbour(), Specimens.minute(1));
            s.incidents()
                    .open(
                            NAME + "W".repeat(50),
                            Set.of(TestConsole.OWN),
                            90,
                            new Author(NAME, FORMULA + NAME + "W".repeat(1_000)));
        });
        List<Stored> events = new ArrayList<>();
        for (String kind : List.of("process", "logon", "connection", "dns")) {
            Map<String, String> fields = new HashMap<>();
            for (String field : List.of(
                    "Image",
                    "CommandLine",
                    "User",
                    "TargetUserName",
                    "DestinationHostname",
                    "QueryName",
                    "Workstation",
                    NAME)) {
                fields.put(field, field.equals("CommandLine") ? LONG : field.equals("User") ? FORMULA : NAME);
            }
            fields.put("kind", kind);
            fields.put("ProcessKey", "k-" + kind);
            events.add(new Stored(
                    "e-" + kind,
                    host,
                    TestConsole.OWN,
                    Specimens.minute(1),
                    new Event.LogRecord(new Moment(Specimens.minute(1), "boot", 0), "x", "x", "x", 1, 1, Map.of()),
                    fields));
        }
        console.history().add(events);
        console.history().commit("ingest", 1);
        pages = new ArrayList<>();
        for (SeenPages.Seen page : SeenPages.of(console, samples)) {
            pages.add(new SeenPages.Seen(
                    page.name(), page.route(), page.path().replace("alert-own", "alert-worst"), page.reader()));
        }
        for (String more :
                List.of("/hunt?q=*&columns=hostname,User,CommandLine,Image", "/alerts?all=1", "/hosts?alerts=open")) {
            pages.add(new SeenPages.Seen("more", pages.getFirst().route(), more, console.as(Role.LEAD)));
        }
        for (String kind : List.of("processes", "logons", "connections")) {
            pages.add(new SeenPages.Seen(
                    "more",
                    pages.getFirst().route(),
                    "/hosts/" + host.text() + "/events?from=2026-03-01&to=2026-03-03&kind=" + kind,
                    console.as(Role.LEAD)));
        }
    }

    @AfterAll
    void close() {
        console.close();
    }

    private static Alert worst(String id) {
        Alert a = Specimens.alert(id, TestConsole.OWN, 1, NAME, 2);
        return new Alert(
                a.id(),
                a.rule(),
                a.severity(),
                List.of("T1053.003", NAME),
                a.commune(),
                a.host(),
                NAME + LONG,
                a.cause(),
                "e-process",
                a.time(),
                a.hostTime(),
                Map.of(
                        "name",
                        NAME,
                        "value",
                        LONG,
                        "target",
                        "/opt/" + NAME,
                        "source",
                        FORMULA,
                        NAME,
                        NAME,
                        "location",
                        NAME,
                        "before.value",
                        LONG,
                        "Image",
                        LONG,
                        "signer",
                        NAME),
                a.status(),
                a.count(),
                a.lastTime());
    }

    private static Neighbour neighbour() {
        return new Neighbour(
                Neighbour.Origin.CACHE,
                Optional.of(InetAddress.ofLiteral("192.0.2.7")),
                Optional.of(MacAddress.of(new byte[] {0, 0x11, 0x22, 0x33, 0x44, 0x55})),
                SHORT,
                1,
                2);
    }

    @Test
    void everyPageShowsThemAsTextAndStaysSmall() throws IOException {
        List<String> wrong = new ArrayList<>();
        int told = 0;
        for (SeenPages.Seen page : pages) {
            Page answer = page.reader().get(page.path());
            if (answer.status() != 200) {
                wrong.add(page.path() + ": " + answer.status() + answer.text());
            }
            for (String raw : RAW) {
                int at = answer.text().indexOf(raw);
                if (at >= 0) {
                    wrong.add(page.path() + ": as it is: " + answer.text().substring(Math.max(0, at - 80), at));
                }
            }
            if (answer.text().length() > MOST) {
                wrong.add(page.path() + ": characters: " + answer.text().length());
            }
            told += answer.text().contains("&lt;script") || answer.text().contains("\\u{202e}") ? 1 : 0;
        }
        assertEquals("", String.join("\n", wrong));
        assertTrue(told >= 12, "pages that show them: " + told);
    }

    @Test
    void noPageIsTornOrRunsThemInABrowser(@TempDir Path folder) throws IOException {
        assumeTrue(Browser.isThere(), "there is no Chromium: apt-get install chromium");
        List<String> wrong = new ArrayList<>();
        String layout = Browser.script("layout.js");
        try (Browser browser = Browser.start(folder)) {
            for (SeenPages.Seen page : pages) {
                browser.cookies(console.address(), page.cookies("fr", "light"));
                browser.open(console.address() + page.path());
                String owned = browser.evaluate(
                        "(document.body.dataset.owned ?? '') + document.querySelectorAll('main script, main img, main [onerror]').length");
                if (!owned.equals("0")) {
                    wrong.add(page.path() + ": " + owned);
                }
                for (int width : new int[] {360, 1280}) {
                    browser.size(width, 900);
                    String found = browser.evaluate(layout);
                    if (!found.isEmpty()) {
                        wrong.add(page.path() + " " + width + ": " + found);
                        browser.picture(Path.of("target/pages/hostile-" + page.name() + "-" + width + ".png"));
                    }
                }
                browser.complaints().forEach(each -> wrong.add(page.path() + ": " + each));
            }
        }
        assertEquals("", String.join("\n", wrong));
    }

    @Test
    void noTableForSpreadsheetsHasAFormula() throws IOException {
        int tables = 0;
        for (Routes.Owned owned : console.routes().all()) {
            boolean exports = owned.route().path().endsWith("/export");
            if (owned.route().method() != Method.GET
                    || (!exports && !owned.route().path().contains("csv"))) {
                continue;
            }
            String path = samples.path(owned.route(), TestConsole.OWN).replace("alert-own", "alert-worst")
                    + (exports ? "?form=csv&q=*&columns=User,CommandLine,hostname" : "");
            Page table = console.as(Role.LEAD).get(path);
            assertEquals(200, table.status(), path);
            assertTrue(table.header("content-type").startsWith("text/csv"), path);
            // A cell begins at the beginning of a line or after a comma, with or without its quote.
            assertFalse(table.text().matches("(?s).*(^|[\\n,;])\"?[=+@\\t-][^0-9].*"), path);
            assertTrue(table.text().contains("'=cmd"), path);
            tables++;
        }
        assertTrue(tables >= 1, "tables: " + tables);
    }
}
