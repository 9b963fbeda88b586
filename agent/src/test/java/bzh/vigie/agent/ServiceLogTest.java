package bzh.vigie.agent;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ServiceLogTest {
    @TempDir
    private Path folder;

    private void attempt(ServiceLog log, String... sentences) {
        log.openIfThere();
        PrintStream lines = log.lines();
        for (String each : sentences) {
            lines.println(each);
        }
        log.attemptIsOver();
    }

    @Test
    void whatIsSaidAgainAtTheNextAttemptIsLeftOut() throws IOException {
        ServiceLog log = new ServiceLog(folder);
        attempt(log, "pas inscrit à l’hôtel de ville");
        attempt(log, "pas inscrit à l’hôtel de ville");
        attempt(log, "another reason");
        attempt(log, "pas inscrit à l’hôtel de ville");
        log.close();
        String said = Files.readString(folder.resolve("agent.0.log"));
        assertEquals(3, said.lines().count(), said);
        assertTrue(said.lines().findFirst().orElse("").endsWith("INFO pas inscrit à l’hôtel de ville"), said);
    }

    @Test
    void theFolderIsNotMadeForIt() {
        Path absent = folder.resolve("absent");
        ServiceLog log = new ServiceLog(absent);
        attempt(log, "said to nobody");
        assertFalse(Files.exists(absent));
        log.close();
    }

    @Test
    void itStaysSmallWhateverIsSaid() throws IOException {
        ServiceLog log = new ServiceLog(folder);
        log.openIfThere();
        PrintStream lines = log.lines();
        for (int i = 0; i < 3_000; i++) {
            lines.println(i + " " + "x".repeat(10_000));
        }
        log.close();
        try (Stream<Path> all = Files.list(folder)) {
            long bytes = all.mapToLong(file -> file.toFile().length()).sum();
            assertTrue(bytes > 1 << 20 && bytes < 3_200_000, bytes + " bytes");
        }
    }
}
