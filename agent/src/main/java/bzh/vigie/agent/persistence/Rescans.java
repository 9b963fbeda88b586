package bzh.vigie.agent.persistence;

import bzh.vigie.event.LocationStatus.Trigger;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * What the inventory has to do next: what was asked for or noticed before what a pass goes through; the same thing asked twice
 * is done once. Thread-safe.
 */
final class Rescans {
    /** Something to do. */
    sealed interface Work {
        /** Read this site. */
        record Read(Site.Name site, Trigger trigger, boolean listAll) implements Work {}

        /** See which sites there are, and read those that are new or gone. */
        record Plan(boolean fullPass) implements Work {}
    }

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final LinkedHashMap<Site.Name, Work.Read> urgent = new LinkedHashMap<>();
    private final Deque<Site.Name> pass = new ArrayDeque<>();
    private Optional<Work.Plan> plan = Optional.empty();
    private boolean closed;

    void urgent(Site.Name site, Trigger trigger, boolean listAll) {
        locked(() -> {
            Work.Read before = urgent.get(site);
            boolean all = listAll || (before != null && before.listAll());
            urgent.put(site, new Work.Read(site, before == null ? trigger : before.trigger(), all));
        });
    }

    void plan(boolean fullPass) {
        locked(() -> plan = Optional.of(
                new Work.Plan(fullPass || plan.map(Work.Plan::fullPass).orElse(false))));
    }

    /** What a full pass goes through, instead of what was left of the one before. */
    void pass(Collection<Site.Name> sites) {
        locked(() -> {
            pass.clear();
            pass.addAll(sites);
        });
    }

    boolean passIsOver() {
        lock.lock();
        try {
            return pass.isEmpty();
        } finally {
            lock.unlock();
        }
    }

    void close() {
        locked(() -> closed = true);
    }

    boolean isClosed() {
        lock.lock();
        try {
            return closed;
        } finally {
            lock.unlock();
        }
    }

    /** The next thing to do, waiting so long for one; what belongs to a pass not before the pause is over. */
    Optional<Work> next(Duration atMost, Duration pause) throws InterruptedException {
        lock.lock();
        try {
            long left = (pass.isEmpty() ? atMost : pause).toNanos();
            while (!closed) {
                if (plan.isPresent()) {
                    Optional<Work> next = plan.map(p -> p);
                    plan = Optional.empty();
                    return next;
                }
                if (!urgent.isEmpty()) {
                    return Optional.of(urgent.pollFirstEntry().getValue());
                }
                if (left <= 0) {
                    return Optional.ofNullable(pass.poll()).map(site -> new Work.Read(site, Trigger.PASS, false));
                }
                left = changed.awaitNanos(left);
            }
            return Optional.empty();
        } finally {
            lock.unlock();
        }
    }

    /** How long the pause may be given as nanoseconds: at most a fifth of a second, four times what the work took. */
    static Duration pauseAfter(long workNanos) {
        return Duration.ofNanos(Math.min(TimeUnit.MILLISECONDS.toNanos(200), 4 * workNanos));
    }

    private void locked(Runnable change) {
        lock.lock();
        try {
            change.run();
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }
}
