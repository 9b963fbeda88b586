package bzh.vigie.collector.report;

import bzh.vigie.collector.detect.watchlist.WatchlistFindings;
import bzh.vigie.collector.intel.Tlp;
import bzh.vigie.collector.store.Alerts.Alert;
import bzh.vigie.collector.store.Alerts.Closing;
import bzh.vigie.collector.store.Alerts.Numbered;
import bzh.vigie.collector.store.Alerts.Severity;
import bzh.vigie.collector.store.Alerts.Standing;
import bzh.vigie.collector.store.Alerts.Status;
import bzh.vigie.collector.store.Commune;
import bzh.vigie.collector.store.Incidents.Incident;
import bzh.vigie.collector.store.Indicators.Listed;
import bzh.vigie.collector.store.Scope;
import bzh.vigie.collector.store.Store;
import bzh.vigie.collector.store.Tombstones;
import bzh.vigie.collector.store.Tombstones.Nature;
import java.io.IOException;
import java.time.Instant;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** What of an incident goes to those who have other tools. Read page by page, so that nobody waits for a long export. */
public final class IncidentExport {
    private static final int PAGE = 1_000;
    private static final Set<Closing> NOT_FOUND = EnumSet.of(Closing.EXPECTED, Closing.FALSE_ALARM, Closing.TEST);
    private static final Set<Nature> NOT_OURS = EnumSet.of(Nature.AUTHORISED, Nature.UNRELATED);

    private IncidentExport() {}

    /**
     * Adds all indicators of an incident, and its findings from the oldest on: those of medium severity or graver since a report of it begins
     * ({@link ReportMaking#begin}), and every sighting of its indicators. Not what an exception hides, what somebody closed as a false alarm,
     * as expected or as a test, nor a return that is said to be none of this attacker.
     *
     * @param scope whose findings are told, of the incident's communes
     * @param most findings at most
     * @return whether those were all
     * @throws IOException where the bundle cannot be written
     */
    public static boolean write(Store store, Scope scope, Incident incident, StixBundle bundle, int most)
            throws IOException {
        indicators(store, incident, bundle);
        return findings(store, scope, incident, bundle, most);
    }

    private static Scope within(Scope scope, Incident incident) {
        Set<Commune> seen = incident.communes().stream().filter(scope::allows).collect(Collectors.toSet());
        return new Scope.Communes(seen);
    }

    private static void indicators(Store store, Incident incident, StixBundle bundle) throws IOException {
        Optional<String> after = Optional.empty();
        List<Listed> page;
        do {
            Optional<String> from = after;
            page = store.read(session ->
                    session.indicators().list(Optional.of(incident.id().text()), from, PAGE));
            for (Listed each : page) {
                bundle.add(each);
                after = Optional.of(each.id());
            }
        } while (page.size() == PAGE);
    }

    private static boolean findings(Store store, Scope scope, Incident incident, StixBundle bundle, int most)
            throws IOException {
        Instant begin = store.read(session -> ReportMaking.begin(session, scope, incident));
        long after = 0;
        int told = 0;
        List<Numbered> page;
        do {
            long from = after;
            Map<Alert, Tlp> marked = new LinkedHashMap<>();
            page = store.read(session -> {
                List<Numbered> some = session.alerts().after(within(scope, incident), from, PAGE);
                some.stream()
                        .map(Numbered::alert)
                        .filter(alert -> isOf(alert, incident, begin) && isFound(session, alert))
                        .forEach(alert ->
                                marked.put(alert.shown(scope), WatchlistFindings.marking(alert.evidence(), session)));
                return some;
            });
            for (Map.Entry<Alert, Tlp> each : marked.entrySet()) {
                if (told == most) {
                    return false;
                }
                bundle.add(each.getKey(), each.getValue());
                told++;
            }
            after = page.isEmpty() ? after : page.getLast().sequence();
        } while (page.size() == PAGE);
        return true;
    }

    private static boolean isFound(Store.Session session, Alert alert) {
        Scope all = new Scope.All();
        boolean elsewhere =
                (Tombstones.RULES.contains(alert.rule()) || alert.rule().equals(Tombstones.SAME_ATTACK))
                        && session.tombstones().natures(all, alert.id()).stream()
                                .reduce((a, b) -> b)
                                .filter(line -> NOT_OURS.contains(line.nature()))
                                .isPresent();
        boolean closed = alert.status() == Status.CLOSED
                && session.alerts()
                        .standing(all, alert.id())
                        .flatMap(Standing::closing)
                        .filter(NOT_FOUND::contains)
                        .isPresent();
        return alert.status() != Status.EXCEPTED && !closed && !elsewhere;
    }

    private static boolean isOf(Alert alert, Incident incident, Instant begin) {
        Optional<String> ofIncident = Optional.ofNullable(alert.evidence().get("incident"));
        Instant last = alert.lastTime();
        return ofIncident
                .map(incident.id().text()::equals)
                .orElse(alert.severity().compareTo(Severity.MEDIUM) >= 0 && !last.isBefore(begin));
    }
}
