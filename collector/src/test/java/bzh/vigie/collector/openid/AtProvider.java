package bzh.vigie.collector.openid;

import bzh.vigie.collector.console.route.View;
import java.io.IOException;
import java.net.CookieManager;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.SSLContext;

/** A browser at the real provider: follows where it is sent, and fills the form there. */
public final class AtProvider implements AutoCloseable {
    private static final Pattern CSRF = Pattern.compile("name=\"_csrf\"[^>]*value=\"([^\"]+)\"");

    private final String issuer;
    private final HttpClient http;

    /** A browser that nobody has signed in with yet. */
    public AtProvider(String issuer, SSLContext trusting) {
        this.issuer = issuer;
        this.http = HttpClient.newBuilder()
                .sslContext(trusting)
                .cookieHandler(new CookieManager())
                .build();
    }

    /** Signs in there as somebody, begun with this address; gives where the provider sends the browser then: to the console. */
    public URI signIn(String address, String name) throws IOException {
        HttpResponse<String> response = send(HttpRequest.newBuilder(URI.create(address)));
        for (int i = 0; i < 10; i++) {
            URI at = response.uri();
            if (response.statusCode() >= 300 && response.statusCode() < 400) {
                URI next = at.resolve(response.headers().firstValue("Location").orElseThrow());
                if (!next.toString().startsWith(issuer)) {
                    return next;
                }
                response = send(HttpRequest.newBuilder(next));
            } else {
                Matcher csrf = CSRF.matcher(response.body());
                if (!csrf.find()) {
                    throw new IOException("no form: " + response.statusCode() + " " + response.body());
                }
                response = send(HttpRequest.newBuilder(URI.create(issuer + "/login"))
                        .header("Content-Type", "application/x-www-form-urlencoded")
                        .POST(HttpRequest.BodyPublishers.ofString("username=" + View.encoded(name) + "&password="
                                + View.encoded(name) + "&_csrf=" + View.encoded(csrf.group(1)))));
            }
        }
        throw new IOException("sent around in circles");
    }

    /** Where one is sent from this address. */
    public String sentTo(String address) throws IOException {
        return send(HttpRequest.newBuilder(URI.create(address)))
                .headers()
                .firstValue("Location")
                .orElse("");
    }

    private HttpResponse<String> send(HttpRequest.Builder request) throws IOException {
        try {
            return http.send(request.header("Accept", "text/html").build(), HttpResponse.BodyHandlers.ofString());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException(e);
        }
    }

    @Override
    public void close() {
        http.shutdownNow();
    }
}
