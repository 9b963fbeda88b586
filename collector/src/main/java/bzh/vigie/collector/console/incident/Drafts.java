package bzh.vigie.collector.console.incident;

import bzh.vigie.collector.intel.Imported;
import bzh.vigie.collector.store.IncidentId;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Files of indicators that were read and wait for the person who sent them to say yes: of each person the last, of all persons the last
 * few, for half an hour. In memory alone, so a collector that starts anew asks for the file again. Thread-safe.
 */
final class Drafts {
    private static final int MOST = 8;
    private static final Duration LASTS = Duration.ofMinutes(30);

    private final Map<String, Draft> kept = new LinkedHashMap<>();
    private long last;

    /**
     * A file that waits.
     *
     * @param id what the page calls it by; of use to its person alone
     */
    record Draft(String id, String person, IncidentId incident, String name, Imported imported, Instant read) {}

    synchronized Draft keep(String person, IncidentId incident, String name, Imported imported, Instant now) {
        Draft draft = new Draft(Long.toString(++last), person, incident, name, imported, now);
        kept.remove(person);
        kept.put(person, draft);
        if (kept.size() > MOST) {
            kept.remove(kept.keySet().iterator().next());
        }
        return draft;
    }

    /** That of this person for this incident; empty where another took its place, or it waited for too long. */
    synchronized Optional<Draft> find(String id, String person, IncidentId incident, Instant now) {
        kept.values().removeIf(each -> Duration.between(each.read(), now).abs().compareTo(LASTS) > 0);
        return Optional.ofNullable(kept.get(person))
                .filter(each -> each.id().equals(id) && each.incident().equals(incident));
    }

    /** What was used is not kept. */
    synchronized void drop(Draft draft) {
        kept.remove(draft.person(), draft);
    }
}
