package bzh.vigie.collector;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import picocli.CommandLine;

/** The collector's commands over a folder, with a clock that is handed in, as somebody types them. One thread. */
public final class HandedCommands {
    private static final Map<String, Class<?>> COMMANDS =
            Map.of("incident", IncidentCommand.class, "alerts", AlertsCommand.class, "hosts", HostsCommand.class);

    private final Path folder;
    private final InstantSource clock;

    /** Over the folder of a {@link HandedCollector}. */
    public HandedCommands(Path folder, InstantSource clock) {
        this.folder = folder;
        this.clock = clock;
    }

    /**
     * A command that has been run.
     *
     * @param code with which it ended
     */
    public record Run(int code, String out, String err) {}

    /** Runs one, from its first word on. */
    public Run run(String... words) {
        return run(
                new CommandLine(COMMANDS.get(words[0]), new Clocked()),
                Stream.concat(Stream.of(words).skip(1), Stream.of("--dir", folder.toString()))
                        .toArray(String[]::new));
    }

    /** Runs one as {@code vigie-collector} does, in English, by the clock of the machine. Thread-safe. */
    public static Run runNow(String... words) {
        return run(Main.commandLine(Locale.ENGLISH, words), words);
    }

    /** Runs that one with these words and gives what it said. */
    static Run run(CommandLine command, String... words) {
        StringWriter output = new StringWriter();
        StringWriter errors = new StringWriter();
        int code = command.setOut(new PrintWriter(output))
                .setErr(new PrintWriter(errors))
                .execute(words);
        return new Run(code, output.toString(), errors.toString());
    }

    /** Makes commands, those that take a clock with this one. */
    private final class Clocked implements CommandLine.IFactory {
        @Override
        public <K> K create(Class<K> type) throws Exception {
            try {
                return type.getDeclaredConstructor(InstantSource.class).newInstance(clock);
            } catch (NoSuchMethodException ofOtherThings) {
                return CommandLine.defaultFactory().create(type);
            }
        }
    }
}
