package bzh.vigie.collector.incident;

import bzh.vigie.collector.store.Commune;
import bzh.vigie.collector.store.IncidentId;
import bzh.vigie.collector.store.Incidents.Incident;
import bzh.vigie.collector.store.Scope;
import bzh.vigie.collector.store.Store;
import bzh.vigie.collector.store.Tombstones.Tombstone;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Search of an incident's marks and indicators in what was recorded before them, as far as it is.
 *
 * @param marks not looked for yet in the events of each commune of the incident
 * @param indicators not looked for yet likewise
 * @param upTo receipt of the events that a search under way has come to; empty where none is
 */
public record HistorySearch(int marks, int indicators, Optional<Instant> upTo) {
    private static final String STATE = "history-search";

    /** As a store has it. */
    public static HistorySearch of(Store.Session session, Incident incident) {
        Map<Commune, Set<String>> done = new HashMap<>();
        incident.communes()
                .forEach(commune -> done.put(commune, session.tombstones().lookedBack(commune)));
        long marks = session.tombstones().list(new Scope.All(), incident.id()).stream()
                .filter(Tombstone::standing)
                .filter(mark -> !done.values().stream().allMatch(ids -> ids.contains(mark.id())))
                .count();
        return new HistorySearch(
                Math.toIntExact(marks),
                session.indicators().notLookedBack(incident.id().text()),
                session.progress()
                        .state(STATE, incident.id().text())
                        .map(bytes -> Instant.parse(new String(bytes, StandardCharsets.US_ASCII))));
    }

    /** Whether all was looked for. */
    public boolean isDone() {
        return marks == 0 && indicators == 0;
    }

    /** Keeps how far a search is. */
    public static void reached(Store.Session session, IncidentId incident, Instant upTo) {
        session.progress().state(STATE, incident.text(), upTo.toString().getBytes(StandardCharsets.US_ASCII));
    }

    /** A search came to its end. */
    public static void ended(Store.Session session, IncidentId incident) {
        session.progress().forget(STATE, incident.text());
    }
}
