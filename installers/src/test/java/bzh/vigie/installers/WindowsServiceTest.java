package bzh.vigie.installers;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The agent as a service of Windows, as Wine plays it, started and stopped by Apache Commons Daemon's procrun. */
final class WindowsServiceTest {
    private static final String NAME = "vigie-agent";
    private static final String STATE = "C:\\ProgramData\\Vigie\\agent";
    private static final String SERVICE = "bzh.vigie.agent.Service";
    private static final Duration PATIENCE = Duration.ofMinutes(3);

    @TempDir
    Path folder;

    @Test
    void aServiceThatWaitsIsEnrolledConnectsAndStopsInGoodOrder() throws IOException, InterruptedException {
        Wine windows = Wine.fresh(folder);
        Path status = windows.prefix().resolve("drive_c/ProgramData/Vigie/agent/status.jsonl");
        install(windows);
        try (Collector collector = Collector.start(folder.resolve("collector"))) {
            windows.run("wine", "net", "start", NAME).orFail("net start");
            boolean runs = collector.program().until(() -> query(windows).contains("RUNNING"), PATIENCE);
            assertTrue(runs, () -> "does not wait to be enrolled\n" + log(windows));
            windows.agent("enrol", "--state", STATE, "--lang", "en", "--token", collector.token())
                    .orFail("agent enrol");
            boolean connected = collector.program().until(() -> says(status, "\"connection\":\"connected\""), PATIENCE);
            assertTrue(connected, () -> "never connected\n" + log(windows));
            windows.run("wine", "net", "stop", NAME).orFail("net stop");
            boolean stopped = collector.program().until(() -> says(status, "\"stopped\":true"), PATIENCE);
            assertTrue(stopped, () -> "no good order\n" + log(windows));
            boolean told = collector
                    .program()
                    .until(() -> collector.lines("events").contains("\"action\":\"stopping\""), PATIENCE);
            assertTrue(told, () -> "the collector was not told\n" + log(windows));
            assertTrue(log(windows).contains("the service is told to stop"), () -> log(windows));
        } finally {
            windows.run("wine", "net", "stop", NAME);
            windows.run("wine", procrun(), "delete", NAME);
            windows.stop();
        }
        assertFalse(query(windows).contains("STATE"), "deleted");
        windows.stop();
    }

    private static String query(Wine windows) throws IOException, InterruptedException {
        return windows.run("wine", "sc", "query", NAME).said();
    }

    private static void install(Wine windows) throws IOException, InterruptedException {
        Path jvm = Path.of("server", "jvm.dll");
        windows.run(
                        "wine",
                        procrun(),
                        "install",
                        NAME,
                        "--Startup=manual",
                        "--StartMode=jvm",
                        "--StopMode=jvm",
                        "--StartClass=" + SERVICE,
                        "--StartMethod=start",
                        "--StopClass=" + SERVICE,
                        "--StopMethod=stop",
                        "--StopTimeout=20",
                        "--StartParams=--state;" + STATE + ";--lang;en",
                        "--Jvm=" + Wine.windows(Wine.java().resolveSibling(jvm)),
                        "--JvmOptions=-Xmx64m;-XX:+UseSerialGC;--enable-native-access=ALL-UNNAMED",
                        "--Classpath=" + Wine.classPath(),
                        "--LogPath=C:\\procrun")
                .orFail("procrun install");
    }

    /** The program, which Maven unpacks for the tests. */
    private static String procrun() {
        return Wine.windows(Path.of("target/procrun/amd64/prunsrv.exe"));
    }

    private static boolean says(Path file, String words) throws IOException {
        return Files.exists(file) && Files.readString(file).contains(words);
    }

    private static String log(Wine windows) {
        StringBuilder said = new StringBuilder();
        for (String folder : List.of("drive_c/ProgramData/Vigie/agent", "drive_c/procrun")) {
            try (Stream<Path> logs = Files.list(windows.prefix().resolve(folder))) {
                for (Path each :
                        logs.filter(file -> file.toString().endsWith(".log")).toList()) {
                    said.append(Files.readString(each));
                }
            } catch (IOException e) {
                said.append(e).append('\n');
            }
        }
        return said.toString();
    }
}
