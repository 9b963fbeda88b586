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
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/**
 * {@code linux.neighbour} and {@code windows.neighbour}: the machines that this one has spoken with on its links, from the
 * neighbour cache, and the addresses of its own cards, by which the collector tells enrolled machines from others. Looks every five
 * minutes, on one thread; sends nothing to find machines. Where one way to read the cache is refused the next is taken, and the state
 * says so.
 */
public final class NeighbourSource implements Source {
    /** How often the cache is read. */
    static final Duration EVERY = Duration.ofMinutes(5);

    private static final int MOST_IN_ONE_EVENT = 256;

    private final String id;
    private final Sink sink;
    private final Clock clock;
    private final Path stateDir;
    private final Duration every;
    private final List<NeighbourCache> natively;
    private final List<NeighbourCache> otherwise;
    private final Supplier<List<NeighbourRow>> own;
    private final Told told;
    private final NeighbourBook book = new NeighbourBook();
    private final WatchThread thread;
    private Optional<Trying> trying = Optional.empty();
    private boolean proven;

    /**
     * Not started yet.
     *
     * @param stateDir an existing folder of the agent's own, where it stands that native code is tried
     * @param natively ways to read the cache by native code, the best first
     * @param otherwise ways without it, taken where the others are refused or left off
     * @param own addresses of this machine's cards
     */
    NeighbourSource(
            WatchedSystem system,
            Sink sink,
            Clock clock,
            Path stateDir,
            Duration every,
            List<NeighbourCache> natively,
            List<NeighbourCache> otherwise,
            Supplier<List<NeighbourRow>> own) {
        this.id = system.neighbours();
        this.sink = sink;
        this.clock = clock;
        this.stateDir = stateDir;
        this.every = every;
        this.natively = List.copyOf(natively);
        this.otherwise = List.copyOf(otherwise);
        this.own = own;
        told = new Told(id, 2, sink, clock);
        thread = new WatchThread("vigie-neighbour", this::watch);
    }

    @Override
    public String id() {
        return id;
    }

    @Override
    public void guardedBy(HangGuard guard) {
        guard.watch(thread.call(), told);
    }

    @Override
    public void start() {
        thread.start();
    }

    @Override
    public void close() {
        thread.stop();
        told.state(WatchState.DOWN, ReasonCode.STOPPED, SourceText.detail("neighbours-stopped"));
    }

    private void watch() {
        while (!thread.isStopped()) {
            try {
                look();
            } catch (RuntimeException | Error e) {
                // A thread that ended would leave a source that looks alive and tells nothing.
                told.failed(e);
            }
            long due = System.nanoTime() + every.toNanos();
            long left = every.toNanos();
            while (!thread.isStopped() && left > 0) {
                thread.pause(left);
                left = due - System.nanoTime();
            }
        }
        trying.ifPresent(Trying::close);
        told.tellLost(ReasonCode.OVERLOADED, "", true);
    }

    private void look() {
        List<Refused> refusals = new ArrayList<>();
        for (NeighbourCache cache : ways(refusals)) {
            try {
                List<NeighbourRow> rows = new ArrayList<>();
                thread.at("NeighbourCache.list");
                cache.list(row -> {
                    if (rows.size() < NeighbourCache.MOST) {
                        rows.add(row);
                    }
                });
                tell(rows);
                sayState(refusals);
                return;
            } catch (Refused e) {
                refusals.add(e);
            }
        }
        tell(List.of());
        Refused first = refusals.getFirst();
        told.state(
                WatchState.DOWN, first.reason(), first.detailOr(SourceText.detail("neighbours-down", words(refusals))));
    }

    private List<NeighbourCache> ways(List<Refused> refusals) {
        List<NeighbourCache> ways = new ArrayList<>();
        try {
            if (trying.isEmpty()) {
                trying = Optional.of(Trying.begin(stateDir, id, clock));
            }
            ways.addAll(natively);
        } catch (Refused e) {
            refusals.add(e);
        }
        ways.addAll(otherwise);
        return ways;
    }

    private static String words(List<Refused> refusals) {
        return refusals.stream().map(Refused::what).collect(Collectors.joining(", "));
    }

    private void tell(List<NeighbourRow> rows) {
        Moment now = clock.now();
        thread.at("NetworkCards");
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

    private void sayState(List<Refused> refusals) {
        if (!refusals.isEmpty()) {
            String fallback = SourceText.detail("neighbours-fallback", every.toMinutes(), words(refusals));
            told.state(
                    WatchState.PARTIAL, ReasonCode.FALLBACK, refusals.getFirst().detailOr(fallback));
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
