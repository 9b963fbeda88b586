package bzh.vigie.collector.console;

import bzh.vigie.collector.console.route.Form;
import bzh.vigie.collector.console.route.Json;
import bzh.vigie.collector.console.route.Words;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
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
import org.eclipse.jetty.http.MultiPart;
import org.eclipse.jetty.http.MultiPartFormData;
import org.eclipse.jetty.io.ByteBufferPool;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.util.Fields;
import org.eclipse.jetty.util.Promise;
import org.eclipse.jetty.util.UrlEncoded;

/** What was sent with a request, read within bounds of size and time; files from those who are signed in alone. Pure but for reading. */
final class Bodies {
    /** Bytes at most of what somebody sends who is signed in, and of what anybody does: also a form that comes back after signing in. */
    static final int MOST_BYTES = 1 << 20;

    static final int MOST_BYTES_OF_ANYBODY = 128 << 10;

    /** Bytes at most of a file that comes with a form. */
    static final int MOST_BYTES_OF_A_FILE = 16 << 20;

    /** Likewise where a page takes more than the memory holds, such as the exports of a cloud. */
    static final int MOST_BYTES_OF_A_LARGE_FILE = 1 << 30;

    /** Bytes a second of whoever sends a large file. */
    private static final long SLOWEST = 128 << 10;

    private static final System.Logger LOG = System.getLogger(Bodies.class.getName());
    private static final int LEFT = 2 * MOST_BYTES_OF_ANYBODY;
    private static final int MOST_FIELDS = 5_000;
    private static final long SECONDS = 20;
    private static final long SECONDS_OF_A_FILE = 120;
    private static final String WITH_FILES = "multipart/form-data";
    private static final int MOST_PARTS = 100;
    private static final int MOST_HEADERS = 8 << 10;

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
        return switch (type(request)) {
            case "application/x-www-form-urlencoded" -> new Form(fields(bytes(request, most)), words);
            case "application/json" ->
                new Form(
                        Json.fields(bytes(request, most)).orElseThrow(() -> new UnfitException(400, "problem.json")),
                        words);
            case "" -> new Form(Map.of(), words);
            default -> throw new UnfitException(415, "problem.type");
        };
    }

    private static String type(Request request) {
        return Optional.ofNullable(request.getHeaders().get(HttpHeader.CONTENT_TYPE))
                .orElse("")
                .split(";", 2)[0]
                .strip()
                .toLowerCase(Locale.ROOT);
    }

    /** Whether files come with the request: what holds the memory of each of them. */
    static boolean isWithFiles(Request request) {
        return type(request).equals(WITH_FILES);
    }

    /** A form with its files, which are there until it is closed. */
    record WithFiles(Form form, MultiPartFormData.Parts parts) implements AutoCloseable {
        @Override
        public void close() {
            parts.close();
        }
    }

    /** The form in the body of this request, with its files ({@code multipart/form-data}, RFC 7578): all in memory, nothing on a disk. */
    static WithFiles withFiles(Request request, Words words) throws UnfitException {
        MultiPartFormData.Parser parser = parser(request, MOST_BYTES_OF_A_FILE);
        parser.setMaxMemoryFileSize(-1);
        parser.setUseFilesForPartsWithoutFileName(false);
        return withFiles(request, parser, MOST_BYTES_OF_A_FILE, SECONDS_OF_A_FILE, words);
    }

    /** Likewise with a file that may be too large for the memory: it lies in that folder meanwhile. */
    static WithFiles withLargeFile(Request request, Path folder, Words words) throws UnfitException {
        MultiPartFormData.Parser parser = parser(request, MOST_BYTES_OF_A_LARGE_FILE);
        parser.setFilesDirectory(folder);
        parser.setMaxMemoryFileSize(MOST_BYTES);
        parser.setUseFilesForPartsWithoutFileName(true);
        long length = request.getLength() < 0 ? MOST_BYTES_OF_A_LARGE_FILE : request.getLength();
        long seconds = SECONDS_OF_A_FILE + length / SLOWEST;
        return withFiles(request, parser, MOST_BYTES_OF_A_LARGE_FILE, seconds, words);
    }

    private static MultiPartFormData.Parser parser(Request request, int mostOfAFile) throws UnfitException {
        long most = (long) mostOfAFile + MOST_BYTES;
        if (request.getLength() > most) {
            throw new UnfitException(413, "problem.large");
        }
        String boundary = MultiPart.extractBoundary(request.getHeaders().get(HttpHeader.CONTENT_TYPE));
        if (boundary == null || boundary.isEmpty()) {
            throw new UnfitException(400, "problem.body");
        }
        MultiPartFormData.Parser parser = new MultiPartFormData.Parser(boundary);
        parser.setMaxLength(most);
        parser.setMaxFileSize(most);
        parser.setMaxParts(MOST_PARTS);
        parser.setPartHeadersMaxLength(MOST_HEADERS);
        return parser;
    }

    private static WithFiles withFiles(
            Request request, MultiPartFormData.Parser parser, int mostOfAFile, long seconds, Words words)
            throws UnfitException {
        CompletableFuture<MultiPartFormData.Parts> read = new CompletableFuture<>();
        parser.parse(request, Promise.Invocable.toPromise(read));
        MultiPartFormData.Parts parts = taken(request, read, seconds);
        boolean kept = false;
        try {
            Map<String, List<String>> fields = new HashMap<>();
            Map<String, Form.Upload> files = new HashMap<>();
            for (MultiPart.Part part : parts) {
                String name = part.getName() == null ? "" : part.getName();
                boolean file = part.getFileName() != null;
                if (part.getLength() > (file ? mostOfAFile : MOST_BYTES)) {
                    throw new UnfitException(413, "problem.large");
                } else if (!file) {
                    fields.computeIfAbsent(name, ignored -> new ArrayList<>())
                            .add(part.getContentAsString(StandardCharsets.UTF_8));
                } else if (!part.getFileName().isEmpty()) {
                    files.putIfAbsent(
                            name,
                            new Form.Upload(
                                    part.getFileName(),
                                    part.getLength(),
                                    () -> Content.Source.asInputStream(
                                            part.newContentSource(ByteBufferPool.SIZED_NON_POOLING, 0, -1))));
                }
            }
            WithFiles form = new WithFiles(new Form(fields, files, words), parts);
            kept = true;
            return form;
        } catch (RuntimeException e) {
            throw new UnfitException(400, "problem.body");
        } finally {
            if (!kept) {
                parts.close();
            }
        }
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
        return taken(request, read(request, most), SECONDS);
    }

    private static <T> T taken(Request request, CompletableFuture<T> read, long seconds) throws UnfitException {
        try {
            return read.get(seconds, TimeUnit.SECONDS);
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
