package bzh.vigie.agent.identity;

import bzh.vigie.event.Clock;
import bzh.vigie.event.Moment;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.OptionalLong;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * A Linux host's clocks. The monotonic one is the time since boot including sleep (CLOCK_BOOTTIME, which
 * {@code /proc/uptime} tells in hundredths, proc(5)), carried on between readings by {@code System.nanoTime}, which stands
 * still while the host sleeps. It is read again each second, and at once when the wall clock went another way than the
 * carried time, so that a sleep shows at the first event after it. Never goes back. Thread-safe.
 */
public final class HostClock implements Clock {
    private static final long EVERY_NANOS = 1_000_000_000L;
    private static final long DRIFT_MICROS = 200_000L;
    private static final long RESOLUTION_MICROS = 20_000L;

    private final String bootId;
    private final Supplier<OptionalLong> uptimeMicros;
    private final LongSupplier nanos;
    private final InstantSource wall;

    private long anchorMicros;
    private long anchorNanos;
    private long readNanos;
    private Instant readWall;
    private long latest;

    /**
     * @param bootId the kernel's id of this boot
     * @param uptimeMicros reads the time since boot; empty where that fails
     * @param nanos {@code System::nanoTime}, or a test's
     * @param wall the host's wall clock
     */
    public HostClock(String bootId, Supplier<OptionalLong> uptimeMicros, LongSupplier nanos, InstantSource wall) {
        this.bootId = bootId;
        this.uptimeMicros = uptimeMicros;
        this.nanos = nanos;
        this.wall = wall;
        this.anchorNanos = nanos.getAsLong();
        this.anchorMicros = Math.max(0, uptimeMicros.get().orElse(0));
        this.readNanos = anchorNanos;
        this.readWall = wall.instant();
        this.latest = anchorMicros;
    }

    /** Reads {@code /proc/uptime} under this root. */
    public static Supplier<OptionalLong> uptime(Path root) {
        Path file = root.resolve("proc/uptime");
        return () -> {
            try {
                return parseUptime(Files.readString(file, StandardCharsets.US_ASCII));
            } catch (IOException e) {
                return OptionalLong.empty();
            }
        };
    }

    /** {@code 12345.67 …} in microseconds. */
    static OptionalLong parseUptime(String text) {
        int end = text.indexOf(' ');
        int dot = text.indexOf('.');
        if (dot < 1 || dot > 12 || end != dot + 3) {
            return OptionalLong.empty();
        }
        try {
            return OptionalLong.of(Long.parseLong(text.substring(0, dot)) * 1_000_000
                    + Long.parseLong(text.substring(dot + 1, end)) * 10_000);
        } catch (NumberFormatException e) {
            return OptionalLong.empty();
        }
    }

    @Override
    public synchronized Moment now() {
        Instant at = wall.instant();
        long now = nanos.getAsLong();
        long carried = (now - readNanos) / 1_000;
        long wallPassed = java.time.Duration.between(readWall, at).toMillis() * 1_000;
        if (now - readNanos >= EVERY_NANOS || Math.abs(wallPassed - carried) > DRIFT_MICROS) {
            readAgain(now);
            readNanos = now;
            readWall = at;
        }
        latest = Math.max(latest, anchorMicros + (now - anchorNanos) / 1_000);
        return new Moment(at, bootId, latest);
    }

    /** Keeps the fine carried time unless the coarse reading shows that it went wrong. */
    private void readAgain(long now) {
        OptionalLong read = uptimeMicros.get();
        long carried = anchorMicros + (now - anchorNanos) / 1_000;
        if (read.isPresent() && Math.abs(read.getAsLong() - carried) > RESOLUTION_MICROS) {
            anchorMicros = read.getAsLong();
            anchorNanos = now;
        }
    }
}
