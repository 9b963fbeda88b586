package bzh.vigie.agent.persistence;

import bzh.vigie.event.LocationStatus.Trigger;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import java.util.function.Predicate;

/**
 * What the inventory has to do next: what was asked for or noticed before what a pass goes through; the same thing asked twice
 * is done once. What is noticed again and again is read at a {@link Pace}. Thread-safe.
 */
final class Rescans {
    /** Something to do. */
    sealed interface Work {
        /** Read this site. */
        record Read(Site.Name site, Trigger trigger, boolean listAll) implements Work {}

        /** Take what another process read; without a reading, read it here. */
        record Arrived(Site site, Optional<SiteReading> reading) implements Work {}

        /** See which sites there are, and read those that are new or gone. */
        record Plan(boolean fullPass) implements Work {}
    }

    /**
     * A site to be read.
     *
     * @param paced it has to wait for the pace of what is noticed
     * @param apart it has to wait until another process has read what it reads now
     */
    private record Urgent(Work.Read read, boolean paced, boolean apart) {}

    private final LongSupplier nanos;
    private final Pace pace = new Pace();
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final LinkedHashMap<Site.Name, Urgent> urgent = new LinkedHashMap<>();
    private final Deque<Work.Read> pass = new ArrayDeque<>();

    /** What was noticed and is being read: what is noticed there meanwhile is the next change of many. */
    private final Set<Site.Name> underway = new HashSet<>();

    private final Deque<Work.Arrived> arrived = new ArrayDeque<>();
    private Optional<Site.Name> handedOver = Optional.empty();
    private Optional<Work.Plan> plan = Optional.empty();
    private boolean closed;

    /** With a clock of nanoseconds. */
    Rescans(LongSupplier nanos) {
        this.nanos = nanos;
    }

    void urgent(Site.Name site, Trigger trigger, boolean listAll) {
        locked(() -> {
            Optional<Urgent> before = Optional.ofNullable(urgent.get(site));
            boolean all = listAll || before.filter(b -> b.read().listAll()).isPresent();
            boolean paced = trigger == Trigger.NOTIFICATION
                    && !all
                    && before.map(Urgent::paced)
                            .orElseGet(() -> underway.contains(site) || pace.holds(site, nanos.getAsLong()));
            Trigger first = before.map(b -> b.read().trigger()).orElse(trigger);
            boolean apart = before.filter(Urgent::apart).isPresent();
            urgent.put(site, new Urgent(new Work.Read(site, first, all), paced, apart));
        });
    }

    /** What another process is to read is put back until that process has read what it reads now. */
    void afterHandedOver(Work.Read read) {
        locked(() -> {
            Optional<Urgent> since = Optional.ofNullable(urgent.get(read.site()));
            boolean all =
                    read.listAll() || since.filter(s -> s.read().listAll()).isPresent();
            urgent.put(read.site(), new Urgent(new Work.Read(read.site(), read.trigger(), all), !all, true));
        });
    }

    /** What was noticed has been read, which took so long. */
    void read(Work.Read read, long workNanos) {
        if (read.trigger() == Trigger.NOTIFICATION) {
            locked(() -> {
                boolean ignored = underway.remove(read.site());
                pace.read(read.site(), nanos.getAsLong(), workNanos);
            });
        }
    }

    void plan(boolean fullPass) {
        locked(() -> plan = Optional.of(
                new Work.Plan(fullPass || plan.map(Work.Plan::fullPass).orElse(false))));
    }

    /** Noticed sites that are not yet read, whatever they wait for. */
    List<Work.Read> noticed() {
        lock.lock();
        try {
            return urgent.values().stream()
                    .map(Urgent::read)
                    .filter(read -> read.trigger() == Trigger.NOTIFICATION)
                    .toList();
        } finally {
            lock.unlock();
        }
    }

    /** What a full pass goes through, instead of what was left of the one before. */
    void pass(Collection<Site.Name> sites) {
        locked(() -> {
            pass.clear();
            sites.forEach(site -> pass.add(new Work.Read(site, Trigger.PASS, false)));
        });
    }

    /** Does it as the next of a pass. */
    void later(Work.Read read) {
        locked(() -> pass.addFirst(read));
    }

    /** Another process reads: the pass waits for it, what is asked for or noticed does not. */
    void handedOver(Site.Name site) {
        locked(() -> handedOver = Optional.of(site));
    }

    /** It has read. */
    void arrived(Work.Arrived read) {
        locked(() -> {
            handedOver = Optional.empty();
            arrived.add(read);
        });
    }

    /** Whether a reading of that site was asked for and not yet begun. */
    boolean isUrgent(Site.Name site) {
        lock.lock();
        try {
            return urgent.containsKey(site);
        } finally {
            lock.unlock();
        }
    }

    /** Whether another process reads. */
    boolean isHandedOver() {
        lock.lock();
        try {
            return handedOver.isPresent();
        } finally {
            lock.unlock();
        }
    }

    /** Whether a site like that is still to be read by the pass, or being read. */
    boolean passHolds(Predicate<Site.Name> like) {
        lock.lock();
        try {
            return handedOver.filter(like).isPresent()
                    || arrived.stream().anyMatch(a -> like.test(a.site().name()))
                    || pass.stream().anyMatch(read -> like.test(read.site()));
        } finally {
            lock.unlock();
        }
    }

    /** Whether all that it goes through was read, also what has to be read here since the other process could not. */
    boolean passIsOver() {
        lock.lock();
        try {
            return pass.isEmpty()
                    && arrived.isEmpty()
                    && handedOver.isEmpty()
                    && urgent.values().stream().noneMatch(each -> each.read().trigger() == Trigger.PASS);
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
            long left = (pass.isEmpty() || handedOver.isPresent() ? atMost : pause).toNanos();
            while (!closed) {
                if (plan.isPresent()) {
                    Optional<Work> next = plan.map(p -> p);
                    plan = Optional.empty();
                    return next;
                }
                long now = nanos.getAsLong();
                Optional<Site.Name> due = urgent.entrySet().stream()
                        .filter(u -> !waitsForOther(u.getValue()) && wait(u, now) <= 0)
                        .map(Map.Entry::getKey)
                        .findFirst();
                if (due.isPresent()) {
                    return due.map(urgent::remove).map(Urgent::read).map(this::begun);
                }
                if (!arrived.isEmpty()) {
                    return Optional.of(arrived.poll());
                }
                if (left <= 0) {
                    return handedOver.isPresent() ? Optional.empty() : Optional.ofNullable(pass.poll());
                }
                long wait = urgent.entrySet().stream()
                        .filter(u -> !waitsForOther(u.getValue()))
                        .mapToLong(u -> wait(u, now))
                        .reduce(left, Math::min);
                left += changed.awaitNanos(wait) - wait;
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

    private Work.Read begun(Work.Read read) {
        if (read.trigger() == Trigger.NOTIFICATION) {
            boolean ignored = underway.add(read.site());
        }
        return read;
    }

    private boolean waitsForOther(Urgent asked) {
        return asked.apart() && (handedOver.isPresent() || !arrived.isEmpty());
    }

    private long wait(Map.Entry<Site.Name, Urgent> asked, long now) {
        return asked.getValue().paced() ? pace.wait(asked.getKey(), now) : 0;
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
