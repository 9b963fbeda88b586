package bzh.vigie.collector.fuzz;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * A target under Jazzer, in a Java of its own with a small heap: a bounded run from the same start each time; hours of it are
 * {@code bench/fuzz.sh}'s. What it finds lies in {@code found} of the target's folder; each finding becomes a test of the class that it is about.
 */
public final class Fuzzing {
    private Fuzzing() {}

    /** Fails where it finds something. */
    public static void run(Class<?> target, Path folder, int longest, int runs, List<byte[]> seeds) throws Exception {
        Path begin = folder.resolve("seeds");
        Path corpus = Files.createDirectories(folder.resolve("corpus-of-the-test"));
        Path found = Files.createDirectories(folder.resolve("found"));
        empty(found);
        empty(corpus);
        empty(Files.createDirectories(begin));
        for (int number = 0; number < seeds.size(); number++) {
            Files.write(begin.resolve("seed-" + number), seeds.get(number));
        }
        List<String> command = List.of(
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
                "-seed=1",
                "-runs=" + runs,
                "-max_total_time=60",
                corpus.toString(),
                begin.toString());
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
