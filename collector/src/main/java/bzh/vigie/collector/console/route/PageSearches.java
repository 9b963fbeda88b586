package bzh.vigie.collector.console.route;

import bzh.vigie.collector.hunt.Hunting;
import bzh.vigie.collector.hunt.Query;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * The searches of one page: none of them keeps the page from being shown. Once one got no turn, or all of them took as long as they may, the others
 * are left out, and the page says so. Not thread-safe.
 */
public final class PageSearches {
    /** How long one waits for its turn: less than who came for a search alone. */
    private static final Duration WAITING = Duration.ofSeconds(2);

    private final Searches searches;
    private final Call call;
    private final Instant end;
    private boolean over;

    /**
     * For a page.
     *
     * @param together how long all of its searches may take; one that has begun goes on for its own time
     */
    public PageSearches(Searches searches, Call call, Duration together) {
        this.searches = searches;
        this.call = call;
        end = call.clock().instant().plus(together);
    }

    /** The newest events that match; empty where it was left out. */
    public Optional<Searches.Found> find(Query query, int limit, Duration time) {
        return within(() -> searches.find(call, query, limit, time, WAITING));
    }

    /** How many match, over time; empty where it was left out. */
    public Optional<Hunting.Times> times(Query query, Duration time) {
        return within(() -> searches.times(call, query, time, WAITING));
    }

    /** Whether the history is being made anew: what is not found, or counted, may be there. */
    public boolean isAnew() {
        return searches.rebuilding().isPresent();
    }

    private <T> Optional<T> within(Supplier<T> search) {
        over = over || call.clock().instant().isAfter(end);
        if (over) {
            return Optional.empty();
        }
        try {
            return Optional.of(search.get());
        } catch (BusyException noTurn) {
            over = true;
            return Optional.empty();
        }
    }

    /** Whether a search was left out. */
    public boolean isOver() {
        return over;
    }
}
