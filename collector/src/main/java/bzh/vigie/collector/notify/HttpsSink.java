package bzh.vigie.collector.notify;

import bzh.vigie.collector.notify.Letters.Letter;
import bzh.vigie.collector.store.Alerts.Numbered;
import java.io.IOException;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.net.ssl.SSLContext;

/** Posts each alert by itself to an address by HTTPS: one at a time, so that what is refused is known and becomes a letter. */
abstract class HttpsSink implements Sink {
    private final String name;
    private final HttpsPost post;

    /**
     * A sink.
     *
     * @param tls with the authorities above the receiver's certificate; empty for those that the system trusts
     */
    HttpsSink(String name, URI to, Optional<SSLContext> tls) {
        this.name = name;
        this.post = new HttpsPost(to, tls);
    }

    /** What is posted of an alert. */
    abstract String body(Numbered alert);

    /** What goes with it, so that the receiver knows whose it is. */
    abstract Map<String, String> headers(String body);

    @Override
    public final String name() {
        return name;
    }

    @Override
    public final int most() {
        return 1;
    }

    @Override
    public final void deliver(List<Numbered> alerts) throws IOException {
        for (Numbered each : alerts) {
            var _ = post(Long.toString(each.sequence()), body(each));
        }
    }

    @Override
    public final void send(Letter letter) throws IOException {
        var _ = post(letter.id(), HttpsPost.text(letter));
    }

    @Override
    public final String test(Numbered message) throws IOException {
        return post(message.alert().id(), body(message));
    }

    private String post(String id, String body) throws IOException {
        return post.post(id, body, headers(body));
    }

    @Override
    public final void close() {
        post.close();
    }
}
