package bzh.vigie.installers;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.spi.ToolProvider;

/** Programs by which packages are made: the JDK's own, and those of this machine. */
final class Tools {
    private Tools() {}

    /**
     * Runs a tool of the JDK, such as {@code jlink}, and gives what it said.
     *
     * @throws IOException with what it said, where it failed
     */
    static String jdk(String name, List<String> arguments) throws IOException {
        ToolProvider tool = ToolProvider.findFirst(name)
                .orElseThrow(() -> new IOException("this Java has no " + name + ": a JDK is needed"));
        ByteArrayOutputStream said = new ByteArrayOutputStream();
        PrintWriter writer = new PrintWriter(said, true, StandardCharsets.UTF_8);
        int code = tool.run(writer, writer, arguments.toArray(String[]::new));
        writer.flush();
        String text = said.toString(StandardCharsets.UTF_8);
        if (code != 0) {
            throw new IOException(name + " ended with " + code + ": " + text);
        }
        return text;
    }

    /** Whether a program of this name is found. */
    static boolean has(String program) {
        for (String each : System.getenv().getOrDefault("PATH", "").split(":", -1)) {
            if (!each.isEmpty() && Files.isExecutable(Path.of(each, program))) {
                return true;
            }
        }
        return false;
    }

    /**
     * Runs a program of this machine.
     *
     * @throws IOException with what it said, where it failed
     */
    static void run(List<String> words) throws IOException, InterruptedException {
        run(words, Path.of(""), Map.of());
    }

    /**
     * Runs a program of this machine in a folder.
     *
     * @param environment added to this process's; messages are in no language but the program's own
     * @throws IOException with what it said, where it failed
     */
    static void run(List<String> words, Path folder, Map<String, String> environment)
            throws IOException, InterruptedException {
        ProcessBuilder builder = new ProcessBuilder(words)
                .directory(folder.toAbsolutePath().toFile())
                .redirectErrorStream(true);
        builder.environment().put("LC_ALL", "C.UTF-8");
        builder.environment().putAll(environment);
        Process process = builder.start();
        process.getOutputStream().close();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        int code = process.waitFor();
        if (code != 0) {
            throw new IOException(words.getFirst() + " ended with " + code + ": " + said);
        }
    }
}
