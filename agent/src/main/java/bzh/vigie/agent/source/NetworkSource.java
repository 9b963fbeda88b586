package bzh.vigie.agent.source;

import bzh.vigie.agent.host.Refused;
import bzh.vigie.agent.host.SocketRow;
import bzh.vigie.agent.host.Sockets;
import bzh.vigie.event.Clock;
import bzh.vigie.event.ReasonCode;
import bzh.vigie.event.WatchState;
import bzh.vigie.text.SourceText;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * {@code linux.network}, {@code windows.network}: connections with their processes, and ports on which a process begins or ceases to listen. The
 * kernel's list is taken every five seconds, closings in between are told by it, on one thread. Where the best way
 * is refused another one is taken, and the state says so.
 */
public final class NetworkSource implements Source {
    /** How often the list is taken. */
    static final Duration EVERY = Duration.ofSeconds(5);

    private static final long REOPEN = TimeUnit.SECONDS.toNanos(10);

    private static final long TRY_BEST = TimeUnit.MINUTES.toNanos(5);
    private static final long AFTER_FAILURE = TimeUnit.MINUTES.toNanos(1);

    private final WatchedSystem system;
    private final Path stateDir;
    private final Clock clock;
    private final Duration every;
    private final Sockets.Opener best;
    private final Sockets.Opener other;
    private final Told told;
    private final SocketBook book;
    private final NameBook names;
    private final NetworkCanary canary = new NetworkCanary();
    private final WatchThread thread = new WatchThread("vigie-network", this::watch);

    /** Watches the sockets of the first opener, or of the other where that is refused. */
    NetworkSource(
            WatchedSystem system,
            Sink sink,
            Clock clock,
            Path stateDir,
            Duration every,
            Sockets.Opener best,
            Sockets.Opener other) {
        this.system = system;
        this.stateDir = stateDir;
        this.clock = clock;
        this.every = every;
        this.best = best;
        this.other = other;
        told = new Told(system.network(), 3, sink, clock);
        book = new SocketBook(system, sink, clock, told);
        names = new NameBook(system, sink, clock, told);
    }

    @Override
    public String id() {
        return system.network();
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
        told.state(WatchState.DOWN, ReasonCode.STOPPED, SourceText.detail("network-stopped"));
    }

    private void watch() {
        while (!thread.isStopped()) {
            try {
                watchBest();
            } catch (RuntimeException | Error e) {
                // A thread that ended would leave a source that looks alive and tells nothing.
                told.failed(e);
                thread.pause(AFTER_FAILURE);
            }
        }
        book.end();
        told.tellLost(ReasonCode.OVERLOADED, "", true);
    }

    private void watchBest() {
        while (!thread.isStopped()) {
            Optional<Refused> refused = Optional.empty();
            thread.at("Sockets.open");
            try (Trying _ = Trying.begin(stateDir, system.network(), clock);
                    Sockets sockets = best.open()) {
                watch(sockets, refused);
            } catch (Refused e) {
                refused = Optional.of(e);
            }
            if (refused.isPresent() && !thread.isStopped()) {
                try (Sockets sockets = other.open()) {
                    watch(sockets, refused);
                } catch (Refused e) {
                    told.state(
                            WatchState.DOWN,
                            e.reason(),
                            refused.get()
                                    .detailOr(system.detail(
                                            "network-fallback",
                                            every.toSeconds(),
                                            refused.get().what() + ", " + e.what())));
                    thread.pause(REOPEN);
                }
            }
        }
    }

    /** Watches until it is stopped; in the other way for a while, since the best one may not be refused any more. */
    private void watch(Sockets sockets, Optional<Refused> refused) throws Refused {
        canary.begin();
        long due = System.nanoTime();
        long began = due;
        while (!thread.isStopped() && (refused.isEmpty() || System.nanoTime() - began < TRY_BEST)) {
            if (System.nanoTime() - due >= 0) {
                due = System.nanoTime() + every.toNanos();
                thread.at("Sockets.list");
                takeList(sockets);
                sayState(sockets, refused);
                told.tellLost(ReasonCode.OVERLOADED, "", false);
            }
            thread.at("Sockets.closed");
            int lost = sockets.closed(row -> book.closed(row, sockets));
            sockets.named(answer -> names.told(answer, sockets));
            if (lost > 0) {
                told.lost(lost);
            }
        }
    }

    private void takeList(Sockets sockets) throws Refused {
        canary.open();
        try {
            List<SocketRow> rows = new ArrayList<>();
            sockets.list(row -> {
                if (!canary.isSeenIn(row)) {
                    rows.add(row);
                }
            });
            book.take(rows, sockets);
        } finally {
            canary.close();
        }
    }

    private void sayState(Sockets sockets, Optional<Refused> refused) {
        if (refused.isPresent()) {
            told.state(
                    WatchState.PARTIAL,
                    ReasonCode.FALLBACK,
                    refused.get()
                            .detailOr(system.detail(
                                    "network-fallback",
                                    every.toSeconds(),
                                    refused.get().what())));
        } else if (!canary.isProven()) {
            told.state(WatchState.PARTIAL, ReasonCode.NOT_PROVEN, SourceText.detail("network-not-proven"));
        } else if (!sockets.closingsRefused().isEmpty()) {
            told.state(
                    WatchState.PARTIAL,
                    system == WatchedSystem.LINUX ? ReasonCode.NO_RIGHT : ReasonCode.FALLBACK,
                    system.detail("network-no-destroy", every.toSeconds(), sockets.closingsRefused()));
        } else if (!sockets.flooding().isEmpty()) {
            told.state(
                    WatchState.PARTIAL,
                    ReasonCode.OVERLOADED,
                    system.detail("network-flood", every.toSeconds(), sockets.flooding()));
        } else {
            told.state(WatchState.LIVE, ReasonCode.NONE, system.detail("network-live", every.toSeconds()));
        }
    }
}
