package bzh.vigie.collector.detect.behaviour;

import bzh.vigie.collector.detect.finding.Cards;
import bzh.vigie.collector.detect.finding.Detector;
import bzh.vigie.collector.detect.finding.Evidence;
import bzh.vigie.collector.detect.finding.Finding;
import bzh.vigie.collector.detect.finding.RuleVerdict;
import bzh.vigie.collector.detect.finding.Seen;
import bzh.vigie.collector.detect.sigma.Match;
import bzh.vigie.collector.review.NeverExcepted;
import bzh.vigie.collector.store.Alerts.Severity;
import bzh.vigie.collector.store.Situation;
import bzh.vigie.collector.store.Store;
import bzh.vigie.event.Event;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * One finding of each event of which rules hold: that of the best rule, the others named beside it. Where an exception hides that one, the
 * next leads in a finding of its own. Persistence items have their own detector.
 */
public final class RuleFindings implements Detector {
    @Override
    public List<Finding> judge(Seen seen, Store.Session session) {
        if (seen.matches().isEmpty() || seen.event() instanceof Event.ItemSeen) {
            return List.of();
        }
        List<Finding> findings = new ArrayList<>();
        Optional<RuleVerdict> verdict = RuleVerdict.of(seen.matches(), seen.situation());
        while (verdict.isPresent()) {
            Finding finding = about(seen, verdict.get());
            findings.add(finding);
            List<Match> others = verdict.get().others();
            boolean isHidden = !others.isEmpty()
                    && NeverExcepted.hiding(session, finding.alert(seen.situation()), finding.time())
                            .isPresent();
            verdict = isHidden ? RuleVerdict.of(others, seen.situation()) : Optional.empty();
        }
        return findings;
    }

    private static Finding about(Seen seen, RuleVerdict verdict) {
        return Finding.about(
                seen,
                verdict.card().id(),
                verdict.severity(),
                verdict.techniques(List.of()),
                Evidence.cause(seen.host(), verdict.card(), verdict.leading(), seen.record())
                        + furtherReasons(verdict, seen.situation()),
                verdict.evidence(seen.record()));
    }

    /** Another reason that asks for a person is another cause: it would not be seen in the count of an open alert. */
    private static String furtherReasons(RuleVerdict verdict, Situation situation) {
        return verdict.others().stream()
                .map(Match::rule)
                .map(rule -> rule.card())
                .filter(card -> Cards.severity(card, situation).compareTo(Severity.MEDIUM) >= 0)
                .map(card -> "|" + card.id())
                .sorted()
                .collect(Collectors.joining());
    }
}
