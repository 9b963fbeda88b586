package bzh.vigie.agent.transport;

import bzh.vigie.enrol.CollectorAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * An HTTP proxy that opens connections by CONNECT (RFC 9110, 9.3.6). Immutable; {@code toString} shows neither user nor password.
 */
public final class HttpProxy {
    private final CollectorAddress address;
    private final String user;
    private final String password;

    private HttpProxy(CollectorAddress address, String user, String password) {
        this.address = address;
        this.user = user;
        this.password = password;
    }

    /**
     * From {@code http://host:port} or {@code http://user:password@host:port}, user and password percent-encoded where they
     * hold other than letters and digits; empty where the text is neither.
     */
    public static Optional<HttpProxy> parse(String text) {
        try {
            URI uri = new URI(text);
            String path = uri.getRawPath();
            if (!"http".equals(uri.getScheme())
                    || uri.getHost() == null
                    || uri.getPort() < 1
                    || (path != null && !path.isEmpty() && !path.equals("/"))
                    || uri.getRawQuery() != null
                    || uri.getRawFragment() != null) {
                return Optional.empty();
            }
            String host = uri.getHost();
            if (host.startsWith("[") && host.endsWith("]")) {
                host = host.substring(1, host.length() - 1);
            }
            String login = uri.getUserInfo() == null ? "" : uri.getUserInfo();
            int colon = login.indexOf(':');
            if (login.chars().anyMatch(c -> c < ' ') || (!login.isEmpty() && colon < 1)) {
                return Optional.empty();
            }
            return Optional.of(new HttpProxy(
                    new CollectorAddress(host, uri.getPort()),
                    colon < 0 ? "" : login.substring(0, colon),
                    colon < 0 ? "" : login.substring(colon + 1)));
        } catch (URISyntaxException | IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    /** One that listens there and wants no password. */
    static HttpProxy at(CollectorAddress address) {
        return new HttpProxy(address, "", "");
    }

    /** Where it listens. */
    public CollectorAddress address() {
        return address;
    }

    /** Value of Proxy-Authorization by Basic (RFC 7617), where a user was given. */
    Optional<String> authorization() {
        return user.isEmpty()
                ? Optional.empty()
                : Optional.of("Basic "
                        + Base64.getEncoder().encodeToString((user + ":" + password).getBytes(StandardCharsets.UTF_8)));
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof HttpProxy proxy
                && address.equals(proxy.address)
                && user.equals(proxy.user)
                && password.equals(proxy.password);
    }

    @Override
    public int hashCode() {
        return address.hashCode();
    }

    /** The text it was parsed from, the login masked; what is told of a proxy is its {@link #address}. */
    @Override
    public String toString() {
        return "http://" + (user.isEmpty() ? "" : "[REDACTED]@") + address;
    }
}
