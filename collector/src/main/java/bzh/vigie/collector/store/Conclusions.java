package bzh.vigie.collector.store;

import bzh.vigie.event.Sha256;
import java.time.Instant;
import java.util.List;

/**
 * What analysts say of conclusions that were computed: they sign one or refuse it, with a reason, and never change it. Of the lines about an
 * incident the last counts; every one stays.
 */
public interface Conclusions {
    /** Longest statement that is kept, in characters. */
    int LONGEST_STATEMENT = 4_000_000;

    /** What an analyst says. */
    enum Decision {
        /** That the computed conclusion is also the analyst's. */
        SIGNED,
        /** That it is not, for the reason that is given; the computed one stays beside. */
        REFUSED
    }

    /**
     * A decision.
     *
     * @param word that was computed
     * @param computed for which time, by the collector's clock
     * @param digest of the statement
     * @param statement the conclusion with all that it rests on, as text: the same facts give the same
     */
    record Line(
            long number,
            Decision decision,
            String word,
            Instant computed,
            Sha256 digest,
            String statement,
            Instant written,
            Author author) {}

    /**
     * Writes a line.
     *
     * @return false, and nothing written, where the whole of the incident may not be decided about
     * @throws IllegalArgumentException for a statement that is too long
     */
    boolean decide(
            Scope scope,
            IncidentId id,
            Decision decision,
            String word,
            Instant computed,
            String statement,
            Author author);

    /** Every line, in the order of writing; none where the whole of the incident may not be seen. */
    List<Line> lines(Scope scope, IncidentId id);
}
