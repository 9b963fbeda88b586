package bzh.vigie.collector.detect.sigma.correlation;

import java.time.Instant;
import java.util.List;
import java.util.function.UnaryOperator;

/**
 * An event that rules hold of.
 *
 * @param scope what is never correlated with another: the commune
 * @param id of the event; one that comes again is not counted again
 * @param time when it happened
 * @param rules ids of the rules
 * @param field name to value; empty text where it has none
 */
public record Occurrence(String scope, String id, Instant time, List<String> rules, UnaryOperator<String> field) {
    public Occurrence {
        rules = List.copyOf(rules);
    }
}
