package bzh.vigie.collector.detect.sigma;

import java.util.Map;

/**
 * A rule that holds of a record.
 *
 * @param evidence the fields that the rule looks at, as the record has them
 */
public record Match(SigmaRule rule, Map<String, String> evidence) {
    public Match {
        evidence = Map.copyOf(evidence);
    }
}
