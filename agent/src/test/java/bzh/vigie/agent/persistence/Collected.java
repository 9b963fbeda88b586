package bzh.vigie.agent.persistence;

import bzh.vigie.agent.source.Checkpoint;
import bzh.vigie.agent.source.Sink;
import bzh.vigie.event.Clock;
import bzh.vigie.event.Event;
import bzh.vigie.event.Event.ItemSeen;
import bzh.vigie.event.Event.LocationRead;
import bzh.vigie.event.Moment;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Predicate;

/** A sink that keeps everything and can be waited on; and a clock that ticks a millisecond at each look. */
final class Collected implements Sink, Clock {
    private static final long PATIENCE = TimeUnit.MINUTES.toNanos(10);

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition more = lock.newCondition();
    private final List<Event> events = new ArrayList<>();
    private long now = 1_000_000;

    @Override
    public void accept(Event event) {
        lock.lock();
        try {
            events.add(event);
            more.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Where the source stood when it told last. */
    private volatile String checkpoint = "";

    @Override
    public void acceptAll(List<Event> together, Checkpoint then) {
        together.forEach(this::accept);
        checkpoint = then.state();
    }

    @Override
    public String checkpoint(String source) {
        return checkpoint;
    }

    @Override
    public Moment now() {
        lock.lock();
        try {
            now += 1_000;
            return new Moment(Instant.ofEpochSecond(1_800_000_000L).plusMillis(now / 1_000), "boot", now);
        } finally {
            lock.unlock();
        }
    }

    /** An hour and more passes. */
    void anHourPasses() {
        lock.lock();
        try {
            now += TimeUnit.HOURS.toMicros(1);
        } finally {
            lock.unlock();
        }
    }

    List<Event> all() {
        lock.lock();
        try {
            return List.copyOf(events);
        } finally {
            lock.unlock();
        }
    }

    void forget() {
        lock.lock();
        try {
            events.clear();
        } finally {
            lock.unlock();
        }
    }

    List<ItemSeen> items(String location) {
        return all().stream()
                .filter(e ->
                        e instanceof ItemSeen seen && seen.item().location().equals(location))
                .map(e -> (ItemSeen) e)
                .toList();
    }

    List<LocationRead> reads(String location) {
        return all().stream()
                .filter(e -> e instanceof LocationRead read
                        && read.status().location().equals(location))
                .map(e -> (LocationRead) e)
                .toList();
    }

    /** The first event there is, or comes, that is so. */
    Event await(Predicate<Event> so) {
        lock.lock();
        try {
            long left = PATIENCE;
            while (true) {
                for (Event event : events) {
                    if (so.test(event)) {
                        return event;
                    }
                }
                if (left <= 0) {
                    throw new AssertionError("nothing like it among " + events.size() + " events");
                }
                left = more.awaitNanos(left);
            }
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        } finally {
            lock.unlock();
        }
    }

    ItemSeen awaitItem(String location, Event.Change change) {
        return (ItemSeen) await(e -> e instanceof ItemSeen seen
                && seen.change() == change
                && seen.item().location().equals(location));
    }
}
