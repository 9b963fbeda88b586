package bzh.vigie.agent;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** The agent's commands (DESIGN.md 5.5). {@code run} goes without the command line library, which would cost it 3.8 MiB. */
public final class Main {
    /** Of the agent. */
    static final String VERSION = "0.1.0";

    static final int DONE = 0;
    static final int FAILED = 1;
    static final int BAD_USAGE = 2;

    private static final String LOG_FORMAT = "java.util.logging.SimpleFormatter.format";
    /** One line each: time, level, what; a stack trace, which only an unexpected error has, follows (Formatter). */
    static final String LOG_LINE = "%1$tFT%1$tT%1$tz %4$s %5$s%6$s%n";

    private Main() {}

    public static void main(String[] args) {
        if (System.getProperty(LOG_FORMAT) == null) {
            // Read when the first line is logged.
            System.setProperty(LOG_FORMAT, LOG_LINE);
        }
        // Always UTF-8: with LANG unset Java would turn every accent into a question mark.
        PrintStream out = new PrintStream(new FileOutputStream(FileDescriptor.out), true, StandardCharsets.UTF_8);
        PrintStream err = new PrintStream(new FileOutputStream(FileDescriptor.err), true, StandardCharsets.UTF_8);
        int status = start(args, out, err);
        out.flush();
        err.flush();
        System.exit(status);
    }

    static int start(String[] args, PrintStream out, PrintStream err) {
        List<String> all = Arrays.asList(args);
        if (!all.isEmpty() && all.getFirst().equals("run") && !all.contains("--help") && !all.contains("-h")) {
            return RunArguments.parse(all.subList(1, all.size()), err)
                    .map(arguments -> new Run(arguments, err).run())
                    .orElse(BAD_USAGE);
        }
        if (!all.isEmpty() && all.getFirst().equals(ReadForParentCommand.NAME)) {
            return ReadForParentCommand.run(all.subList(1, all.size()));
        }
        if (!all.isEmpty() && all.getFirst().equals(ReadDirectoryCommand.NAME)) {
            return ReadDirectoryCommand.run(all.subList(1, all.size()));
        }
        return Commands.execute(args, out, err);
    }

    /** The language of the machine's messages. */
    static Locale systemLocale() {
        return Locale.getDefault(Locale.Category.DISPLAY);
    }
}
