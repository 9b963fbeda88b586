package bzh.vigie.collector.detect.sigma.correlation;

import java.time.Duration;

/**
 * How much a {@link Correlator} remembers.
 *
 * @param groups of one correlation; beyond, one of the commune and host that hold most is forgotten, that which was touched longest ago
 * @param entriesOfGroup entries of one group; beyond, a quarter is forgotten, the oldest of the host that told most
 * @param bytes what all groups together take, by estimate; beyond, groups of the correlation that takes the most are forgotten, in the same way
 * @param lateness how much older than the newest of its group an event may be and still count as if it had come in time
 */
public record Limits(int groups, int entriesOfGroup, long bytes, Duration lateness) {
    /** Those of the collector. */
    public static final Limits USUAL = new Limits(10_000, 6_000, 100_000_000, Duration.ofMinutes(30));

    public Limits {
        if (groups < 1 || entriesOfGroup < 1 || bytes < 1 || lateness.isNegative()) {
            throw new IllegalArgumentException("limits of correlations must be above 0");
        }
    }
}
