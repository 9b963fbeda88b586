package bzh.vigie.collector.detect.persistence;

import bzh.vigie.collector.detect.finding.Finding;
import bzh.vigie.collector.detect.finding.Seen;
import bzh.vigie.collector.store.Alerts.Alert;
import bzh.vigie.collector.store.Alerts.Severity;
import bzh.vigie.collector.store.Alerts.Status;
import bzh.vigie.collector.store.Store;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * A thing that reaches one host of a commune after the other, while somebody looks at its alert and closes it: those that come later are
 * counted in that alert. What comes back to a host that has had it is told anew, and so is everything of high severity.
 */
final class RollOut {
    /** From the alert on: what is not on all machines by then is another act. */
    private static final Duration LASTS = Duration.ofDays(7);

    private RollOut() {}

    /** Whether the finding is of one, and was counted. */
    static boolean isCounted(Store.Session session, Seen seen, String shape, Finding finding) {
        if (finding.severity().compareTo(Severity.HIGH) >= 0) {
            return false;
        }
        Optional<Alert> closed = session.alerts()
                .newest(finding.commune(), finding.rule(), finding.cause())
                .filter(alert -> alert.status() == Status.CLOSED)
                .filter(alert -> finding.time().isBefore(alert.time().plus(LASTS)))
                .filter(alert -> session.inventories().during(seen.host(), Instant.EPOCH, finding.time()).stream()
                        .noneMatch(stood -> stood.shape().equals(shape)));
        closed.ifPresent(alert -> session.alerts().again(alert.id(), finding.host(), finding.time()));
        return closed.isPresent();
    }
}
