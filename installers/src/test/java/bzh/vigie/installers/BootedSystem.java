package bzh.vigie.installers;

import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * A {@link DebianRoot} in which systemd runs, as in a machine that was started: in a container with a process namespace of its own
 * and the network of this machine. Kernel, boot id and clock are this machine's, so a restart of it is one of all programs and not
 * of the kernel.
 */
final class BootedSystem implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    private static final int STOP_SECONDS = 90;

    private final DebianRoot root;
    private Program container;
    private long init;

    private BootedSystem(DebianRoot root, Program container, long init) {
        this.root = root;
        this.container = container;
        this.init = init;
    }

    /** Starts it. The test is skipped where there is no systemd-nspawn. */
    static BootedSystem boot(DebianRoot root) throws IOException, InterruptedException {
        assumeTrue(Commands.works("systemd-nspawn", "--version"), "skipped: systemd-nspawn is not installed");
        Program container = start(root);
        return new BootedSystem(root, container, init(container));
    }

    private static Program start(DebianRoot root) throws IOException {
        return Program.start(List.of(
                "systemd-nspawn",
                "--quiet",
                "--register=no",
                "--keep-unit",
                "--console=pipe",
                "--resolv-conf=off",
                "--timezone=off",
                // Two of one name would not start.
                "--machine=" + root.path().resolveSibling("").getFileName(),
                "--directory=" + root.path(),
                "--boot"));
    }

    /** Waits for the process that is the first in the container, and until it has started everything. */
    private static long init(Program container) throws IOException, InterruptedException {
        List<Long> found = new ArrayList<>();
        boolean there = container.until(
                () -> {
                    found.clear();
                    container
                            .process()
                            .descendants()
                            .filter(each -> isFirst(each.pid()))
                            .forEach(each -> found.add(each.pid()));
                    return !found.isEmpty()
                            && inside(found.getFirst(), "systemctl is-system-running || true")
                                    .said()
                                    .matches("(?s).*(?:running|degraded).*");
                },
                PATIENCE);
        assertTrue(there, () -> "the container does not start:\n" + container.said());
        return found.getFirst();
    }

    private static boolean isFirst(long pid) {
        try {
            return Files.readString(Path.of("/proc", Long.toString(pid), "status"))
                    .lines()
                    .anyMatch(line -> line.matches("NSpid:\\s+\\d+\\s+1"));
        } catch (IOException e) {
            return false;
        }
    }

    /** Runs a script of bash in it, as superuser. Ends at the first command that fails. */
    Commands.Outcome run(String script) throws IOException, InterruptedException {
        return inside(init, script);
    }

    private static Commands.Outcome inside(long init, String script) throws IOException, InterruptedException {
        return Commands.run(List.of(
                "nsenter",
                "--target=" + init,
                "--mount",
                "--uts",
                "--ipc",
                "--pid",
                "--root",
                "--wd",
                "/usr/bin/env",
                "-i",
                "HOME=/root",
                "LANG=fr_FR.UTF-8",
                "DEBIAN_FRONTEND=noninteractive",
                "PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin",
                "/bin/bash",
                "-euc",
                script));
    }

    /** What a script says that must not fail. */
    String says(String script) throws IOException, InterruptedException {
        return run(script).orFail(script).said();
    }

    /** Runs the script until it ends well; false where it never did. */
    boolean until(String script) throws IOException, InterruptedException {
        return container.until(() -> run(script).code() == 0, PATIENCE);
    }

    /** A file of it, by its absolute path. */
    Path file(String path) {
        return Path.of("/proc", Long.toString(init), "root", path);
    }

    /** Stops it as a machine is told to, and starts it again. */
    void restart() throws IOException, InterruptedException {
        stop();
        container = start(root);
        init = init(container);
    }

    private void stop() throws IOException {
        Program now = container;
        try {
            // A container that is told to end shuts down in good order (systemd-nspawn(1), SIGTERM).
            now.process().destroy();
            if (!now.process().waitFor(STOP_SECONDS, TimeUnit.SECONDS)) {
                now.process().destroyForcibly();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            now.close();
        }
    }

    @Override
    public void close() throws IOException {
        stop();
    }
}
