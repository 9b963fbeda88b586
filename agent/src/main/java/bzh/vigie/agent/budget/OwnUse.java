package bzh.vigie.agent.budget;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What this process has used of the machine.
 *
 * @param rssBytes resident memory now
 * @param cpuMicros processor time since its start, user and system
 * @param threads now
 */
public record OwnUse(long rssBytes, long cpuMicros, int threads) {
    /** The kernel tells times to programs in hundredths of a second on every architecture (time(7), USER_HZ). */
    private static final long MICROS_PER_TICK = 10_000;

    private static final Pattern RSS = Pattern.compile("(?m)^VmRSS:\\s+(\\d{1,12}) kB");
    private static final Pattern THREADS = Pattern.compile("(?m)^Threads:\\s+(\\d{1,7})");

    /** Reads {@code self/status} and {@code self/stat} (proc(5)) under this {@code /proc}; empty where that fails. */
    public static Optional<OwnUse> read(Path proc) {
        try {
            return parse(
                    Files.readString(proc.resolve("self/status"), StandardCharsets.ISO_8859_1),
                    Files.readString(proc.resolve("self/stat"), StandardCharsets.ISO_8859_1));
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    static Optional<OwnUse> parse(String status, String stat) {
        Matcher rss = RSS.matcher(status);
        Matcher threads = THREADS.matcher(status);
        // The second field is the program's name in parentheses and may hold blanks: count from the last one.
        int name = stat.lastIndexOf(')');
        String[] fields = stat.substring(name + 1).strip().split(" ", 16);
        if (!rss.find() || !threads.find() || name < 0 || fields.length < 14) {
            return Optional.empty();
        }
        try {
            long ticks = Long.parseLong(fields[11]) + Long.parseLong(fields[12]);
            return Optional.of(new OwnUse(
                    Long.parseLong(rss.group(1)) * 1024, ticks * MICROS_PER_TICK, Integer.parseInt(threads.group(1))));
        } catch (NumberFormatException e) {
            return Optional.empty();
        }
    }
}
