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
    /** Field of an overflow: the host that told most, whose matter it is. */
    public static final String FILLED_BY = "filled_by";

    public LogonFinding {
        evidence = Map.copyOf(evidence);
    }
}
