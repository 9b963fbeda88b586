package bzh.vigie.collector;

import bzh.vigie.collector.detect.AlertText;
import bzh.vigie.collector.detect.AlertTexts;
import bzh.vigie.collector.detect.LocalCollection;
import bzh.vigie.collector.detect.finding.CalmDay;
import bzh.vigie.collector.notify.AlertJson;
import bzh.vigie.collector.store.Alerts.Alert;
import bzh.vigie.collector.store.Alerts.Group;
import bzh.vigie.collector.store.Alerts.Line;
import bzh.vigie.collector.store.Alerts.Listed;
import bzh.vigie.collector.store.Alerts.Numbered;
import bzh.vigie.collector.store.Alerts.Standing;
import bzh.vigie.collector.store.Audit;
import bzh.vigie.collector.store.Author;
import bzh.vigie.collector.store.Directories;
import bzh.vigie.event.ItemFields;
import bzh.vigie.event.ItemLabel;
import bzh.vigie.text.LocationText;
import bzh.vigie.text.Printable;
import java.io.PrintWriter;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/** Writes alerts for people or, where asked for, for programs. */
final class AlertPrinter {
    private final PrintWriter out;
    private final AlertTexts texts;
    private final AlertJson json;
    private final Locale locale;
    private final boolean forPrograms;
    private final Words words;
    private final DateTimeFormatter times;

    AlertPrinter(PrintWriter out, AlertTexts texts, AlertJson json, Words words, boolean forPrograms) {
        this.out = out;
        this.texts = texts;
        this.json = json;
        this.locale = words.locale();
        this.forPrograms = forPrograms;
        this.words = words;
        this.times = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss xxx", Locale.ROOT)
                .withZone(ZoneId.systemDefault());
    }

    /** Two lines: what and where, then the id. */
    void line(Alert alert) {
        if (forPrograms) {
            out.println(json.line(alert));
            return;
        }
        String times = alert.count() > 1 && !alert.rule().equals(CalmDay.RULE) ? " ×" + alert.count() : "";
        out.println(time(alert.time()) + "  " + severity(alert) + "  " + alert.commune() + " "
                + AlertTexts.subject(alert, locale) + "  "
                + texts.of(alert, locale).title() + times + "  [" + status(alert) + "]");
        out.println("    " + Printable.line(alert.id(), 80));
    }

    /** What is the same on however many hosts: one line, with the number by which it is decided about. */
    void group(Group group) {
        Alert newest = group.newest();
        AlertText text = texts.of(newest, locale);
        if (forPrograms) {
            out.println(new JsonRow("alert-group")
                    .put("group", group.number())
                    .put("rule", newest.rule())
                    .put("severity", ItemFields.word(group.severity()))
                    .put("title", text.title())
                    .put("open", group.open())
                    .put("new", group.fresh())
                    .put("hosts", group.hosts())
                    .put("communes", group.communes())
                    .put("newest", newest.id())
                    .put("time", newest.time().toString()));
            return;
        }
        out.println(time(newest.time()) + "  " + words.say("severity." + ItemFields.word(group.severity())) + "  "
                + text.title() + "  "
                + words.say(
                        "alerts.spread",
                        Integer.toString(group.open()),
                        Integer.toString(group.fresh()),
                        Integer.toString(group.hosts()),
                        Integer.toString(group.communes())));
        out.println("    " + words.say("alerts.group-number", Long.toString(group.number())));
    }

    /** That somebody decided since: who, what and when. */
    String overtaken(Line last) {
        return words.say(
                "alerts.overtaken",
                Printable.line(last.alert(), 80),
                Printable.line(last.author().name(), 200),
                step(last),
                time(last.written()),
                Printable.line(last.author().reason(), 2_000));
    }

    /** That a step is not possible where the alert stands. */
    String notNow(String id, Standing is) {
        return words.say("alerts.not-now", Printable.line(id, 80), words.say("status." + ItemFields.word(is.status())));
    }

    private String step(Line line) {
        return words.say(
                "alerts.step." + ItemFields.word(line.step()),
                Printable.line(line.assignee(), 200),
                line.closing()
                        .map(as -> words.say("alerts.closing." + ItemFields.word(as)))
                        .orElse(""),
                words.say("status." + ItemFields.word(line.status())));
    }

    /** A line of an endless list, shown at once. */
    void numbered(Numbered numbered) {
        if (forPrograms) {
            out.println(json.line(numbered));
        } else {
            line(numbered.alert());
        }
        out.flush();
    }

    /** Everything about one alert, with what was decided; of before its life was kept as lines, what the audit log says. */
    void whole(
            Alert alert,
            Optional<Instant> forgotten,
            Standing is,
            List<Listed> items,
            List<Line> lines,
            List<Audit.Entry> decisions) {
        if (forPrograms) {
            out.println(json.line(alert));
            items.forEach(item -> out.println(new JsonRow("alert-item")
                    .put("alert", alert.id())
                    .put("rule", item.rule())
                    .put("change", item.change())
                    .put("location", item.location())
                    .put("source", item.source())
                    .put("name", item.name())
                    .put("shape", item.shape())
                    .put("host", item.host().text())
                    .put("hostname", item.hostname())
                    .put("event", item.event())
                    .put("time", item.time().toString())
                    .put("count", item.count())));
            lines.forEach(line -> out.println(new JsonRow("alert-line")
                    .put("version", line.number())
                    .put("alert", line.alert())
                    .put("step", ItemFields.word(line.step()))
                    .put("status", ItemFields.word(line.status()))
                    .put("assignee", line.assignee())
                    .put("closing", line.closing().map(ItemFields::word).orElse(""))
                    .put("time", line.written().toString())
                    .put("author", line.author().name())
                    .put("reason", line.author().reason())));
            return;
        }
        AlertText text = texts.of(alert, locale);
        out.println(text.title());
        row("severity", severity(alert));
        row("situation", words.say("situation." + ItemFields.word(alert.situation())));
        row("status", status(alert));
        if (!is.assignee().isEmpty()) {
            row("assignee", Printable.line(is.assignee(), 200));
        }
        row("version", Long.toString(is.version()));
        is.exception().ifPresent(number -> row("exception", Long.toString(number)));
        row("group", Long.toString(is.group()));
        if (Directories.isOfDirectory(alert.evidence())) {
            row("directory", AlertTexts.subject(alert, locale));
        }
        row("host", Printable.line(alert.hostname(), 64) + "  (" + alert.commune() + ", " + alert.host() + ")");
        forgotten.ifPresent(when -> row("forgotten", time(when)));
        row("received", time(alert.time()));
        row("host-time", time(alert.hostTime()));
        if (alert.count() > 1) {
            row("count", alert.count() + ", " + words.say("last") + " " + time(alert.lastTime()));
        }
        if (!alert.techniques().isEmpty()) {
            row("techniques", Printable.line(String.join(", ", alert.techniques()), 300));
        }
        row("rule", Printable.line(alert.rule(), 200));
        texts.card(alert.rule())
                .filter(card -> !card.author().isBlank())
                .ifPresent(card -> row("origin", Printable.line(card.author() + ", " + card.license(), 300)));
        row("id", Printable.line(alert.id(), 80));
        part("explanation", text.explanation());
        if (!items.isEmpty()) {
            part("items", items.stream().map(this::item).collect(Collectors.joining("\n")));
        }
        part("advice", text.advice());
        part("resolution", text.resolution());
        List<String> collection = LocalCollection.lines(alert);
        if (!collection.isEmpty()) {
            part("collection", String.join("\n", collection));
        }
        if (decisions.isEmpty()) {
            return;
        }
        out.println();
        out.println(words.say("decisions"));
        decisions.stream()
                .limit(Math.max(0, decisions.size() - lines.size()))
                .forEach(entry -> decided(entry.time(), entry.author(), Printable.clean(entry.action())));
        lines.forEach(line -> decided(line.written(), line.author(), step(line)));
    }

    private String item(Listed item) {
        return time(item.time()) + "  " + Printable.line(item.hostname(), 64) + "  "
                + LocationText.title(item.location(), locale).orElseGet(() -> Printable.line(item.location(), 80))
                + "  "
                + Printable.line(ItemLabel.of(item.source(), item.name()), 200) + "  "
                + AlertTexts.code("change", item.change(), locale)
                + (item.count() > 1 ? " ×" + item.count() : "");
    }

    private void decided(Instant when, Author author, String what) {
        out.println("  " + time(when) + "  " + Printable.line(author.name(), 200) + "  " + what
                + (author.reason().isBlank() ? "" : "  " + Printable.line(author.reason(), 2_000)));
    }

    private void row(String key, String value) {
        out.println("  " + words.say("alert." + key, value));
    }

    private void part(String key, String text) {
        out.println();
        out.println(words.say(key));
        text.lines().forEach(line -> out.println("  " + Printable.clean(line)));
    }

    private String severity(Alert alert) {
        return words.say("severity." + ItemFields.word(alert.severity()));
    }

    private String status(Alert alert) {
        return words.say("status." + ItemFields.word(alert.status()));
    }

    private String time(Instant time) {
        return times.format(time);
    }
}
