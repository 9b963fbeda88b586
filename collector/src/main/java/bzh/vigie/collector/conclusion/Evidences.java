package bzh.vigie.collector.conclusion;

import bzh.vigie.collector.coverage.HostCoverage;
import bzh.vigie.collector.coverage.Spans;
import bzh.vigie.collector.coverage.Window;
import bzh.vigie.collector.store.Alerts.Alert;
import bzh.vigie.collector.store.Alerts.Closing;
import bzh.vigie.collector.store.Alerts.Standing;
import bzh.vigie.collector.store.Alerts.Status;
import bzh.vigie.collector.store.CoverageLog.Gap;
import bzh.vigie.collector.store.CoverageLog.Told;
import bzh.vigie.collector.store.ExpectedHosts.Role;
import bzh.vigie.collector.store.Hosts.Host;
import bzh.vigie.collector.store.Scope;
import bzh.vigie.collector.store.Store;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Reads what is stored of hosts in their windows.
 *
 * @param alerts those since the eviction began: another witness's word is one of them until an analyst explains it
 */
record Evidences(Store.Session session, CoverageTable table, List<Alert> alerts) {
    /** The rule of what another witness saw, with what its evidence is called. */
    static final String CONTRADICTION = "vigie-silent-host-active";

    static final String SILENT_SINCE = "silent_since";
    static final String SEEN_LAST = "seen_last";

    /** A host in its window. */
    WatchedHost watched(Host host, Window window, Role role, boolean before, boolean ruled) {
        List<Told> told = session.coverage().told(host.id(), window.from(), window.to());
        List<Gap> gaps = session.coverage().gaps(host.id(), window.from(), window.to());
        HostCoverage coverage =
                HostCoverage.of(host, window, told, gaps, HostCoverage.losses(host, window, session.coverage()));
        return new WatchedHost(
                coverage,
                role,
                before,
                HostEvidence.of(
                        coverage,
                        told,
                        gaps,
                        session.userDays().of(host.id(), window.from().minus(HostEvidence.HISTORY), window.to()),
                        contradicted(host, window)),
                table.longestGap(),
                ruled);
    }

    private Spans contradicted(Host host, Window window) {
        return Spans.of(alerts.stream()
                .filter(alert -> alert.rule().equals(CONTRADICTION)
                        && alert.host().equals(host.id())
                        && !isExplained(session, alert))
                .flatMap(alert -> silence(alert, window))
                .toList());
    }

    /**
     * Whether a person closed it as something else than what it said: what was true is dealt with and was so, and what an exception hides
     * nobody looked at.
     */
    static boolean isExplained(Store.Session session, Alert alert) {
        return alert.status() == Status.CLOSED
                && session.alerts()
                        .standing(new Scope.All(), alert.id())
                        .flatMap(Standing::closing)
                        .filter(closing -> closing != Closing.TRUE)
                        .isPresent();
    }

    /** From when the agent was silent to when the host was last seen. */
    private static Stream<Window> silence(Alert alert, Window window) {
        Optional<Instant> since = time(alert, SILENT_SINCE);
        Optional<Instant> last = time(alert, SEEN_LAST);
        if (since.isEmpty() || last.isEmpty() || !since.get().isBefore(last.get())) {
            return Stream.of();
        }
        return new Spans(List.of(new Window(since.get(), last.get())))
                .and(new Spans(List.of(window))).windows().stream();
    }

    private static Optional<Instant> time(Alert alert, String field) {
        try {
            return Optional.ofNullable(alert.evidence().get(field)).map(Instant::parse);
        } catch (DateTimeParseException e) {
            return Optional.empty();
        }
    }
}
