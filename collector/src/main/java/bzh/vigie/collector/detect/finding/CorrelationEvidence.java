package bzh.vigie.collector.detect.finding;

import bzh.vigie.collector.detect.sigma.correlation.Hit;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/**
 * What goes with a finding of a correlation: what was grouped by, and under {@code correlation.} how many events, of which
 * rules, from the first to the last.
 */
public final class CorrelationEvidence {
    /** Of the keys that tell about the correlation itself. */
    public static final String PREFIX = "correlation.";

    private static final int MAX_VALUE = 4_096;

    private CorrelationEvidence() {}

    /** The evidence of a hit, with that of its last event where it is at hand. */
    public static Map<String, String> of(Hit hit, Map<String, String> lastEvent) {
        Map<String, String> evidence = new LinkedHashMap<>(lastEvent);
        hit.group()
                .forEach((name, value) ->
                        evidence.put(name, value.length() <= MAX_VALUE ? value : value.substring(0, MAX_VALUE) + "…"));
        evidence.put(PREFIX + "type", hit.correlation().type().name().toLowerCase(Locale.ROOT));
        evidence.put(PREFIX + "number", hit.number().stripTrailingZeros().toPlainString());
        evidence.put(PREFIX + "events", Integer.toString(hit.entries()));
        evidence.put(PREFIX + "field", String.join(", ", hit.correlation().fields()));
        evidence.put(PREFIX + "rules", String.join(", ", hit.rules()));
        evidence.put(PREFIX + "timespan", words(hit.correlation().timespan()));
        evidence.put(PREFIX + "first", hit.first().time().toString());
        evidence.put(PREFIX + "last", hit.last().time().toString());
        evidence.put(PREFIX + "first_event", event(hit.first().id()));
        evidence.put(PREFIX + "last_event", event(hit.last().id()));
        evidence.values().removeIf(String::isEmpty);
        return evidence;
    }

    /** What equal hits are one by: the values that were grouped by. */
    public static String cause(Hit hit) {
        return hit.group().isEmpty()
                ? "all"
                : Evidence.bounded(String.join("|", hit.group().values()));
    }

    /** The event itself where a correlation stands for it in another. */
    public static String event(String id) {
        int end = id.indexOf('|');
        return end < 0 ? id : id.substring(0, end);
    }

    /** As the rule writes it: the largest unit that it is whole in. */
    private static String words(java.time.Duration timespan) {
        long seconds = timespan.toSeconds();
        if (seconds % 86_400 == 0) {
            return seconds / 86_400 + " d";
        }
        if (seconds % 3_600 == 0) {
            return seconds / 3_600 + " h";
        }
        return seconds % 60 == 0 ? seconds / 60 + " min" : seconds + " s";
    }
}
