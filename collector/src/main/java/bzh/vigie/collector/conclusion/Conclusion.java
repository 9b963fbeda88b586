package bzh.vigie.collector.conclusion;

import bzh.vigie.collector.conclusion.Criterion.Kind;
import bzh.vigie.collector.conclusion.Criterion.State;
import bzh.vigie.collector.conclusion.Criterion.Weight;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * What can be concluded, worked out of facts alone: it can be worked out again, and every criterion says what it fails for. A criterion
 * that is not met, or not known, is never passed over.
 *
 * @param criteria every one, in the order of {@link Kind}
 */
public record Conclusion(Facts facts, Word word, List<Criterion> criteria) {
    /** All that can be concluded. */
    public enum Word {
        RECURRENCE_OBSERVED,
        NOT_OBSERVED_COVERAGE_SUFFICIENT,
        NOT_OBSERVED_COVERAGE_INSUFFICIENT,
        NOT_VERIFIABLE
    }

    public Conclusion {
        criteria = List.copyOf(criteria);
    }

    /** What these facts allow to say. */
    public static Conclusion of(Facts facts) {
        List<Criterion> criteria = Arrays.stream(Kind.values())
                .map(kind -> new Judge(facts).judge(kind))
                .toList();
        return new Conclusion(facts.judged(), word(criteria), criteria);
    }

    private static Word word(List<Criterion> criteria) {
        Set<Weight> failed = new HashSet<>();
        criteria.stream()
                .filter(each -> each.state() != State.MET)
                .forEach(each -> failed.add(each.kind().weight()));
        if (failed.contains(Weight.RECURRENCE)) {
            return Word.RECURRENCE_OBSERVED;
        }
        if (failed.contains(Weight.NOT_VERIFIABLE)) {
            return Word.NOT_VERIFIABLE;
        }
        return failed.isEmpty() ? Word.NOT_OBSERVED_COVERAGE_SUFFICIENT : Word.NOT_OBSERVED_COVERAGE_INSUFFICIENT;
    }

    /** The criteria that keep a better word from being said. */
    public List<Criterion> missing() {
        return criteria.stream().filter(each -> each.state() != State.MET).toList();
    }

    /** The longest dormancy that the watch excludes on every host that has an agent; zero where there is none. */
    public Duration horizon() {
        return facts.hosts().stream()
                .map(WatchedHost::horizon)
                .min(Duration::compareTo)
                .orElse(Duration.ZERO);
    }
}
