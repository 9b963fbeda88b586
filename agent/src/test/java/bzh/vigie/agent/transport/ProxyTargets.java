package bzh.vigie.agent.transport;

import bzh.vigie.agent.fuzz.FuzzTarget;
import bzh.vigie.agent.fuzz.Fuzzed;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

/** What proxies answer, and what scripts and systems say of them: whoever stands on the network chooses it. */
public final class ProxyTargets {
    private ProxyTargets() {}

    public static List<FuzzTarget> all() {
        return List.of(
                new FuzzTarget(
                        "proxy-list",
                        bytes -> ProxyList.parse(text(bytes), false).forEach(way -> Fuzzed.told(way.toString())),
                        seeds("PROXY a:1; DIRECT", "http=a:80;https=[::1]:3128", "http://u:p@h:1/ SOCKS x:1")),
                new FuzzTarget(
                        "proxy-bypass",
                        bytes -> ProxyBypass.covers(text(bytes), "vigie.mairie.example"),
                        seeds("<local>;*.mairie.*; http://x [::1]")),
                new FuzzTarget(
                        "proxy-setting",
                        bytes -> ProxySettings.parse(text(bytes)).ifPresent(set -> Fuzzed.told(set.toString())),
                        seeds("auto", "http://u:p@h:1", "https://h/p.pac")),
                new FuzzTarget(
                        "proxy-reply",
                        ProxyTargets::reply,
                        seeds(
                                "HTTP/1.1 407 No\r\nProxy-Authenticate: Negotiate eHg=, Basic realm=\"a, \\\"b\"\r\n"
                                        + "Content-Length: 3\r\n\r\nabc",
                                "HTTP/1.0 407 No\r\nTransfer-Encoding: chunked\r\nConnection: keep-alive\r\n\r\n3\r\nabc\r\n0\r\n\r\n")));
    }

    private static void reply(byte[] bytes) throws Exception {
        try (InputStream in = new ByteArrayInputStream(bytes)) {
            ProxyReply reply = ProxyReply.read(in);
            Fuzzed.told(
                    ProxyChallenges.parse(reply.values("Proxy-Authenticate")).names());
            reply.passOver(in);
        } catch (LinkException e) {
            Fuzzed.told(e.detail());
        }
    }

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.UTF_8);
    }

    private static List<byte[]> seeds(String... texts) {
        return Arrays.stream(texts)
                .map(text -> text.getBytes(StandardCharsets.UTF_8))
                .toList();
    }
}
