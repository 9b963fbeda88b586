package bzh.vigie.collector.conclusion;

import bzh.vigie.collector.incident.Evictions;
import bzh.vigie.collector.store.AlertExceptions.Excepting;
import bzh.vigie.collector.store.Alerts.Alert;
import bzh.vigie.collector.store.Alerts.Status;
import bzh.vigie.collector.store.Scope;
import bzh.vigie.collector.store.Store;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * An alert that an exception hides, so that no person saw it.
 *
 * @param by the exception; empty where it is not known
 * @param evicted when the last eviction ended; empty while one goes on
 */
public record Excepted(Alert alert, Optional<Excepting> by, Optional<Instant> evicted) {
    /** Those of these alerts. */
    static List<Excepted> of(Store.Session session, List<Alert> alerts, Evictions evictions) {
        Map<Long, Optional<Excepting>> known = new HashMap<>();
        return alerts.stream()
                .filter(alert -> alert.status() == Status.EXCEPTED)
                .map(alert -> new Excepted(alert, by(session, alert, known), evictions.lastEnd()))
                .toList();
    }

    private static Optional<Excepting> by(Store.Session session, Alert alert, Map<Long, Optional<Excepting>> known) {
        OptionalLong number = session.alerts()
                .standing(new Scope.All(), alert.id())
                .map(standing -> standing.exception())
                .orElse(OptionalLong.empty());
        return number.isEmpty()
                ? Optional.empty()
                : known.computeIfAbsent(
                        number.getAsLong(), each -> session.alertExceptions().find(new Scope.All(), each));
    }

    /** Whether who wrote the exception knew of the eviction: one of before pardons what nobody had in mind. */
    public boolean isDecided() {
        return by.isPresent()
                && evicted.filter(end -> !by.get().written().isBefore(end)).isPresent();
    }

    /** Its rule and host, the exception with its author, how often it came; its id stands last. */
    String named() {
        return Criterion.named(
                alert.rule(),
                alert.hostname(),
                isDecided() ? "excepted" : "excepted-before",
                by.map(each -> each.number() + " (" + each.author().name() + ")")
                        .orElse("?"),
                "×" + alert.count(),
                alert.id());
    }
}
