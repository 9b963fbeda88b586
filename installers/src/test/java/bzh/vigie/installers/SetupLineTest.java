package bzh.vigie.installers;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A machine whose installer left a token enrols by itself, and whoever installed can read how that went. */
@Timeout(600)
final class SetupLineTest {
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    @TempDir
    Path folder;

    @Test
    void aTokenLeftByAnInstallerEnrolsOnceAndIsErased() throws IOException, InterruptedException {
        try (Collector collector = Collector.start(folder.resolve("collector"))) {
            String token = collector.token();
            Path state =
                    left("first", "[setup]\r\ntoken=" + token + "\r\ncollector=localhost:" + collector.port() + "\r\n");
            try (Program agent = run(state)) {
                boolean connected =
                        agent.until(() -> has(state.resolve("status.jsonl"), "\"connection\":\"connected\""), PATIENCE);
                assertTrue(connected, agent::said);
                assertFalse(agent.said().contains(token), agent::said);
            }
            String result = Files.readString(state.resolve("setup-result.txt"));
            assertTrue(result.startsWith("\ufeffINSTALLATION DE VIGIE : RÉUSSIE"), result);
            assertTrue(result.contains(Collector.COMMUNE) && !result.contains(token), result);
            assertFalse(Files.exists(state.resolve("setup.ini")));
        }
    }

    @Test
    void aTokenThatIsSpentIsErasedAndTheResultSaysWhatToDo() throws IOException, InterruptedException {
        try (Collector collector = Collector.start(folder.resolve("collector"))) {
            String token = collector.token(1);
            Path first = left("first", "token=" + token + "\n");
            try (Program agent = run(first)) {
                boolean done = agent.until(() -> has(first.resolve("setup-result.txt"), "RÉUSSIE"), PATIENCE);
                assertTrue(done, agent::said);
            }
            Path second = left("second", "token=" + token + "\n");
            try (Program agent = run(second)) {
                agent.until(() -> false, PATIENCE);
                assertFalse(agent.process().isAlive(), "it ends, for systemd to start it again");
            }
            String result = Files.readString(second.resolve("setup-result.txt"));
            assertTrue(result.contains("NON ABOUTIE") && result.contains("a déjà servi"), result);
            assertTrue(result.contains("Demandez un nouveau jeton"), result);
            assertFalse(Files.exists(second.resolve("setup.ini")));
        }
    }

    @Test
    void whereTheCollectorDoesNotAnswerItWaitsAndStopsInGoodOrder() throws IOException, InterruptedException {
        String token;
        try (Collector collector = Collector.start(folder.resolve("collector"))) {
            token = collector.token();
        }
        Path state = left("first", "token=" + token + "\n");
        try (Program agent = run(state)) {
            boolean tried = agent.until(() -> has(state.resolve("setup-result.txt"), "PAS ENCORE FINIE"), PATIENCE);
            assertTrue(tried, agent::said);
            assertTrue(agent.process().isAlive(), agent::said);
            agent.process().destroy();
            assertTrue(agent.process().waitFor(1, TimeUnit.MINUTES));
            assertEquals(0, agent.process().exitValue(), agent::said);
        }
        assertTrue(Files.exists(state.resolve("setup.ini")));
    }

    private Path left(String name, String setup) throws IOException {
        Path state = Files.createDirectories(folder.resolve(name));
        Files.writeString(state.resolve("setup.ini"), setup);
        return state;
    }

    private static Program run(Path state) throws IOException, InterruptedException {
        return SmallSystem.agent(state, "en");
    }

    private static boolean has(Path file, String words) throws IOException {
        return Files.exists(file) && Files.readString(file).contains(words);
    }
}
