package bzh.vigie.collector;

import java.io.Console;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Supplier;

/** A line on a terminal that is written anew twice a second until it is closed, which takes it away. */
final class ProgressLine implements AutoCloseable {
    private static final long EVERY_MILLIS = 500;
    private static final String BACK_AND_CLEAR = "\r\u001b[K";

    private final PrintWriter terminal;
    private final Thread thread;
    private final boolean isTerminal;
    private volatile boolean closed;

    private ProgressLine(PrintWriter terminal, boolean isTerminal, Supplier<String> line) {
        this.terminal = terminal;
        this.isTerminal = isTerminal;
        this.thread = Thread.ofPlatform().name("progress").daemon().unstarted(() -> run(line));
    }

    /** Whether the error output is a terminal, as far as can be told: Java itself only knows of the other two. */
    static boolean isTerminal() {
        Path errorOutput = Path.of("/proc/self/fd/2");
        try {
            String target = Files.readSymbolicLink(errorOutput).toString();
            return target.startsWith("/dev/pts/") || target.startsWith("/dev/tty") || target.equals("/dev/console");
        } catch (IOException | UnsupportedOperationException noSuchFolder) {
            return Optional.ofNullable(System.console())
                    .filter(Console::isTerminal)
                    .isPresent();
        }
    }

    /** Starts one; without a terminal nothing is ever written. */
    static ProgressLine start(PrintWriter terminal, boolean isTerminal, Supplier<String> line) {
        ProgressLine progress = new ProgressLine(terminal, isTerminal, line);
        if (isTerminal) {
            progress.thread.start();
        }
        return progress;
    }

    private void run(Supplier<String> line) {
        while (!closed) {
            try {
                Thread.sleep(EVERY_MILLIS);
            } catch (InterruptedException e) {
                break;
            }
            if (!closed) {
                terminal.print(BACK_AND_CLEAR + line.get());
                terminal.flush();
            }
        }
    }

    @Override
    public void close() {
        closed = true;
        thread.interrupt();
        try {
            thread.join();
            if (isTerminal) {
                terminal.print(BACK_AND_CLEAR);
                terminal.flush();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
