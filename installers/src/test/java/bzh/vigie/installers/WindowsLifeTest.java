package bzh.vigie.installers;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The life of an agent on a Windows, as Wine plays it: a master image, its copy, status and page, removal. */
@Tag("long")
@Timeout(900)
final class WindowsLifeTest {
    private static final String STATE = "C:\\ProgramData\\Vigie\\agent";
    private static final Duration PATIENCE = Duration.ofMinutes(4);

    @TempDir
    Path folder;

    private static Commands.Outcome agent(Wine windows, String... arguments) throws IOException, InterruptedException {
        return windows.agent(Stream.concat(Stream.of(arguments), Stream.of("--state", STATE, "--lang", "fr"))
                .toArray(String[]::new));
    }

    @Test
    void aMasterImageForgetsWhoItIsItsCopyEnrolsItselfAndIsRemovedWithAWord() throws IOException, InterruptedException {
        Wine windows = Wine.fresh(folder);
        Path state = windows.prefix().resolve("drive_c/ProgramData/Vigie/agent");
        try (Collector collector = Collector.start(folder.resolve("collector"))) {
            String token = collector.token();
            agent(windows, "enrol", "--token", token).orFail("agent enrol");
            Files.writeString(state.resolve("agent.conf"), "heartbeat = 30s\r\n");
            try (Program agent = windows.startAgent("run", "--state", STATE, "--lang", "fr")) {
                assertTrue(agent.until(() -> isConnected(state), PATIENCE), agent::said);
                Commands.Outcome running = agent(windows, "generalize");
                assertEquals(1, running.code(), running.said());
                assertTrue(running.said().contains("net stop vigie-agent"), running.said());
            }
            windows.kill();
            Commands.Outcome done =
                    agent(windows, "generalize", "--token", token).orFail("generalize");
            assertTrue(done.said().contains("sait maintenant que l'agent de ce poste va être retiré"), done.said());
            assertTrue(done.said().contains("Cette machine a oublié qui elle est"), done.said());
            try (Stream<Path> left = Files.list(state)) {
                assertEquals(
                        List.of("agent.conf", "setup.ini"),
                        left.map(each -> each.getFileName().toString()).sorted().toList());
            }
            agent(windows, "generalize").orFail("a second time");
            try (Program copy = windows.startAgent("run", "--state", STATE, "--lang", "fr")) {
                assertTrue(copy.until(() -> isConnected(state), PATIENCE), copy::said);
                assertTrue(
                        copy.until(() -> says(state.resolve("status.html"), "Vigie fonctionne"), PATIENCE), copy::said);
                String status = agent(windows, "status").said();
                assertTrue(status.contains("Vigie fonctionne"), status);
            }
            windows.kill();
            Commands.Outcome removed = agent(windows, "forget", "--by", "msi").orFail("forget");
            assertTrue(removed.said().contains("sait maintenant"), removed.said());
            assertFalse(Files.exists(state));
            assertTrue(
                    collector
                            .program()
                            .until(
                                    () -> collector.lines("hosts", "states").contains("state-uninstalled-msi")
                                            && collector.lines("hosts", "list").split("uninstalled", -1).length == 3,
                                    PATIENCE),
                    () -> collector.program().said());
        }
    }

    private static boolean says(Path file, String words) throws IOException {
        return Files.exists(file) && Files.readString(file).contains(words);
    }

    private static boolean isConnected(Path state) throws IOException {
        return says(state.resolve("status.jsonl"), "\"connection\":\"connected\"");
    }
}
