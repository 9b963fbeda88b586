package bzh.vigie.collector.fuzz;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * A target under Jazzer, in a Java of its own with a small heap: a bounded run from the same start each time, or for as many minutes as
 * {@code -Dvigie.fuzz-minutes} says ({@code bench/fuzz.sh}). What it finds lies in {@code found} of the target's folder; each finding becomes a
 * test of the class that it is about.
 */
public final class Fuzzing {
    /** Writes what Jazzer begins with. */
    @FunctionalInterface
    public interface Seeds {
        /** Writes them into this folder. */
        void writeTo(Path folder) throws IOException;
    }

    private Fuzzing() {}

    /** Minutes asked for; 0 where the bounded run is. */
    public static long minutes() {
        return Long.getLong("vigie.fuzz-minutes", 0);
    }

    /** Fails where it finds something. */
    public static void run(Class<?> target, Path folder, int longest, int runs, Seeds seeds) throws Exception {
        Path begin = folder.resolve("seeds");
        Path corpus = Files.createDirectories(folder.resolve(minutes() > 0 ? "corpus" : "corpus-of-the-test"));
        Path found = Files.createDirectories(folder.resolve("found"));
        empty(found);
        if (minutes() == 0) {
            empty(corpus);
        }
        seeds.writeTo(begin);
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx256m",
                "-Xss1m",
                "-XX:+UseSerialGC",
                "--enable-native-access=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow",
                "-XX:+EnableDynamicAgentLoading",
                "-Djdk.attach.allowAttachSelf=true",
                "-cp",
                System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                "com.code_intelligence.jazzer.Jazzer",
                "--target_class=" + target.getName(),
                "--instrumentation_includes=bzh.vigie.**",
                "--custom_hook_includes=bzh.vigie.**",
                "--reproducer_path=" + found,
                "-artifact_prefix=" + found + "/",
                "-max_len=" + longest,
                "-timeout=30",
                "-report_slow_units=30",
                "-rss_limit_mb=1500",
                "-print_final_stats=1",
                "-seed=1"));
        command.addAll(
                minutes() > 0
                        ? List.of("-max_total_time=" + TimeUnit.MINUTES.toSeconds(minutes()), "--keep_going=25")
                        : List.of("-runs=" + runs, "-max_total_time=60"));
        command.add(corpus.toString());
        command.add(begin.toString());
        Path log = folder.resolve("log.txt");
        int status = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start()
                .waitFor();
        assertEquals(0, status, () -> "found something, in collector/" + found + ", see " + log);
        try (Stream<Path> findings = Files.list(found)) {
            assertEquals(0, findings.count(), () -> "found something, in collector/" + found + ", see " + log);
        }
    }

    private static void empty(Path folder) throws IOException {
        if (Files.isDirectory(folder)) {
            try (Stream<Path> files = Files.list(folder)) {
                for (Path file : files.toList()) {
                    Files.delete(file);
                }
            }
        }
    }
}
