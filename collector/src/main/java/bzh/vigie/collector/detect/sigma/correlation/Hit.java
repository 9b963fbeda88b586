package bzh.vigie.collector.detect.sigma.correlation;

import bzh.vigie.collector.detect.sigma.Correlation;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A correlation that holds.
 *
 * @param scope as of its occurrences
 * @param group what was grouped by, in the order of the correlation
 * @param number what the condition was compared with: events, values, rules, or what was reckoned
 * @param first the first event of the window
 * @param last the event with which it holds
 * @param rules ids of the rules that were seen, in the order of the correlation
 * @param events ids of events of the window, at most {@link #EVENTS}, oldest first
 * @param entries how many the window has
 */
public record Hit(
        Correlation correlation,
        String scope,
        Map<String, String> group,
        BigDecimal number,
        Event first,
        Event last,
        List<String> rules,
        List<String> events,
        int entries) {
    /** The most ids that are told. */
    public static final int EVENTS = 10;

    /** One event of the window. */
    public record Event(String id, Instant time) {}

    public Hit {
        group = Collections.unmodifiableMap(new LinkedHashMap<>(group));
        rules = List.copyOf(rules);
        events = List.copyOf(events);
    }
}
