package bzh.vigie.agent.uplink;

import bzh.vigie.v1.Policy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * What a collector may set on an agent: a closed list of bounded values (invariant 1).
 *
 * @param heartbeat 10 s to 1 h
 * @param inventoryPass 15 min to 24 h
 * @param spoolBytes 16 MiB to 4 GiB
 * @param directory between two readings of the domain's directory, 1 h to 24 h; zero: another agent reads it
 */
public record AgentPolicy(Duration heartbeat, Duration inventoryPass, long spoolBytes, Duration directory) {
    /** Bounds of the heartbeat. */
    public static final Duration MIN_HEARTBEAT = Duration.ofSeconds(10);

    /** Bounds of the heartbeat. */
    public static final Duration MAX_HEARTBEAT = Duration.ofHours(1);

    /** Bounds of the time between two inventory passes. */
    public static final Duration MIN_PASS = Duration.ofMinutes(15);

    /** Bounds of the time between two inventory passes. */
    public static final Duration MAX_PASS = Duration.ofDays(1);

    /** Bounds of the time between two readings of a directory. */
    public static final Duration MIN_DIRECTORY = Duration.ofHours(1);

    /** Bounds of the time between two readings of a directory. */
    public static final Duration MAX_DIRECTORY = Duration.ofDays(1);

    /** Bounds of the spool. */
    public static final long MIN_SPOOL = 16L << 20;

    /** Bounds of the spool. */
    public static final long MAX_SPOOL = 4L << 30;

    /** One that reads no directory. */
    public AgentPolicy(Duration heartbeat, Duration inventoryPass, long spoolBytes) {
        this(heartbeat, inventoryPass, spoolBytes, Duration.ZERO);
    }

    /** A policy applied: what holds now, and which {@code key = value} were out of range and left as they were. */
    public record Applied(AgentPolicy policy, List<String> ignored) {
        public Applied {
            ignored = List.copyOf(ignored);
        }
    }

    /** This with the values that a collector sent, where they are within their bounds. */
    public Applied with(Policy sent) {
        List<String> ignored = new ArrayList<>();
        Duration beat = heartbeat;
        Duration pass = inventoryPass;
        long spool = spoolBytes;
        if (sent.hasHeartbeatSeconds()) {
            beat = within(
                    Duration.ofSeconds(Integer.toUnsignedLong(sent.getHeartbeatSeconds())),
                    MIN_HEARTBEAT,
                    MAX_HEARTBEAT,
                    heartbeat,
                    "heartbeat_seconds = " + Integer.toUnsignedString(sent.getHeartbeatSeconds()),
                    ignored);
        }
        if (sent.hasInventoryPassMinutes()) {
            pass = within(
                    Duration.ofMinutes(Integer.toUnsignedLong(sent.getInventoryPassMinutes())),
                    MIN_PASS,
                    MAX_PASS,
                    inventoryPass,
                    "inventory_pass_minutes = " + Integer.toUnsignedString(sent.getInventoryPassMinutes()),
                    ignored);
        }
        if (sent.hasSpoolBytes()) {
            spool = within(
                    sent.getSpoolBytes(),
                    MIN_SPOOL,
                    MAX_SPOOL,
                    spoolBytes,
                    "spool_bytes = " + Long.toUnsignedString(sent.getSpoolBytes()),
                    ignored);
        }
        Duration read = directory;
        if (sent.hasDirectoryMinutes() && sent.getDirectoryMinutes() == 0) {
            read = Duration.ZERO;
        } else if (sent.hasDirectoryMinutes()) {
            read = within(
                    Duration.ofMinutes(Integer.toUnsignedLong(sent.getDirectoryMinutes())),
                    MIN_DIRECTORY,
                    MAX_DIRECTORY,
                    directory,
                    "directory_minutes = " + Integer.toUnsignedString(sent.getDirectoryMinutes()),
                    ignored);
        }
        return new Applied(new AgentPolicy(beat, pass, spool, read), ignored);
    }

    private static <T extends Comparable<T>> T within(
            T value, T min, T max, T otherwise, String said, List<String> ignored) {
        if (value.compareTo(min) >= 0 && value.compareTo(max) <= 0) {
            return value;
        }
        ignored.add(said);
        return otherwise;
    }
}
