package bzh.vigie.installers;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Programs that a test starts and waits for. */
final class Commands {
    /** The top of the source tree. */
    static final Path TOP = Path.of("..").toAbsolutePath().normalize();

    private static final int MINUTES = 60;

    private Commands() {}

    /** What a program said and its exit code. */
    record Outcome(int code, String said) {
        Outcome orFail(String what) {
            assertTrue(code == 0, () -> what + " ended with " + code + ":\n" + said);
            return this;
        }
    }

    /** {@code ./vigie} with these arguments. */
    static Outcome vigie(String... arguments) throws IOException, InterruptedException {
        List<String> words = new ArrayList<>(List.of(TOP.resolve("vigie").toString()));
        words.addAll(List.of(arguments));
        return run(words);
    }

    static Outcome run(List<String> words) throws IOException, InterruptedException {
        Path output = Files.createTempFile("vigie-test-", ".out");
        try {
            ProcessBuilder builder = new ProcessBuilder(words);
            builder.environment().put("LANG", "C.UTF-8");
            builder.environment().put("DEBIAN_FRONTEND", "noninteractive");
            // an inventory ends before the second compiler is worth its time
            builder.environment().putIfAbsent("VIGIE_COLLECTOR_JAVA_OPTIONS", "-XX:TieredStopAtLevel=1");
            builder.redirectErrorStream(true).redirectOutput(output.toFile());
            builder.redirectInput(Path.of("/dev/null").toFile());
            Process process = builder.start();
            boolean ended = process.waitFor(MINUTES, TimeUnit.MINUTES);
            if (!ended) {
                process.destroyForcibly();
            }
            return new Outcome(
                    ended ? process.exitValue() : -1, new String(Files.readAllBytes(output), StandardCharsets.UTF_8));
        } finally {
            Files.delete(output);
        }
    }

    /** Whether the command exists and ends with 0. */
    static boolean works(String... words) throws InterruptedException {
        try {
            return run(List.of(words)).code() == 0;
        } catch (IOException e) {
            return false;
        }
    }
}
