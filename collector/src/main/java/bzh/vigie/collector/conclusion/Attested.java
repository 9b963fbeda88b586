package bzh.vigie.collector.conclusion;

import bzh.vigie.collector.incident.Evictions;
import bzh.vigie.collector.store.Attestations;
import bzh.vigie.collector.store.Attestations.About;
import bzh.vigie.collector.store.Attestations.Answer;
import bzh.vigie.collector.store.Attestations.Statement;
import bzh.vigie.collector.store.Incidents.Interval;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;

/** Which attestations count. Pure. */
final class Attested {
    /** What the attacker had stays so, whenever it was stated and whatever was evicted since. */
    private static final Set<Statement> GRAVE =
            Set.of(Statement.PRIVILEGED_CODE, Statement.DOMAIN_TAKEN, Statement.AUTHORITY_KEY_EXPOSED);

    private Attested() {}

    /**
     * Whether a line counts at that time. What is done may end; a measure counts once the last eviction has ended, and whatever else speaks
     * well only where it was stated since the eviction began: where that is dated anew, what was stated before it is of another time.
     */
    static boolean counts(Attestations.Line line, Evictions evictions, Instant at) {
        if (GRAVE.contains(line.statement()) && line.answer().equals(Optional.of(Answer.YES))) {
            return true;
        }
        boolean ended = line.statement().about() != About.FACT
                && line.until().filter(end -> !at.isBefore(end)).isPresent();
        Optional<Instant> least = switch (line.statement().about()) {
            case MEASURE -> evictions.lastEnd();
            case FACT -> evictions.all().map(Interval::start);
            case HOST -> line.host().flatMap(evictions::forHost).map(Interval::start);
        };
        return !ended && least.filter(line.written()::isBefore).isEmpty();
    }
}
