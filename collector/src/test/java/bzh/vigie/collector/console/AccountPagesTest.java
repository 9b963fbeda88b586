package bzh.vigie.collector.console;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import bzh.vigie.collector.account.AccountId;
import bzh.vigie.collector.console.TestConsole.Client;
import bzh.vigie.collector.console.TestConsole.Page;
import bzh.vigie.collector.store.AccountUses.Account;
import bzh.vigie.collector.store.AccountUses.Use;
import bzh.vigie.collector.store.Alerts;
import bzh.vigie.collector.store.Author;
import bzh.vigie.collector.store.Commune;
import bzh.vigie.collector.store.EventHistory.Stored;
import bzh.vigie.collector.store.Hosts.Host;
import bzh.vigie.collector.store.Incidents.DeviceKind;
import bzh.vigie.collector.store.Incidents.Incident;
import bzh.vigie.collector.store.Incidents.Interval;
import bzh.vigie.collector.store.People.Role;
import bzh.vigie.collector.store.Scope;
import bzh.vigie.collector.store.Specimens;
import bzh.vigie.event.Event;
import bzh.vigie.event.Item;
import bzh.vigie.event.ItemTimes;
import bzh.vigie.event.Moment;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
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

/** Accounts: where they log on, what is new since an eviction, and the picture of who came from where. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class AccountPagesTest {
    private static final Author TEST = new Author("test", "test");
    private static final String HOSTILE = "x\"><img src=x onerror=alert(1)>\u202e";

    @SuppressWarnings("NullAway.Init") // by aRegion
    private TestConsole console;

    private Instant now = Instant.EPOCH;
    private String incident = "";

    @BeforeAll
    void aRegion(@TempDir Path folder) throws IOException {
        console = TestConsole.start(folder);
        now = console.clock().instant();
        host(1, TestConsole.OWN, "pc-accueil", "10.0.0.1");
        host(3, TestConsole.OWN, "srv-fichiers", "10.0.0.3");
        host(2, TestConsole.FOREIGN, "pc-ailleurs", "10.0.0.1");
        console.store().change(s -> {
            s.accountUses().seen(use(1, TestConsole.OWN, "anne", "mairie", ago(20), ago(1)));
            s.accountUses().seen(use(3, TestConsole.OWN, "anne", "mairie", ago(2), ago(1)));
            s.accountUses().seen(use(1, TestConsole.OWN, "anne", "", ago(30), ago(29)));
            s.accountUses().seen(use(2, TestConsole.FOREIGN, "anne", "mairie", ago(30), ago(3)));
            s.accountUses().seen(use(3, TestConsole.OWN, HOSTILE, "mairie", ago(9), ago(9)));
            Incident opened = s.incidents().open("Rançongiciel", Set.of(TestConsole.OWN), 90, TEST);
            incident = opened.id().text();
            Scope all = new Scope.All();
            s.incidents()
                    .eviction(
                            all,
                            opened.id(),
                            Optional.empty(),
                            Optional.of(new Interval(ago(7), Optional.of(ago(5)))),
                            TEST);
            s.incidents()
                    .device(
                            all,
                            opened.id(),
                            TestConsole.OWN,
                            DeviceKind.VPN_POOL,
                            "10.9.0.0/24",
                            "VPN des agents",
                            true,
                            TEST);
            s.tombstones()
                    .add(
                            all,
                            opened.id(),
                            TestConsole.OWN,
                            Optional.of(Specimens.agent(1)),
                            "",
                            Map.of("name", "x"),
                            Optional.empty(),
                            TEST);
            s.inventories()
                    .put(
                            Specimens.agent(3),
                            TestConsole.OWN,
                            new Item(
                                    "windows.account.group",
                                    List.of("T1098.007"),
                                    "windows",
                                    Optional.empty(),
                                    "Administrateurs: S-1-5-21-1-2-3-1001",
                                    "S-1-5-21-1-2-3-1001",
                                    "HKLM\\SAM\\SAM\\Domains\\Builtin\\Aliases\\00000220",
                                    Item.Shipped.UNKNOWN,
                                    true,
                                    ItemTimes.NONE,
                                    Set.of()),
                            1,
                            ago(1));
            Alerts.Alert plain = Specimens.alert("named", TestConsole.OWN, 3, "cause", 1);
            s.alerts().raise(plain.with(Map.of("account", "MAIRIE\\Anne")));
        });
        // Before the eviction from the reception's PC; since then also from the VPN.
        windows("e1", 3, ago(6), "anne", "10.0.0.1", "3");
        windows("e2", 3, ago(1), "anne", "10.0.0.1", "3");
        windows("e3", 3, ago(1), "Anne", "10.9.0.7", "10");
        windows("e4", 2, ago(1), "anne", "10.9.0.7", "10");
        console.history().commit("detect", 1);
    }

    @AfterAll
    void stop() {
        console.close();
    }

    private Instant ago(int days) {
        return now.minus(Duration.ofDays(days));
    }

    private void host(int number, Commune commune, String name, String address) {
        Host host = Specimens.host(number, commune);
        console.store()
                .change(s -> s.hosts()
                        .enrol(new Host(
                                host.id(),
                                commune,
                                name,
                                host.state(),
                                host.publicKey(),
                                "{\"os\":\"windows\",\"addresses\":[\"" + address + "\"]}",
                                host.version(),
                                ago(60),
                                now.plus(Duration.ofDays(30)),
                                Optional.of(now),
                                0,
                                "",
                                "",
                                true)));
    }

    private static Use use(int host, Commune commune, String account, String domain, Instant first, Instant last) {
        String sid = domain.isEmpty() ? "" : "S-1-5-21-1-2-3-1001";
        return new Use(Specimens.agent(host), commune, account, domain, sid, "network", "", first, last);
    }

    private void windows(String id, int host, Instant received, String name, String address, String type) {
        Map<String, String> fields = new HashMap<>(
                Map.of("kind", "log-record", "Channel", "Security", "EventID", "4624", "LogonType", type));
        fields.put("TargetUserName", name);
        fields.put("TargetDomainName", "MAIRIE");
        fields.put("TargetUserSid", "S-1-5-21-1-2-3-1001");
        fields.put("IpAddress", address);
        Moment at = new Moment(received, "boot", 1);
        console.history()
                .add(List.of(new Stored(
                        id,
                        Specimens.agent(host),
                        host == 2 ? TestConsole.FOREIGN : TestConsole.OWN,
                        received,
                        new Event.LogRecord(at, "windows.log", "Security", "x", 4624, 1, Map.of()),
                        fields)));
    }

    @Test
    void aReturnByAValidAccountStandsOut() throws IOException {
        Page page = console.as(Role.ANALYST).get("/accounts/29019:mairie:anne");
        assertEquals(200, page.status(), page.text());
        String text = page.text();
        int box = text.indexOf("role=\"alert\"");
        String since = text.substring(box, text.indexOf("</section>", box));
        assertTrue(since.contains("srv-fichiers") && since.contains("10.9.0.7"), since);
        assertFalse(since.contains("pc-accueil") || since.contains("10.0.0.1"), since);
        assertTrue(text.contains("VPN des agents") && text.contains("Administrateurs"), text);
        assertTrue(text.contains("/alerts/named"), text);
        // Others of the name: the host's own, and the one of another commune's domain.
        assertTrue(text.contains("anne @ pc-accueil") && text.contains("22113%3Amairie%3Aanne"), text);
        String own = console.as(Role.COMMUNE_READER, TestConsole.OWN)
                .get("/accounts/29019:mairie:anne")
                .text();
        assertFalse(own.contains("22113"), own);
        String json = console.api(Role.ANALYST)
                .get("/api/v1/accounts/29019:mairie:anne")
                .text();
        assertTrue(json.contains("\"first_from\":[\"10.9.0.7\"]"), json);
        assertTrue(json.contains("\"administrator\":true"), json);
    }

    @Test
    void theListIsByNameAndShowsOnlyWhatMayBeSeen() throws IOException {
        String all = console.as(Role.LEAD).get("/accounts?q=AN").text();
        assertTrue(all.contains("29019%3Amairie%3Aanne") && all.contains("22113%3Amairie%3Aanne"), all);
        assertTrue(all.contains("29019%3A%40" + Specimens.agent(1).text() + "%3Aanne"), all);
        assertFalse(all.contains("onerror"), all);
        String own = console.as(Role.COMMUNE_READER, TestConsole.OWN)
                .get("/accounts")
                .text();
        assertFalse(own.contains("22113") || own.contains("<img src=x") || own.contains("\u202e"), own);
        assertTrue(own.contains("&lt;img"), own);
        assertEquals(404, console.as(Role.LEAD).get("/accounts/29019:nothing").status());
        assertEquals(404, console.as(Role.LEAD).get("/accounts?commune=x").status());
    }

    @Test
    void pagesOfTheListFollowEachOtherWithoutAHole() {
        List<String> whole = names(100);
        for (int limit = 1; limit <= 3; limit++) {
            assertEquals(whole, names(limit));
        }
        assertEquals(4, whole.size(), whole.toString());
    }

    private List<String> names(int limit) {
        List<String> names = new ArrayList<>();
        Optional<Account> after = Optional.empty();
        while (true) {
            var from = after;
            var page = console.store()
                    .read(s -> s.accountUses().accounts(new Scope.All(), Optional.empty(), "", from, limit));
            page.forEach(each -> names.add(AccountId.of(each).text() + " " + each.hosts()));
            if (page.size() < limit) {
                return names;
            }
            after = Optional.of(page.getLast());
        }
    }

    @Test
    void theGraphSaysWhoCameFromWhereToWhere() throws IOException {
        for (String path : List.of("/communes/29019/logons", "/incidents/" + incident + "/logons")) {
            Page page = console.as(Role.ANALYST).get(path);
            assertEquals(200, page.status(), page.text());
            String picture = page.text().substring(page.text().indexOf("<svg class=\"picture graph"));
            picture = picture.substring(0, picture.indexOf("</svg>"));
            assertTrue(picture.contains(">pc-accueil") && picture.contains("⚠ VPN des agents"), picture);
            assertTrue(picture.contains("class=\"tie device\""), picture);
            assertTrue(page.text().contains("href=\"/accounts/29019%3Amairie%3Aanne\""), page.text());
        }
        String json =
                console.api(Role.ANALYST).get("/api/v1/communes/29019/logons").text();
        assertTrue(json.contains("\"device\":\"vpn-pool\"") && json.contains("\"kind\":\"rdp\""), json);
        assertEquals(
                404,
                console.as(Role.ANALYST, TestConsole.OWN)
                        .get("/communes/22113/logons")
                        .status());
    }

    @Test
    void whetherAnAccountWasExposedIsSaidOfTheIncident() throws IOException {
        Page page = console.as(Role.ANALYST).get("/accounts/29019:mairie:anne/exposure");
        assertEquals(200, page.status(), page.text());
        assertTrue(page.text().contains("id=\"exposure\""), page.text());
        assertTrue(
                console.api(Role.ANALYST)
                        .get("/api/v1/accounts/29019:mairie:anne/exposure")
                        .text()
                        .contains("\"standing\":\"unknown\""),
                page.text());
    }

    /** What is not in the index yet is told as not looked at, and never as new or as not there. */
    @Test
    void whileTheHistoryIsMadeAnewNothingIsCalledNewAndNothingWhole() throws IOException {
        Client program = console.api(Role.ANALYST);
        String account = "/api/v1/accounts/29019:mairie:anne";
        String logons = "/api/v1/communes/29019/logons";
        String before = program.get(account).text();
        console.store().change(s -> s.progress().position("anew", 100_000));
        console.history().commit("anew", 40_000);
        try {
            String meanwhile = program.get(account).text();
            assertTrue(notCompared(meanwhile) > notCompared(before), meanwhile);
            assertTrue(meanwhile.contains("\"cut\":true"), meanwhile);
            assertTrue(program.get(logons).text().contains("\"cut\":true"));
            assertTrue(program.get(logons).text().contains("\"others\":[]"));
            Page page =
                    console.as(Role.ANALYST).get("/hosts/" + Specimens.agent(1).text() + "/events");
            assertTrue(page.text().contains("en cours de reconstruction"), page.text());
        } finally {
            console.history().commit("anew", 100_000);
        }
        assertEquals(notCompared(before), notCompared(program.get(account).text()));
    }

    private static int notCompared(String json) {
        return Integer.parseInt(json.replaceAll("(?s).*\"origins_not_compared\":([0-9]+).*", "$1"));
    }
}
