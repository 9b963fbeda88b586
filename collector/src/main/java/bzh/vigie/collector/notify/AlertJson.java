package bzh.vigie.collector.notify;

import bzh.vigie.collector.detect.AlertText;
import bzh.vigie.collector.detect.AlertTexts;
import bzh.vigie.collector.detect.LocalCollection;
import bzh.vigie.collector.store.Alerts.Alert;
import bzh.vigie.collector.store.Alerts.Numbered;
import bzh.vigie.collector.store.Directories;
import bzh.vigie.event.ItemFields;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.time.Instant;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * An alert as one line of JSON with stable keys: {@code kind, sequence, id, rule, severity, situation, status, techniques, commune, host,
 * hostname, cause, first_event, time, host_time, last_time, count, evidence, title, explanation, advice, resolution,
 * collection}, and {@code domain} where it is a domain's directory that is told of, which {@code host} reads. Values are exact; characters that a terminal would obey or not show are written as JSON escapes. Thread-safe.
 */
public final class AlertJson {
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
        return JsonLine.of(json -> {
            json.writeStringField("kind", TestMessage.is(alert) ? "test" : "alert");
            if (sequence > 0) {
                json.writeNumberField("sequence", sequence);
            }
            json.writeStringField("id", alert.id());
            json.writeStringField("rule", alert.rule());
            json.writeStringField("severity", ItemFields.word(alert.severity()));
            json.writeStringField("situation", ItemFields.word(alert.situation()));
            json.writeStringField("status", ItemFields.word(alert.status()));
            json.writeFieldName("techniques");
            json.writeArray(
                    alert.techniques().toArray(String[]::new),
                    0,
                    alert.techniques().size());
            json.writeStringField("commune", alert.commune().insee());
            json.writeStringField("host", alert.host().text());
            json.writeStringField("hostname", alert.hostname());
            Optional<String> domain = Directories.domain(alert.evidence());
            if (domain.isPresent()) {
                json.writeStringField("domain", domain.get());
            }
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
            json.writeStringField("collection", String.join("\n", LocalCollection.lines(alert)));
        });
    }

    private static void time(JsonGenerator json, String key, Instant time) throws IOException {
        json.writeStringField(key, time.toString());
    }
}
