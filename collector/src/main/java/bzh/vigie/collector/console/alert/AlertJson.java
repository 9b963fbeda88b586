package bzh.vigie.collector.console.alert;

import bzh.vigie.collector.detect.AlertTexts;
import bzh.vigie.collector.store.Alerts.Alert;
import bzh.vigie.collector.store.Alerts.Line;
import bzh.vigie.event.ItemFields;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** Alerts for programs. Pure. */
final class AlertJson {
    private AlertJson() {}

    /** What an alert says. May be added to. */
    static Map<String, Object> of(Alert alert, AlertTexts texts, Locale locale) {
        Map<String, Object> said = new LinkedHashMap<>();
        said.put("id", alert.id());
        said.put("rule", alert.rule());
        said.put("title", texts.of(alert, locale).title());
        said.put("severity", ItemFields.word(alert.severity()));
        said.put("status", ItemFields.word(alert.status()));
        said.put("commune", alert.commune().insee());
        said.put("host", alert.host().text());
        said.put("hostname", alert.hostname());
        said.put("time", alert.time());
        said.put("last_time", alert.lastTime());
        said.put("count", alert.count());
        said.put("techniques", alert.techniques());
        said.put("evidence", new TreeMap<>(alert.evidence()));
        return said;
    }

    /** A step of its life. */
    static Map<String, Object> of(Line line) {
        Map<String, Object> said = new LinkedHashMap<>();
        said.put("version", line.number());
        said.put("step", line.step());
        said.put("status", line.status());
        said.put("assignee", line.assignee());
        said.put("closing", line.closing());
        said.put("time", line.written());
        said.put("author", line.author().name());
        said.put("reason", line.author().reason());
        return said;
    }
}
