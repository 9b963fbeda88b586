package bzh.vigie.collector.store;

import java.time.LocalDate;
import java.util.Map;

/**
 * Whether what is counted with every alert and every decision, and which pages rest on, is what counting all alerts gives. Reads every alert: for who
 * looks after a collector.
 */
public interface KeptCounts {
    /**
     * By the kind of count, how many of them are not as they should be; empty where all are.
     *
     * @param today counts by day are compared as far back as they are kept ({@link RuleHits#KEPT})
     */
    Map<String, Long> wrong(LocalDate today);

    /** Counts everything anew. */
    void repair(LocalDate today, Author author);
}
