package bzh.vigie.collector.store;

import java.time.LocalDate;
import java.util.List;

/** What rules told, over time. */
public interface RuleHits {
    /**
     * Alerts of a rule on a day (UTC).
     *
     * @param alerts raised that day; what is counted in them later is not
     */
    record Day(String rule, LocalDate day, long alerts) {}

    /** Days of which it is kept, today among them; pages show fewer. */
    int KEPT = 100;

    /** Lets go of days before that one; at most so many rows, whose number it gives. */
    int retain(LocalDate oldest, int most);

    /** By rule and day, of the communes that may be seen, from that day on. */
    List<Day> since(Scope scope, LocalDate first);
}
