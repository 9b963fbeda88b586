package bzh.vigie.collector.evtx;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * The reader of event logs under Jazzer, in a Java of its own with a small heap: a bounded run from the same start each time, or
 * for as many minutes as {@code -Dvigie.fuzz-minutes} says ({@code bench/fuzz.sh evtx}). What it finds lies in
 * {@code target/fuzz/found}; each finding becomes a test of the class that it is about.
 */
final class EvtxFuzzTest {
    private static final Path FOLDER = Path.of("target/fuzz");
    private static final int RUNS = 6_000;

    @Test
    void nothingIsThrown() throws Exception {
        long minutes = Long.getLong("vigie.fuzz-minutes", 0);
        Path seeds = FOLDER.resolve("seeds");
        Path corpus = Files.createDirectories(FOLDER.resolve(minutes > 0 ? "corpus" : "corpus-of-the-test"));
        Path found = Files.createDirectories(FOLDER.resolve("found"));
        empty(found);
        if (minutes == 0) {
            empty(corpus);
        }
        EvtxFuzz.writeSeeds(seeds);
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
                "--target_class=" + EvtxFuzz.class.getName(),
                "--instrumentation_includes=bzh.vigie.**",
                "--custom_hook_includes=bzh.vigie.**",
                "--reproducer_path=" + found,
                "-artifact_prefix=" + found + "/",
                "-max_len=" + (Chunk.SIZE + 1),
                "-timeout=30",
                "-report_slow_units=30",
                "-rss_limit_mb=1500",
                "-print_final_stats=1",
                "-seed=1"));
        command.addAll(
                minutes > 0
                        ? List.of("-max_total_time=" + TimeUnit.MINUTES.toSeconds(minutes), "--keep_going=25")
                        : List.of("-runs=" + RUNS, "-max_total_time=60"));
        command.add(corpus.toString());
        command.add(seeds.toString());
        Path log = FOLDER.resolve("log.txt");
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
