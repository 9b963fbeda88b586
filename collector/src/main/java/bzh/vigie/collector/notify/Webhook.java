package bzh.vigie.collector.notify;

import bzh.vigie.collector.store.Alerts.Numbered;
import bzh.vigie.event.Sha256;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import javax.net.ssl.SSLContext;

/**
 * Posts each alert by itself as {@link AlertJson} to an address by HTTPS, signed:
 *
 * <pre>
 * Vigie-Timestamp: 1772438400                     seconds since 1970, of this try
 * Vigie-Signature: v1=HEX                         HMAC-SHA256 with the shared secret over TIMESTAMP "." BODY
 * </pre>
 *
 * A receiver computes the same over the bytes that it got, compares in constant time, refuses a time that is more than five minutes
 * from its own, and knows by the alert's {@code id} what it has already: then nothing of it can be forged or played again.
 */
public final class Webhook extends HttpsSink {
    private final SharedSecret key;
    private final AlertJson json;
    private final InstantSource clock;

    Webhook(URI to, SharedSecret key, Optional<SSLContext> tls, AlertJson json, InstantSource clock) {
        super(name(to), to, tls);
        this.key = key;
        this.json = json;
        this.clock = clock;
    }

    /** The path of an address may be a secret of its own. */
    private static String name(URI to) {
        String which =
                Sha256.over(to.toString().getBytes(StandardCharsets.UTF_8)).toString();
        return "webhook:" + to.getHost() + ":" + (to.getPort() < 0 ? 443 : to.getPort()) + "#" + which.substring(0, 8);
    }

    @Override
    String body(Numbered alert) {
        return json.line(alert);
    }

    @Override
    Map<String, String> headers(String body) {
        String now = Long.toString(clock.instant().getEpochSecond());
        return Map.of("Vigie-Timestamp", now, "Vigie-Signature", "v1=" + key.sign(now + "." + body));
    }
}
