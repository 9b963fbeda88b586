package bzh.vigie.installers;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What changes on a running Windows, as Wine plays it, is told while it runs: what comes as added, what goes as removed. */
final class NotificationTest {
    private static final String VERSION = "Software\\Microsoft\\Windows\\CurrentVersion";
    private static final Duration PATIENCE = Duration.ofMinutes(5);

    @TempDir
    Path folder;

    @Test
    void whatIsPlantedOnARunningWindowsIsToldAndWhatIsTakenAwayToo() throws Exception {
        Wine windows = Wine.fresh(folder);
        Path state = Files.createDirectories(folder.resolve("state"));
        FutureTask<Commands.Outcome> agent =
                new FutureTask<>(() -> windows.java("bzh.vigie.agent.persistence.WatchedWindows", Wine.windows(state)));
        Thread.ofPlatform().daemon().start(agent);
        await(state, agent, "READY");
        await(state, agent, "STATE LIVE");

        String run = "HKLM\\" + VERSION + "\\Run";
        run(windows, "reg", "add", run, "/v", "Planted", "/d", "C:\\Tools\\planted.exe");
        await(state, agent, "ADDED", "windows.run-key.machine", "|Planted");
        run(windows, "reg", "delete", run, "/v", "Planted", "/f");
        await(state, agent, "REMOVED", "windows.run-key.machine", "|Planted");

        run(windows, "sc", "create", "Planted", "binPath=", "C:\\Tools\\service.exe", "start=", "auto");
        await(state, agent, "ADDED", "windows.service ", "\\Services\\Planted");
        run(windows, "sc", "delete", "Planted");
        await(state, agent, "REMOVED", "windows.service ", "\\Services\\Planted");

        Path start = windows.prefix()
                .resolve("drive_c/ProgramData/Microsoft/Windows/Start Menu/Programs/StartUp/planted.bat");
        Files.writeString(start, "C:\\Tools\\planted.exe\r\n");
        await(state, agent, "ADDED", "windows.start-folder ", "planted.bat");
        Files.delete(start);
        await(state, agent, "REMOVED", "windows.start-folder ", "planted.bat");

        // Neither the key nor the one above it was there.
        String policies = "HKCU\\" + VERSION + "\\Policies\\Explorer";
        run(windows, "reg", "add", policies + "\\Run", "/v", "1", "/d", "C:\\Tools\\policy.exe");
        await(state, agent, "ADDED", "windows.run-key.policy-user", "|1");
        run(windows, "reg", "delete", policies, "/f");
        await(state, agent, "REMOVED", "windows.run-key.policy-user", "|1");

        Files.createFile(state.resolve("stop"));
        agent.get().orFail("the inventory on Windows");
        await(state, agent, "CLOSED");
    }

    private static void run(Wine windows, String... words) throws IOException, InterruptedException {
        List<String> all = new ArrayList<>(List.of("wine"));
        all.addAll(List.of(words));
        windows.run(all.toArray(String[]::new)).orFail(words[0]);
    }

    /** Waits until a line is told that begins and ends so and has the rest in it. */
    private static void await(Path state, FutureTask<?> agent, String... parts) throws Exception {
        Path told = state.resolve("told");
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (true) {
            boolean ended = agent.isDone();
            List<String> lines = Files.exists(told) ? Files.readAllLines(told) : List.of();
            boolean there = lines.stream()
                    .anyMatch(line ->
                            line.startsWith(parts[0]) && List.of(parts).stream().allMatch(line::contains));
            if (there) {
                return;
            }
            assertTrue(!ended && System.nanoTime() - end < 0, () -> String.join(" ", parts) + " not told:\n" + lines);
            Thread.sleep(100);
        }
    }
}
