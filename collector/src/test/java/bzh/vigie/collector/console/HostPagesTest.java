package bzh.vigie.collector.console;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import bzh.vigie.collector.console.TestConsole.Page;
import bzh.vigie.collector.store.AgentId;
import bzh.vigie.collector.store.Author;
import bzh.vigie.collector.store.Commune;
import bzh.vigie.collector.store.EventHistory;
import bzh.vigie.collector.store.Hosts.Host;
import bzh.vigie.collector.store.Hosts.State;
import bzh.vigie.collector.store.People.Role;
import bzh.vigie.collector.store.Specimens;
import bzh.vigie.event.Event;
import bzh.vigie.event.MacAddress;
import bzh.vigie.event.Moment;
import bzh.vigie.event.Neighbour;
import bzh.vigie.event.ReasonCode;
import bzh.vigie.event.Sha256;
import bzh.vigie.event.WatchState;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** The pages of hosts: lists and filters, one host with what was watched on it, and decisions. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class HostPagesTest {
    private static final String HOSTILE = "pc<script>alert(1)</script>\u202egpj";

    @SuppressWarnings("NullAway.Init") // by aRegion
    private TestConsole console;

    private Instant now = Instant.EPOCH;

    @BeforeAll
    void aRegion(@TempDir Path folder) throws IOException {
        console = TestConsole.start(folder);
        now = console.clock().instant();
        enrol(1, TestConsole.OWN, "pc-mairie", State.ACTIVE, "0.0.9", Optional.of(now.minusSeconds(60)));
        enrol(2, TestConsole.FOREIGN, "pc-ailleurs", State.ACTIVE, "0.1.0", Optional.of(now.minusSeconds(60)));
        enrol(3, TestConsole.OWN, HOSTILE, State.ACTIVE, "0.1.0", Optional.of(now.minus(Duration.ofDays(40))));
        enrol(4, TestConsole.OWN, "pc-nouveau", State.WAITING_FOR_APPROVAL, "0.1.0", Optional.empty());
        console.store().change(s -> {
            s.alerts().raise(Specimens.alert("alert-1", TestConsole.OWN, 1, "cause", 1));
            s.coverage()
                    .state(
                            Specimens.agent(1),
                            new Event.SourceState(
                                    new Moment(now, "boot", 1),
                                    "windows.events",
                                    WatchState.DOWN,
                                    ReasonCode.DISABLED,
                                    "no-such-key\u202e|x"),
                            now);
            s.coverage()
                    .add(
                            Specimens.agent(1),
                            new Event.Coverage(
                                    new Moment(now.minus(Duration.ofHours(2)), "boot", 1),
                                    "windows.process",
                                    "windows.process",
                                    Optional.empty(),
                                    micros(now.minus(Duration.ofHours(30))),
                                    micros(now.minus(Duration.ofHours(2))),
                                    Duration.ofHours(28).toMillis() * 1000,
                                    WatchState.LIVE,
                                    ReasonCode.NONE,
                                    "",
                                    1,
                                    0),
                            now.minus(Duration.ofHours(2)));
        });
    }

    @AfterAll
    void stop() {
        console.close();
    }

    private static long micros(Instant time) {
        return time.toEpochMilli() * 1_000;
    }

    private void enrol(int number, Commune commune, String name, State state, String version, Optional<Instant> seen) {
        console.store()
                .change(s -> s.hosts()
                        .enrol(new Host(
                                Specimens.agent(number),
                                commune,
                                name,
                                state,
                                Sha256.over(new byte[] {(byte) number}),
                                "{\"os\":\"windows\",\"os_version\":\"Windows 11 <b>Pro\"}",
                                version,
                                now.minus(Duration.ofDays(50)),
                                now.plus(Duration.ofDays(30)),
                                seen,
                                Duration.ofHours(26).toMillis() * 1_000,
                                "",
                                "",
                                false)));
    }

    private static String at(int number) {
        return "/hosts/" + Specimens.agent(number).text();
    }

    @Test
    void theListIsFilteredByItsAddressAndShowsOnlyWhatMayBeSeen() throws IOException {
        TestConsole.Client lead = console.as(Role.LEAD);
        Page all = lead.get("/hosts");
        assertEquals(200, all.status());
        assertTrue(all.text().contains("pc-mairie") && all.text().contains("pc-ailleurs"), all.text());
        Page own = console.as(Role.COMMUNE_READER, TestConsole.OWN).get("/hosts");
        assertTrue(own.text().contains("pc-mairie") && !own.text().contains("pc-ailleurs"), own.text());
        assertFalse(console.as(Role.COMMUNE_READER, TestConsole.OWN)
                .get("/hosts?commune=" + TestConsole.FOREIGN)
                .text()
                .contains("pc-ailleurs"));
        Page named = lead.get("/hosts?name=MAIRIE");
        assertTrue(named.text().contains("pc-mairie") && !named.text().contains("pc-ailleurs"), named.text());
        Page quiet = lead.get("/hosts?quiet=30&state=active");
        assertTrue(quiet.text().contains("&lt;script") && !quiet.text().contains("pc-mairie"), quiet.text());
        Page alerts = lead.get("/hosts?alerts=open");
        assertTrue(alerts.text().contains("pc-mairie") && !alerts.text().contains("pc-ailleurs"), alerts.text());
        String json = console.api(Role.ANALYST).get("/api/v1/hosts?alerts=open").text();
        assertTrue(json.contains("\"hostname\":\"pc-mairie\"") && json.contains("\"open_alerts\":1"), json);
        assertEquals(404, lead.get("/hosts?commune=nowhere").status());
    }

    @Test
    void whatAHostCallsItselfIsTextAndNothingElse() throws IOException {
        for (String page : new String[] {"/hosts", at(3)}) {
            String text = console.as(Role.LEAD).get(page).text();
            assertFalse(text.contains("<script>alert"), text);
            assertFalse(text.contains("\u202e"), text);
            assertTrue(text.contains("&lt;script>alert") || text.contains("&lt;script&gt;alert"), text);
        }
    }

    @Test
    void oldVersionsStandUnderTheWayInWhichAPersonUpgradesThem() throws IOException {
        String text = console.as(Role.LEAD).get("/hosts/outdated").text();
        assertTrue(text.contains("pc-mairie") && text.contains("MSI") && !text.contains("pc-ailleurs"), text);
        String json = console.api(Role.LEAD).get("/api/v1/hosts/outdated").text();
        assertTrue(json.contains("\"upgrade\":\"windows-msi\"") && json.contains("\"than\":\"0.1.0\""), json);
    }

    @Test
    void aHostShowsItsSourcesItsHolesAndItsClock() throws IOException {
        String text = console.as(Role.AUDITOR, TestConsole.OWN).get(at(1)).text();
        assertTrue(text.contains("windows.events") && text.contains("non surveillé"), text);
        assertTrue(text.contains("horloge en avance de 1 j 2 h"), text);
        // 28 hours of 7 days.
        assertTrue(text.contains("16.6 %"), text);
        assertTrue(text.contains("class=\"seen\"") && text.contains("rien n’a été dit de ce temps"), text);
        String json =
                console.api(Role.LEAD).get("/api/v1" + at(1) + "/coverage").text();
        assertTrue(json.contains("\"watched_seconds\":100800") && json.contains("\"cause\":\"untold\""), json);
        assertEquals(404, console.as(Role.ANALYST, TestConsole.OWN).get(at(2)).status());
        assertEquals(404, console.as(Role.LEAD).get("/hosts/none").status());
        // Times that are none, or the wrong way round, are the usual ones.
        assertEquals(200, console.as(Role.LEAD).get(at(1) + "?from=x&to=1-1-1").status());
        assertEquals(
                200,
                console.as(Role.LEAD)
                        .get(at(1) + "?from=2999-01-01&to=1980-01-01")
                        .status());
    }

    @Test
    void aDecisionNeedsAReasonAndIsMadeOnce() throws IOException {
        AgentId waiting = Specimens.agent(4);
        TestConsole.Client analyst = console.as(Role.ANALYST, TestConsole.OWN);
        Page without = analyst.post(at(4) + "/decision", Map.of("decision", "approve"));
        assertEquals(422, without.status());
        assertTrue(without.text().contains("checked"), without.text());
        Map<String, String> approve = Map.of("decision", "approve", "reason", "vu avec la mairie");
        assertEquals(
                403,
                console.as(Role.COMMUNE_READER, TestConsole.OWN)
                        .post(at(4) + "/decision", approve)
                        .status());
        assertEquals(404, analyst.post(at(2) + "/decision", approve).status());
        assertEquals(303, analyst.post(at(4) + "/decision", approve).status());
        assertEquals(
                State.ACTIVE,
                console.store().read(s -> s.hosts().find(waiting)).orElseThrow().state());
        assertEquals(409, analyst.post(at(4) + "/decision", approve).status());
        assertEquals(
                new Author("analyst " + TestConsole.OWN, "vu avec la mairie"),
                console.store()
                        .read(s -> s.audit().about(waiting.text()))
                        .getLast()
                        .author());
        String api = console.api(Role.LEAD)
                .json("POST", "/api/v1" + at(4) + "/decision", "{\"decision\":\"revoke\",\"reason\":\"volé\"}")
                .text();
        assertTrue(api.contains("\"state\":\"revoked\""), api);
        for (String back : List.of("readmit", "approve")) {
            assertEquals(
                    422,
                    console.api(Role.LEAD)
                            .json(
                                    "POST",
                                    "/api/v1" + at(4) + "/decision",
                                    "{\"decision\":\"" + back + "\",\"reason\":\"x\"}")
                            .status(),
                    "a program lets nobody in");
        }
        assertEquals(
                State.REVOKED,
                console.store().read(s -> s.hosts().find(waiting)).orElseThrow().state());
        assertTrue(analyst.get(at(4)).text().contains("volé"));
    }

    @Test
    void theInventoryIsShownAsItWasAndByWhatIsDifferent() throws IOException {
        AgentId host = Specimens.agent(1);
        console.store().change(s -> {
            s.inventories()
                    .put(
                            host,
                            TestConsole.OWN,
                            Specimens.item("cron", Optional.empty(), "stays", "x", 0),
                            1,
                            now.minus(Duration.ofDays(9)));
            s.inventories()
                    .put(
                            host,
                            TestConsole.OWN,
                            Specimens.item("cron", Optional.empty(), "went", "x", 0),
                            1,
                            now.minus(Duration.ofDays(9)));
            s.inventories()
                    .put(
                            host,
                            TestConsole.OWN,
                            Specimens.item("cron", Optional.empty(), "grew", "old", 0),
                            1,
                            now.minus(Duration.ofDays(9)));
            s.inventories()
                    .put(
                            host,
                            TestConsole.OWN,
                            Specimens.item("cron", Optional.empty(), "grew", "new", 0),
                            2,
                            now.minus(Duration.ofDays(1)));
            s.inventories()
                    .put(
                            host,
                            TestConsole.OWN,
                            Specimens.item("cron", Optional.empty(), "came<i>", "x", 0),
                            2,
                            now.minus(Duration.ofDays(1)));
            s.inventories()
                    .remove(
                            host,
                            Specimens.item("cron", Optional.empty(), "went", "x", 0)
                                    .key(),
                            now.minus(Duration.ofDays(1)));
        });
        TestConsole.Client reader = console.as(Role.COMMUNE_READER, TestConsole.OWN);
        String past = now.minus(Duration.ofDays(5)).toString();
        String then = reader.get(at(1) + "/inventory?at=" + past).text();
        assertTrue(then.contains(">went<") && then.contains(">stays<") && !then.contains("came"), then);
        String difference = reader.get(at(1) + "/inventory?since=" + past).text();
        assertTrue(
                difference.contains("ajouté") && difference.contains("came&lt;i") && difference.contains("disparu"),
                difference);
        assertFalse(difference.contains(">stays<"), difference);
        String json = console.api(Role.LEAD)
                .get("/api/v1" + at(1) + "/inventory?since=" + past)
                .text();
        assertTrue(json.contains("\"difference\":\"before\"") && json.contains("\"difference\":\"after\""), json);
        assertTrue(reader.get(at(1) + "/inventory?at=yesterday").text().contains("illisible"));
        assertEquals(404, reader.get(at(2) + "/inventory").status());
    }

    @Test
    void whatAHostDidIsReadOutOfTheHistoryAndNoOtherHosts() throws IOException {
        for (int host : new int[] {1, 3}) {
            console.history()
                    .add(List.of(new EventHistory.Stored(
                            "event-" + host,
                            Specimens.agent(host),
                            TestConsole.OWN,
                            now.minusSeconds(host),
                            new Event.SourceState(
                                    new Moment(now, "boot", 1), "linux.flow", WatchState.LIVE, ReasonCode.NONE, ""),
                            Map.of(
                                    "kind",
                                    "flow",
                                    "Image",
                                    "/usr/bin/of-" + host,
                                    "DestinationIp",
                                    "203.0.113." + host))));
        }
        console.history().commit("log", 1);
        console.history()
                .add(List.of(new EventHistory.Stored(
                        "windows-logon",
                        Specimens.agent(1),
                        TestConsole.OWN,
                        now.minusSeconds(5),
                        new Event.LogRecord(
                                new Moment(now, "boot", 1), "windows.log", "Security", "x", 4625, 1, Map.of()),
                        Map.of(
                                "kind", "log-record",
                                "Channel", "Security",
                                "EventID", "4625",
                                "LogonType", "3",
                                "TargetUserName", "Anne",
                                "TargetDomainName", "MAIRIE",
                                "IpAddress", "10.0.0.9"))));
        console.history().commit("detect", 2);
        String logons =
                console.as(Role.ANALYST).get(at(1) + "/events?kind=logon").text();
        assertTrue(logons.contains("mairie\\anne") && logons.contains("10.0.0.9"), logons);
        String text = console.as(Role.ANALYST).get(at(1) + "/events?kind=flow").text();
        assertTrue(text.contains("203.0.113.1") && !text.contains("203.0.113.3"), text);
        assertTrue(text.contains("/hunt?q=host%3A"), text);
        assertEquals(
                200, console.as(Role.ANALYST).get(at(1) + "/events?kind=none").status());
        assertEquals(
                404,
                console.as(Role.ANALYST, TestConsole.OWN).get(at(2) + "/events").status());
    }

    @Test
    void aMachineWithoutAnAgentIsExemptedWithAReason() throws IOException {
        console.store()
                .change(s -> s.neighbours()
                        .see(
                                Specimens.agent(1),
                                TestConsole.OWN,
                                new Neighbour(
                                        Neighbour.Origin.CACHE,
                                        Optional.of(InetAddress.ofLiteral("192.0.2.7")),
                                        Optional.of(MacAddress.of(new byte[] {0, 0x11, 0x22, 0x33, 0x44, 0x55})),
                                        "imprimante<b>",
                                        micros(now.minusSeconds(60)),
                                        micros(now.minusSeconds(30))),
                                now));
        String key = "mac:00:11:22:33:44:55";
        String path = "/communes/" + TestConsole.OWN + "/machines";
        TestConsole.Client analyst = console.as(Role.ANALYST, TestConsole.OWN);
        assertTrue(analyst.get("/hosts/seen").text().contains("imprimante&lt;b"));
        assertEquals(
                422,
                analyst.post(path, Map.of("machine", key, "decision", "exempt")).status());
        assertEquals(
                422,
                analyst.post(path, Map.of("machine", "ip:1", "decision", "exempt", "reason", "x"))
                        .status());
        assertEquals(
                303,
                analyst.post(path, Map.of("machine", key, "decision", "exempt", "reason", "une imprimante"))
                        .status());
        assertFalse(analyst.get("/hosts/seen").text().contains("imprimante"));
        assertTrue(analyst.get(path).text().contains("une imprimante"));
        assertEquals(
                404,
                analyst.get("/communes/" + TestConsole.FOREIGN + "/machines").status());
    }
}
