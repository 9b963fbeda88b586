package bzh.vigie.agent.host.linux;

import bzh.vigie.agent.host.ApartOptions;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Every command that the agent may run: one line each, by absolute path, with a fixed argument list, no shell, an empty
 * environment and nothing on standard input, unless it is our own program. One argument may end with what varies, of a form that
 * its line names. Nothing else starts a process (ArchUnit).
 */
enum AllowedCommands {
    /** Ends at once: seen by the process source, it proves that the source sees. */
    CANARY("", "/bin/true"),
    /** What the journal has behind an entry, where no log file holds the logons; ends there. */
    JOURNAL_AFTER(Journal.CURSOR, Journal.READ, "--after-cursor="),
    /**
     * Follows the journal from behind an entry. Since systemd 250 that shows the current boot alone, unless journals of other
     * machines are merged in, which 251 to 253 refuse: what is older comes by the one above.
     */
    JOURNAL_FOLLOW_AFTER(Journal.CURSOR, Journal.READ, "--follow", "--no-tail", "--after-cursor="),
    /** Follows the journal from its newest entry on. */
    JOURNAL_FOLLOW("", Journal.READ, "--follow", "--lines=1"),
    /** Whether the system is shutting down, where the agent is asked to stop. */
    SYSTEM_STATE("", "/usr/bin/systemctl is-system-running"),
    /** Our own program, which reads the files below a directory for us (docs/decisions/0007). */
    READER("/[^\\x00]{0,4094}", Own.command("read-for-parent", false)),
    /** Our own program, which reads a domain's directory with the computer's key below that directory (docs/decisions/0069). */
    DIRECTORY("/[^\\x00]{0,4094}", Own.command("read-directory-for-parent", true)),
    /** Our own virtual machine, which makes the archive of our classes and tries it: its words are those of ClassCache. */
    ARCHIVE("", Own.java());

    private static final class Own {
        /** Where whoever starts us says that a cache (JEP 514) or an archive of our classes lies; none where nothing is said. */
        private static final String CACHE = LinuxClassCache.PROPERTY;

        private static String java() {
            return System.getProperty("java.home") + "/bin/java";
        }

        /** @param opened besides, what binds Kerberos to TLS */
        private static List<String> command(String name, boolean opened) {
            List<String> words = new ArrayList<>(List.of(java()));
            words.addAll(ApartOptions.of("/dev/null"));
            String cache = System.getProperty(CACHE, "");
            if (cache.endsWith(".jsa")) {
                words.add("-XX:SharedArchiveFile=" + cache);
            } else if (!cache.isEmpty()) {
                words.addAll(List.of("-XX:AOTCache=" + cache, "-XX:-AOTReplayTraining"));
            }
            // A cache is of the packages that were opened when it was made, as program.options has it.
            if (opened || (!cache.isEmpty() && !cache.endsWith(".jsa"))) {
                words.add(ApartOptions.OPENED);
            }
            words.addAll(List.of("-cp", classPath(), "bzh.vigie.agent.Main", name, "--root="));
            return words;
        }

        /** With absolute paths, since it starts in the root directory. */
        private static String classPath() {
            return Stream.of(System.getProperty("java.class.path").split(File.pathSeparator, -1))
                    .map(each -> Path.of(each).toAbsolutePath().toString())
                    .collect(Collectors.joining(File.pathSeparator));
        }
    }

    private static final class Journal {
        private static final String CURSOR = "[a-z0-9=;]{1,256}";
        /** {@code --facility} would be shorter, and is not known to systemd before 245. */
        private static final String READ = "/usr/bin/journalctl --quiet --no-pager --output=json"
                + " --output-fields=MESSAGE,SYSLOG_IDENTIFIER,_PID,_UID,_EXE SYSLOG_FACILITY=4 SYSLOG_FACILITY=10";
    }

    @SuppressWarnings("ImmutableEnumChecker") // made by List.of, which the type does not say
    private final List<String> command;

    private final String varying;

    AllowedCommands(String varying, String words, String... more) {
        this(
                varying,
                Stream.concat(Stream.of(words.split(" ", -1)), Stream.of(more)).toList());
    }

    AllowedCommands(String varying, List<String> command) {
        this.varying = varying;
        this.command = List.copyOf(command);
    }

    /** Starts it; empty where the program is not there or cannot be started. The caller ends it. */
    Optional<Process> start(boolean withOutput) {
        return start(withOutput, "");
    }

    /** As {@link #start(boolean)}, with the end of the last argument; empty too where that has not the command's form. */
    Optional<Process> start(boolean withOutput, String end) {
        return builder(end).flatMap(builder -> {
            builder.redirectInput(ProcessBuilder.Redirect.from(new File("/dev/null")));
            if (!withOutput) {
                builder.redirectOutput(ProcessBuilder.Redirect.DISCARD);
            }
            return start(builder);
        });
    }

    /** As {@link #start(boolean, String)}, to be talked to on its standard input and output. */
    Optional<Process> converse(String end) {
        return builder(end).flatMap(AllowedCommands::start);
    }

    /** {@link #ARCHIVE} with these words and no output; empty where it cannot be started. */
    static Optional<Process> archive(List<String> more) {
        return ARCHIVE.builder("").flatMap(builder -> {
            builder.command().addAll(more);
            builder.redirectInput(ProcessBuilder.Redirect.from(new File("/dev/null")));
            builder.redirectOutput(ProcessBuilder.Redirect.DISCARD);
            return start(builder);
        });
    }

    private Optional<ProcessBuilder> builder(String end) {
        if (!end.matches(varying) || !Files.isExecutable(Path.of(command.getFirst()))) {
            return Optional.empty();
        }
        List<String> words = new ArrayList<>(command);
        words.addLast(words.removeLast() + end);
        ProcessBuilder builder = new ProcessBuilder(words);
        builder.environment().clear();
        builder.directory(new File("/"));
        builder.redirectError(ProcessBuilder.Redirect.DISCARD);
        return Optional.of(builder);
    }

    private static Optional<Process> start(ProcessBuilder builder) {
        try {
            return Optional.of(builder.start());
        } catch (IOException e) {
            return Optional.empty();
        }
    }
}
