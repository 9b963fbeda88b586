package bzh.vigie.agent.host.linux;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * Every command that the agent may run: one line each, by absolute path, with a fixed argument list, no shell, an empty
 * environment and nothing on standard input. Nothing else starts a process (ArchUnit).
 */
enum AllowedCommands {
    /** Ends at once: seen by the process source, it proves that the source sees. */
    CANARY("/bin/true"),
    /** Follows the journal from now on, where no log file holds the logons. */
    JOURNAL(
            "/usr/bin/journalctl",
            "--follow",
            "--lines=0",
            "--output=json",
            "--output-fields=MESSAGE,SYSLOG_IDENTIFIER,_PID,_UID,_EXE",
            "--facility=auth,authpriv");

    @SuppressWarnings("ImmutableEnumChecker") // made by List.of, which the type does not say
    private final List<String> command;

    AllowedCommands(String... command) {
        this.command = List.of(command);
    }

    /** Starts it; empty where the program is not there or cannot be started. The caller ends it. */
    Optional<Process> start(boolean withOutput) {
        if (!Files.isExecutable(Path.of(command.getFirst()))) {
            return Optional.empty();
        }
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.environment().clear();
        builder.directory(new File("/"));
        builder.redirectInput(ProcessBuilder.Redirect.from(new File("/dev/null")));
        builder.redirectError(ProcessBuilder.Redirect.DISCARD);
        if (!withOutput) {
            builder.redirectOutput(ProcessBuilder.Redirect.DISCARD);
        }
        try {
            return Optional.of(builder.start());
        } catch (IOException e) {
            return Optional.empty();
        }
    }
}
