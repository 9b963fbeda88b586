package bzh.vigie.collector.notify;

import java.time.Duration;
import java.util.random.RandomGenerator;

/** Waits between tries: doubling from a second to five minutes, each drawn from the upper half, so that many do not meet. */
final class Backoff {
    private static final Duration FIRST = Duration.ofSeconds(1);
    private static final Duration LONGEST = Duration.ofMinutes(5);

    private final RandomGenerator random;
    private Duration next = FIRST;

    Backoff(RandomGenerator random) {
        this.random = random;
    }

    void succeeded() {
        next = FIRST;
    }

    Duration failed() {
        long millis = next.toMillis();
        Duration doubled = next.multipliedBy(2);
        next = doubled.compareTo(LONGEST) > 0 ? LONGEST : doubled;
        return Duration.ofMillis(millis / 2 + random.nextLong(millis / 2 + 1));
    }
}
