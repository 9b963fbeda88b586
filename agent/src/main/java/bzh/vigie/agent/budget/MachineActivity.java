package bzh.vigie.agent.budget;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How much this machine did, and how long this thread waited for its turn, since some point in time.
 *
 * @param switches context switches of all processors
 * @param waitedNanos how long the calling thread was ready to run and had no processor
 */
public record MachineActivity(long switches, long waitedNanos) {
    private static final Pattern SWITCHES = Pattern.compile("(?m)^ctxt (\\d{1,18})$");
    private static final Pattern SCHEDULED = Pattern.compile("\\d{1,19} (\\d{1,18}) \\d{1,19}\\s*");

    /** Reads {@code stat} and {@code thread-self/schedstat} (proc(5), sched-stats.rst) under this {@code /proc}; empty where that fails. */
    public static Optional<MachineActivity> read(Path proc) {
        try {
            return parse(
                    Files.readString(proc.resolve("stat"), StandardCharsets.ISO_8859_1),
                    Files.readString(proc.resolve("thread-self/schedstat"), StandardCharsets.ISO_8859_1));
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    static Optional<MachineActivity> parse(String stat, String schedstat) {
        Matcher switches = SWITCHES.matcher(stat);
        Matcher scheduled = SCHEDULED.matcher(schedstat);
        return switches.find() && scheduled.matches()
                ? Optional.of(
                        new MachineActivity(Long.parseLong(switches.group(1)), Long.parseLong(scheduled.group(1))))
                : Optional.empty();
    }
}
