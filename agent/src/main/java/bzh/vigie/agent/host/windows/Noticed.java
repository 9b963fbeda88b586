package bzh.vigie.agent.host.windows;

import bzh.vigie.agent.host.FileWatch.Change;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/** Changes that were noticed and nobody asked for yet, each once; too many become one overflow. Thread-safe. */
final class Noticed {
    static final int MOST = 8_192;

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition more = lock.newCondition();
    private final Set<Change> changes = new LinkedHashSet<>();
    private boolean woken;

    void add(Change change) {
        lock.lock();
        try {
            if (changes.size() >= MOST) {
                changes.clear();
                changes.add(new Change.Overflow());
            } else {
                changes.add(change);
            }
            more.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** All there are, waiting at most so long for the first; an empty list when there is none or when woken. */
    List<Change> await(Duration atMost) {
        lock.lock();
        try {
            long left = atMost.toNanos();
            while (changes.isEmpty() && !woken && left > 0) {
                left = more.awaitNanos(left);
            }
            if (woken) {
                woken = false;
                return List.of();
            }
            List<Change> all = List.copyOf(changes);
            changes.clear();
            return all;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return List.of();
        } finally {
            lock.unlock();
        }
    }

    /** Lets whoever waits, or waits next, go on. */
    void wake() {
        lock.lock();
        try {
            woken = true;
            more.signalAll();
        } finally {
            lock.unlock();
        }
    }
}
