package bzh.vigie.collector.coverage;

import java.time.Duration;
import java.time.Instant;

/**
 * A stretch of time by the collector's clock.
 *
 * @param from its first instant
 * @param to the first instant after it; later than {@code from}
 */
public record Window(Instant from, Instant to) {
    /** @throws IllegalArgumentException if it is empty or ends before it begins */
    public Window {
        if (!from.isBefore(to)) {
            throw new IllegalArgumentException("a window from " + from + " to " + to);
        }
    }

    public Duration length() {
        return Duration.between(from, to);
    }
}
