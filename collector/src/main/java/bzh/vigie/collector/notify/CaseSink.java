package bzh.vigie.collector.notify;

import bzh.vigie.collector.notify.Letters.Letter;
import bzh.vigie.collector.store.Alerts.Numbered;
import java.io.IOException;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.net.ssl.SSLContext;

/** Puts each alert into a program for cases, by its interface over HTTPS with a key of it. */
final class CaseSink implements Sink {
    private final CaseForm form;
    private final String name;
    private final SharedSecret key;
    private final HttpsPost post;

    /**
     * A sink.
     *
     * @param base address of the program
     * @param tls with the authorities above its certificate; empty for those that the system trusts
     */
    CaseSink(CaseForm form, URI base, SharedSecret key, Optional<SSLContext> tls) {
        this.form = form;
        this.name = form.name() + ":" + base.getHost() + ":" + (base.getPort() < 0 ? 443 : base.getPort());
        this.key = key;
        String address = base.toString();
        String below = address.endsWith("/") ? address.substring(0, address.length() - 1) : address;
        this.post = new HttpsPost(URI.create(below + form.path()), tls);
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
            post(Long.toString(each.sequence()), form.body(each.alert()));
        }
    }

    @Override
    public void send(Letter letter) throws IOException {
        post(letter.id(), HttpsPost.text(letter));
    }

    private String post(String id, String body) throws IOException {
        return post.post(id, body, Map.of("Authorization", key.bearer()));
    }

    @Override
    public String test(Numbered message) throws IOException {
        return post(message.alert().id(), form.body(message.alert()));
    }

    @Override
    public void close() {
        post.close();
    }
}
