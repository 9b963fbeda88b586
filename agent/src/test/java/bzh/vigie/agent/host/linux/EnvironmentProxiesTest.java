package bzh.vigie.agent.host.linux;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import bzh.vigie.agent.host.ProxySetup;
import bzh.vigie.agent.host.Reading;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class EnvironmentProxiesTest {
    private static ProxySetup setup(Map<String, String> environment) {
        return new EnvironmentProxies(environment).setup().ifFound().orElseThrow();
    }

    @Test
    void theProxyForTlsIsReadAsCurlDoes() {
        assertEquals(ProxySetup.NONE, setup(Map.of("http_proxy", "http://web:1", "no_proxy", "x")));
        assertEquals(
                new ProxySetup("http://a:1", "", Optional.empty(), false),
                setup(Map.of("https_proxy", " http://a:1 ", "HTTPS_PROXY", "http://b:2")));
        assertEquals(
                "http://b:2",
                setup(Map.of("https_proxy", "", "HTTPS_PROXY", "http://b:2")).proxies());
        assertEquals("http://c:3", setup(Map.of("all_proxy", "http://c:3")).proxies());
    }

    @Test
    void namesBelowOneThatGoesWithoutDoToo() {
        assertEquals(
                "mairie.example;*.mairie.example;bzh;*.bzh;*",
                setup(Map.of("https_proxy", "http://a:1", "NO_PROXY", "mairie.example, .bzh,*"))
                        .bypass());
    }

    @Test
    void scriptsAreNotReadAndNothingIsLookedForOnTheNetwork() {
        EnvironmentProxies proxies = new EnvironmentProxies(Map.of("https_proxy", "http://jean:secret@a:1"));
        assertInstanceOf(Reading.Refused.class, proxies.ask(Optional.of("http://wpad/wpad.dat"), "https://c:1/"));
        assertInstanceOf(Reading.Absent.class, proxies.ask(Optional.empty(), "https://c:1/"));
        assertFalse((proxies + " " + proxies.setup()).contains("secret"), proxies.toString());
    }
}
