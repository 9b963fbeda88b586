package bzh.vigie.collector.detect.logon;

import java.util.Map;

/**
 * What logons show.
 *
 * @param rule id of the card
 * @param cause what equal findings of a commune are grouped by
 * @param evidence field to value
 */
public record LogonFinding(String rule, String cause, Map<String, String> evidence) {
    public LogonFinding {
        evidence = Map.copyOf(evidence);
    }
}
