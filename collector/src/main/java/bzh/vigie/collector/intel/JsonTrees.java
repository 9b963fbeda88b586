package bzh.vigie.collector.intel;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import java.io.IOException;
import java.io.InputStream;
import java.io.Reader;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Values of JSON in memory, one at a time: String, Number, Boolean, {@code Map<String, Object>}, {@code List<Object>}, and an empty
 * {@link Optional} for null. Bounds of a file: {@value #MOST_BYTES} bytes, {@value #DEEPEST} levels, {@value #LONGEST} characters a
 * text; of a value: {@value #MOST_NODES} parts. Lists may end in a comma, as some that were written by hand do.
 */
public final class JsonTrees {
    static final long MOST_BYTES = 64 << 20;
    static final int DEEPEST = 32;
    static final int LONGEST = 1 << 20;
    static final int MOST_NODES = 20_000;

    private static final JsonFactory JSON = JsonFactory.builder()
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(DEEPEST)
                    .maxStringLength(LONGEST)
                    .maxNameLength(1_000)
                    .maxNumberLength(100)
                    .maxDocumentLength(MOST_BYTES)
                    .build())
            .enable(JsonReadFeature.ALLOW_TRAILING_COMMA)
            .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
            .disable(JsonFactory.Feature.CANONICALIZE_FIELD_NAMES)
            .build();

    private JsonTrees() {}

    /** Reads UTF-8, -16 or -32, within the bounds of a file. */
    static JsonParser parser(InputStream in) throws IOException {
        return JSON.createParser(in);
    }

    static JsonParser parser(Reader in) throws IOException {
        return JSON.createParser(in);
    }

    /**
     * The value at which the parser stands, which then stands at its end.
     *
     * @throws StreamConstraintsException beyond the bounds
     */
    public static Object value(JsonParser parser) throws IOException {
        return value(parser, new int[1]);
    }

    private static Object value(JsonParser parser, int[] nodes) throws IOException {
        if (++nodes[0] > MOST_NODES) {
            throw new StreamConstraintsException("a value of more than " + MOST_NODES + " parts");
        }
        return switch (parser.currentToken()) {
            case START_OBJECT -> {
                Map<String, Object> members = new LinkedHashMap<>();
                while (parser.nextToken() == JsonToken.FIELD_NAME) {
                    String name = parser.currentName();
                    parser.nextToken();
                    members.put(name, value(parser, nodes));
                }
                yield members;
            }
            case START_ARRAY -> {
                List<Object> list = new ArrayList<>();
                for (JsonToken token = parser.nextToken();
                        token != JsonToken.END_ARRAY && token != null;
                        token = parser.nextToken()) {
                    list.add(value(parser, nodes));
                }
                yield list;
            }
            case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> parser.getDecimalValue();
            case VALUE_TRUE -> true;
            case VALUE_FALSE -> false;
            case VALUE_NULL -> Optional.empty();
            case null, default -> parser.getText();
        };
    }

    /** A member that is text, or a number or truth as text; empty for none. */
    static String text(Map<?, ?> object, String name) {
        Object value = object.get(name);
        return value instanceof String || value instanceof Number || value instanceof Boolean ? value.toString() : "";
    }

    /** The elements of a member that is a list; none where it is none. */
    static List<?> list(Map<?, ?> object, String name) {
        return object.get(name) instanceof List<?> list ? list : List.of();
    }
}
