package bzh.vigie.agent.spool;

import bzh.vigie.agent.source.Checkpoint;
import bzh.vigie.event.Event;
import bzh.vigie.event.ReasonCode;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Events between their sources and the writer: bounded in number and bytes; what does not fit is counted as lost. Lane 3 may
 * fill half of the bytes, lane 2 three quarters, so that a flood of processes does not keep a persistence item out.
 * Thread-safe.
 */
final class Intake {
    static final long MAX_WEIGHT = 4 * 1024 * 1024;

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final Map<Lane, Gathering> lanes = new EnumMap<>(Lane.class);
    private final Map<String, Long> counted = new TreeMap<>();
    private final Losses losses;
    private long weight;
    private boolean news;
    private boolean closed;

    /** How many flushes were asked for, and how many of those were made. */
    private long asked;

    private long made;

    Intake(Losses losses) {
        this.losses = losses;
        for (Lane lane : Lane.values()) {
            lanes.put(lane, new Gathering(lane));
        }
    }

    void add(Event event) {
        lock.lock();
        try {
            add(event, true, Optional.empty());
        } finally {
            lock.unlock();
        }
    }

    /** Events that are written together, and where their source stands then. */
    void addAll(List<Event> events, Checkpoint then) {
        lock.lock();
        try {
            for (int i = 0; i < events.size(); i++) {
                boolean isLast = i == events.size() - 1;
                add(events.get(i), isLast, isLast ? Optional.of(then) : Optional.empty());
            }
        } finally {
            lock.unlock();
        }
    }

    private void add(Event event, boolean isLast, Optional<Checkpoint> then) {
        Lane lane = Lane.of(event);
        counted.merge(event.source(), 1L, Long::sum);
        Gathering gathering = gathering(lane);
        boolean wasEmpty = gathering.isEmpty();
        boolean wasFull = gathering.full();
        boolean room = !closed && weight < MAX_WEIGHT - (lane.number() - 1) * (MAX_WEIGHT / 4);
        long before = gathering.weight();
        if (room && gathering.add(event, isLast, then, System.nanoTime())) {
            weight += gathering.weight() - before;
            if (wasEmpty || (!wasFull && gathering.full())) {
                tell();
            }
        } else {
            boolean first = losses.isEmpty();
            losses.add(event, ReasonCode.OVERLOADED);
            if (first) {
                tell();
            }
        }
    }

    /** Makes {@link #await} return. */
    void wake() {
        lock.lock();
        try {
            tell();
        } finally {
            lock.unlock();
        }
    }

    /** Waits until what was added before was written, or could not be; returns at once where it is closed. */
    void flush() {
        lock.lock();
        try {
            long mine = ++asked;
            tell();
            while (made < mine && !closed) {
                changed.awaitUninterruptibly();
            }
        } finally {
            lock.unlock();
        }
    }

    /** How many flushes were asked for so far, where one is waited for; 0 where none is. */
    long asked() {
        lock.lock();
        try {
            return asked > made ? asked : 0;
        } finally {
            lock.unlock();
        }
    }

    /** So many flushes were made. */
    void made(long flushes) {
        lock.lock();
        try {
            made = Math.max(made, flushes);
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private void tell() {
        news = true;
        changed.signalAll();
    }

    /** Waits so many nanoseconds, or until something was added since it last returned. */
    void await(long nanos) {
        lock.lock();
        try {
            long left = nanos;
            while (!news && !closed && left > 0) {
                left = changed.awaitNanos(left);
            }
            news = false;
        } catch (InterruptedException e) {
            closed = true; // somebody ends the agent's threads: what is here is still written
        } finally {
            lock.unlock();
        }
    }

    /** Nanoseconds until this lane has a batch to write; {@code Long.MAX_VALUE} if nothing waits. */
    long due(Lane lane, long now) {
        lock.lock();
        try {
            long due = gathering(lane).due(now);
            return closed ? Math.min(due, due == Long.MAX_VALUE ? due : 0) : due;
        } finally {
            lock.unlock();
        }
    }

    /** The next batch of a lane; its events stay until {@link #done}. Empty if nothing waits. */
    Gathering.Batch batch(Lane lane) {
        lock.lock();
        try {
            return gathering(lane).batch();
        } finally {
            lock.unlock();
        }
    }

    /** So many events of the last batch are written, or counted as lost. */
    void done(Lane lane, int events) {
        lock.lock();
        try {
            Gathering gathering = gathering(lane);
            long before = gathering.weight();
            gathering.remove(events, System.nanoTime());
            weight -= before - gathering.weight();
        } finally {
            lock.unlock();
        }
    }

    /** Events that came in since the start, per source, lost ones included. */
    Map<String, Long> counted() {
        lock.lock();
        try {
            return new TreeMap<>(counted);
        } finally {
            lock.unlock();
        }
    }

    /** From now on events are counted as lost. */
    void close() {
        lock.lock();
        try {
            closed = true;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    boolean closed() {
        lock.lock();
        try {
            return closed;
        } finally {
            lock.unlock();
        }
    }

    /** For how long at most a writer that has nothing to do sleeps. */
    static long forEver() {
        return TimeUnit.DAYS.toNanos(1);
    }

    private Gathering gathering(Lane lane) {
        Gathering gathering = lanes.get(lane);
        if (gathering == null) {
            throw new IllegalStateException("no lane " + lane);
        }
        return gathering;
    }
}
