package bzh.vigie.collector.detect;

import bzh.vigie.collector.incident.HistorySearch;
import bzh.vigie.collector.store.IncidentId;
import bzh.vigie.collector.store.Store;
import java.time.Duration;
import java.time.Instant;

/** Position of a search in the history, kept at its first event and then every five seconds. One thread. */
public final class SearchProgress {
    private static final long PAUSE = Duration.ofSeconds(5).toNanos();

    private final Store store;
    private final IncidentId incident;
    private long kept = System.nanoTime() - PAUSE;

    public SearchProgress(Store store, IncidentId incident) {
        this.store = store;
        this.incident = incident;
    }

    /** The search has come to events of that receipt. */
    public void at(Instant received) {
        long now = System.nanoTime();
        if (now - kept >= PAUSE) {
            kept = now;
            store.change(session -> HistorySearch.reached(session, incident, received));
        }
    }
}
