package bzh.vigie.collector.detect.sigma;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * A correlation: what must come together within a timespan (correlation rules specification 2.1).
 *
 * @param name by which other correlations may refer to it; empty where it has none
 * @param rules what it correlates, in the order of the file
 * @param groupBy fields, or aliases of fields, whose values must be the same; may be empty
 * @param aliases alias to the field it stands for in the events of a rule, by the rule as written in {@code rules}
 * @param bounds what the number must be; empty where {@code presence} is there
 * @param fields whose values are counted or reckoned with; empty for counts of events and of rules
 * @param percentile for {@code value_percentile}: of the values; empty where the share of a value is meant
 * @param presence the condition in words of a temporal correlation
 * @param generate whether the rules it refers to raise alerts of their own besides
 */
public record Correlation(
        Card card,
        String name,
        Type type,
        List<Reference> rules,
        List<String> groupBy,
        Map<String, Map<String, String>> aliases,
        Duration timespan,
        Bounds bounds,
        List<String> fields,
        OptionalInt percentile,
        Optional<Presence> presence,
        boolean generate) {
    /** The types of the specification, in its words in lower case. */
    public enum Type {
        EVENT_COUNT,
        VALUE_COUNT,
        TEMPORAL,
        TEMPORAL_ORDERED,
        VALUE_SUM,
        VALUE_AVG,
        VALUE_PERCENTILE,
        VALUE_MEDIAN
    }

    /**
     * A rule or correlation that this one refers to.
     *
     * @param written its id or name as it stands in the file
     * @param id of its card; the same as {@code written} until it is resolved
     * @param line in the file
     */
    public record Reference(String written, String id, int line) {}

    public Correlation {
        rules = List.copyOf(rules);
        groupBy = List.copyOf(groupBy);
        aliases = Map.copyOf(aliases);
        fields = List.copyOf(fields);
    }

    /**
     * Whether a window can be judged when it is not over: more events can only help. Otherwise it must be known that no more
     * come.
     */
    public boolean isOpenEnded() {
        return switch (type) {
            case EVENT_COUNT, VALUE_COUNT, VALUE_SUM, TEMPORAL, TEMPORAL_ORDERED ->
                bounds.onlyFromBelow() && presence.filter(Presence::negates).isEmpty();
            case VALUE_AVG, VALUE_PERCENTILE, VALUE_MEDIAN -> false;
        };
    }

    /** The field of a rule's events that a name in {@code group-by} or {@code field} stands for. */
    public String fieldOf(String name, Reference rule) {
        Map<String, String> byRule = aliases.get(name);
        return byRule == null ? name : byRule.getOrDefault(rule.written(), name);
    }

    Correlation with(List<Reference> resolved) {
        return new Correlation(
                card, name, type, resolved, groupBy, aliases, timespan, bounds, fields, percentile, presence, generate);
    }

    Correlation with(Card other) {
        return new Correlation(
                other, name, type, rules, groupBy, aliases, timespan, bounds, fields, percentile, presence, generate);
    }
}
