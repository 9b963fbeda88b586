package bzh.vigie.agent.host.linux;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import bzh.vigie.agent.host.Apart;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the process that reads for the agent may do, as the kernel shows it. */
class LinuxApartTest {
    private static final Path SELF = Path.of("/proc/thread-self/status");

    @Test
    void itMayReadAndNothingElseAndTheAgentKeepsItsRights() throws Exception {
        assumeTrue(fields(SELF, "Uid:").getFirst().contains("\t0\t"), "skipped: not the superuser");
        List<String> before = fields(SELF, "Cap", "Uid:", "NoNewPrivs:");
        Set<Long> children = children();
        try (Apart.Started process = new LinuxApart("/").start(false)) {
            assertEquals(Duration.ZERO, process.used().truncatedTo(ChronoUnit.HOURS));
            Path proc = Path.of("/proc/"
                    + children().stream()
                            .filter(pid -> !children.contains(pid))
                            .findFirst()
                            .orElseThrow());
            Path status = proc.resolve("status");
            assertEquals(
                    List.of(
                            "CapInh:\t0000000000000004",
                            "CapPrm:\t0000000000000004",
                            "CapEff:\t0000000000000004",
                            "CapBnd:\t0000000000000004",
                            "CapAmb:\t0000000000000004"),
                    fields(status, "Cap"));
            assertEquals(List.of("Uid:\t65534\t65534\t65534\t65534"), fields(status, "Uid:"));
            assertEquals(List.of("NoNewPrivs:\t1"), fields(status, "NoNewPrivs:"));
            assertNotEquals(
                    Files.readSymbolicLink(Path.of("/proc/self/ns/net")),
                    Files.readSymbolicLink(proc.resolve("ns/net")));
            String stat = Files.readString(proc.resolve("stat"));
            assertEquals("19", stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1)[16], "nice");
        }
        assertEquals(before, fields(SELF, "Cap", "Uid:", "NoNewPrivs:"));
        Thread another = Thread.ofPlatform().start(() -> {
            try {
                assertEquals(before, fields(SELF, "Cap", "Uid:", "NoNewPrivs:"));
            } catch (IOException e) {
                throw new AssertionError(e);
            }
        });
        another.join();
    }

    /**
     * The process that reads a domain's directory has the network, and waits no longer than the agent itself would. It is handed the computer's key, and has no
     * right to any file; without a key, so without a domain to talk to, and on a controller, it may read.
     */
    @ParameterizedTest
    @CsvSource({"0, 0000000000000000", "2, 0000000000000000", "-1, 0000000000000004"})
    void whatReadsADirectoryHasTheNetworkAndNoRightToFiles(int key, String capabilities) throws Exception {
        assumeTrue(fields(SELF, "Uid:").getFirst().contains("\t0\t"), "skipped: not the superuser");
        Set<Long> children = children();
        Optional<byte[]> handed = key < 0 ? Optional.empty() : Optional.of(new byte[key]);
        try (Apart.Started process = LinuxApart.ofDirectory("/", () -> handed).start(true)) {
            Path proc = Path.of("/proc/"
                    + children().stream()
                            .filter(pid -> !children.contains(pid))
                            .findFirst()
                            .orElseThrow());
            // an answer: it has begun
            process.input().write(new byte[9]);
            process.input().flush();
            assertEquals('D', process.output().read());
            assertEquals(
                    Stream.of("CapInh", "CapPrm", "CapEff", "CapBnd", "CapAmb")
                            .map(set -> set + ":\t" + capabilities)
                            .toList(),
                    fields(proc.resolve("status"), "Cap"));
            assertEquals(
                    "",
                    fields(proc.resolve("status"), "Groups:")
                            .getFirst()
                            .replace("Groups:", "")
                            .strip());
            assertEquals(List.of("Uid:\t65534\t65534\t65534\t65534"), fields(proc.resolve("status"), "Uid:"));
            assertEquals(List.of("NoNewPrivs:\t1"), fields(proc.resolve("status"), "NoNewPrivs:"));
            assertEquals(
                    Files.readSymbolicLink(Path.of("/proc/self/ns/net")),
                    Files.readSymbolicLink(proc.resolve("ns/net")));
            assertEquals("1000", Files.readString(proc.resolve("oom_score_adj")).strip());
            process.input().close();
            assertEquals(-1, process.output().read());
            assertEquals("exit 0", process.end());
        }
    }

    /** A thread, and so a process that it starts, with nothing left cannot read what the superuser alone may. */
    @Test
    void whoHasNothingLeftReadsNoPasswords() throws Exception {
        assumeTrue(fields(SELF, "Uid:").getFirst().contains("\t0\t"), "skipped: not the superuser");
        Path shadow = Path.of("/etc/shadow");
        assertTrue(Files.readAllBytes(shadow).length > 0);
        CompletableFuture<Class<?>> read = new CompletableFuture<>();
        Thread thread = Thread.ofPlatform().start(() -> {
            LowerRights.toNothing();
            try {
                var _ = read.complete(Files.readAllBytes(shadow).getClass());
            } catch (IOException e) {
                var _ = read.complete(e.getClass());
            }
        });
        thread.join();
        assertEquals(AccessDeniedException.class, read.get());
    }

    @Test
    void whereMemoryRunsOutItIsEndedBeforeAnyOther() throws Exception {
        Set<Long> children = children();
        try (Apart.Started process = new LinuxApart("/").start(false)) {
            long pid = children().stream()
                    .filter(child -> !children.contains(child))
                    .findFirst()
                    .orElseThrow();
            // an answer: it has begun
            process.input().write(new byte[] {0, 0, 0, 0, 'H'});
            process.input().flush();
            assertEquals('V', process.output().read());
            assertEquals(
                    "1000",
                    Files.readString(Path.of("/proc/" + pid + "/oom_score_adj")).strip());
        }
    }

    @Test
    void itEndsWhenItsInputEnds() throws Exception {
        try (Apart.Started process = new LinuxApart("/").start(false)) {
            process.input().write(new byte[4]);
            process.input().close();
            assertEquals(-1, process.output().read());
            String end = process.end();
            assertTrue(end.equals("exit 0") || end.equals("not ended"), end);
        }
    }

    /** What the virtual machine says of itself would be taken for an answer. */
    @Test
    void oneThatRunsOutOfMemoryEndsAndSaysNothing() throws Exception {
        try (Apart.Started process = new LinuxApart("/").start(false)) {
            byte[] part = new byte[1 << 20];
            IOException gone = assertThrows(IOException.class, () -> {
                process.input().write(new byte[] {0x10, 0, 0, 0});
                for (int i = 0; i < 256; i++) {
                    process.input().write(part);
                }
            });
            assertEquals(-1, process.output().read(), gone.toString());
            assertEquals("exit 3", process.end());
        }
    }

    private static Set<Long> children() {
        return ProcessHandle.current().children().map(ProcessHandle::pid).collect(Collectors.toSet());
    }

    private static List<String> fields(Path status, String... names) throws IOException {
        return Files.readAllLines(status).stream()
                .filter(line -> List.of(names).stream().anyMatch(line::startsWith))
                .toList();
    }
}
