package bzh.vigie.agent.uplink;

import java.time.Duration;
import java.util.random.RandomGenerator;

/**
 * How long to wait before the next attempt: doubling from one second to five minutes, each time a random part from a half
 * to the whole of it, so that thousands of agents do not come back at once. Not thread-safe.
 */
final class Backoff {
    private static final Duration FIRST = Duration.ofSeconds(1);
    private static final Duration MOST = Duration.ofMinutes(5);

    private final RandomGenerator random;
    private int failures;

    Backoff(RandomGenerator random) {
        this.random = random;
    }

    /** The next wait, longer on average than the one before. */
    Duration next() {
        long ceiling = Math.min(MOST.toMillis(), FIRST.toMillis() << Math.min(failures, 20));
        failures++;
        return Duration.ofMillis(ceiling / 2 + random.nextLong(ceiling / 2 + 1));
    }

    /** This wait and up to a tenth more, at least one second and at most {@code most}. */
    Duration spread(Duration wait, Duration most) {
        long millis = Math.clamp(wait.toMillis(), FIRST.toMillis(), most.toMillis());
        return Duration.ofMillis(millis + random.nextLong(millis / 10 + 1));
    }

    /** The last attempt was good: begin anew. */
    void reset() {
        failures = 0;
    }
}
