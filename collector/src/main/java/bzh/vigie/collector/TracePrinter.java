package bzh.vigie.collector;

import bzh.vigie.collector.detect.CorrelationTrace;
import bzh.vigie.collector.detect.CorrelationTrace.Group;
import bzh.vigie.collector.detect.sigma.Bounds;
import bzh.vigie.collector.notify.JsonLine;
import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** Shows why a correlation holds of groups or does not: the first {@value #MOST} of {@link CorrelationTrace#groups}. */
final class TracePrinter {
    private static final int MOST = 100;

    private final CorrelationTrace trace;

    TracePrinter(CorrelationTrace trace) {
        this.trace = trace;
    }

    /** Says whether it held of any. */
    boolean print(PrintWriter out, Words words, boolean json) {
        List<Group> groups = trace.groups();
        groups.stream().limit(MOST).forEach(group -> out.println(json ? line(group) : shown(group, words)));
        long held = groups.stream().filter(group -> group.held() > 0).count();
        if (!json) {
            out.println(words.say(
                    "traced",
                    trace.correlation().card().id(),
                    condition(),
                    Long.toString(held),
                    Long.toString(groups.size() - held),
                    Long.toString(trace.withoutField())));
        }
        out.flush();
        return held > 0;
    }

    private String condition() {
        return trace.correlation().type().name().toLowerCase(Locale.ROOT) + " "
                + trace.correlation().bounds().all().stream()
                        .map(TracePrinter::written)
                        .collect(Collectors.joining(", "))
                + " / " + trace.correlation().timespan().toSeconds() + " s";
    }

    private static String written(Bounds.Bound bound) {
        return bound.comparison().name().toLowerCase(Locale.ROOT) + " " + bound.number();
    }

    private static String shown(Group group, Words words) {
        StringBuilder text = new StringBuilder(words.say(
                group.held() > 0 ? "trace.holds" : "trace.fails",
                group.by().isEmpty() ? "*" : group.by().toString(),
                group.first().toString(),
                group.last().toString(),
                Integer.toString(group.held())));
        group.met()
                .forEach((rule, count) -> text.append("\n  ")
                        .append(count > 0 ? "+ " : "- ")
                        .append(words.say(count > 0 ? "trace.met" : "trace.missing", rule, Long.toString(count))));
        if (group.values() > 0) {
            text.append("\n  ").append(words.say("trace.values", Integer.toString(group.values())));
        }
        return text.toString();
    }

    private String line(Group group) {
        return JsonLine.of(json -> {
            json.writeStringField("kind", "correlation-explanation");
            json.writeStringField("rule", trace.correlation().card().id());
            json.writeNumberField("held", group.held());
            json.writeObjectFieldStart("group");
            for (Map.Entry<String, String> each : group.by().entrySet()) {
                json.writeStringField(each.getKey(), each.getValue());
            }
            json.writeEndObject();
            json.writeObjectFieldStart("rules");
            for (Map.Entry<String, Long> each : group.met().entrySet()) {
                json.writeNumberField(each.getKey(), each.getValue());
            }
            json.writeEndObject();
            json.writeNumberField("values", group.values());
            json.writeStringField("first", group.first().toString());
            json.writeStringField("last", group.last().toString());
        });
    }
}
