package bzh.vigie.collector.detect.sigma;

import java.util.List;

/**
 * A filter: what must hold besides for some rules to match (filters specification 2.1). As in the reference implementation
 * its condition is joined to the rule's by {@code and}; what leaves events out says {@code not selection}.
 *
 * @param rules ids or names; empty for every rule of its pack for the log source
 */
record Filter(String title, LogSource logSource, List<String> rules, Condition condition, String file, int line) {
    Filter {
        rules = List.copyOf(rules);
    }

    /** Whether a rule's log source is among this one's. */
    boolean isFor(LogSource rule) {
        return logSource.covers(rule);
    }
}
