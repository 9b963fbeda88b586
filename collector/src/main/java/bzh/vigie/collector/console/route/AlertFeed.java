package bzh.vigie.collector.console.route;

import bzh.vigie.collector.store.Alerts.Alert;
import bzh.vigie.collector.store.Alerts.Numbered;
import bzh.vigie.collector.store.Alerts.Opened;
import bzh.vigie.collector.store.Scope;
import bzh.vigie.collector.store.Store;
import bzh.vigie.collector.store.StoreException;
import bzh.vigie.collector.store.StoreException.Fault;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import java.util.function.LongSupplier;

/**
 * What streams of alerts wait for. The store is asked once a second for all of them together, by whichever of them waits, and what came is read
 * once for all who see the same communes: one reader of the store at most, whatever their number. Thread-safe.
 */
public final class AlertFeed {
    /** Streams at once, and those of one person. */
    public static final int STREAMS = 200;

    public static final int STREAMS_OF_ONE = 3;

    /** Alerts that are read at once. */
    static final int BATCH = 200;

    private static final int KEPT = 16;
    private static final long LOOK_NANOS = 1_000_000_000L;

    /** After it what was read may be otherwise: an alert that was new is closed. */
    private static final long KEPT_NANOS = 3_000_000_000L;

    private final Store store;
    private final LongSupplier nanos;
    private final Turns turns = new Turns(STREAMS, STREAMS_OF_ONE, Duration.ZERO);
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition looked = lock.newCondition();
    private Seen seen = new Seen(-1, -1);
    private long lookedAt = System.nanoTime() - LOOK_NANOS;
    private boolean looking;

    private final ReentrantLock reading = new ReentrantLock();
    private final Map<After, Kept> kept = new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<After, Kept> eldest) {
            return size() > KEPT;
        }
    };

    /** Over this store. */
    public AlertFeed(Store store) {
        this(store, System::nanoTime);
    }

    AlertFeed(Store store, LongSupplier nanos) {
        this.store = store;
        this.nanos = nanos;
    }

    /**
     * How far the store is, of all communes.
     *
     * @param alert sequence number of the last alert
     * @param line number of the last decision
     */
    public record Seen(long alert, long line) {}

    private record After(Scope scope, Seen place) {}

    private record Kept(Batch batch, long nanos) {}

    /**
     * An alert that is to be told.
     *
     * @param raised whether it was stored since; otherwise somebody opened what an exception hid
     * @param place how far one is who was told it
     */
    public record Item(Alert alert, boolean raised, Seen place) {}

    /** Alerts in the order in which they were stored, and after them those that somebody opened, in that order. */
    public static final class Batch {
        private final List<Item> alerts;
        private final Seen upTo;
        private final Map<Locale, List<String>> texts = new ConcurrentHashMap<>();

        Batch(List<Item> alerts, Seen upTo) {
            this.alerts = List.copyOf(alerts);
            this.upTo = upTo;
        }

        /** The alerts. */
        public List<Item> alerts() {
            return alerts;
        }

        /** The place until which these are all that may be seen. */
        public Seen upTo() {
            return upTo;
        }

        /** Each as a text in this language, written once for all who get it. */
        public List<String> texts(Locale locale, Function<Alert, String> text) {
            return texts.computeIfAbsent(
                    locale, same -> alerts.stream().map(Item::alert).map(text).toList());
        }
    }

    /**
     * A place for one more stream, until it is closed.
     *
     * @throws BusyException where this person has {@value #STREAMS_OF_ONE}, or there are {@value #STREAMS}
     */
    public Turns.Turn begin(String person) {
        return turns.begin(person);
    }

    /** How far the store is; waits where that is no further than {@code known}, and gives the same when the time is over. */
    public Seen await(Seen known, Duration patience) throws InterruptedException {
        long end = System.nanoTime() + patience.toNanos();
        lock.lockInterruptibly();
        try {
            while (true) {
                long now = System.nanoTime();
                if (seen.alert() > known.alert() || seen.line() > known.line()) {
                    return seen;
                }
                if (end - now <= 0) {
                    return known;
                }
                long due = lookedAt + LOOK_NANOS - now;
                if (!looking && due <= 0) {
                    look();
                } else {
                    long _ = looked.awaitNanos(Math.min(end - now, looking ? LOOK_NANOS : due));
                }
            }
        } finally {
            lock.unlock();
        }
    }

    /** Asks the store, without the lock, while the others wait. */
    private void look() {
        looking = true;
        Seen now = seen;
        lock.unlock();
        try {
            now = store.read(session ->
                    new Seen(session.alerts().last(), session.alerts().lastLine()));
        } catch (StoreException e) {
            // Too much is asked of the store just now: the next look comes in a second.
            if (e.fault() != Fault.CROWDED && e.fault() != Fault.BUSY) {
                throw e;
            }
        } finally {
            lock.lock();
            looking = false;
            lookedAt = System.nanoTime();
            seen = now;
            looked.signalAll();
        }
    }

    /** Those that may be seen, stored or opened after that place: at most {@value #BATCH} of each. As they stood a few seconds ago at most. */
    public Batch after(Scope scope, Seen place) {
        After after = new After(scope, place);
        reading.lock();
        try {
            long now = nanos.getAsLong();
            kept.values().removeIf(each -> now - each.nanos() >= KEPT_NANOS);
            Kept known = kept.get(after);
            if (known != null) {
                return known.batch();
            }
            Batch read = store.read(session -> read(session, scope, place));
            if (!read.upTo().equals(place)) {
                kept.put(after, new Kept(read, now));
            }
            return read;
        } finally {
            reading.unlock();
        }
    }

    private static Batch read(Store.Session session, Scope scope, Seen place) {
        List<Numbered> raised = session.alerts().after(scope, place.alert(), BATCH);
        List<Item> items = new ArrayList<>();
        raised.forEach(each -> items.add(new Item(each.alert(), true, new Seen(each.sequence(), place.line()))));
        if (raised.size() == BATCH) {
            return new Batch(items, items.getLast().place());
        }
        long last = session.alerts().last();
        List<Opened> opened = session.alerts().opened(scope, place.line(), BATCH);
        for (Opened each : opened) {
            // What was stored since is told as it stands already.
            if (each.alert().sequence() <= place.alert()) {
                items.add(new Item(each.alert().alert(), false, new Seen(last, each.line())));
            }
        }
        return new Batch(
                items,
                new Seen(
                        last,
                        opened.size() == BATCH
                                ? opened.getLast().line()
                                : session.alerts().lastLine()));
    }
}
