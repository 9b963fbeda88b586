package bzh.vigie.collector.notify;

import bzh.vigie.collector.detect.AlertText;
import bzh.vigie.collector.detect.AlertTexts;
import bzh.vigie.collector.store.Alerts.Alert;
import bzh.vigie.collector.store.Alerts.Numbered;
import bzh.vigie.event.ItemFields;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonFactoryBuilder;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.SerializableString;
import com.fasterxml.jackson.core.io.CharacterEscapes;
import com.fasterxml.jackson.core.io.SerializedString;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * An alert as one line of JSON with stable keys: {@code kind, sequence, id, rule, severity, status, techniques, commune, host,
 * hostname, cause, first_event, time, host_time, last_time, count, evidence, title, explanation, advice, resolution}. Values
 * are exact; characters that a terminal would obey or not show are written as JSON escapes. Thread-safe.
 */
public final class AlertJson {
    private static final JsonFactory JSON =
            new JsonFactoryBuilder().characterEscapes(new Shown()).build();

    private final AlertTexts texts;
    private final Locale locale;

    public AlertJson(AlertTexts texts, Locale locale) {
        this.texts = texts;
        this.locale = locale;
    }

    /** One line without its line feed. */
    public String line(Numbered numbered) {
        return line(numbered.alert(), numbered.sequence());
    }

    /** One line for an alert whose place in the order of storing does not matter. */
    public String line(Alert alert) {
        return line(alert, 0);
    }

    private String line(Alert alert, long sequence) {
        AlertText text = texts.of(alert, locale);
        StringWriter out = new StringWriter();
        try (JsonGenerator json = JSON.createGenerator(out)) {
            json.writeStartObject();
            json.writeStringField("kind", "alert");
            if (sequence > 0) {
                json.writeNumberField("sequence", sequence);
            }
            json.writeStringField("id", alert.id());
            json.writeStringField("rule", alert.rule());
            json.writeStringField("severity", ItemFields.word(alert.severity()));
            json.writeStringField("status", ItemFields.word(alert.status()));
            json.writeFieldName("techniques");
            json.writeArray(
                    alert.techniques().toArray(String[]::new),
                    0,
                    alert.techniques().size());
            json.writeStringField("commune", alert.commune().insee());
            json.writeStringField("host", alert.host().text());
            json.writeStringField("hostname", alert.hostname());
            json.writeStringField("cause", alert.cause());
            json.writeStringField("first_event", alert.firstEvent());
            time(json, "time", alert.time());
            time(json, "host_time", alert.hostTime());
            time(json, "last_time", alert.lastTime());
            json.writeNumberField("count", alert.count());
            json.writeObjectFieldStart("evidence");
            for (Map.Entry<String, String> each : new TreeMap<>(alert.evidence()).entrySet()) {
                json.writeStringField(each.getKey(), each.getValue());
            }
            json.writeEndObject();
            json.writeStringField("title", text.title());
            json.writeStringField("explanation", text.explanation());
            json.writeStringField("advice", text.advice());
            json.writeStringField("resolution", text.resolution());
            json.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException("writing to memory does not fail", e);
        }
        return out.toString();
    }

    private static void time(JsonGenerator json, String key, Instant time) throws IOException {
        json.writeStringField(key, time.toString());
    }

    /** Escapes, beside what JSON demands, control and format characters, private ones and both halves of a pair. */
    private static final class Shown extends CharacterEscapes {
        private static final long serialVersionUID = 1L;

        @Override
        public int[] getEscapeCodesForAscii() {
            int[] codes = standardAsciiEscapesForJSON();
            codes[0x7f] = ESCAPE_STANDARD;
            return codes;
        }

        @Override
        public @Nullable SerializableString getEscapeSequence(int c) {
            return switch (Character.getType(c)) {
                case Character.CONTROL,
                        Character.FORMAT,
                        Character.LINE_SEPARATOR,
                        Character.PARAGRAPH_SEPARATOR,
                        Character.SURROGATE,
                        Character.PRIVATE_USE,
                        Character.UNASSIGNED -> new SerializedString(String.format(Locale.ROOT, "\\u%04x", c));
                default -> null;
            };
        }
    }
}
