package bzh.vigie.agent.transport;

import bzh.vigie.enrol.CollectorAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Optional;

/**
 * How a person wants collectors to be reached: the value of the key {@code proxy}. Where nothing is said, they are dialled, and where that fails
 * what the system is set to is tried ({@link ProxyWays}). {@code toString} never shows a password.
 */
public sealed interface ProxySettings {
    /** {@code none}: no proxy, whatever the system is set to. */
    record None() implements ProxySettings {}

    /** {@code host:port} or {@code http://user:password@host:port}: this proxy and nothing else. */
    record Named(HttpProxy proxy) implements ProxySettings {}

    /** {@code auto}: as the system is set, then without. */
    record Auto() implements ProxySettings {}

    /** An address with a path, {@code http://host/proxy.pac}: what this script says, then without. */
    record Script(String address) implements ProxySettings {}

    /** Longest address of a script, in characters. */
    int MAX_SCRIPT = 2_000;

    /** From the text of the key; empty where it is none of these. */
    static Optional<ProxySettings> parse(String text) {
        return switch (text) {
            case "none" -> Optional.of(new None());
            case "auto" -> Optional.of(new Auto());
            default ->
                CollectorAddress.parse(text)
                        .map(HttpProxy::at)
                        .or(() -> HttpProxy.parse(text))
                        .<ProxySettings>map(Named::new)
                        .or(() -> script(text));
        };
    }

    private static Optional<ProxySettings> script(String text) {
        try {
            URI uri = new URI(text);
            boolean isScript = text.length() <= MAX_SCRIPT
                    && ("http".equals(uri.getScheme()) || "https".equals(uri.getScheme()))
                    && uri.getHost() != null
                    && uri.getRawUserInfo() == null
                    && uri.getRawFragment() == null
                    && uri.getRawPath() != null
                    && uri.getRawPath().length() > 1;
            return isScript ? Optional.of(new Script(uri.toASCIIString())) : Optional.empty();
        } catch (URISyntaxException e) {
            return Optional.empty();
        }
    }
}
