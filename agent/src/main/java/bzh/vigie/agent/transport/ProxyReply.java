package bzh.vigie.agent.transport;

import bzh.vigie.agent.transport.LinkException.Kind;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a proxy answered (RFC 9112, 4 and 6), at most {@link #MAX_HEAD} bytes of it.
 *
 * @param status 100 to 599
 * @param line the first line
 * @param fields the others, a name in lower case, a colon and the value each
 */
record ProxyReply(int status, String line, List<String> fields) {
    /** Longest head, in bytes: a challenge of Kerberos with its certificates has room. */
    static final int MAX_HEAD = 16 * 1024;

    private static final int MAX_BODY = 256 * 1024;
    private static final Pattern STATUS = Pattern.compile("HTTP/1\\.([01]) ([1-5]\\d{2})(?: .*)?");
    private static final Pattern LENGTH = Pattern.compile("\\d{1,9}");

    ProxyReply {
        fields = List.copyOf(fields);
    }

    /** Reads the head, and not one byte more: what follows it may be TLS. */
    static ProxyReply read(InputStream in) throws IOException {
        ByteArrayOutputStream head = new ByteArrayOutputStream();
        int newlines = 0;
        while (newlines < 2) {
            int next = in.read();
            if (next < 0) {
                String got = head.toString(StandardCharsets.ISO_8859_1);
                throw new LinkException(
                        got.isEmpty() || got.startsWith("HTTP/") ? Kind.PROXY_CUT : Kind.PROXY_NOT_HTTP,
                        firstLine(got));
            }
            head.write(next);
            if (head.size() == 5 && !head.toString(StandardCharsets.ISO_8859_1).equals("HTTP/")) {
                head.writeBytes(in.readNBytes(Math.min(in.available(), 80)));
                throw new LinkException(Kind.PROXY_NOT_HTTP, firstLine(head.toString(StandardCharsets.ISO_8859_1)));
            }
            if (head.size() > MAX_HEAD) {
                throw new LinkException(Kind.PROXY_NOT_HTTP, "proxy-head");
            }
            newlines = next == '\n' ? newlines + 1 : next == '\r' ? newlines : 0;
        }
        return parse(head.toString(StandardCharsets.ISO_8859_1));
    }

    static ProxyReply parse(String head) throws LinkException {
        String first = firstLine(head);
        Matcher status = STATUS.matcher(first);
        if (!status.matches()) {
            throw new LinkException(Kind.PROXY_NOT_HTTP, first);
        }
        return new ProxyReply(
                Integer.parseInt(status.group(2)),
                first,
                head.lines()
                        .skip(1)
                        .filter(line -> line.indexOf(':') > 0)
                        .map(ProxyReply::field)
                        .toList());
    }

    private static String field(String line) {
        int colon = line.indexOf(':');
        return line.substring(0, colon).strip().toLowerCase(Locale.ROOT) + ":"
                + line.substring(colon + 1).strip();
    }

    /** The values of a field, in their order. */
    List<String> values(String name) {
        String start = name.toLowerCase(Locale.ROOT) + ":";
        return fields.stream()
                .filter(field -> field.startsWith(start))
                .map(field -> field.substring(start.length()))
                .toList();
    }

    /** Reads what follows the head; whether another request may be sent then. */
    boolean passOver(InputStream in) throws IOException {
        boolean stays = has("Connection", "keep-alive") || has("Proxy-Connection", "keep-alive");
        boolean ends = has("Connection", "close") || has("Proxy-Connection", "close");
        if (ends || (line.startsWith("HTTP/1.0") && !stays)) {
            return false;
        }
        if (has("Transfer-Encoding", "chunked")) {
            return passOverChunks(in);
        }
        OptionalInt length = length();
        return length.isPresent() && skipped(in, length.getAsInt());
    }

    private boolean has(String name, String word) {
        return values(name).stream()
                .anyMatch(value -> value.toLowerCase(Locale.ROOT).contains(word));
    }

    private OptionalInt length() {
        List<String> lengths = values("Content-Length");
        return lengths.size() == 1 && LENGTH.matcher(lengths.getFirst()).matches()
                ? OptionalInt.of(Integer.parseInt(lengths.getFirst()))
                : OptionalInt.empty();
    }

    private static boolean skipped(InputStream in, int length) throws IOException {
        if (length > MAX_BODY) {
            return false;
        }
        byte[] into = new byte[4 * 1024];
        for (int left = length; left > 0; ) {
            int read = in.read(into, 0, Math.min(left, into.length));
            if (read < 0) {
                return false;
            }
            left -= read;
        }
        return true;
    }

    private static boolean passOverChunks(InputStream in) throws IOException {
        int all = 0;
        while (true) {
            String size = shortLine(in);
            int extension = size.indexOf(';');
            int length;
            try {
                length = Integer.parseInt((extension < 0 ? size : size.substring(0, extension)).strip(), 16);
            } catch (NumberFormatException e) {
                return false;
            }
            all += Math.clamp(length, 0, MAX_BODY);
            if (length < 0 || all > MAX_BODY || !skipped(in, length)) {
                return false;
            }
            boolean ended = shortLine(in).isEmpty();
            if (length == 0 || !ended) {
                return ended;
            }
        }
    }

    /** A line of at most 256 characters; the end of what comes ends it too. */
    private static String shortLine(InputStream in) throws IOException {
        StringBuilder line = new StringBuilder();
        for (int next = in.read(); next >= 0 && next != '\n' && line.length() < 256; next = in.read()) {
            line.append((char) next);
        }
        return line.toString().strip();
    }

    private static String firstLine(String text) {
        int end = text.indexOf('\n');
        return (end < 0 ? text : text.substring(0, end)).strip();
    }
}
