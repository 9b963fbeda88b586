package bzh.vigie.collector.conclusion;

import bzh.vigie.collector.incident.Evictions;
import bzh.vigie.collector.store.Attestations;
import bzh.vigie.collector.store.Attestations.About;
import bzh.vigie.collector.store.Attestations.Answer;
import bzh.vigie.collector.store.Attestations.Statement;
import bzh.vigie.collector.store.Commune;
import bzh.vigie.collector.store.Incidents.Interval;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/** Which attestations count. Pure. */
final class Attested {
    /** What the attacker had stays so, whenever it was stated and whatever was evicted since. */
    private static final Set<Statement> GRAVE =
            Set.of(Statement.PRIVILEGED_CODE, Statement.DOMAIN_TAKEN, Statement.AUTHORITY_KEY_EXPOSED);

    private Attested() {}

    /** The last of these lines with that statement about what has this key of a name in that commune, where it counts and says yes. */
    static Optional<Attestations.Line> named(
            List<Attestations.Line> lines, Statement statement, Commune commune, Predicate<String> name) {
        return lines.stream()
                .filter(line -> line.statement() == statement)
                .filter(line -> line.named()
                        .filter(each -> each.commune().equals(commune) && name.test(each.name()))
                        .isPresent())
                .reduce((earlier, later) -> later)
                .filter(line -> line.answer().equals(Optional.of(Answer.YES)));
    }

    /**
     * Whether a line counts at that time. What is done may end; a measure, and what somebody saw of an object of a directory, counts once the
     * last eviction has ended, and whatever else speaks well only where it was stated since the eviction began: where that is dated anew, what
     * was stated before it is of another time.
     */
    static boolean counts(Attestations.Line line, Evictions evictions, Instant at) {
        if (GRAVE.contains(line.statement()) && line.answer().equals(Optional.of(Answer.YES))) {
            return true;
        }
        boolean ended = line.statement().about() != About.FACT
                && line.until().filter(end -> !at.isBefore(end)).isPresent();
        Optional<Instant> least = switch (line.statement().about()) {
            case MEASURE, OBJECT -> evictions.lastEnd();
            case FACT, EXPECTED, USER, DOMAIN -> evictions.all().map(Interval::start);
            case HOST -> line.host().flatMap(evictions::forHost).map(Interval::start);
        };
        return !ended && least.filter(line.written()::isBefore).isEmpty();
    }
}
