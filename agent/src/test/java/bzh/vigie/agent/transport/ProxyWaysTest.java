package bzh.vigie.agent.transport;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import bzh.vigie.agent.host.LocalNetwork;
import bzh.vigie.agent.host.ProxySetup;
import bzh.vigie.agent.host.Reading;
import bzh.vigie.agent.host.SystemProxies;
import bzh.vigie.agent.transport.LinkException.Kind;
import bzh.vigie.enrol.CollectorAddress;
import bzh.vigie.event.ReasonCode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Which ways are tried in which order, and when the system is asked again. What the system says is made up. */
class ProxyWaysTest {
    private static final CollectorAddress COLLECTOR = new CollectorAddress("vigie.bzh", 443);

    private final List<String> asked = new ArrayList<>();
    private Reading<ProxySetup> setup = Reading.found(ProxySetup.NONE);
    private Reading<String> script = Reading.absent();
    private List<String> addresses = List.of("192.0.2.7");
    private long nanos = 17;

    private final SystemProxies system = new SystemProxies() {
        @Override
        public Reading<ProxySetup> setup() {
            asked.add("setup");
            return setup;
        }

        @Override
        public Reading<String> ask(Optional<String> address, String target) {
            asked.add(address.orElse("WPAD") + " " + target);
            return script;
        }
    };

    private ProxyWays ways(String setting) {
        Optional<ProxySettings> settings = ProxySettings.parse(setting);
        return new ProxyWays(settings, new LocalNetwork(system, Optional.empty(), () -> addresses), () -> nanos);
    }

    private static String said(List<ProxyWay> ways) {
        return ways.stream()
                .map(way -> switch (way) {
                    case ProxyWay.Direct ignored -> "direct";
                    case ProxyWay.Through through -> through.proxy().address() + (through.trusted() ? "!" : "");
                })
                .collect(Collectors.joining(" "));
    }

    private static String first(ProxyWays ways) {
        return said(ways.first(COLLECTOR));
    }

    private static String further(ProxyWays ways) {
        return said(ways.further(COLLECTOR, ways.first(COLLECTOR)));
    }

    @Test
    void whatIsConfiguredIsTriedAloneAndTheSystemNotAsked() {
        setup = Reading.found(new ProxySetup("a:1", "", Optional.empty(), true));
        assertEquals("p:3128!", first(ways("p:3128")));
        assertEquals("", further(ways("p:3128")));
        assertEquals("direct", first(ways("none")));
        assertEquals("", further(ways("none")));
        assertEquals(List.of(), asked);
    }

    @Test
    void whereNothingIsConfiguredTheSystemIsAskedAfterDiallingFailed() {
        setup = Reading.found(new ProxySetup("a:1", "", Optional.empty(), false));
        ProxyWays ways = ways("");
        assertEquals("direct", first(ways));
        assertEquals(List.of(), asked);
        assertEquals("a:1!", further(ways));
    }

    @Test
    void autoTakesWhatIsSetForTheMachineThenAScriptThenWhatTheNetworkSays() {
        setup = Reading.found(new ProxySetup("a:1;b:2", "*.local", Optional.empty(), true));
        assertEquals("a:1! b:2! direct", first(ways("auto")));
        setup = Reading.found(new ProxySetup("a:1", "*.bzh", Optional.empty(), true));
        assertEquals("direct", first(ways("auto")));
        script = Reading.found("PROXY s:8080; DIRECT");
        setup = Reading.found(new ProxySetup("", "", Optional.of("http://m/p.pac"), true));
        assertEquals("s:8080 direct", first(ways("auto")));
        setup = Reading.found(new ProxySetup("", "", Optional.empty(), true));
        assertEquals("direct s:8080", first(ways("auto")));
        setup = Reading.found(ProxySetup.NONE);
        assertEquals("direct", first(ways("auto")));
        assertEquals(
                List.of(
                        "setup",
                        "setup",
                        "setup",
                        "http://m/p.pac https://vigie.bzh:443/",
                        "setup",
                        "WPAD https://vigie.bzh:443/",
                        "setup"),
                asked);
    }

    @Test
    void onlyAScriptThatNobodyOnTheWayCanChangeNamesProxiesThatAreTrusted() {
        script = Reading.found("s:8080");
        assertEquals("s:8080 direct", first(ways("http://m/p.pac")));
        assertEquals("s:8080! direct", first(ways("https://m/p.pac")));
    }

    @Test
    void whatWorkedIsTriedFirst() {
        setup = Reading.found(new ProxySetup("a:1;b:2", "", Optional.empty(), false));
        ProxyWays ways = ways("auto");
        ways.worked(COLLECTOR, ways.first(COLLECTOR).get(1));
        assertEquals("b:2! a:1! direct", first(ways));
        ProxyWays unsaid = ways("");
        unsaid.worked(COLLECTOR, unsaid.further(COLLECTOR, List.of()).getFirst());
        assertEquals("a:1! direct", first(unsaid));
        unsaid.failed(COLLECTOR);
        assertEquals("direct", first(unsaid));
    }

    /** Who answers for a script closes the direct way once, lets a handshake through and then nothing more, again and again. */
    @Test
    void aProxyThatTheNetworkNamedNeverStandsBeforeTheDirectWayForHavingWorked() {
        script = Reading.found("PROXY one:8080; PROXY two:8080");
        setup = Reading.found(new ProxySetup("", "", Optional.empty(), true));
        for (String setting : List.of("", "auto")) {
            ProxyWays ways = ways(setting);
            first(ways);
            ways.worked(COLLECTOR, new ProxyWay.Through(HttpProxy.at(new CollectorAddress("two", 8080)), false));
            assertEquals(setting.isEmpty() ? "direct two:8080" : "direct two:8080 one:8080", first(ways));
        }
        ProxyWays named = ways("http://m/p.pac");
        assertEquals("one:8080 two:8080 direct", first(named));
        named.worked(COLLECTOR, named.first(COLLECTOR).get(1));
        assertEquals("two:8080 one:8080 direct", first(named));
    }

    @Test
    void aDirectWayThatWorkedIsTriedFirst() {
        setup = Reading.found(new ProxySetup("a:1", "", Optional.empty(), false));
        ProxyWays ways = ways("auto");
        assertEquals("a:1! direct", first(ways));
        ways.worked(COLLECTOR, new ProxyWay.Direct());
        assertEquals("direct a:1!", first(ways));
        ways.failed(COLLECTOR);
        assertEquals("a:1! direct", first(ways));
    }

    @Test
    void theSystemIsAskedAgainAfterFailuresWhenTheNetworkChangedOrSomeTimeIsOver() {
        setup = Reading.found(new ProxySetup("a:1", "", Optional.empty(), false));
        ProxyWays ways = ways("auto");
        first(ways);
        nanos += ProxyWays.AGAIN.toNanos() * 10;
        addresses = List.of("198.51.100.7");
        first(ways);
        assertEquals(1, asked.size(), "nothing failed");
        ways.failed(COLLECTOR);
        first(ways);
        assertEquals(2, asked.size(), "the network changed");
        ways.failed(COLLECTOR);
        first(ways);
        assertEquals(2, asked.size(), "just asked");
        nanos += ProxyWays.AGAIN.toNanos();
        first(ways);
        assertEquals(3, asked.size(), "some time is over");
    }

    @Test
    void aSystemThatDoesNotAnswerIsAReasonAndTheCollectorIsDialled() {
        script = Reading.refused(ReasonCode.FAILED, "proxy-script-unread|http://m/p.pac");
        ProxyWays ways = ways("http://m/p.pac");
        assertEquals("direct", first(ways));
        LinkException trouble = ways.trouble(COLLECTOR).orElseThrow();
        assertEquals(Kind.PROXY_UNKNOWN, trouble.kind());
        assertEquals("proxy-script-unread|http://m/p.pac", trouble.detail());
        assertTrue(ways.wantsProxy());
        assertTrue(ways("none").trouble(COLLECTOR).isEmpty());
    }
}
