package bzh.vigie.collector.console.alert;

import bzh.vigie.collector.detect.AlertTexts;
import bzh.vigie.collector.store.Alerts.Alert;
import bzh.vigie.collector.store.Alerts.Line;
import bzh.vigie.collector.store.Alerts.Listed;
import bzh.vigie.collector.store.Alerts.Standing;
import bzh.vigie.collector.store.Directories;
import bzh.vigie.event.ItemFields;
import java.util.LinkedHashMap;
import java.util.List;
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
        said.put("situation", ItemFields.word(alert.situation()));
        said.put("status", ItemFields.word(alert.status()));
        said.put("commune", alert.commune().insee());
        said.put("host", alert.host().text());
        said.put("hostname", alert.hostname());
        Directories.domain(alert.evidence()).ifPresent(domain -> said.put("domain", domain));
        said.put("time", alert.time());
        said.put("last_time", alert.lastTime());
        said.put("count", alert.count());
        said.put("techniques", alert.techniques());
        said.put("evidence", new TreeMap<>(alert.evidence()));
        return said;
    }

    /** The same with where it stands now. */
    static Map<String, Object> of(Alert alert, AlertTexts texts, Locale locale, Standing standing) {
        Map<String, Object> said = of(alert, texts, locale);
        said.put("status", ItemFields.word(standing.status()));
        said.put("version", standing.version());
        said.put("assignee", standing.assignee());
        said.put("closing", standing.closing().map(ItemFields::word));
        said.put("group", standing.group());
        return said;
    }

    /** One thing that it sums up. */
    static Map<String, Object> of(Listed item) {
        Map<String, Object> said = new LinkedHashMap<>();
        said.put("rule", item.rule());
        said.put("change", item.change());
        said.put("location", item.location());
        said.put("source", item.source());
        said.put("name", item.name());
        said.put("shape", item.shape());
        said.put("host", item.host().text());
        said.put("hostname", item.hostname());
        said.put("event", item.event());
        said.put("time", item.time());
        said.put("count", item.count());
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

    /** What the event history has around it. */
    static Map<String, Object> of(Near near) {
        Map<String, Object> said = new LinkedHashMap<>();
        said.put("left_out", near.left());
        said.put(
                "seconds_before_and_after",
                near.around().map(around -> around.width().toSeconds()));
        said.put("cut", near.around().map(Timeline.Around::cut));
        said.put("query", near.around().map(Timeline.Around::query));
        said.put(
                "items",
                near.around().map(Timeline.Around::hits).orElse(List.of()).stream()
                        .map(hit -> {
                            Map<String, Object> event = new LinkedHashMap<>();
                            event.put("id", hit.id());
                            event.put("received", hit.received());
                            event.put("fields", new TreeMap<>(hit.fields()));
                            return event;
                        })
                        .toList());
        said.put("process", near.tree().map(AlertJson::of));
        near.common().ifPresent(common -> {
            Map<String, Object> seen = new LinkedHashMap<>();
            seen.put("field", common.field());
            seen.put("value", common.value());
            seen.put("host", common.host());
            seen.put("commune", common.commune());
            seen.put("region", common.region());
            seen.put("whole", common.whole());
            said.put("seen", seen);
        });
        return said;
    }

    private static Map<String, Object> of(ProcessTree.Node node) {
        Map<String, Object> said = new LinkedHashMap<>();
        said.put("image", node.image());
        said.put("command_line", node.commandLine());
        said.put("process_id", node.id());
        said.put("user", node.user());
        said.put("start_seen", node.started());
        said.put("is_it", node.isIt());
        said.put("more", node.more());
        said.put("cut", node.cut());
        said.put("children", node.children().stream().map(AlertJson::of).toList());
        return said;
    }
}
