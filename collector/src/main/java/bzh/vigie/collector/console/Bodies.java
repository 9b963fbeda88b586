package bzh.vigie.collector.console;

import bzh.vigie.collector.console.route.Form;
import bzh.vigie.collector.console.route.Json;
import bzh.vigie.collector.console.route.Words;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.util.Fields;
import org.eclipse.jetty.util.Promise;
import org.eclipse.jetty.util.UrlEncoded;

/** What was sent with a request, read within bounds of size and time. Files are not taken. Pure but for reading. */
final class Bodies {
    /** Bytes at most of what somebody sends who is signed in, and of what anybody does: also a form that comes back after signing in. */
    static final int MOST_BYTES = 1 << 20;

    static final int MOST_BYTES_OF_ANYBODY = 128 << 10;

    private static final System.Logger LOG = System.getLogger(Bodies.class.getName());
    private static final int LEFT = 2 * MOST_BYTES_OF_ANYBODY;
    private static final int MOST_FIELDS = 5_000;
    private static final long SECONDS = 20;

    private Bodies() {}

    /** A body that is not read: why, as a status and a key of words. */
    static final class UnfitException extends Exception {
        private static final long serialVersionUID = 1L;

        private final int status;
        private final String key;

        UnfitException(int status, String key) {
            super(key, null, false, false);
            this.status = status;
            this.key = key;
        }

        int status() {
            return status;
        }

        String key() {
            return key;
        }
    }

    /** The form in the body of this request, of at most so many bytes; all of it is there within 20 seconds or it is not taken. */
    static Form form(Request request, int most, Words words) throws UnfitException {
        String type = Optional.ofNullable(request.getHeaders().get(HttpHeader.CONTENT_TYPE))
                .orElse("");
        return switch (type.split(";", 2)[0].strip().toLowerCase(Locale.ROOT)) {
            case "application/x-www-form-urlencoded" -> new Form(fields(bytes(request, most)), words);
            case "application/json" ->
                new Form(
                        Json.fields(bytes(request, most)).orElseThrow(() -> new UnfitException(400, "problem.json")),
                        words);
            case "" -> new Form(Map.of(), words);
            default -> throw new UnfitException(415, "problem.type");
        };
    }

    /** Takes in what is left of a small body that nobody asked for: a browser that still sends would not read why it is refused. */
    static void drain(Request request) {
        if (request.getLength() <= LEFT) {
            try {
                read(request, LEFT).get(2, TimeUnit.SECONDS);
            } catch (TimeoutException | ExecutionException e) {
                LOG.log(Level.DEBUG, "a refused body did not end", e);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private static CompletableFuture<byte[]> read(Request request, int most) {
        CompletableFuture<byte[]> read = new CompletableFuture<>();
        Content.Source.asByteArrayAsync(request, most, Promise.Invocable.toPromise(read));
        return read;
    }

    private static byte[] bytes(Request request, int most) throws UnfitException {
        if (request.getLength() > most) {
            throw new UnfitException(413, "problem.large");
        }
        CompletableFuture<byte[]> read = read(request, most);
        try {
            return read.get(SECONDS, TimeUnit.SECONDS);
        } catch (TimeoutException e) {
            request.fail(e);
            throw new UnfitException(408, "problem.slow");
        } catch (ExecutionException e) {
            throw new UnfitException(400, "problem.body");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new UnfitException(503, "problem.stopping");
        }
    }

    private static Map<String, List<String>> fields(byte[] bytes) throws UnfitException {
        try {
            Fields fields = new Fields(true);
            UrlEncoded.decodeUtf8To(new ByteArrayInputStream(bytes), fields, MOST_BYTES, MOST_FIELDS);
            Map<String, List<String>> found = new HashMap<>();
            for (Fields.Field field : fields) {
                found.put(field.getName(), List.copyOf(field.getValues()));
            }
            return found;
        } catch (IOException | RuntimeException e) {
            throw new UnfitException(400, "problem.body");
        }
    }
}
