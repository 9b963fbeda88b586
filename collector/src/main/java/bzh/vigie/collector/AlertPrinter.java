package bzh.vigie.collector;

import bzh.vigie.collector.detect.AlertText;
import bzh.vigie.collector.detect.AlertTexts;
import bzh.vigie.collector.notify.AlertJson;
import bzh.vigie.collector.store.Alerts.Alert;
import bzh.vigie.collector.store.Alerts.Numbered;
import bzh.vigie.collector.store.Audit;
import bzh.vigie.event.ItemFields;
import bzh.vigie.text.Printable;
import java.io.PrintWriter;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;

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
        String times = alert.count() > 1 ? " ×" + alert.count() : "";
        out.println(time(alert.time()) + "  " + severity(alert) + "  " + alert.commune() + " "
                + Printable.line(alert.hostname(), 64) + "  "
                + texts.of(alert, locale).title() + times + "  [" + status(alert) + "]");
        out.println("    " + Printable.line(alert.id(), 80));
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

    /** Everything about one alert, with what was decided. */
    void whole(Alert alert, List<Audit.Entry> decisions) {
        if (forPrograms) {
            out.println(json.line(alert));
            return;
        }
        AlertText text = texts.of(alert, locale);
        out.println(text.title());
        row("severity", severity(alert));
        row("status", status(alert));
        row("host", Printable.line(alert.hostname(), 64) + "  (" + alert.commune() + ", " + alert.host() + ")");
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
        part("advice", text.advice());
        part("resolution", text.resolution());
        if (!decisions.isEmpty()) {
            out.println();
            out.println(words.say("decisions"));
            for (Audit.Entry entry : decisions) {
                String reason = entry.author().reason();
                out.println("  " + time(entry.time()) + "  "
                        + Printable.line(entry.author().name(), 200) + "  "
                        + Printable.clean(entry.action())
                        + (reason.isBlank() ? "" : "  " + Printable.line(reason, 2_000)));
            }
        }
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
