package bzh.vigie.collector;

import bzh.vigie.collector.detect.fields.EventTime;
import bzh.vigie.collector.detect.sigma.Explanation;
import bzh.vigie.collector.detect.sigma.RuleSet;
import bzh.vigie.collector.detect.sigma.SigmaRecord;
import bzh.vigie.collector.detect.sigma.SigmaRule;
import bzh.vigie.collector.notify.JsonLine;
import bzh.vigie.text.Printable;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.stream.Collectors;

/**
 * Shows why a rule holds of records or does not: of those it holds of, the first {@value #MATCHED}; of the others for its log
 * source, the {@value #NEAREST} of which most of its parts hold. Thread-safe while it takes records.
 */
final class ExplanationPrinter {
    private static final int MATCHED = 100;
    private static final int NEAREST = 20;

    private final SigmaRule rule;
    private final Explanation explanation;
    private final String narrowedBy;
    private final PriorityQueue<Tried> nearest = new PriorityQueue<>(Comparator.comparingInt(Tried::near));
    private final PriorityQueue<Tried> matched = new PriorityQueue<>(Tried.LAST_FIRST);
    private long others;
    private long held;
    private long notHeld;

    /** A record and what became of each part of the rule. */
    private record Tried(Path file, int line, String time, boolean holds, List<Explanation.Step> steps) {
        static final Comparator<Tried> LAST_FIRST = Comparator.comparing(
                        (Tried tried) -> tried.file().toString())
                .thenComparingInt(Tried::line)
                .reversed();

        int near() {
            return (int) steps.stream().filter(Explanation.Step::holds).count();
        }
    }

    /** @param narrowings filters that are joined to the rule */
    ExplanationPrinter(SigmaRule rule, Explanation explanation, List<RuleSet.Narrowing> narrowings) {
        this.rule = rule;
        this.narrowedBy = narrowings.stream()
                .map(each -> each.filter() + " (" + each.file() + ")")
                .collect(Collectors.joining(", "));
        this.explanation = explanation;
    }

    void take(SigmaRecord record, Path file, int line) {
        if (!rule.logSource().covers(record.logSource())) {
            synchronized (this) {
                others++;
            }
            return;
        }
        Tried tried = new Tried(file, line, EventTime.text(record), rule.holds(record), explanation.of(record));
        synchronized (this) {
            held += tried.holds() ? 1 : 0;
            notHeld += tried.holds() ? 0 : 1;
            PriorityQueue<Tried> kept = tried.holds() ? matched : nearest;
            kept.add(tried);
            if (kept.size() > (tried.holds() ? MATCHED : NEAREST)) {
                kept.remove();
            }
        }
    }

    /** Prints what was kept, in the order of the files; says whether the rule held of any. */
    boolean print(PrintWriter out, Words words, boolean json) {
        List<Tried> all = java.util.stream.Stream.concat(matched.stream(), nearest.stream())
                .sorted(Tried.LAST_FIRST.reversed())
                .toList();
        all.forEach(tried -> out.println(json ? line(tried) : shown(tried, words)));
        if (!json) {
            out.println(words.say(
                    "explained", explanation.id(), Long.toString(held), Long.toString(notHeld), Long.toString(others)));
        }
        out.flush();
        return held > 0;
    }

    private String shown(Tried tried, Words words) {
        StringBuilder text = new StringBuilder();
        text.append(words.say(
                tried.holds() ? "explain.holds" : "explain.fails",
                tried.file().toString(),
                Integer.toString(tried.line()),
                tried.time()));
        for (Explanation.Step step : tried.steps()) {
            text.append('\n')
                    .repeat("  ", step.depth() + 1)
                    .append(step.holds() ? "+ " : "- ")
                    .append(Printable.line(step.written(), 300));
            if (!step.value().isEmpty()) {
                text.append("   <- ").append(Printable.line(step.value(), 300));
            }
        }
        if (tried.steps().getFirst().holds() && !tried.holds()) {
            text.append("\n  ").append(words.say("explain.filtered", narrowedBy.isEmpty() ? "-" : narrowedBy));
        }
        return text.toString();
    }

    private String line(Tried tried) {
        return JsonLine.of(json -> {
            json.writeStringField("kind", "explanation");
            json.writeStringField("rule", explanation.id());
            json.writeBooleanField("matched", tried.holds());
            json.writeStringField("file", tried.file().toString());
            json.writeNumberField("index", tried.line());
            json.writeStringField("time", tried.time());
            json.writeArrayFieldStart("steps");
            for (Explanation.Step step : tried.steps()) {
                json.writeStartObject();
                json.writeNumberField("depth", step.depth());
                json.writeBooleanField("holds", step.holds());
                json.writeStringField("written", step.written());
                json.writeStringField("value", step.value());
                json.writeEndObject();
            }
            json.writeEndArray();
        });
    }
}
