package bzh.vigie.collector.detect.finding;

import bzh.vigie.collector.detect.sigma.Card;
import bzh.vigie.collector.detect.sigma.Match;
import bzh.vigie.collector.store.Alerts.Severity;
import bzh.vigie.collector.store.Store;
import bzh.vigie.event.Event;
import java.util.ArrayList;
import java.util.List;

/** Every rule that holds of an event and asks for a person, except for persistence items, which have their own detector. */
public final class RuleFindings implements Detector {
    @Override
    public List<Finding> judge(Seen seen, Store.Session session) {
        if (seen.matches().isEmpty() || seen.event() instanceof Event.ItemSeen) {
            return List.of();
        }
        List<Finding> findings = new ArrayList<>();
        for (Match match : seen.matches()) {
            Card card = match.rule().card();
            Severity severity = Cards.severity(card, seen.situation());
            if (severity != Severity.INFORMATIONAL) {
                findings.add(Finding.about(
                        seen,
                        card.id(),
                        severity,
                        card.techniques(),
                        Evidence.cause(seen.host(), card, match, seen.record()),
                        Evidence.of(seen.record(), match)));
            }
        }
        return findings;
    }
}
