package bzh.vigie.collector.detect.watchlist;

import bzh.vigie.collector.store.Commune;
import bzh.vigie.collector.store.IncidentId;
import bzh.vigie.collector.store.Incidents.Incident;
import bzh.vigie.collector.store.Indicators.Listed;
import bzh.vigie.collector.store.Scope;
import bzh.vigie.collector.store.Store;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Whose hosts an indicator is looked for on: an incident's on those of its communes, since an alert elsewhere would tell another commune what
 * was found here; the region's everywhere. Immutable.
 */
public final class Concerned {
    /** That of no incident. */
    static final Concerned NOBODY = new Concerned(Map.of(), false);

    private final Map<String, Set<Commune>> communes;
    private final boolean everybody;

    private Concerned(Map<String, Set<Commune>> communes, boolean everybody) {
        this.communes = Map.copyOf(communes);
        this.everybody = everybody;
    }

    /** By the incidents as they are now. */
    public static Concerned by(Store.Session session, Collection<Listed> indicators) {
        Map<String, Set<Commune>> communes = new HashMap<>();
        boolean everybody = false;
        for (Listed listed : indicators) {
            Optional<String> incident = listed.incident();
            everybody |= incident.isEmpty();
            incident.ifPresent(number -> communes.computeIfAbsent(
                    number,
                    each -> session.incidents()
                            .find(new Scope.All(), new IncidentId(each))
                            .map(Incident::communes)
                            .map(Set::copyOf)
                            .orElse(Set.of())));
        }
        return new Concerned(communes, everybody);
    }

    /** Whether the indicator is looked for on hosts of that commune. */
    public boolean is(Listed listed, Commune commune) {
        return listed.incident()
                .map(incident -> communes.getOrDefault(incident, Set.of()).contains(commune))
                .orElse(true);
    }

    /** What of a scope one of the indicators is looked for in. */
    public Scope within(Scope scope) {
        if (everybody) {
            return scope;
        }
        Set<Commune> all = new HashSet<>();
        communes.values().forEach(all::addAll);
        all.removeIf(commune -> !scope.allows(commune));
        return new Scope.Communes(all);
    }
}
