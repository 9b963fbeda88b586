package bzh.vigie.collector.evtx;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Writes an event as JSON in the form that tools of the field exchange: an element is a member, its attributes are
 * {@code #attributes}, its text beside attributes is {@code #text}, {@code Data} goes by its {@code Name}, what comes several times
 * is a list, an element with nothing in it is null. Numbers and truth are JSON's own; GUIDs are in upper case without braces, times
 * have six digits, hexadecimal numbers are text; blanks at the end of a value are left out, which fields and XML keep.
 */
final class JsonText implements Handler {
    private static final JsonFactory JSON = new JsonFactory();

    /** Stands for null. */
    private static final Object NOTHING = new Object();

    private final Element top = new Element("");
    private final Deque<Element> open = new ArrayDeque<>(List.of(top));

    private static final class Element {
        private String key;
        private final Map<String, Object> attributes = new LinkedHashMap<>();
        private final Map<String, Object> members = new LinkedHashMap<>();
        private final List<Object> texts = new ArrayList<>(1);

        private Element(String key) {
            this.key = key;
        }

        private Object value() {
            if (attributes.isEmpty() && members.isEmpty()) {
                return text();
            }
            Map<String, Object> all = new LinkedHashMap<>();
            if (!attributes.isEmpty()) {
                all.put("#attributes", attributes);
            }
            if (!texts.isEmpty()) {
                all.put("#text", text());
            }
            all.putAll(members);
            return all;
        }

        private Object text() {
            if (texts.size() == 1) {
                return texts.getFirst();
            }
            StringBuilder joined = new StringBuilder();
            texts.forEach(joined::append);
            return texts.isEmpty() ? NOTHING : joined.toString();
        }

        @SuppressWarnings("unchecked") // Only this puts lists among the members.
        private void member(String key, Object value) {
            Object before = members.putIfAbsent(key, value);
            if (before instanceof ArrayList<?> list) {
                ((List<Object>) list).add(value);
            } else if (before != null) {
                members.put(key, new ArrayList<>(List.of(before, value)));
            }
        }
    }

    @Override
    public void start(String name) {
        open.push(new Element(name));
    }

    @Override
    public void attribute(String name, Value value) {
        Element element = open.element();
        if (element.key.equals("Data") && name.equals("Name")) {
            element.key = value.text();
        } else {
            element.attributes.put(name, json(value));
        }
    }

    @Override
    public void value(Value value) {
        open.element().texts.add(json(value));
    }

    @Override
    public void end() {
        Element done = open.pop();
        open.element().member(done.key, done.value());
    }

    private static Object json(Value value) {
        return switch (value) {
            case Value.Literal literal -> literal.text();
            case Value.Stored stored -> stored(stored);
        };
    }

    private static Object stored(Value.Stored value) {
        byte[] bytes = value.bytes();
        int at = value.at();
        int size = value.size();
        return switch (value.type()) {
            case Type.STRING, Type.ANSI -> value.text().stripTrailing();
            case Type.INT8, Type.INT16, Type.INT32, Type.INT64 -> ValueText.signed(bytes, at, size);
            case Type.UINT8, Type.UINT16, Type.UINT32 -> ValueText.unsigned(bytes, at, size);
            case Type.UINT64 -> new BigInteger(value.text());
            case Type.FLOAT -> size == 4 ? number(ValueText.floating(bytes, at), value) : value.text();
            case Type.DOUBLE ->
                size == 8 ? number(Double.longBitsToDouble(Cursor.i64(bytes, at)), value) : value.text();
            case Type.BOOL -> ValueText.unsigned(bytes, at, size) != 0;
            case Type.GUID -> size == 16 ? ValueText.guid(bytes, at).toUpperCase(Locale.ROOT) : value.text();
            case Type.FILETIME -> size == 8 ? Times.filetime(Cursor.i64(bytes, at), 6) : value.text();
            case Type.SYSTEMTIME -> size == 16 ? Times.systemtime(bytes, at, 6) : value.text();
            default -> value.text();
        };
    }

    /** JSON has no infinity. */
    private static Object number(double number, Value value) {
        return Double.isFinite(number) ? number : value.text();
    }

    @Override
    public String toString() {
        StringWriter text = new StringWriter();
        try (JsonGenerator json = JSON.createGenerator(text)) {
            write(json, top.members);
        } catch (IOException e) {
            throw new UncheckedIOException("writing to memory", e);
        }
        return text.toString();
    }

    private static void write(JsonGenerator json, Object value) throws IOException {
        switch (value) {
            case Map<?, ?> members -> {
                json.writeStartObject();
                for (Map.Entry<?, ?> each : members.entrySet()) {
                    json.writeFieldName(String.valueOf(each.getKey()));
                    write(json, each.getValue());
                }
                json.writeEndObject();
            }
            case List<?> list -> {
                json.writeStartArray();
                for (Object each : list) {
                    write(json, each);
                }
                json.writeEndArray();
            }
            case Long number -> json.writeNumber(number);
            case BigInteger number -> json.writeNumber(number);
            case Double number -> json.writeNumber(number);
            case Boolean truth -> json.writeBoolean(truth);
            case String text -> json.writeString(text);
            default -> json.writeNull();
        }
    }
}
