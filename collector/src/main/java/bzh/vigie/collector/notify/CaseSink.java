package bzh.vigie.collector.notify;

import bzh.vigie.collector.store.Alerts.Numbered;
import java.net.URI;
import java.util.Map;
import java.util.Optional;
import javax.net.ssl.SSLContext;

/** Puts each alert into a program for cases, by its interface over HTTPS with a key of it. */
final class CaseSink extends HttpsSink {
    private final CaseForm form;
    private final SharedSecret key;

    /**
     * A sink.
     *
     * @param base address of the program
     * @param tls with the authorities above its certificate; empty for those that the system trusts
     */
    CaseSink(CaseForm form, URI base, SharedSecret key, Optional<SSLContext> tls) {
        super(
                form.name() + ":" + base.getHost() + ":" + (base.getPort() < 0 ? 443 : base.getPort()),
                below(base, form.path()),
                tls);
        this.form = form;
        this.key = key;
    }

    private static URI below(URI base, String path) {
        String address = base.toString();
        return URI.create((address.endsWith("/") ? address.substring(0, address.length() - 1) : address) + path);
    }

    @Override
    String body(Numbered alert) {
        return form.body(alert.alert());
    }

    @Override
    Map<String, String> headers(String body) {
        return Map.of("Authorization", key.bearer());
    }
}
