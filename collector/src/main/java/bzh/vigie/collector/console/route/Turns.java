package bzh.vigie.collector.console.route;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;

/** Lets a few at once do what takes a core or a reader for long, and one person fewer than all. Thread-safe. */
public final class Turns {
    private final int most;
    private final int each;
    private final Duration patience;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition freed = lock.newCondition();
    private final Map<String, Integer> taken = new HashMap<>();
    private int all;

    /**
     * Turns.
     *
     * @param most at once
     * @param each of one person at once
     * @param patience how long one waits for a turn
     */
    public Turns(int most, int each, Duration patience) {
        this.most = most;
        this.each = each;
        this.patience = patience;
    }

    /** A turn that was given, until it is closed, on whatever thread. */
    public final class Turn implements AutoCloseable {
        private final String person;
        private boolean over;

        private Turn(String person) {
            this.person = person;
        }

        @Override
        public void close() {
            lock.lock();
            try {
                if (!over) {
                    over = true;
                    all--;
                    taken.computeIfPresent(person, (name, count) -> count == 1 ? null : count - 1);
                    freed.signalAll();
                }
            } finally {
                lock.unlock();
            }
        }
    }

    /**
     * Waits for a turn.
     *
     * @throws BusyException if none came in time
     */
    public Turn begin(String person) {
        return begin(person, patience);
    }

    private Turn begin(String person, Duration waiting) {
        lock.lock();
        try {
            long left = waiting.toNanos();
            while (all >= most || taken.getOrDefault(person, 0) >= each) {
                if (left <= 0) {
                    throw new BusyException();
                }
                left = freed.awaitNanos(left);
            }
            all++;
            taken.merge(person, 1, Integer::sum);
            return new Turn(person);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new BusyException();
        } finally {
            lock.unlock();
        }
    }

    /** Does this in a turn. */
    public <T> T take(String person, Supplier<T> work) {
        return take(person, patience, work);
    }

    /** Does this in a turn that one waits so long for. */
    <T> T take(String person, Duration waiting, Supplier<T> work) {
        Turn turn = begin(person, waiting);
        try {
            return work.get();
        } finally {
            turn.close();
        }
    }
}
