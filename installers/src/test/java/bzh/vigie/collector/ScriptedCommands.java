package bzh.vigie.collector;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The collector's commands for a script of bash that asks for many: one virtual machine runs them, since the start of another costs more
 * than most commands. The collector itself, {@code collector run}, is a program of its own.
 */
public final class ScriptedCommands {
    /**
     * The function {@code collector WORD…} of bash, over the folder {@code collector}. The script has set {@code java}, the program, and
     * {@code path}, the class path; it kills {@code $commands} at its end and leaves the file descriptors 8 and 9 alone.
     */
    public static final String FUNCTION = """
        mkfifo asked codes
        "$java" -XX:TieredStopAtLevel=1 -XX:+UseSerialGC --enable-native-access=ALL-UNNAMED -cp "$path" \
            bzh.vigie.collector.ScriptedCommands < asked > codes & commands=$!
        exec 8> asked 9< codes
        collector() {
            set -- "$@" --dir collector
            [ "$1" != run ] || exec "$java" -XX:TieredStopAtLevel=1 --enable-native-access=ALL-UNNAMED -cp "$path" bzh.vigie.collector.Main "$@"
            local IFS=$'\\037' code
            printf '%s\\n' "$*" >&8
            read -r code <&9
            cat said
            cat complained >&2
            return "$code"
        }
        """;

    private static final String BETWEEN_WORDS = "\037";

    private ScriptedCommands() {}

    /** Runs a command for each line that comes in, leaves what it says in the working directory, and gives the code with which it ended. */
    public static void main(String[] ignored) throws IOException {
        PrintStream codes = System.out;
        BufferedReader asked = new BufferedReader(new InputStreamReader(System.in, UTF_8));
        for (String line = asked.readLine(); line != null; line = asked.readLine()) {
            codes.println(run(line.split(BETWEEN_WORDS, -1)));
            codes.flush();
        }
    }

    private static int run(String... words) throws IOException {
        HandedCommands.Run run = HandedCommands.run(Main.commandLine(Language.askedFor(words), words), words);
        Files.writeString(Path.of("said"), run.out());
        Files.writeString(Path.of("complained"), run.err());
        return run.code();
    }
}
