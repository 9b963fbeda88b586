package bzh.vigie.collector.store.lucene;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import bzh.vigie.collector.store.EventHistory.Stored;
import bzh.vigie.collector.store.Scope;
import bzh.vigie.collector.store.Specimens;
import bzh.vigie.event.Event;
import java.io.BufferedReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class LuceneCrashTest {
    private static final int BATCH = 50;

    @TempDir
    Path dir;

    /** Adds batches over two days, commits every third, until killed; says each commit. */
    static final class Writer {
        private Writer() {}

        public static void main(String[] arguments) {
            LuceneHistory history = LuceneHistory.open(Path.of(arguments[0]), 8);
            for (long number = history.position("ingest") + 1; ; number++) {
                history.add(batch(number));
                if (number % 3 == 2) {
                    history.commit("ingest", number);
                    System.out.println(number);
                    System.out.flush();
                }
            }
        }
    }

    private static List<Stored> batch(long number) {
        List<Stored> events = new ArrayList<>();
        for (int i = 0; i < BATCH; i++) {
            events.add(new Stored(
                    "agent:epoch:1:" + number + ":" + i,
                    Specimens.agent(1),
                    Specimens.AURAY,
                    Specimens.minute((number + i) % 2 * 24 * 60 + number % 60),
                    new Event.AgentState(
                            Specimens.moment(0), "agent", Event.AgentAction.STARTED, Event.StartKind.COLD, "0.1.0", ""),
                    Map.of("batch", Long.toString(number), "i", Integer.toString(i))));
        }
        return events;
    }

    @Test
    void aKilledWriterIsReplayedFromItsPositionAndDoublesNothing() throws Exception {
        Random random = new Random(5);
        long said = -1;
        for (int round = 0; round < 3; round++) {
            Process child = new ProcessBuilder(
                            Path.of(System.getProperty("java.home"), "bin", "java")
                                    .toString(),
                            "-XX:TieredStopAtLevel=1",
                            "-XX:+UseSerialGC",
                            "--enable-native-access=ALL-UNNAMED",
                            "-cp",
                            System.getProperty("java.class.path"),
                            Writer.class.getName(),
                            dir.toString())
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            try (BufferedReader lines = child.inputReader(StandardCharsets.UTF_8)) {
                for (int i = 2 + random.nextInt(8); i > 0; i--) {
                    said = Long.parseLong(String.valueOf(lines.readLine()));
                }
                child.toHandle().destroyForcibly();
                child.waitFor();
                for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                    said = Math.max(said, Long.parseLong(line));
                }
            }
            try (LuceneHistory history = LuceneHistory.open(dir, 8)) {
                long position = history.position("ingest");
                long atLeast = said;
                assertTrue(position >= atLeast, () -> position + " after " + atLeast);
                // The log's replay, from the position: here three more batches.
                for (long number = position + 1; number <= position + 3; number++) {
                    history.add(batch(number));
                }
                history.commit("ingest", position + 3);
                assertEquals((position + 4) * BATCH, history.count(new Scope.All(), Map.of()));
                assertEquals(
                        BATCH,
                        history.count(new Scope.All(), Map.of("batch", Long.toString(random.nextLong(position)))));
            }
        }
    }
}
