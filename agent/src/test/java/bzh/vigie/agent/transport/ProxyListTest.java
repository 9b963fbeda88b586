package bzh.vigie.agent.transport;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Lists of proxies in the forms that WinHTTP, scripts and environments write, and names that go without. */
class ProxyListTest {
    private static String parsed(String text) {
        return ProxyList.parse(text, true).stream()
                .map(way -> switch (way) {
                    case ProxyWay.Direct ignored -> "direct";
                    case ProxyWay.Through through -> through.proxy().toString().substring("http://".length());
                })
                .collect(Collectors.joining(" "));
    }

    @Test
    void everyFormIsAListInItsOrder() {
        assertEquals("a:8080 b:3128", parsed("a:8080;b:3128"));
        assertEquals("a:8080 b:80", parsed("a:8080 b"));
        assertEquals("a:1 b:2 direct", parsed("PROXY a:1; HTTP b:2; DIRECT"));
        assertEquals("direct", parsed("DIRECT"));
        assertEquals("[REDACTED]@a:3128", parsed("http://jean:secret@a:3128/"));
        assertEquals("a:80", parsed("http://a/"));
        assertEquals("[2001:db8::1]:3128", parsed("[2001:db8::1]:3128"));
    }

    @Test
    void whatIsForOtherSchemesIsNotForUs() {
        assertEquals("c:443", parsed("http=a:80;ftp=b:21;https=c:443;socks=d:1080"));
        assertEquals("c:443", parsed("e:8080 https=http://c:443"));
        assertEquals("", parsed("http=a:80"));
        assertEquals("b:2", parsed("SOCKS a:1; HTTPS c:3; PROXY b:2"));
        assertEquals("", parsed("https://a:443"));
    }

    @Test
    void whatIsNoProxyIsPassedOverAndNothingGrows() {
        assertEquals("", parsed(""));
        assertEquals("a:1", parsed(";;; PROXY PROXY a:1 PROXY"));
        assertEquals("a:1", parsed("b\u0007:2 a:1 c:99999 :4 a:1"));
        assertEquals(
                ProxyList.MAX_WAYS,
                ProxyList.parse("a:1 a:2 a:3 a:4 a:5 a:6 a:7 a:8 a:9", false).size());
        assertEquals(List.of(), ProxyList.parse("a:1;".repeat(ProxyList.MAX_TEXT), false));
    }

    @Test
    void namesThatGoWithoutAreMatchedAsTheyAreWritten() {
        String set = "<local>;*.mairie.example; 10.1.* http://collecteur.bzh [::1]";
        for (String without : List.of("intranet", "a.b.MAIRIE.example", "10.1.2.3", "collecteur.bzh", "::1")) {
            assertTrue(ProxyBypass.covers(set, without), without);
        }
        for (String through : List.of("mairie.example", "110.1.2.3", "x.collecteur.bzh", "vigie.example", "::2")) {
            assertFalse(ProxyBypass.covers(set, through), through);
        }
        assertTrue(ProxyBypass.covers("*", "vigie.example"));
        assertFalse(ProxyBypass.covers("", "vigie"));
        assertFalse(ProxyBypass.covers(";;", "vigie"));
        assertFalse(ProxyBypass.covers("*a*a*a*a*a*a*a*a*a*a*a*a*a*a*a*a*b", "a".repeat(253)));
    }

    @Test
    void aSettingIsOneOfFourAndItsPasswordMasked() {
        assertEquals("Optional[None[]]", said("none"));
        assertEquals("Optional[Auto[]]", said("auto"));
        assertEquals("Optional[Named[proxy=http://proxy:3128]]", said("proxy:3128"));
        assertEquals("Optional[Named[proxy=http://[::1]:3128]]", said("http://[::1]:3128/"));
        assertEquals(
                "Optional[Named[proxy=http://[REDACTED]@proxy.mairie:3128]]",
                said("http://jean:p%40ss@proxy.mairie:3128"));
        assertEquals("Optional[Script[address=http://wpad/wpad.dat]]", said("http://wpad/wpad.dat"));
        assertEquals("Optional[Script[address=https://m:8443/p?x=1]]", said("https://m:8443/p?x=1"));
        for (String bad : List.of(
                "",
                "proxy",
                "https://proxy:3128",
                "http://proxy",
                "http://a@proxy:1",
                "http://a:b%0d%0a@p:1",
                "http://p:99999",
                "http://jean:secret@wpad/wpad.dat",
                "ftp://wpad/wpad.dat",
                "http://wpad/" + "x".repeat(ProxySettings.MAX_SCRIPT),
                "socks5://p:1")) {
            assertTrue(ProxySettings.parse(bad).isEmpty(), bad);
        }
    }

    private static String said(String text) {
        return ProxySettings.parse(text).toString();
    }
}
