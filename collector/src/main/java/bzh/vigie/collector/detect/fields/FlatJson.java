package bzh.vigie.collector.detect.fields;

import bzh.vigie.collector.detect.sigma.SigmaRecord;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Records from JSON lines: our own events and scans (with {@code kind}), and Windows events (with {@code Channel} and {@code EventID}
 * or what a shipper calls them). Arrays of scalars are fields with several values; members of an object in an object get names with dots.
 * Bounds: 1 Mi characters a line, depth 8, 1,024 fields.
 */
public final class FlatJson {
    private static final int MAX_FIELDS = 1_024;
    private static final JsonFactory JSON = JsonFactory.builder()
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(8)
                    .maxStringLength(1 << 20)
                    .maxDocumentLength(1 << 20)
                    .build())
            .build();

    private FlatJson() {}

    /** The fields of one line, in its order. */
    public static Map<String, List<String>> fields(String line) throws IOException {
        Map<String, List<String>> fields = new LinkedHashMap<>();
        try (JsonParser parser = JSON.createParser(line)) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                throw new IOException("a line must be one JSON object");
            }
            object(parser, "", fields);
            if (parser.nextToken() != null) {
                throw new IOException("a line must be one JSON object and nothing after it");
            }
        }
        return fields;
    }

    /**
     * The record of these fields.
     *
     * @throws IOException where neither {@code kind} nor {@code Channel} and {@code EventID} say what it is
     */
    public static SigmaRecord record(Map<String, List<String>> read) throws IOException {
        Map<String, List<String>> fields = ShippedNames.plain(read);
        String channel = first(fields, "Channel");
        String eventId = first(fields, "EventID");
        String kind = first(fields, "kind");
        if (!channel.isEmpty() && !eventId.isEmpty()) {
            Map<String, String> flat = new LinkedHashMap<>();
            fields.forEach((name, values) -> flat.put(name, String.join("\n", values)));
            return WindowsFields.of(channel, eventId, flat).build();
        }
        if (kind.isEmpty()) {
            throw new IOException("neither 'kind' nor 'Channel' and 'EventID' say what this line is");
        }
        String os = first(fields, "os");
        String sensor = first(fields, "sensor");
        int dot = sensor.indexOf('.');
        String product = !os.isEmpty() ? os : dot > 0 ? sensor.substring(0, dot) : "linux";
        SigmaRecord.Builder to = SigmaRecord.of(Kinds.logSource(kind, product, first(fields, "channel")));
        fields.forEach(to::put);
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
                throw new IOException("more than " + MAX_FIELDS + " fields in a line");
            }
            switch (parser.nextToken()) {
                case START_OBJECT -> object(parser, name + ".", fields);
                case START_ARRAY -> fields.put(name, array(parser));
                case VALUE_NULL -> {
                    // Not there.
                }
                case null -> throw new IOException("a line ends within its object");
                default -> fields.put(name, List.of(parser.getText()));
            }
        }
    }

    private static List<String> array(JsonParser parser) throws IOException {
        List<String> values = new ArrayList<>();
        for (JsonToken token = parser.nextToken(); token != JsonToken.END_ARRAY; token = parser.nextToken()) {
            if (token == null) {
                throw new IOException("a line ends within a list");
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
