package bzh.vigie.collector.openid;

import com.nimbusds.oauth2.sdk.http.HTTPRequest;
import com.nimbusds.oauth2.sdk.http.HTTPRequestSender;
import com.nimbusds.oauth2.sdk.http.HTTPResponse;
import com.nimbusds.oauth2.sdk.http.ReadOnlyHTTPRequest;
import com.nimbusds.oauth2.sdk.http.ReadOnlyHTTPResponse;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLContext;

/**
 * Asks the provider by HTTPS and nobody else: another host than the issuer's is refused, no redirect is followed, an answer has at
 * most {@link #MOST_BYTES} and a whole exchange ends after ten seconds. Thread-safe.
 */
final class ProviderLine implements HTTPRequestSender, AutoCloseable {
    /** Most bytes of an answer. */
    static final int MOST_BYTES = 256 << 10;

    private static final Duration CONNECT = Duration.ofSeconds(5);
    private static final Duration WHOLE = Duration.ofSeconds(10);

    private final URI issuer;
    private final HttpClient client;

    /**
     * A line.
     *
     * @param tls with the authorities above the provider's certificate; empty for those that the system trusts
     */
    ProviderLine(URI issuer, Optional<SSLContext> tls) {
        this.issuer = issuer;
        HttpClient.Builder builder = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .followRedirects(HttpClient.Redirect.NEVER)
                .connectTimeout(CONNECT);
        tls.ifPresent(builder::sslContext);
        client = builder.build();
    }

    /** Whether the collector would ask there. */
    boolean reaches(URI uri) {
        return "https".equals(uri.getScheme())
                && uri.getHost() != null
                && uri.getHost()
                        .toLowerCase(Locale.ROOT)
                        .equals(issuer.getHost().toLowerCase(Locale.ROOT))
                && port(uri) == port(issuer);
    }

    private static int port(URI uri) {
        return uri.getPort() < 0 ? 443 : uri.getPort();
    }

    /** The text that stands there. */
    String get(URI uri) throws IOException {
        HTTPResponse response = new HTTPRequest(HTTPRequest.Method.GET, uri).send(this);
        if (response.getStatusCode() != HTTPResponse.SC_OK) {
            throw new IOException("HTTP " + response.getStatusCode() + " from " + uri);
        }
        return Optional.ofNullable(response.getBody()).orElse("");
    }

    @Override
    public ReadOnlyHTTPResponse send(ReadOnlyHTTPRequest asked) throws IOException {
        URI uri = asked.getURI();
        if (!reaches(uri)) {
            throw new IOException(uri + " is not on the issuer's host: the collector does not ask there");
        }
        HttpRequest.Builder request = HttpRequest.newBuilder(uri).timeout(WHOLE).header("User-Agent", "vigie");
        asked.getHeaderMap().forEach((name, values) -> values.forEach(value -> request.header(name, value)));
        boolean posted = asked.getMethod() == HTTPRequest.Method.POST;
        request.method(
                posted ? "POST" : "GET",
                posted
                        ? BodyPublishers.ofString(
                                Optional.ofNullable(asked.getBody()).orElse(""))
                        : BodyPublishers.noBody());
        HttpResponse<byte[]> came = exchange(request.build());
        HTTPResponse response = new HTTPResponse(came.statusCode());
        came.headers().firstValue("Content-Type").ifPresent(type -> response.setHeader("Content-Type", type));
        came.headers()
                .firstValue("WWW-Authenticate")
                .ifPresent(header -> response.setHeader("WWW-Authenticate", header));
        response.setBody(new String(came.body(), StandardCharsets.UTF_8));
        return response;
    }

    private HttpResponse<byte[]> exchange(HttpRequest request) throws IOException {
        CompletableFuture<HttpResponse<byte[]>> answer =
                client.sendAsync(request, BodyHandlers.limiting(BodyHandlers.ofByteArray(), MOST_BYTES));
        try {
            // The timeout of a request ends with its headers: a body may take for ever.
            return answer.get(WHOLE.toSeconds(), TimeUnit.SECONDS);
        } catch (TimeoutException e) {
            throw new IOException("no answer within " + WHOLE.toSeconds() + " seconds", e);
        } catch (ExecutionException e) {
            throw new IOException(String.valueOf(e.getCause()), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        } finally {
            answer.cancel(true);
        }
    }

    @Override
    public void close() {
        client.shutdownNow();
    }
}
