package bzh.vigie.agent.source;

import bzh.vigie.agent.host.NeighbourCache;
import bzh.vigie.agent.host.NeighbourRow;
import bzh.vigie.agent.host.Refused;
import bzh.vigie.event.Clock;
import bzh.vigie.event.Event;
import bzh.vigie.event.Moment;
import bzh.vigie.event.Neighbour;
import bzh.vigie.event.ReasonCode;
import bzh.vigie.event.WatchState;
import bzh.vigie.text.SourceText;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;

/**
 * {@code linux.neighbour} and {@code windows.neighbour}: the machines that this one has spoken with on its links, from the
 * neighbour cache, and the addresses of its own cards, by which the collector tells enrolled machines from others. Looks every five
 * minutes, on one thread; sends nothing to find machines. Where the first cache is refused the other is read, and the state says so.
 */
public final class NeighbourSource implements Source {
    /** How often the cache is read. */
    static final Duration EVERY = Duration.ofMinutes(5);

    private static final int MOST_IN_ONE_EVENT = 256;

    private final String id;
    private final Sink sink;
    private final Clock clock;
    private final Duration every;
    private final List<NeighbourCache> caches;
    private final Supplier<List<NeighbourRow>> own;
    private final Told told;
    private final NeighbourBook book = new NeighbourBook();
    private final Thread thread;
    private boolean proven;
    private volatile boolean stopped;

    /**
     * Not started yet.
     *
     * @param id {@code linux.neighbour} or {@code windows.neighbour}
     * @param caches the best first
     * @param own addresses of this machine's cards
     */
    NeighbourSource(
            String id,
            Sink sink,
            Clock clock,
            Duration every,
            List<NeighbourCache> caches,
            Supplier<List<NeighbourRow>> own) {
        this.id = id;
        this.sink = sink;
        this.clock = clock;
        this.every = every;
        this.caches = List.copyOf(caches);
        this.own = own;
        told = new Told(id, 2, sink, clock);
        thread = new Thread(this::watch, "vigie-neighbour");
        thread.setDaemon(true);
    }

    @Override
    public String id() {
        return id;
    }

    @Override
    public void start() {
        thread.start();
    }

    @Override
    public void close() {
        stopped = true;
        LockSupport.unpark(thread);
        try {
            thread.join(TimeUnit.SECONDS.toMillis(3));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        told.state(WatchState.DOWN, ReasonCode.STOPPED, SourceText.detail("neighbours-stopped"));
    }

    private void watch() {
        while (!stopped) {
            look();
            long due = System.nanoTime() + every.toNanos();
            long left = every.toNanos();
            while (!stopped && left > 0) {
                LockSupport.parkNanos(left);
                left = due - System.nanoTime();
            }
        }
        told.tellLost(ReasonCode.OVERLOADED, "", true);
    }

    private void look() {
        List<String> refusals = new ArrayList<>();
        ReasonCode reason = ReasonCode.NONE;
        for (NeighbourCache cache : caches) {
            try {
                List<NeighbourRow> rows = new ArrayList<>();
                cache.list(row -> {
                    if (rows.size() < NeighbourCache.MOST) {
                        rows.add(row);
                    }
                });
                tell(rows);
                sayState(refusals);
                return;
            } catch (Refused e) {
                refusals.add(e.what());
                reason = e.reason();
            }
        }
        tell(List.of());
        told.state(WatchState.DOWN, reason, SourceText.detail("neighbours-down", String.join(", ", refusals)));
    }

    private void tell(List<NeighbourRow> rows) {
        Moment now = clock.now();
        NeighbourBook.Listing listing = book.take(rows, own.get(), now);
        proven |= !rows.isEmpty();
        List<Neighbour> tell = listing.tell();
        for (int from = 0; from < tell.size(); from += MOST_IN_ONE_EVENT) {
            int to = Math.min(tell.size(), from + MOST_IN_ONE_EVENT);
            sink.accept(new Event.NeighboursSeen(now, id, tell.subList(from, to)));
        }
        if (listing.refused() > 0) {
            told.lost(listing.refused());
        }
        told.tellLost(ReasonCode.OVERLOADED, "", false);
    }

    private void sayState(List<String> refusals) {
        if (!refusals.isEmpty()) {
            told.state(
                    WatchState.PARTIAL,
                    ReasonCode.FALLBACK,
                    SourceText.detail("neighbours-fallback", every.toMinutes(), String.join(", ", refusals)));
        } else if (!proven) {
            told.state(
                    WatchState.PARTIAL,
                    ReasonCode.NOT_PROVEN,
                    SourceText.detail("neighbours-not-proven", every.toMinutes()));
        } else {
            told.state(WatchState.LIVE, ReasonCode.NONE, SourceText.detail("neighbours-live", every.toMinutes()));
        }
    }
}
