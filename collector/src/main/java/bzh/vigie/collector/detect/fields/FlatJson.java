package bzh.vigie.collector.detect.fields;

import bzh.vigie.collector.detect.sigma.SigmaRecord;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.core.io.JsonEOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Records from JSON lines: our own events and scans (with {@code kind}), and Windows events (with {@code Channel} and {@code EventID}
 * or what a shipper calls them). Arrays of scalars are fields with several values; members of an object in an object get names with dots.
 * Bounds: 1 Mi characters a line, depth 8, 1,024 fields.
 */
public final class FlatJson {
    /** The longest line. */
    public static final int MAX_CHARACTERS = 1 << 20;

    private static final int MAX_FIELDS = 1_024;
    private static final int MAX_DEPTH = 8;
    private static final JsonFactory JSON = JsonFactory.builder()
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(MAX_DEPTH)
                    .maxStringLength(MAX_CHARACTERS)
                    .maxDocumentLength(MAX_CHARACTERS)
                    .build())
            .build();

    private FlatJson() {}

    /**
     * The fields of one line, in its order.
     *
     * @throws BadLineException where it is not one JSON object within the bounds
     */
    public static Map<String, List<String>> fields(String line) throws BadLineException {
        try {
            return parsed(line);
        } catch (BadLineException e) {
            throw e;
        } catch (StreamConstraintsException e) {
            throw new BadLineException("too-much", MAX_CHARACTERS, MAX_DEPTH);
        } catch (JsonEOFException e) {
            throw new BadLineException("cut-off");
        } catch (JsonProcessingException e) {
            throw new BadLineException("not-json", e.getLocation().getColumnNr());
        } catch (IOException e) {
            throw new UncheckedIOException("reading from memory", e);
        }
    }

    private static Map<String, List<String>> parsed(String line) throws IOException {
        Map<String, List<String>> fields = new LinkedHashMap<>();
        try (JsonParser parser = JSON.createParser(line)) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                throw new BadLineException("not-an-object");
            }
            object(parser, "", fields);
            if (parser.nextToken() != null) {
                throw new BadLineException("more-than-an-object");
            }
        }
        return fields;
    }

    /**
     * The record of these fields.
     *
     * @throws BadLineException where neither {@code kind} nor {@code Channel} and {@code EventID} say what it is
     */
    public static SigmaRecord record(Map<String, List<String>> read) throws BadLineException {
        Map<String, List<String>> fields = ShippedNames.plain(read);
        String channel = first(fields, "Channel");
        String eventId = first(fields, "EventID");
        String kind = first(fields, "kind");
        if (!channel.isEmpty() && !eventId.isEmpty()) {
            Map<String, String> flat = new LinkedHashMap<>();
            fields.forEach((name, values) -> flat.put(name, String.join("\n", values)));
            return WindowsFields.of(
                            WindowsFields.channelOf(channel, eventId, first(fields, "Provider_Name")), eventId, flat)
                    .build();
        }
        if (kind.isEmpty()) {
            throw new BadLineException("of-no-kind");
        }
        String os = first(fields, "os");
        String sensor = first(fields, "sensor");
        int dot = sensor.indexOf('.');
        String product = !os.isEmpty() ? os : dot > 0 ? sensor.substring(0, dot) : "linux";
        SigmaRecord.Builder to = SigmaRecord.of(Kinds.logSource(kind, product, first(fields, "channel")));
        // The history gives several values as lines of one text (StoredFields takes them so too).
        fields.forEach((name, values) -> to.put(
                name,
                values.stream()
                        .flatMap(value -> value.indexOf('\n') < 0 ? Stream.of(value) : value.lines())
                        .toList()));
        return to.build();
    }

    private static String first(Map<String, List<String>> fields, String name) {
        List<String> values = fields.get(name);
        return values == null || values.isEmpty() ? "" : values.getFirst();
    }

    private static void object(JsonParser parser, String prefix, Map<String, List<String>> fields) throws IOException {
        for (JsonToken token = parser.nextToken(); token != JsonToken.END_OBJECT; token = parser.nextToken()) {
            String name = prefix + parser.currentName();
            if (fields.size() >= MAX_FIELDS) {
                throw new BadLineException("too-many-fields", MAX_FIELDS);
            }
            switch (parser.nextToken()) {
                case START_OBJECT -> object(parser, name + ".", fields);
                case START_ARRAY -> fields.put(name, array(parser));
                case VALUE_NULL -> {
                    // Not there.
                }
                case null -> throw new BadLineException("cut-off");
                default -> fields.put(name, List.of(parser.getText()));
            }
        }
    }

    private static List<String> array(JsonParser parser) throws IOException {
        List<String> values = new ArrayList<>();
        for (JsonToken token = parser.nextToken(); token != JsonToken.END_ARRAY; token = parser.nextToken()) {
            if (token == null) {
                throw new BadLineException("cut-off");
            }
            if (token.isStructStart()) {
                parser.skipChildren();
            } else if (token != JsonToken.VALUE_NULL) {
                values.add(parser.getText());
            }
        }
        return values;
    }
}
