package bzh.vigie.collector;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import picocli.CommandLine;

/**
 * A command over a collector's folder that has been run, for tests.
 *
 * @param code with which it ended
 */
record CommandRun(int code, String out, String err) {
    /** Runs it with these arguments, then the folder and these others. */
    static CommandRun of(Object command, Path dir, List<String> arguments, String... others) {
        StringWriter output = new StringWriter();
        StringWriter errors = new StringWriter();
        int code = new CommandLine(command)
                .setOut(new PrintWriter(output))
                .setErr(new PrintWriter(errors))
                .execute(Stream.of(arguments.stream(), Stream.of("--dir", dir.toString()), Stream.of(others))
                        .flatMap(each -> each)
                        .toArray(String[]::new));
        return new CommandRun(code, output.toString(), errors.toString());
    }

    /** Runs the program with these arguments, then the folder. */
    static CommandRun ofMain(Path dir, String... arguments) {
        StringWriter output = new StringWriter();
        StringWriter errors = new StringWriter();
        String[] all = Stream.concat(Stream.of(arguments), Stream.of("--dir", dir.toString()))
                .toArray(String[]::new);
        int code = Main.commandLine(Language.askedFor(all), all)
                .setOut(new PrintWriter(output, true))
                .setErr(new PrintWriter(errors, true))
                .execute(all);
        return new CommandRun(code, output.toString(), errors.toString());
    }
}
