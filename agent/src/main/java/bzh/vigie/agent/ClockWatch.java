package bzh.vigie.agent;

import bzh.vigie.event.Clock;
import bzh.vigie.event.Moment;
import java.time.Duration;
import java.util.Optional;
import java.util.function.LongSupplier;

/**
 * Notices between two looks that the host slept, or that its wall clock was set. Sleep is time that passed on the clock since
 * boot and not on the one that stands still meanwhile; a set clock is wall time that went another way than time since boot.
 * Not thread-safe.
 */
final class ClockWatch {
    private static final long SLEPT_MICROS = 5_000_000;
    private static final long SET_MICROS = 2_000_000;

    private final Clock clock;
    private final LongSupplier awakeNanos;
    private Moment last;
    private long lastAwake;

    /** What was noticed: how long the host slept, and by how much its wall clock was set; zero for not. */
    record Noticed(Duration slept, Duration set) {}

    /**
     * @param awakeNanos {@code System::nanoTime}, which stands still while the host sleeps, or a test's
     */
    ClockWatch(Clock clock, LongSupplier awakeNanos) {
        this.clock = clock;
        this.awakeNanos = awakeNanos;
        this.last = clock.now();
        this.lastAwake = awakeNanos.getAsLong();
    }

    /** Looks; empty where nothing is to be told. */
    Optional<Noticed> look() {
        Moment now = clock.now();
        long awake = awakeNanos.getAsLong();
        long passed = now.monotonicMicros() - last.monotonicMicros();
        long slept = passed - (awake - lastAwake) / 1_000;
        long set = now.wallMicros() - last.wallMicros() - passed;
        last = now;
        lastAwake = awake;
        boolean hasSlept = slept >= SLEPT_MICROS;
        boolean wasSet = Math.abs(set) >= SET_MICROS;
        return hasSlept || wasSet
                ? Optional.of(new Noticed(
                        hasSlept ? Duration.ofSeconds(slept / 1_000_000) : Duration.ZERO,
                        wasSet ? Duration.ofSeconds(set / 1_000_000) : Duration.ZERO))
                : Optional.empty();
    }
}
