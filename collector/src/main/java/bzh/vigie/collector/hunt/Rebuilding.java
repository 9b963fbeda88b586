package bzh.vigie.collector.hunt;

import bzh.vigie.collector.store.EventSearch;
import bzh.vigie.collector.store.Store;
import java.util.Map;
import java.util.OptionalInt;

/** Whether the history is being made anew from the ingest log, as after a slice was lost: what is found meanwhile is not all. */
public final class Rebuilding {
    /** So many records are behind what is judged where it only waits for its next commit. */
    private static final long USUAL = 2_000;

    private Rebuilding() {}

    /** How much of it is there again, in per cent (0 to 99); empty where it is whole. */
    public static OptionalInt percent(Store store, EventSearch history) {
        Map<String, Long> judged = store.read(session -> session.progress().positions());
        boolean knowsAny = judged.keySet().stream().anyMatch(log -> history.position(log) >= 0);
        OptionalInt least = OptionalInt.empty();
        for (Map.Entry<String, Long> log : judged.entrySet()) {
            long there = history.position(log.getKey());
            // A log of former times may be gone from the newest slice: it tells nothing where another is known.
            boolean behind = log.getValue() - Math.max(0, there) > USUAL && (there >= 0 || !knowsAny);
            if (behind) {
                int percent = (int) (Math.max(0, there) * 100 / log.getValue());
                least = OptionalInt.of(Math.min(percent, least.orElse(99)));
            }
        }
        return least;
    }
}
