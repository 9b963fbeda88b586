package bzh.vigie.collector.console.sign;

import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Waits after wrong passwords: none for the first four of an account from one source, then 2, 4, 8 … seconds, at most 15
 * minutes. A source is an address, or a browser in which the person signed in before; so nobody can keep a colleague out by
 * guessing wrongly from elsewhere. Remembers the 50,000 sources used last. Thread-safe.
 */
final class LockOut {
    private static final int FREE = 4;
    private static final int REMEMBERED = 50_000;
    private static final Duration LONGEST = Duration.ofMinutes(15);
    private static final Duration FORGOTTEN = Duration.ofHours(6);

    private final Map<String, Failures> failures = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Failures> eldest) {
            return size() > REMEMBERED;
        }
    };

    private record Failures(int count, Instant last) {
        Instant until() {
            return count <= FREE
                    ? Instant.MIN
                    : last.plus(
                            count - FREE > 10
                                    ? LONGEST
                                    : Duration.ofSeconds(Math.min(1L << (count - FREE), LONGEST.toSeconds())));
        }
    }

    /** How an account and a source are remembered together. */
    static String key(String account, String source) {
        return account + "\n" + source;
    }

    /**
     * Begins an attempt: counted as a failure at once, until {@link #succeeded}, so that many at a time are not one.
     *
     * @return how long to wait still, and then nothing is counted; zero where nothing is in the way
     */
    synchronized Duration attempt(String key, Instant now) {
        Failures before = failures.get(key);
        if (before != null && now.isBefore(before.until())) {
            return Duration.between(now, before.until());
        }
        int count = before == null || before.last().plus(FORGOTTEN).isBefore(now) ? 0 : before.count();
        failures.put(key, new Failures(count + 1, now));
        return Duration.ZERO;
    }

    synchronized void succeeded(String key) {
        failures.remove(key);
    }
}
