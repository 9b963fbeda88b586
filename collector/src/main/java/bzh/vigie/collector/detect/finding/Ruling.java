package bzh.vigie.collector.detect.finding;

import bzh.vigie.collector.detect.sigma.Correlation;
import bzh.vigie.collector.detect.sigma.DetectorTunings;
import bzh.vigie.collector.detect.sigma.Match;
import bzh.vigie.collector.detect.sigma.Rules;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The rules in force. Immutable: other rules are another ruling.
 *
 * @param correlations each after those that it refers to
 * @param onlyCorrelated ids of rules and correlations that raise no alert of their own
 * @param detectors what was decided about detectors in code
 */
public record Ruling(
        Rules rules, List<Correlation> correlations, Set<String> onlyCorrelated, DetectorTunings detectors) {
    public Ruling {
        correlations = List.copyOf(correlations);
        onlyCorrelated = Set.copyOf(onlyCorrelated);
    }

    /** Where nothing was decided about detectors. */
    public Ruling(Rules rules, List<Correlation> correlations, Set<String> onlyCorrelated) {
        this(rules, correlations, onlyCorrelated, DetectorTunings.NONE);
    }

    /** Rules without correlations. */
    public static Ruling of(Rules rules) {
        return new Ruling(rules, List.of(), Set.of());
    }

    /** A finding as was decided about its detector; empty where it is not to be told. */
    public Optional<Finding> decided(Finding finding) {
        Map<String, String> fields = new HashMap<>(finding.evidence());
        fields.putIfAbsent("host", finding.hostname());
        fields.putIfAbsent("commune", finding.commune().insee());
        if (!detectors.tells(finding.rule(), fields)) {
            return Optional.empty();
        }
        return Optional.of(detectors
                .level(finding.rule())
                .map(level -> finding.at(Cards.severity(level)))
                .orElse(finding));
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
