package bzh.vigie.agent.watchlist;

import bzh.vigie.event.WatchlistEntry;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * What was told of a watchlist and is still there, and how much more may be told until the next full pass: of one entry in one place so much that
 * whoever makes up many takes no room of another place, and of all entries together. Whoever uses it sees to threads.
 */
final class ToldHits {
    /** Told between two full passes, of all entries and of one entry in one place. */
    static final int MOST = 1_000;

    static final int MOST_OF_AN_ENTRY = 20;

    /** Remembered because they are still there: more are not told. */
    static final int MOST_KEPT = 5_000;

    private final Map<String, Set<String>> things = new HashMap<>();
    private final Map<String, Integer> since = new HashMap<>();
    private int kept;
    private int told;

    /** What is to be done with something that was found. */
    enum Next {
        NEW,
        TOLD,
        TOO_MANY
    }

    /**
     * Something was found; if it is new it counts as told from now on.
     *
     * @param place where it was found; may be empty
     * @param thing the same for the same thing and entry
     */
    Next next(String place, WatchlistEntry entry, String thing) {
        if (things.getOrDefault(place, Set.of()).contains(thing)) {
            return Next.TOLD;
        }
        String where = entry + "\n" + place;
        int ofEntry = since.getOrDefault(where, 0);
        if (told >= MOST || kept >= MOST_KEPT || ofEntry >= MOST_OF_AN_ENTRY) {
            return Next.TOO_MANY;
        }
        since.put(where, ofEntry + 1);
        told++;
        kept++;
        things.computeIfAbsent(place, ignored -> new HashSet<>()).add(thing);
        return Next.NEW;
    }

    /** Only these are still in a place: the others are new when they come back. */
    void keepOnly(String place, Set<String> there) {
        Set<String> ofPlace = things.get(place);
        if (ofPlace != null) {
            int before = ofPlace.size();
            ofPlace.retainAll(there);
            kept -= before - ofPlace.size();
            if (ofPlace.isEmpty()) {
                things.remove(place);
            }
        }
    }

    /** As many as at first may be told again; what was told stays so. */
    void refill() {
        since.clear();
        told = 0;
    }

    /** Nothing was told. */
    void clear() {
        refill();
        things.clear();
        kept = 0;
    }
}
