package bzh.vigie.collector.gateway;

import bzh.vigie.collector.detect.returns.LocalParts;
import bzh.vigie.collector.incident.DueSweeps;
import bzh.vigie.collector.store.AgentId;
import bzh.vigie.collector.store.Commune;
import bzh.vigie.collector.store.Store;
import bzh.vigie.watchlist.LocalWatchlist;
import java.lang.System.Logger.Level;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Which watchlist the agents of a commune are to check, and which of them are to read everything once more: worked out anew when indicators, incidents, phases or evictions change, also by
 * another process, and when an indicator expires. {@link #list} from any thread.
 */
final class Pushing {
    private static final System.Logger LOG = System.getLogger(Pushing.class.getName());

    private final Store store;
    private final InstantSource clock;
    private final Runnable changed;
    private final DueSweeps sweeps = new DueSweeps();
    private final Consumer<Map<AgentId, Instant>> swept;
    private volatile @Nullable LocalParts parts;
    private long changes = -1;
    private Object conditions = "";

    /**
     * @param changed told when a list may have changed
     * @param swept told at each look which hosts are to read everything once more, and for what time
     */
    Pushing(Store store, InstantSource clock, Runnable changed, Consumer<Map<AgentId, Instant>> swept) {
        this.swept = swept;
        this.store = store;
        this.clock = clock;
        this.changed = changed;
    }

    /** What agents of that commune check; nothing before the first look. */
    LocalWatchlist list(Commune commune) {
        LocalParts now = parts;
        return now == null ? LocalWatchlist.NONE : now.list(commune);
    }

    /** Whether the first look has been. */
    boolean isKnown() {
        return parts != null;
    }

    /** To be called every few seconds. */
    synchronized void look() {
        try {
            Instant now = clock.instant();
            boolean other = store.read(session -> {
                long latest = session.indicators().changes();
                Object standing = LocalParts.conditions(session, now);
                LocalParts before = parts;
                Optional<Instant> ends = before == null ? Optional.empty() : before.ends();
                if (before != null
                        && latest == changes
                        && standing.equals(conditions)
                        && ends.filter(end -> !now.isBefore(end)).isEmpty()) {
                    return false;
                }
                parts = LocalParts.of(session, now);
                changes = latest;
                conditions = standing;
                return true;
            });
            if (other) {
                changed.run();
            }
            swept.accept(store.read(session -> sweeps.at(session, now)));
        } catch (RuntimeException e) {
            LOG.log(Level.WARNING, "what agents are to look for cannot be worked out now; tried again soon", e);
        }
    }
}
