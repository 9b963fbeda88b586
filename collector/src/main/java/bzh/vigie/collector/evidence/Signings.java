package bzh.vigie.collector.evidence;

import bzh.vigie.collector.evidence.LedgerVerification.Difference;
import bzh.vigie.collector.store.Audit;
import bzh.vigie.collector.store.Conclusions;
import bzh.vigie.collector.store.IncidentId;
import bzh.vigie.collector.store.Incidents.Incident;
import bzh.vigie.collector.store.LedgerWords;
import bzh.vigie.collector.store.Reviews.Baseline;
import bzh.vigie.collector.store.Scope;
import bzh.vigie.collector.store.Store;
import bzh.vigie.event.Sha256;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Conclusions and baselines that stand signed against the decisions by which they were: a line that a trigger in the file had this program
 * write is in the ledger, and nobody decided it.
 */
final class Signings {
    private Signings() {}

    static void check(Store.Session session, Findings found) {
        Scope all = new Scope.All();
        for (Incident incident : session.incidents().list(all)) {
            IncidentId id = incident.id();
            Set<String> decided = session.audit().about(id.text()).stream()
                    .map(Audit.Entry::action)
                    .collect(Collectors.toSet());
            for (Conclusions.Line line : session.conclusions().lines(all, id)) {
                if (!isDecided(line, decided)) {
                    found.add(Difference.SIGNATURE_NOT_DECIDED, "conclusion_line/" + line.number());
                }
            }
            for (Baseline each : session.reviews().baselines(all, id)) {
                String action = LedgerWords.baseline(
                        each.commune(),
                        each.groups(),
                        each.digest(),
                        each.hosts().size());
                if (!decided.contains(action)) {
                    found.add(Difference.SIGNATURE_NOT_DECIDED, "baseline/" + each.number());
                }
            }
        }
    }

    /** The time for which it was computed stands in the statement, which the digest holds. */
    private static boolean isDecided(Conclusions.Line line, Set<String> decided) {
        String begins = LedgerWords.signing(line.decision(), line.word());
        String ends = LedgerWords.digest(line.digest());
        return Sha256.over(line.statement().getBytes(StandardCharsets.UTF_8)).equals(line.digest())
                && decided.stream().anyMatch(action -> action.startsWith(begins) && action.endsWith(ends));
    }
}
