package bzh.vigie.collector.detect.finding;

import bzh.vigie.collector.detect.sigma.Correlation;
import bzh.vigie.collector.detect.sigma.Match;
import bzh.vigie.collector.detect.sigma.Rules;
import java.util.List;
import java.util.Set;

/**
 * The rules in force. Immutable: other rules are another ruling.
 *
 * @param correlations each after those that it refers to
 * @param onlyCorrelated ids of rules and correlations that raise no alert of their own
 */
public record Ruling(Rules rules, List<Correlation> correlations, Set<String> onlyCorrelated) {
    public Ruling {
        correlations = List.copyOf(correlations);
        onlyCorrelated = Set.copyOf(onlyCorrelated);
    }

    /** Rules without correlations. */
    public static Ruling of(Rules rules) {
        return new Ruling(rules, List.of(), Set.of());
    }

    /** Of these, the rules that raise alerts of their own. */
    public List<Match> speaking(List<Match> matches) {
        return onlyCorrelated.isEmpty() || matches.isEmpty()
                ? matches
                : matches.stream()
                        .filter(match ->
                                !onlyCorrelated.contains(match.rule().card().id()))
                        .toList();
    }
}
