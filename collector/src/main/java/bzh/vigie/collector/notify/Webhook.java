package bzh.vigie.collector.notify;

import bzh.vigie.collector.notify.Letters.Letter;
import bzh.vigie.collector.store.Alerts.Numbered;
import bzh.vigie.event.Sha256;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.List;
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
public final class Webhook implements Sink {
    private final String name;
    private final SharedSecret key;
    private final AlertJson json;
    private final InstantSource clock;
    private final HttpsPost post;

    Webhook(URI to, SharedSecret key, Optional<SSLContext> tls, AlertJson json, InstantSource clock) {
        // The path of an address may be a secret of its own.
        String which =
                Sha256.over(to.toString().getBytes(StandardCharsets.UTF_8)).toString();
        this.name =
                "webhook:" + to.getHost() + ":" + (to.getPort() < 0 ? 443 : to.getPort()) + "#" + which.substring(0, 8);
        this.key = key;
        this.json = json;
        this.clock = clock;
        this.post = new HttpsPost(to, tls);
    }

    @Override
    public String name() {
        return name;
    }

    /** One, so that what is refused is known. */
    @Override
    public int most() {
        return 1;
    }

    @Override
    public void deliver(List<Numbered> alerts) throws IOException {
        for (Numbered each : alerts) {
            post(Long.toString(each.sequence()), json.line(each));
        }
    }

    @Override
    public void send(Letter letter) throws IOException {
        post(letter.id(), HttpsPost.text(letter));
    }

    private String post(String id, String body) throws IOException {
        String now = Long.toString(clock.instant().getEpochSecond());
        return post.post(
                id, body, Map.of("Vigie-Timestamp", now, "Vigie-Signature", "v1=" + key.sign(now + "." + body)));
    }

    @Override
    public String test(Numbered message) throws IOException {
        return post(message.alert().id(), json.line(message));
    }

    @Override
    public void close() {
        post.close();
    }
}
