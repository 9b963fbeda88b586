package bzh.vigie.event;

import java.time.Instant;
import java.time.temporal.ChronoUnit;

/**
 * An instant on a host's own clocks (invariant 6).
 *
 * @param wall the host's wall clock, to the microsecond: data, never proof of order
 * @param bootId the boot during which it was taken: 1 to 64 characters
 * @param monotonicMicros microseconds since that boot, 0 or more; durations come from this one
 */
public record Moment(Instant wall, String bootId, long monotonicMicros) {
    public Moment {
        wall = wall.truncatedTo(ChronoUnit.MICROS);
        if (bootId.isEmpty() || bootId.length() > 64) {
            throw new IllegalArgumentException("boot id of " + bootId.length() + " characters, must be 1 to 64");
        }
        if (monotonicMicros < 0) {
            throw new IllegalArgumentException("monotonic clock below zero: " + monotonicMicros);
        }
    }

    /** The wall clock in microseconds since 1970 UTC. */
    public long wallMicros() {
        return Math.addExact(Math.multiplyExact(wall.getEpochSecond(), 1_000_000L), wall.getNano() / 1_000);
    }

    /** The instant that many microseconds after 1970 UTC. */
    public static Instant instant(long wallMicros) {
        return Instant.ofEpochSecond(
                Math.floorDiv(wallMicros, 1_000_000L), Math.floorMod(wallMicros, 1_000_000L) * 1_000L);
    }
}
