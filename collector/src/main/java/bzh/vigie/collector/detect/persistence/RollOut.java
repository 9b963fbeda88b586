package bzh.vigie.collector.detect.persistence;

import bzh.vigie.collector.detect.finding.CalmDay;
import bzh.vigie.collector.detect.finding.Finding;
import bzh.vigie.collector.detect.finding.Seen;
import bzh.vigie.collector.incident.Evictions;
import bzh.vigie.collector.review.GroupKey;
import bzh.vigie.collector.store.Alerts.Alert;
import bzh.vigie.collector.store.Alerts.Closing;
import bzh.vigie.collector.store.Alerts.Severity;
import bzh.vigie.collector.store.Alerts.Standing;
import bzh.vigie.collector.store.Alerts.Status;
import bzh.vigie.collector.store.Scope;
import bzh.vigie.collector.store.Store;
import bzh.vigie.event.Item;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A thing that reaches one host of a commune after the other, over days, while somebody looks at its alert and closes it: those that come
 * later are counted in that alert, where a publisher or a package vouches for it or three hosts have it. What comes back to a host that has had it is told anew, and so is everything of high severity, what is not the
 * very thing of that alert, what was closed as true, and what comes on the other side of an eviction's beginning or end.
 */
final class RollOut {
    /** From the alert on: what is not on all machines by then is another act. */
    private static final Duration LASTS = Duration.ofDays(7);

    /** On so many hosts what nobody vouches for is a roll-out, too. */
    private static final int WIDE = 3;

    private static final String SHAPE = "shape";
    private static final Scope ALL = new Scope.All();

    private RollOut() {}

    /** Whether the finding is of one, and was counted. */
    static boolean isCounted(Store.Session session, Seen seen, Item item, Finding finding) {
        if (finding.severity().compareTo(Severity.HIGH) >= 0) {
            return false;
        }
        String shape = item.shape();
        Optional<Alert> line = Act.causes(finding.cause(), LASTS).stream()
                .flatMap(cause -> session.alerts().newest(finding.commune(), finding.rule(), cause).stream())
                .findFirst()
                .filter(alert -> alert.evidence().getOrDefault(SHAPE, "").equals(shape))
                .or(() -> listing(session, seen, finding))
                .filter(alert -> alert.status().isOpen()
                        ? !alert.cause().equals(finding.cause())
                        : alert.status() == Status.CLOSED && !isTrue(session, alert))
                .filter(alert -> alert.status() == Status.NEW
                        || !GroupKey.publisher(item).isEmpty()
                        || session.alerts().countHosts(ALL, alert.id()) >= WIDE)
                .filter(alert -> finding.time().isBefore(alert.time().plus(LASTS)))
                .filter(alert -> !anEvictionLiesBetween(session, seen, alert.time(), finding.time()))
                .filter(alert -> session.inventories().during(seen.host(), Instant.EPOCH, finding.time()).stream()
                        .noneMatch(stood -> stood.shape().equals(shape)));
        line.ifPresent(alert -> {
            session.alerts().again(alert.id(), finding.host(), finding.time());
            if (alert.rule().equals(CalmDay.RULE) || alert.evidence().containsKey(Act.FIELD)) {
                session.alerts().list(alert, finding.listed());
            }
        });
        return line.isPresent();
    }

    /** The line that sums up several and lists this thing: in calm that of a day, under enhanced monitoring that of an act. */
    private static Optional<Alert> listing(Store.Session session, Seen seen, Finding finding) {
        if (CalmDay.takes(finding, seen.situation())) {
            return session.alerts().listing(finding.commune(), CalmDay.RULE, finding.listed());
        }
        return finding.evidence().containsKey(Act.FIELD)
                ? session.alerts().listing(finding.commune(), finding.rule(), finding.listed())
                : Optional.empty();
    }

    /** What was what it said is the attacker's, and so is what comes of it on the next host. */
    private static boolean isTrue(Store.Session session, Alert alert) {
        return session.alerts()
                .standing(ALL, alert.id())
                .flatMap(Standing::closing)
                .filter(Closing.TRUE::equals)
                .isPresent();
    }

    /** Whether the eviction of that host, in an incident of its commune, begins or ends after the one and not after the other. */
    private static boolean anEvictionLiesBetween(Store.Session session, Seen seen, Instant from, Instant to) {
        return session.incidents().list(ALL).stream()
                .filter(incident -> incident.communes().contains(seen.commune()))
                .flatMap(incident ->
                        Evictions.of(session.incidents().evictions(ALL, incident.id())).forHost(seen.host()).stream())
                .flatMap(eviction -> Stream.concat(Stream.of(eviction.start()), eviction.end().stream()))
                .anyMatch(time -> time.isAfter(from) && !time.isAfter(to));
    }
}
