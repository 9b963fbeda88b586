package bzh.vigie.collector.console.sign;

import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;

/** How often something may happen in a time that begins with the first. Remembers the 50,000 used last. Thread-safe. */
public final class Budget {
    private static final int REMEMBERED = 50_000;

    private final int most;
    private final Duration within;
    private final Map<String, Spent> spent = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Spent> eldest) {
            return size() > REMEMBERED;
        }
    };

    private record Spent(Instant from, int count) {}

    /** So many at most within this time. */
    public Budget(int most, Duration within) {
        this.most = most;
        this.within = within;
    }

    private Spent spent(String key, Instant now) {
        Spent before = spent.get(key);
        return before == null || before.from().plus(within).isBefore(now) ? new Spent(now, 0) : before;
    }

    /** Whether it may happen once more. */
    public synchronized boolean left(String key, Instant now) {
        return spent(key, now).count() < most;
    }

    /** Notes that it happens; false, and nothing noted, where it may not any more. */
    public synchronized boolean take(String key, Instant now) {
        Spent before = spent(key, now);
        boolean left = before.count() < most;
        if (left) {
            spent.put(key, new Spent(before.from(), before.count() + 1));
        }
        return left;
    }

    /**
     * How somebody stands.
     *
     * @param left how often it may still happen
     * @param fresh how long until it may happen as often as at first
     */
    public record Standing(int left, Duration fresh) {}

    /** How this one stands. */
    public synchronized Standing standing(String key, Instant now) {
        Spent before = spent(key, now);
        return new Standing(
                most - before.count(), Duration.between(now, before.from().plus(within)));
    }

    /** Takes back what {@link #take} noted. */
    synchronized void giveBack(String key) {
        spent.computeIfPresent(key, (same, before) -> new Spent(before.from(), Math.max(0, before.count() - 1)));
    }
}
