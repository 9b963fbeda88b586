package bzh.vigie.collector.console.route;

import bzh.vigie.collector.store.Alerts.Numbered;
import bzh.vigie.collector.store.Scope;
import bzh.vigie.collector.store.Store;
import bzh.vigie.collector.store.StoreException;
import bzh.vigie.collector.store.StoreException.Fault;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;

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

    private final Store store;
    private final Turns turns = new Turns(STREAMS, STREAMS_OF_ONE, Duration.ZERO);
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition looked = lock.newCondition();
    private Seen seen = new Seen(-1, -1);
    private long lookedAt = System.nanoTime() - LOOK_NANOS;
    private boolean looking;

    private final ReentrantLock reading = new ReentrantLock();
    private final Map<After, Batch> kept = new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<After, Batch> eldest) {
            return size() > KEPT;
        }
    };

    /** Over this store. */
    public AlertFeed(Store store) {
        this.store = store;
    }

    /**
     * How far the store is, of all communes.
     *
     * @param alert sequence number of the last alert
     * @param line number of the last decision
     */
    public record Seen(long alert, long line) {}

    private record After(Scope scope, long sequence) {}

    /** Alerts in the order in which they were stored. */
    public static final class Batch {
        private final List<Numbered> alerts;
        private final long upTo;
        private final Map<Locale, List<String>> texts = new ConcurrentHashMap<>();

        Batch(List<Numbered> alerts, long upTo) {
            this.alerts = List.copyOf(alerts);
            this.upTo = upTo;
        }

        /** The alerts. */
        public List<Numbered> alerts() {
            return alerts;
        }

        /** The sequence number until which these are all that may be seen. */
        public long upTo() {
            return upTo;
        }

        /** Each as a text in this language, written once for all who get it. */
        public List<String> texts(Locale locale, Function<Numbered, String> text) {
            return texts.computeIfAbsent(
                    locale, same -> alerts.stream().map(text).toList());
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

    /** Those that may be seen, stored after that one: at most {@value #BATCH}. */
    public Batch after(Scope scope, long sequence) {
        After after = new After(scope, sequence);
        reading.lock();
        try {
            Batch known = kept.get(after);
            if (known != null) {
                return known;
            }
            Batch read = store.read(session -> {
                List<Numbered> alerts = session.alerts().after(scope, sequence, BATCH);
                return new Batch(
                        alerts,
                        alerts.size() == BATCH
                                ? alerts.getLast().sequence()
                                : session.alerts().last());
            });
            if (read.upTo() > sequence) {
                kept.put(after, read);
            }
            return read;
        } finally {
            reading.unlock();
        }
    }
}
