package bzh.vigie.collector.detect.returns;

import bzh.vigie.collector.incident.Evictions;
import bzh.vigie.collector.store.Commune;
import bzh.vigie.collector.store.IncidentId;
import bzh.vigie.collector.store.Incidents.Incident;
import bzh.vigie.collector.store.Scope;
import bzh.vigie.collector.store.Store;
import bzh.vigie.collector.store.Tombstones.Tombstone;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The tombstones that stand, for each commune of their incidents, as of the beginning of a transaction: read anew when anything of
 * incidents changed, since analysts mark things in programs of their own. Belongs to the thread of detection.
 */
public final class Standing {
    private static final Scope ALL = new Scope.All();
    private static final Marked NONE = new Marked(List.of());

    private boolean looked;
    private String version = "";
    private List<Tombstone> all = List.of();
    private Map<Commune, Marked> byCommune = Map.of();
    private Map<IncidentId, Evictions> evictions = Map.of();

    /** Those that concern a commune. */
    Marked of(Store.Session session, Commune commune) {
        look(session);
        return byCommune.getOrDefault(commune, NONE);
    }

    /** All of them. */
    List<Tombstone> all(Store.Session session) {
        look(session);
        return all;
    }

    /** When the eviction of an incident was. */
    Evictions evictions(IncidentId incident) {
        return evictions.getOrDefault(incident, Evictions.of(List.of()));
    }

    /** The transaction ended: the next one looks whether anything changed. */
    void ended() {
        looked = false;
    }

    /** What was read in this transaction may not be so. */
    void forget() {
        looked = false;
        version = "";
    }

    private void look(Store.Session session) {
        if (looked) {
            return;
        }
        looked = true;
        String now = session.tombstones().version();
        if (now.equals(version)) {
            return;
        }
        all = session.tombstones().standing();
        Map<Commune, List<Tombstone>> lists = new HashMap<>();
        Map<IncidentId, Evictions> dated = new HashMap<>();
        Map<IncidentId, List<Commune>> communes = new HashMap<>();
        for (Tombstone tombstone : all) {
            IncidentId id = tombstone.incident();
            for (Commune commune : communes.computeIfAbsent(id, each -> communes(session, each))) {
                lists.computeIfAbsent(commune, each -> new ArrayList<>()).add(tombstone);
            }
            dated.computeIfAbsent(id, each -> Evictions.of(session.incidents().evictions(ALL, each)));
        }
        Map<Commune, Marked> found = new HashMap<>();
        // Communes of one incident alone share one list.
        Map<List<Tombstone>, Marked> shared = new HashMap<>();
        lists.forEach((commune, list) -> found.put(commune, shared.computeIfAbsent(list, Marked::new)));
        byCommune = found;
        evictions = dated;
        version = now;
    }

    private static List<Commune> communes(Store.Session session, IncidentId id) {
        Optional<Incident> incident = session.incidents().find(ALL, id);
        return incident.map(Incident::communes).orElse(List.of());
    }
}
