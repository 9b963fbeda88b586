package bzh.vigie.agent.source;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * An entry of systemd's journal as {@code journalctl -o json} writes it (journalctl(1)): one object a line, values being
 * text, or an array of byte values where they are no UTF-8, or an array of such for a repeated field, of which the first
 * counts.
 *
 * @param cursor where it stands in the journal; may be empty
 * @param time when journald received it
 * @param line as a line of a log; empty where the one who wrote it was not the superuser: anybody may send a message under
 *     the name of sshd
 */
record JournalEntry(String cursor, Optional<Instant> time, Optional<SyslogLine> line) {
    private static final JsonFactory JSON = JsonFactory.builder()
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(4)
                    .maxStringLength(65_536)
                    .maxDocumentLength(1 << 20)
                    .build())
            .build();
    private static final int MAX_BYTES = 8_192;
    /** Programs that write to the log with the rights of who called them; the path is what the kernel told journald. */
    private static final Set<String> TRUSTED =
            Set.of("/usr/bin/su", "/bin/su", "/usr/bin/sudo", "/usr/bin/pkexec", "/usr/bin/passwd", "/usr/bin/gpasswd");

    /** Parses a line; empty if it is no entry. Total. */
    static Optional<JournalEntry> parse(String line) {
        Map<String, String> fields = new HashMap<>();
        try (JsonParser parser = JSON.createParser(line)) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                return Optional.empty();
            }
            while (parser.nextToken() == JsonToken.FIELD_NAME) {
                String name = parser.currentName();
                String value = value(parser, parser.nextToken());
                fields.putIfAbsent(name, value);
            }
        } catch (IOException e) {
            return Optional.empty();
        }
        boolean trusted = "0".equals(fields.get("_UID")) || TRUSTED.contains(fields.getOrDefault("_EXE", ""));
        String program = fields.getOrDefault("SYSLOG_IDENTIFIER", "");
        long micros = number(fields.getOrDefault("__REALTIME_TIMESTAMP", ""));
        Optional<Instant> time = micros > 0
                ? Optional.of(Instant.ofEpochSecond(micros / 1_000_000, micros % 1_000_000 * 1_000))
                : Optional.empty();
        Optional<SyslogLine> said = trusted && !program.isEmpty()
                ? Optional.of(new SyslogLine(
                        time,
                        program,
                        (int) Math.min(Integer.MAX_VALUE, number(fields.getOrDefault("_PID", ""))),
                        fields.getOrDefault("MESSAGE", "")))
                : Optional.empty();
        return Optional.of(new JournalEntry(fields.getOrDefault("__CURSOR", ""), time, said));
    }

    private static String value(JsonParser parser, JsonToken token) throws IOException {
        if (token != JsonToken.START_ARRAY) {
            return token.isScalarValue() ? parser.getText() : skip(parser);
        }
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        Optional<String> first = Optional.empty();
        JsonToken next;
        while ((next = parser.nextToken()) != JsonToken.END_ARRAY) {
            if (next == JsonToken.VALUE_NUMBER_INT) {
                if (bytes.size() < MAX_BYTES) {
                    bytes.write(parser.getIntValue());
                }
            } else if (first.isEmpty()) {
                first = Optional.of(value(parser, next));
            } else if (!next.isScalarValue()) {
                skip(parser);
            }
        }
        return first.orElseGet(() -> bytes.toString(StandardCharsets.UTF_8));
    }

    private static String skip(JsonParser parser) throws IOException {
        parser.skipChildren();
        return "";
    }

    private static long number(String text) {
        try {
            return Math.max(0, Long.parseLong(text));
        } catch (NumberFormatException e) {
            return 0;
        }
    }
}
