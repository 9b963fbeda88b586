package bzh.vigie.collector.store.sqlite;

import bzh.vigie.collector.store.StoreException;
import bzh.vigie.collector.store.StoreException.Fault;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Lists and maps of text in a column, as JSON that a person with a database browser can read. */
final class JsonText {
    private static final JsonFactory JSON = new JsonFactory();

    private JsonText() {}

    static String list(List<String> texts) {
        return written(out -> out.writeArray(texts.toArray(String[]::new), 0, texts.size()));
    }

    static String map(Map<String, String> texts) {
        return written(out -> {
            out.writeStartObject();
            for (Map.Entry<String, String> entry : new TreeMap<>(texts).entrySet()) {
                out.writeStringField(entry.getKey(), entry.getValue());
            }
            out.writeEndObject();
        });
    }

    static List<String> list(String json) {
        return read(json, in -> {
            List<String> texts = new ArrayList<>();
            in.nextToken();
            while (in.nextToken() == JsonToken.VALUE_STRING) {
                texts.add(in.getText());
            }
            return texts;
        });
    }

    static Map<String, String> map(String json) {
        return read(json, in -> {
            Map<String, String> texts = new LinkedHashMap<>();
            in.nextToken();
            while (in.nextToken() == JsonToken.FIELD_NAME) {
                String key = in.currentName();
                in.nextToken();
                texts.put(key, in.getText());
            }
            return texts;
        });
    }

    private interface Writing {
        void to(JsonGenerator out) throws IOException;
    }

    private interface Reading<T> {
        T from(JsonParser in) throws IOException;
    }

    private static String written(Writing writing) {
        StringWriter text = new StringWriter();
        try (JsonGenerator out = JSON.createGenerator(text)) {
            writing.to(out);
        } catch (IOException e) {
            throw new IllegalStateException("writing to memory does not fail", e);
        }
        return text.toString();
    }

    private static <T> T read(String json, Reading<T> reading) {
        try (JsonParser in = JSON.createParser(json)) {
            return reading.from(in);
        } catch (IOException e) {
            throw new StoreException(Fault.DAMAGED, "The store holds a damaged row: restore it from a backup.", e);
        }
    }
}
