package bzh.vigie.collector.notify;

import bzh.vigie.collector.notify.Letters.Letter;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodySubscriber;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;
import javax.net.ssl.SSLContext;

/**
 * Posts JSON to one address by HTTPS. No redirect is followed, of the answer only the status counts and nothing more of it is read, and
 * every wait ends.
 */
final class HttpsPost implements AutoCloseable {
    private static final Duration CONNECT = Duration.ofSeconds(10);
    private static final Duration ANSWER = Duration.ofSeconds(30);
    /** Answers of who is not there, or has too much to do, whatever is sent. */
    private static final List<Integer> LATER = List.of(429, 502, 503, 504);

    private final URI to;
    private final HttpClient client;

    /**
     * An address.
     *
     * @param tls with the authorities above the receiver's certificate; empty for those that the system trusts
     */
    HttpsPost(URI to, Optional<SSLContext> tls) {
        this.to = to;
        HttpClient.Builder builder = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .followRedirects(HttpClient.Redirect.NEVER)
                .connectTimeout(CONNECT);
        tls.ifPresent(builder::sslContext);
        client = builder.build();
    }

    /**
     * Posts it and gives the status.
     *
     * @param id of the letter that it becomes where it is refused
     * @throws RefusedException where the answer is neither a success nor that nobody is there
     * @throws IOException where there is no answer, or one of the latter
     */
    String post(String id, String body, Map<String, String> headers) throws IOException {
        HttpRequest.Builder request = HttpRequest.newBuilder(to)
                .timeout(ANSWER)
                .header("Content-Type", "application/json")
                .header("User-Agent", "vigie")
                .POST(HttpRequest.BodyPublishers.ofString(body, StandardCharsets.UTF_8));
        headers.forEach(request::header);
        int status;
        try {
            status = client.send(request.build(), HttpsPost::unread).statusCode();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
        if (LATER.contains(status)) {
            throw new IOException("HTTP " + status);
        }
        if (status < 200 || status > 299) {
            throw new RefusedException("HTTP " + status, id, body.getBytes(StandardCharsets.UTF_8));
        }
        return "HTTP " + status;
    }

    /** The body of a letter as text. */
    static String text(Letter letter) {
        return new String(letter.body(), StandardCharsets.UTF_8);
    }

    private static BodySubscriber<Optional<Void>> unread(HttpResponse.ResponseInfo info) {
        return new Unread();
    }

    /** Ends the answer where its body begins. */
    private static final class Unread implements BodySubscriber<Optional<Void>> {
        @Override
        public CompletionStage<Optional<Void>> getBody() {
            return CompletableFuture.completedFuture(Optional.empty());
        }

        @Override
        public void onSubscribe(Flow.Subscription subscription) {
            subscription.cancel();
        }

        @Override
        public void onNext(List<ByteBuffer> item) {}

        @Override
        public void onError(Throwable problem) {}

        @Override
        public void onComplete() {}
    }

    @Override
    public void close() {
        client.shutdownNow();
    }
}
