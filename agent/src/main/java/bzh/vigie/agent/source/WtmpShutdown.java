package bzh.vigie.agent.source;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * When a Linux shut down before this boot, as it wrote itself: {@code systemd-update-utmp} and sysvinit put a record of a run level (type 1) of
 * the user {@code shutdown} into {@code /var/log/wtmp} on the way down, and one of a boot (type 2) on the way up. A system without that
 * file, or whose power was cut, tells nothing.
 */
public final class WtmpShutdown {
    /** From the end of the file; logons since the start are few when the agent begins. */
    private static final int MOST_RECORDS = 2_000;

    private static final int RUN_LEVEL = 1;
    private static final int BOOT = 2;

    /** How far a record's time may lie from the boot's, both on a wall clock. */
    private static final Duration SLACK = Duration.ofMinutes(2);

    private WtmpShutdown() {}

    /**
     * Reads it.
     *
     * @param root of the file system
     * @param booted when this boot began, on the wall clock
     * @return empty where nothing tells it, or the file cannot be read
     */
    public static Optional<Instant> read(Path root, Instant booted) {
        Path path = root.resolve("var/log/wtmp");
        if (!Files.isRegularFile(path, LinkOption.NOFOLLOW_LINKS)) {
            return Optional.empty();
        }
        try (RandomAccessFile file = new RandomAccessFile(path.toFile(), "r")) {
            long records = file.length() / UtmpRecord.SIZE;
            long from = Math.max(0, records - MOST_RECORDS);
            byte[] bytes = new byte[Math.toIntExact((records - from) * UtmpRecord.SIZE)];
            file.seek(from * UtmpRecord.SIZE);
            file.readFully(bytes);
            return parse(bytes, booted);
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    /** What whole records say: the last shutdown before this boot, unless another boot followed it. Total. */
    static Optional<Instant> parse(byte[] bytes, Instant booted) {
        Optional<Instant> stop = Optional.empty();
        for (int at = 0; at + UtmpRecord.SIZE <= bytes.length; at += UtmpRecord.SIZE) {
            UtmpRecord record = UtmpRecord.parse(bytes, at);
            Instant time = Instant.ofEpochSecond(record.seconds());
            if (record.type() == BOOT && time.isBefore(booted.minus(SLACK))) {
                stop = Optional.empty();
            } else if (record.type() == RUN_LEVEL
                    && record.user().equals("shutdown")
                    && time.isBefore(booted.plus(SLACK))) {
                stop = Optional.of(time);
            }
        }
        return stop;
    }
}
