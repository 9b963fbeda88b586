package bzh.vigie.collector.intel.stix;

import java.time.Duration;
import java.time.Instant;

/** What is asked of the observations that an expression holds of. */
sealed interface Qualifier {
    /** They lie within that time; more than nothing. */
    record Within(Duration time) implements Qualifier {}

    /** They are that many times as many; at least once. */
    record Repeats(int times) implements Qualifier {}

    /** They were seen from {@code start} until before {@code stop}. */
    record Between(Instant start, Instant stop) implements Qualifier {}
}
