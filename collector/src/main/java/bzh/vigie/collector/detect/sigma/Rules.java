package bzh.vigie.collector.detect.sigma;

import java.util.List;

/** Judges records by a set of rules. Thread-safe. */
public interface Rules {
    /** Every rule that holds of this record, in the order in which the rules were given. */
    List<Match> judge(SigmaRecord record);

    /** Every rule. */
    List<SigmaRule> all();
}
