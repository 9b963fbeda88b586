package bzh.vigie.agent.fuzz;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * Every parser of the agent under Jazzer, in a Java of its own: a bounded run from the same start each time; hours of it are
 * {@code bench/fuzz.sh}'s. What it finds lies in {@code target/fuzz/found}; each finding becomes a test of the class that it is about.
 */
final class FuzzTest {
    private static final Path FOLDER = Path.of("target/fuzz");
    private static final int RUNS = 3_000;
    private static final int MAX_LENGTH = 65_536;

    @Test
    void everySeedIsTaken() throws Exception {
        for (FuzzTarget target : Fuzz.targets()) {
            for (byte[] seed : target.seeds()) {
                target.reader().read(seed);
            }
        }
    }

    @Test
    void targetsHaveNamesOfTheirOwnAndSeeds() {
        Set<String> names = new HashSet<>();
        for (FuzzTarget target : Fuzz.targets()) {
            assertTrue(names.add(target.name()), target.name());
        }
        long seeded = Fuzz.targets().stream().filter(t -> !t.seeds().isEmpty()).count();
        assertTrue(
                seeded > Fuzz.targets().size() * 9 / 10,
                seeded + " of " + Fuzz.targets().size());
    }

    @Test
    void nothingIsThrown() throws Exception {
        Path seeds = FOLDER.resolve("seeds");
        Path corpus = Files.createDirectories(FOLDER.resolve("corpus-of-the-test"));
        Path found = Files.createDirectories(FOLDER.resolve("found"));
        empty(seeds);
        empty(found);
        empty(corpus);
        assertTrue(Fuzz.writeSeeds(seeds) > 0);
        List<String> command = List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx640m",
                "-Xss1m",
                "-XX:+UseSerialGC",
                "--enable-native-access=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow",
                "-XX:+EnableDynamicAgentLoading",
                "-Djdk.attach.allowAttachSelf=true",
                "-cp",
                System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                "com.code_intelligence.jazzer.Jazzer",
                "--target_class=" + Fuzz.class.getName(),
                "--instrumentation_includes=bzh.vigie.**",
                "--custom_hook_includes=bzh.vigie.**",
                "--reproducer_path=" + found,
                "-artifact_prefix=" + found + "/",
                "-max_len=" + MAX_LENGTH,
                "-timeout=90",
                "-report_slow_units=60",
                "-rss_limit_mb=3000",
                "-print_final_stats=1",
                "-seed=1",
                "-runs=" + RUNS,
                "-max_total_time=25",
                corpus.toString(),
                seeds.toString());
        Path log = FOLDER.resolve("log.txt");
        int status = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start()
                .waitFor();
        assertEquals(0, status, () -> "found something, in agent/" + found + ":\n" + end(log));
        try (Stream<Path> findings = Files.list(found)) {
            assertEquals(0, findings.count(), () -> "found something, in agent/" + found + ":\n" + end(log));
        }
    }

    private static String end(Path log) {
        try {
            List<String> lines = Files.readAllLines(log);
            return String.join("\n", lines.subList(Math.max(0, lines.size() - 60), lines.size()));
        } catch (IOException e) {
            return e.toString();
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
