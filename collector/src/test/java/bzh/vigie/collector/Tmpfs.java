package bzh.vigie.collector;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;

/** A small disk of its own, which a test can fill: only root can mount one. */
final class Tmpfs implements AutoCloseable {
    private static final int BLOCK = 4_096;

    private final Path dir;

    private Tmpfs(Path dir) {
        this.dir = dir;
    }

    /** Mounts one on this folder; empty where that is not allowed here. */
    static Optional<Tmpfs> mount(Path dir, int mebibytes) throws IOException {
        boolean mounted = System.getProperty("user.name").equals("root")
                && run("mount", "-t", "tmpfs", "-o", "mode=0700,size=" + mebibytes + "m", "none", dir.toString()) == 0;
        return mounted ? Optional.of(new Tmpfs(dir)) : Optional.empty();
    }

    private static int run(String... command) throws IOException {
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        return process.onExit().join().exitValue();
    }

    private Path filler() {
        return dir.resolve("filler");
    }

    /** Leaves no block. */
    void fill() {
        try (OutputStream out = Files.newOutputStream(filler(), StandardOpenOption.CREATE, StandardOpenOption.APPEND)) {
            while (true) {
                out.write(new byte[BLOCK]);
            }
        } catch (IOException full) {
            if (!String.valueOf(full.getMessage()).contains("No space left")) {
                throw new AssertionError(full);
            }
        }
    }

    /** Gives the room back. */
    void empty() throws IOException {
        Files.deleteIfExists(filler());
    }

    @Override
    public void close() throws IOException {
        if (run("umount", dir.toString()) != 0) {
            run("umount", "-l", dir.toString());
        }
    }
}
