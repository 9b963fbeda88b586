package bzh.vigie.installers;

import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A Windows, as Wine plays it, that is in trouble: its clock is years off, its disk is full, there are two of it. Each time the
 * agent goes on, and what is wrong is said where somebody reads it.
 */
@Tag("long")
@Order(0)
final class WindowsTroubleTest {
    private static final String STATE = "C:\\vigie";
    private static final Duration PATIENCE = Duration.ofMinutes(4);
    private static final Path OTHER_CLOCK = Path.of("/usr/lib/x86_64-linux-gnu/faketime/libfaketime.so.1");

    @TempDir
    Path folder;

    @Test
    void aClockThatIsFiveYearsOffIsToldAndKeepsNobodyFromEnrolling() throws IOException, InterruptedException {
        assumeTrue(Files.exists(OTHER_CLOCK), "skipped: faketime is not installed");
        Wine windows = Wine.fresh(folder).withClock(OTHER_CLOCK, "+5y");
        try (Collector collector = Collector.start(folder.resolve("collector"))) {
            enrol(windows, collector);
            try (Program agent = windows.startAgent("run", "--state", STATE, "--lang", "fr")) {
                assertTrue(
                        agent.until(() -> hosts(collector).contains("horloge en avance de 182"), PATIENCE),
                        () -> agent.said() + said(collector));
                assertTrue(
                        agent.until(
                                () -> windows.agent("status", "--state", STATE, "--lang", "fr")
                                        .said()
                                        .contains("horloge de cette machine avance de 1"),
                                PATIENCE),
                        agent::said);
            }
        }
    }

    @Test
    void aFullDiskLosesNothingThatIsNotSaidToBeLost() throws IOException, InterruptedException {
        Wine windows = Wine.fresh(folder);
        Path disk = Files.createDirectories(folder.resolve("small"));
        boolean mounted = "root".equals(System.getProperty("user.name"))
                && Commands.run(List.of("mount", "-t", "tmpfs", "-o", "mode=0700,size=24m", "none", disk.toString()))
                                .code()
                        == 0;
        assumeTrue(mounted, "skipped: only root can mount a small disk");
        try {
            Files.createSymbolicLink(windows.prefix().resolve("dosdevices/e:"), disk);
            onSmallDisk(windows, disk);
        } finally {
            windows.run("wineserver", "--kill");
            Commands.run(List.of("umount", "--lazy", disk.toString()));
        }
    }

    private void onSmallDisk(Wine windows, Path disk) throws IOException, InterruptedException {
        String state = "E:\\vigie";
        try (Collector collector = Collector.start(folder.resolve("collector"))) {
            windows.agent("enrol", "--state", state, "--lang", "en", "--token", collector.token())
                    .orFail("agent enrol");
            Path filler = disk.resolve("filler");
            Path status = disk.resolve("vigie/status.jsonl");
            try (Program agent = windows.startAgent("run", "--state", state, "--lang", "en")) {
                assertTrue(agent.until(() -> isConnected(status), PATIENCE), agent::said);
                assertTrue(agent.until(() -> isFull(filler, agent), PATIENCE), agent::said);
                try (Program _ = windows.start("wine", "cmd", "/c", "ping -n 30 127.0.0.1")) {
                    Thread.sleep(Duration.ofSeconds(5));
                }
                Files.delete(filler);
                try (Program _ = windows.start("wine", "cmd", "/c", "ping -n 31 127.0.0.1")) {
                    assertTrue(agent.until(() -> isTold(collector, 31), PATIENCE), agent::said);
                }
                // What happened meanwhile is there, or said to be lost.
                boolean told = agent.until(
                        () -> isTold(collector, 30) || Files.readString(status).contains("\"kind\":\"lost\""),
                        PATIENCE);
                assertTrue(told, agent::said);
            }
        }
    }

    /** Fills what room there is, until the agent noticed. */
    private static boolean isFull(Path filler, Program agent) throws IOException {
        fill(filler);
        return agent.said().contains("full");
    }

    private static boolean isTold(Collector collector, int pings) throws IOException, InterruptedException {
        return collector
                .lines("events", "--field", "CommandLine=ping -n " + pings + " 127.0.0.1")
                .contains("\"kind\":\"event\"");
    }

    @Test
    void theSecondOfACopiedDiskIsTold() throws IOException, InterruptedException {
        Wine first = Wine.fresh(folder);
        try (Collector collector = Collector.start(folder.resolve("collector"))) {
            enrol(first, collector);
            first.stop();
            Path copy = folder.resolve("copy");
            Commands.run(List.of("cp", "-a", first.prefix().toString(), copy.toString()))
                    .orFail("cp");
            Wine second = new Wine(copy);
            WineEnds.afterThisTest(second);
            try (Program one = first.startAgent("run", "--state", STATE, "--lang", "en");
                    Program other = second.startAgent("run", "--state", STATE, "--lang", "en")) {
                assertTrue(
                        one.until(() -> collector.lines("alerts", "list").contains("vigie-agent-cloned"), PATIENCE),
                        () -> one.said() + other.said());
            }
        }
    }

    private static void enrol(Wine windows, Collector collector) throws IOException, InterruptedException {
        windows.agent("enrol", "--state", STATE, "--lang", "en", "--token", collector.token())
                .orFail("agent enrol");
    }

    private static String hosts(Collector collector) throws IOException, InterruptedException {
        return Commands.vigie(
                        "collector", "hosts", "list", "--dir", collector.dir().toString(), "--lang", "fr")
                .orFail("hosts list")
                .said();
    }

    private static String said(Collector collector) {
        try {
            return hosts(collector);
        } catch (IOException | InterruptedException e) {
            return e.toString();
        }
    }

    private static void fill(Path filler) throws IOException {
        try (OutputStream out = Files.newOutputStream(filler, StandardOpenOption.CREATE, StandardOpenOption.APPEND)) {
            while (true) {
                out.write(new byte[4_096]);
            }
        } catch (IOException full) {
            assertTrue(String.valueOf(full.getMessage()).contains("No space left"), full::toString);
        }
    }

    private static boolean isConnected(Path status) throws IOException {
        return Files.exists(status) && Files.readString(status).contains("\"connection\":\"connected\"");
    }
}
