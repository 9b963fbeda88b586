package bzh.vigie.agent.source;

import bzh.vigie.event.Clock;
import bzh.vigie.event.Event;
import bzh.vigie.event.Moment;
import bzh.vigie.event.ReasonCode;
import bzh.vigie.event.SourceCount;
import bzh.vigie.event.WatchState;
import bzh.vigie.text.SourceText;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * What a source says of itself: its state at each change, and what it lost, at most every ten seconds. Thread-safe; counting
 * never waits.
 */
final class Told implements HangGuard.Listener {
    private static final long EVERY = TimeUnit.SECONDS.toNanos(10);

    private final String source;
    private final int lane;
    private final Sink sink;
    private final Clock clock;
    private final AtomicLong lost = new AtomicLong();
    private final AtomicLong allLost = new AtomicLong();
    private volatile long lostSince;
    private String last = "";
    private Optional<State> latest = Optional.empty();
    private int stuck;
    private long told;
    private boolean everTold;

    private record State(WatchState state, ReasonCode reason, String detail) {}

    Told(String source, int lane, Sink sink, Clock clock) {
        this.source = source;
        this.lane = lane;
        this.sink = sink;
        this.clock = clock;
    }

    /** Its thread met a fault of ours: one that ended would leave a source that looks alive and tells nothing. */
    void failed(Throwable e) {
        state(
                WatchState.DOWN,
                ReasonCode.FAILED,
                SourceText.detail("source-failed", e.getClass().getSimpleName()));
    }

    /** Says the state if it is another one than the last; later, if a call is stuck, unless it is the end. */
    synchronized void state(WatchState state, ReasonCode reason, String detail) {
        latest = Optional.of(new State(state, reason, detail));
        if (stuck == 0 || reason == ReasonCode.STOPPED) {
            say(state, reason, detail);
        }
    }

    /** Whatever another thread of the source says meanwhile, it is not watched. */
    @Override
    public synchronized void stuck(String call) {
        stuck++;
        say(WatchState.DOWN, ReasonCode.TIMED_OUT, SourceText.detail("source-stuck", call));
    }

    @Override
    public synchronized void halted(String thread) {
        stuck++;
        say(WatchState.DOWN, ReasonCode.FROZEN, SourceText.detail("thread-halted", thread));
    }

    @Override
    public synchronized void again() {
        stuck--;
        if (stuck == 0) {
            latest.ifPresent(now -> say(now.state(), now.reason(), now.detail()));
        }
    }

    private void say(WatchState state, ReasonCode reason, String detail) {
        String all = state + " " + reason + " " + detail;
        if (!all.equals(last)) {
            last = all;
            sink.accept(new Event.SourceState(clock.now(), source, state, reason, detail));
        }
    }

    /** Counts events that are dropped. */
    void lost(long count) {
        if (lost.getAndAdd(count) == 0) {
            lostSince = clock.now().wallMicros();
        }
        allLost.addAndGet(count);
    }

    /** Says that from then on until now it is not known what happened. */
    void gap(Moment from, ReasonCode reason, String detail) {
        Moment now = clock.now();
        long since = Math.min(from.wallMicros(), now.wallMicros());
        SourceCount count = new SourceCount(source, 0, since, now.wallMicros());
        sink.accept(new Event.Loss(now, source, lane, 0, 0, List.of(count), reason, detail));
    }

    /** Everything that was ever lost. */
    long allLost() {
        return allLost.get();
    }

    /** Tells what was lost since the last time, if it is time, or at once at the end. */
    synchronized void tellLost(ReasonCode reason, String detail, boolean atOnce) {
        long now = System.nanoTime();
        if (lost.get() == 0 || (everTold && !atOnce && now - told < EVERY)) {
            return;
        }
        everTold = true;
        told = now;
        Moment moment = clock.now();
        long since = Math.min(lostSince, moment.wallMicros());
        SourceCount count = new SourceCount(source, lost.getAndSet(0), since, moment.wallMicros());
        sink.accept(new Event.Loss(moment, source, lane, 0, 0, List.of(count), reason, detail));
    }
}
