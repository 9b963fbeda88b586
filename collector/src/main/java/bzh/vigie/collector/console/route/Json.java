package bzh.vigie.collector.console.route;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonFactoryBuilder;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** JSON of the API. Pure. */
public final class Json {
    private static final int MOST_FIELDS = 1_000;
    private static final JsonFactory JSON = new JsonFactoryBuilder()
            .streamReadConstraints(
                    StreamReadConstraints.builder().maxNestingDepth(3).build())
            .build();

    private Json() {}

    /** Of maps (in their order), collections, strings, numbers, booleans, instants, constants of enumerations and optionals. */
    public static byte[] bytes(Object value) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (JsonGenerator json = JSON.createGenerator(out)) {
            write(json, value);
        } catch (IOException e) {
            throw new UncheckedIOException("into memory", e);
        }
        return out.toByteArray();
    }

    private static void write(JsonGenerator json, Object value) throws IOException {
        switch (value) {
            case Map<?, ?> map -> {
                json.writeStartObject();
                for (Map.Entry<?, ?> entry : map.entrySet()) {
                    if (entry.getValue() instanceof Optional<?> some && some.isEmpty()) {
                        continue;
                    }
                    json.writeFieldName(String.valueOf(entry.getKey()));
                    write(json, entry.getValue());
                }
                json.writeEndObject();
            }
            case Collection<?> values -> {
                json.writeStartArray();
                for (Object each : values) {
                    write(json, each);
                }
                json.writeEndArray();
            }
            case Optional<?> some -> {
                if (some.isPresent()) {
                    write(json, some.get());
                } else {
                    json.writeNull();
                }
            }
            case Boolean truth -> json.writeBoolean(truth);
            case Integer number -> json.writeNumber(number);
            case Long number -> json.writeNumber(number);
            case Double number -> json.writeNumber(number);
            case Instant instant -> json.writeString(instant.toString());
            case Enum<?> word ->
                json.writeString(word.name().toLowerCase(java.util.Locale.ROOT).replace('_', '-'));
            default -> json.writeString(value.toString());
        }
    }

    /** The fields of a flat object: strings, numbers, truths, and lists of them; empty where it is none. Null is no field. */
    public static Optional<Map<String, List<String>>> fields(byte[] bytes) {
        Map<String, List<String>> fields = new HashMap<>();
        try (JsonParser json = JSON.createParser(bytes)) {
            if (json.nextToken() != JsonToken.START_OBJECT) {
                return Optional.empty();
            }
            while (json.nextToken() == JsonToken.FIELD_NAME) {
                String name = json.currentName();
                List<String> values = new ArrayList<>();
                JsonToken token = json.nextToken();
                if (token == JsonToken.START_ARRAY) {
                    while (json.nextToken() != JsonToken.END_ARRAY) {
                        values.add(scalar(json));
                    }
                } else if (token != JsonToken.VALUE_NULL) {
                    values.add(scalar(json));
                }
                if (!values.isEmpty()) {
                    fields.put(name, List.copyOf(values));
                }
                if (fields.size() > MOST_FIELDS) {
                    return Optional.empty();
                }
            }
            return json.currentToken() == JsonToken.END_OBJECT && json.nextToken() == null
                    ? Optional.of(fields)
                    : Optional.empty();
        } catch (IOException notJson) {
            return Optional.empty();
        }
    }

    private static String scalar(JsonParser json) throws IOException {
        if (!json.currentToken().isScalarValue()) {
            throw new IOException("nested");
        }
        return json.getText();
    }
}
