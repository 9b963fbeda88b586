package bzh.vigie.collector.console.incident;

import bzh.vigie.collector.intel.Imported;
import bzh.vigie.collector.store.IncidentId;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Files of indicators that were read and wait for the person who sent them to say yes: of each person the last few, of all persons too,
 * for half an hour; and what became of those that were said yes to, so that a second click hears what the first did. In memory alone, so
 * a collector that starts anew asks for the file again. Thread-safe.
 */
final class Drafts {
    private static final int MOST = 8;
    private static final int OF_ONE = 3;
    private static final int MOST_USED = 1_000;
    private static final Duration LASTS = Duration.ofMinutes(30);

    private final Map<String, Draft> kept = new LinkedHashMap<>();
    private long last;

    /**
     * A file that waits.
     *
     * @param id what the page calls it by; of use to its person alone
     */
    record Draft(String id, String person, IncidentId incident, String name, Imported imported, Instant read) {}

    /**
     * A file that was said yes to.
     *
     * @param fresh how many indicators were new
     */
    record Used(String person, IncidentId incident, int fresh, Instant at) {}

    private final Map<String, Used> used = new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Used> eldest) {
            return size() > MOST_USED;
        }
    };

    /**
     * What was ticked so far of a file that waits, page by page.
     *
     * @param places of those that wait to be confirmed, from 0
     * @param reason as far as it was typed
     */
    record Ticked(Set<Integer> places, String reason) {
        static final Ticked NOTHING = new Ticked(Set.of(), "");

        Ticked {
            places = Set.copyOf(places);
        }
    }

    private final Map<String, Ticked> ticked = new HashMap<>();

    /** What was ticked of it so far. */
    synchronized Ticked ticked(Draft draft) {
        return ticked.getOrDefault(draft.id(), Ticked.NOTHING);
    }

    /** Keeps it while the draft waits. */
    synchronized void tick(Draft draft, Ticked now) {
        if (kept.containsKey(draft.id())) {
            ticked.put(draft.id(), now);
        }
        ticked.keySet().retainAll(kept.keySet());
    }

    synchronized Draft keep(String person, IncidentId incident, String name, Imported imported, Instant now) {
        Draft draft = new Draft(Long.toString(++last), person, incident, name, imported, now);
        kept.put(draft.id(), draft);
        List<String> own = kept.values().stream()
                .filter(each -> each.person().equals(person))
                .map(Draft::id)
                .toList();
        if (own.size() > OF_ONE) {
            kept.remove(own.getFirst());
        }
        if (kept.size() > MOST) {
            kept.remove(kept.keySet().iterator().next());
        }
        return draft;
    }

    /** That of this person for this incident; empty where it was used, others took its place, or it waited for too long. */
    synchronized Optional<Draft> find(String id, String person, IncidentId incident, Instant now) {
        kept.values().removeIf(each -> isOver(each.read(), now));
        return Optional.ofNullable(kept.get(id))
                .filter(each -> each.person().equals(person) && each.incident().equals(incident));
    }

    /** What was used is not kept: only that it was. */
    synchronized void used(Draft draft, int fresh, Instant now) {
        kept.remove(draft.id());
        used.put(draft.id(), new Used(draft.person(), draft.incident(), fresh, now));
    }

    /** What became of it, where this person said yes to it for this incident within the last half an hour. */
    synchronized Optional<Used> used(String id, String person, IncidentId incident, Instant now) {
        return Optional.ofNullable(used.get(id))
                .filter(each ->
                        each.person().equals(person) && each.incident().equals(incident) && !isOver(each.at(), now));
    }

    private static boolean isOver(Instant since, Instant now) {
        return Duration.between(since, now).abs().compareTo(LASTS) > 0;
    }
}
