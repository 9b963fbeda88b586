package bzh.vigie.agent.transport;

import bzh.vigie.enrol.CollectorAddress;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * Proxies as systems and scripts write them: {@code a:8080;b:8080} and {@code http=a:80;https=b:8080} (WINHTTP_PROXY_INFO), {@code PROXY a:8080;
 * DIRECT} (what FindProxyForURL gives), {@code http://user:password@a:3128} (environments). Pure and total; what is none is passed over.
 */
final class ProxyList {
    /** Longest text, in characters. */
    static final int MAX_TEXT = 16 << 10;

    /** Most ways that are taken from one. */
    static final int MAX_WAYS = 6;

    /** Of a proxy that has none. */
    private static final int DEFAULT_PORT = 80;

    private static final Set<String> PLAIN = Set.of("PROXY", "HTTP");
    private static final Set<String> OTHER = Set.of("HTTPS", "SOCKS", "SOCKS4", "SOCKS5", "QUIC");

    private ProxyList() {}

    /** The ways for TLS connections, in their order. */
    static List<ProxyWay> parse(String text, boolean trusted) {
        if (text.length() > MAX_TEXT) {
            return List.of();
        }
        Deque<String> words = new ArrayDeque<>(Arrays.asList(text.strip().split("[;,\\s]+", -1)));
        boolean hasOwn = words.stream().anyMatch(word -> key(word).equals("https"));
        Set<ProxyWay> ways = new LinkedHashSet<>();
        while (!words.isEmpty() && ways.size() < MAX_WAYS) {
            String word = words.remove();
            String upper = word.toUpperCase(Locale.ROOT);
            if (upper.equals("DIRECT")) {
                ways.add(new ProxyWay.Direct());
            } else if (OTHER.contains(upper)) {
                words.poll();
            } else if (!PLAIN.contains(upper)) {
                String key = key(word);
                if (key.equals("https") || (key.isEmpty() && !hasOwn)) {
                    proxy(word.substring(word.indexOf('=') + 1))
                            .ifPresent(each -> ways.add(new ProxyWay.Through(each, trusted)));
                }
            }
        }
        return List.copyOf(ways);
    }

    /** For what a proxy is, {@code https} of {@code https=a:8080}; empty where it is for all. */
    private static String key(String word) {
        int equals = word.indexOf('=');
        boolean isKey = equals > 0 && word.substring(0, equals).chars().allMatch(Character::isLetterOrDigit);
        return isKey ? word.substring(0, equals).toLowerCase(Locale.ROOT) : "";
    }

    private static Optional<HttpProxy> proxy(String text) {
        if (text.contains("://")) {
            return HttpProxy.parse(text).or(() -> HttpProxy.parse(withPort(text)));
        }
        return CollectorAddress.parse(text)
                .or(() -> CollectorAddress.parse(text + ":" + DEFAULT_PORT))
                .map(HttpProxy::at);
    }

    private static String withPort(String uri) {
        return (uri.endsWith("/") ? uri.substring(0, uri.length() - 1) : uri) + ":" + DEFAULT_PORT;
    }
}
