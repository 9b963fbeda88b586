package bzh.vigie.collector.console;

import bzh.vigie.collector.console.route.Form;
import bzh.vigie.collector.console.route.Json;
import bzh.vigie.collector.console.route.Words;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.MultiPart;
import org.eclipse.jetty.http.MultiPartConfig;
import org.eclipse.jetty.http.MultiPartFormData;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.FormFields;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.util.Fields;

/** What was sent with a request, read within bounds. Pure but for reading. */
final class Bodies {
    private static final int MOST_FIELDS = 5_000;
    private static final int MOST_BYTES = 1 << 20;
    private static final int MOST_FILE_BYTES = 16 << 20;

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

    /** The form in the body of this request. */
    static Form form(Request request, Words words) throws UnfitException {
        String type = Optional.ofNullable(request.getHeaders().get(HttpHeader.CONTENT_TYPE))
                .orElse("");
        String plain = type.split(";", 2)[0].strip().toLowerCase(Locale.ROOT);
        try {
            return switch (plain) {
                case "application/x-www-form-urlencoded" ->
                    new Form(fields(FormFields.getFields(request, MOST_FIELDS, MOST_BYTES)), Map.of(), words);
                case "multipart/form-data" -> parts(request, type, words);
                case "application/json" -> json(request, words);
                case "" -> new Form(Map.of(), Map.of(), words);
                default -> throw new UnfitException(415, "problem.type");
            };
        } catch (IOException | RuntimeException e) {
            throw new UnfitException(400, "problem.body");
        }
    }

    private static Form json(Request request, Words words) throws IOException, UnfitException {
        try (InputStream in = Content.Source.asInputStream(request)) {
            byte[] bytes = in.readNBytes(MOST_BYTES + 1);
            if (bytes.length > MOST_BYTES) {
                throw new UnfitException(413, "problem.large");
            }
            Map<String, List<String>> fields =
                    Json.fields(bytes).orElseThrow(() -> new UnfitException(400, "problem.json"));
            return new Form(fields, Map.of(), words);
        }
    }

    private static Map<String, List<String>> fields(Fields fields) {
        Map<String, List<String>> found = new HashMap<>();
        for (Fields.Field field : fields) {
            found.put(field.getName(), List.copyOf(field.getValues()));
        }
        return found;
    }

    private static Form parts(Request request, String type, Words words) throws IOException {
        MultiPartConfig bounds = new MultiPartConfig.Builder()
                .maxParts(MOST_FIELDS)
                .maxSize(MOST_FILE_BYTES + MOST_BYTES)
                .maxPartSize(MOST_FILE_BYTES)
                .maxMemoryPartSize(MOST_FILE_BYTES)
                .useFilesForPartsWithoutFileName(false)
                .build();
        Map<String, List<String>> fields = new HashMap<>();
        Map<String, Form.Upload> files = new HashMap<>();
        try (MultiPartFormData.Parts parts = MultiPartFormData.getParts(request, request, type, bounds)) {
            for (MultiPart.Part part : parts) {
                try (InputStream in = Content.Source.asInputStream(part.createContentSource())) {
                    byte[] bytes = in.readNBytes(MOST_FILE_BYTES);
                    String file = part.getFileName();
                    if (file == null) {
                        fields.computeIfAbsent(part.getName(), name -> new ArrayList<>())
                                .add(new String(bytes, StandardCharsets.UTF_8));
                    } else if (!file.isEmpty()) {
                        files.put(part.getName(), new Form.Upload(file, bytes));
                    }
                }
            }
        }
        return new Form(fields, files, words);
    }
}
