package bzh.vigie.collector;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** One line of JSON with its keys in the order in which they were put. Not thread-safe. */
final class JsonRow {
    private static final JsonFactory JSON = new JsonFactory();

    private final Map<String, Object> fields = new LinkedHashMap<>();

    JsonRow(String kind) {
        put("kind", kind);
    }

    JsonRow put(String key, String value) {
        fields.put(key, value);
        return this;
    }

    JsonRow put(String key, long value) {
        fields.put(key, value);
        return this;
    }

    JsonRow put(String key, boolean value) {
        fields.put(key, value);
        return this;
    }

    JsonRow put(String key, List<String> values) {
        fields.put(key, List.copyOf(values));
        return this;
    }

    @Override
    public String toString() {
        StringWriter out = new StringWriter();
        try (JsonGenerator json = JSON.createGenerator(out)) {
            json.writeStartObject();
            for (Map.Entry<String, Object> field : fields.entrySet()) {
                json.writeFieldName(field.getKey());
                switch (field.getValue()) {
                    case Long number -> json.writeNumber(number);
                    case Boolean truth -> json.writeBoolean(truth);
                    case List<?> values -> {
                        json.writeStartArray();
                        for (Object value : values) {
                            json.writeString(value.toString());
                        }
                        json.writeEndArray();
                    }
                    case Object text -> json.writeString(text.toString());
                }
            }
            json.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException("into memory", e);
        }
        return out.toString();
    }
}
