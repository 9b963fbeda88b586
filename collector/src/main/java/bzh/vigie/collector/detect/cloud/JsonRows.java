package bzh.vigie.collector.detect.cloud;

import bzh.vigie.collector.detect.cloud.CloudExport.Problem;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import java.io.IOException;
import java.io.Reader;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Objects of JSON text as flat fields: one after the other, in an array, or in the array that an answer of Graph has under {@code value}. Of
 * nested objects the names are joined by dots. Pairs of a name and a value, as audit records have them, are a field of that name too, and
 * {@code name=value} among the values of their array. Bounds of an object: 1 Mi characters, depth 16, 2,048 fields, 10,000 values.
 */
final class JsonRows {
    /** The longest object. */
    static final int MOST_CHARACTERS = 1 << 20;

    private static final int MOST_DEPTH = 16;
    private static final int MOST_FIELDS = 2_048;
    private static final int MOST_VALUES = 10_000;
    private static final Set<String> WRAPPERS = Set.of("value", "records", "Records");
    private static final List<String> NAMES = List.of("Name", "name", "displayName", "DisplayName", "key", "Key");
    private static final List<String> VALUES = List.of("NewValue", "newValue", "Value", "value");

    private static final JsonFactory JSON = JsonFactory.builder()
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(MOST_DEPTH)
                    .maxStringLength(MOST_CHARACTERS)
                    .build())
            // What is behind the last object belongs to the file's digest.
            .disable(StreamReadFeature.AUTO_CLOSE_SOURCE)
            .build();

    private final JsonParser parser;
    private final Rows rows;
    private int number;
    private int values;
    private long began;

    private JsonRows(JsonParser parser, Rows rows) {
        this.parser = parser;
        this.rows = rows;
    }

    /** Takes objects as they are read. */
    interface Rows {
        /**
         * Takes one.
         *
         * @param number of it, from 1
         */
        void take(int number, Map<String, List<String>> fields);

        /** Is told of what is no object, or larger than one may be. */
        void refused(int number, Problem why);
    }

    /**
     * Every object, one in memory at a time.
     *
     * @throws com.fasterxml.jackson.core.JsonProcessingException where the text is not JSON, or is cut off; what came before was taken
     */
    static void each(Reader in, Rows rows) throws IOException {
        try (JsonParser parser = JSON.createParser(in)) {
            new JsonRows(parser, rows).all();
        }
    }

    /**
     * The fields of a text that is one object; empty where it is none, or larger than an object may be.
     */
    static Optional<Map<String, List<String>>> one(String text) {
        if (text.length() > MOST_CHARACTERS) {
            return Optional.empty();
        }
        List<Map<String, List<String>>> found = new ArrayList<>();
        try (JsonParser parser = JSON.createParser(text)) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                return Optional.empty();
            }
            new JsonRows(parser, new Rows() {
                        @Override
                        public void take(int number, Map<String, List<String>> fields) {
                            found.add(fields);
                        }

                        @Override
                        public void refused(int number, Problem why) {
                            // none is found
                        }
                    })
                    .row(false);
            return parser.nextToken() == null ? found.stream().findFirst() : Optional.empty();
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    private void all() throws IOException {
        for (JsonToken token = parser.nextToken(); token != null; token = parser.nextToken()) {
            if (token == JsonToken.START_OBJECT) {
                row(true);
            } else if (token == JsonToken.START_ARRAY) {
                array();
            } else {
                rows.refused(++number, Problem.NO_RECORD);
            }
        }
    }

    private void array() throws IOException {
        for (JsonToken token = parser.nextToken(); token != JsonToken.END_ARRAY; token = parser.nextToken()) {
            if (token == JsonToken.START_OBJECT) {
                row(false);
            } else if (token == null) {
                return;
            } else {
                parser.skipChildren();
                rows.refused(++number, Problem.NO_RECORD);
            }
        }
    }

    /** The object that begins here, or where it is only around others, those. */
    private void row(boolean perhapsAround) throws IOException {
        values = 0;
        began = parser.currentLocation().getCharOffset();
        Map<String, Object> tree = new LinkedHashMap<>();
        boolean around = false;
        for (JsonToken token = parser.nextToken(); token == JsonToken.FIELD_NAME; token = parser.nextToken()) {
            String name = parser.currentName();
            JsonToken value = parser.nextToken();
            if (perhapsAround && value == JsonToken.START_ARRAY && WRAPPERS.contains(name)) {
                around = true;
                array();
            } else {
                tree.put(name, node());
            }
        }
        if (!around) {
            number++;
            Map<String, List<String>> fields = new LinkedHashMap<>();
            if (!isTooMuch()) {
                flatten("", tree, fields);
            }
            if (isTooMuch() || fields.size() > MOST_FIELDS) {
                rows.refused(number, Problem.TOO_LONG);
            } else {
                rows.take(number, fields);
            }
        }
    }

    private boolean isTooMuch() {
        return values > MOST_VALUES || parser.currentLocation().getCharOffset() - began > MOST_CHARACTERS;
    }

    /** What stands here: a map, a list or a text; nothing is kept of what is too much. */
    private Object node() throws IOException {
        values++;
        JsonToken token = parser.currentToken();
        if (token == null || token == JsonToken.VALUE_NULL) {
            return "";
        }
        if (isTooMuch()) {
            parser.skipChildren();
            return "";
        }
        if (token == JsonToken.START_OBJECT) {
            Map<String, Object> map = new LinkedHashMap<>();
            while (parser.nextToken() == JsonToken.FIELD_NAME) {
                String name = parser.currentName();
                parser.nextToken();
                map.put(name, node());
            }
            return map;
        }
        if (token == JsonToken.START_ARRAY) {
            List<Object> list = new ArrayList<>();
            for (JsonToken each = parser.nextToken();
                    each != null && each != JsonToken.END_ARRAY;
                    each = parser.nextToken()) {
                list.add(node());
            }
            return list;
        }
        return parser.getText();
    }

    private void flatten(String name, Object node, Map<String, List<String>> fields) {
        switch (node) {
            case Map<?, ?> map ->
                map.forEach((key, value) -> flatten(name.isEmpty() ? key.toString() : name + "." + key, value, fields));
            case List<?> list ->
                list.forEach(each -> {
                    if (each instanceof Map<?, ?> map) {
                        pair(name, map, fields);
                    }
                    flatten(name, each, fields);
                });
            default -> add(name, node.toString(), fields);
        }
    }

    private static void pair(String array, Map<?, ?> map, Map<String, List<String>> fields) {
        Optional<String> name = text(map, NAMES);
        Optional<String> value = text(map, VALUES);
        if (name.isPresent() && value.isPresent()) {
            add(array, name.get() + "=" + unquoted(value.get()), fields);
            add(array + "." + name.get(), value.get(), fields);
        }
    }

    private static Optional<String> text(Map<?, ?> map, List<String> names) {
        return names.stream()
                .map(map::get)
                .filter(String.class::isInstance)
                .map(String.class::cast)
                .findFirst();
    }

    /** Entra writes values of properties as JSON: a text is in quotes again. */
    private static String unquoted(String written) {
        return written.length() > 1 && written.startsWith("\"") && written.endsWith("\"")
                ? written.substring(1, written.length() - 1)
                : written;
    }

    private static void add(String name, String written, Map<String, List<String>> fields) {
        String value = unquoted(written);
        if (!value.isEmpty()) {
            fields.computeIfAbsent(name, each -> new ArrayList<>()).add(value);
        }
    }
}
