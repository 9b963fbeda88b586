package bzh.vigie.collector;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Assumptions;

/** Program of the system that a test asks for its own reading. */
public final class OutsideProgram {
    private OutsideProgram() {}

    /** Exit code and what it printed, both streams in one. */
    public record Result(int code, String text) {}

    /** Skips the test with a message where one of these programs is not installed. */
    public static void assumeInstalled(String... paths) {
        for (String path : paths) {
            Assumptions.assumeTrue(Files.isExecutable(Path.of(path)), path + " is not installed");
        }
    }

    /** Runs it to its end with this on its standard input. */
    public static Result run(byte[] input, String... command) {
        try {
            Process process =
                    new ProcessBuilder(command).redirectErrorStream(true).start();
            try (var out = process.getOutputStream()) {
                out.write(input);
            } catch (IOException ended) {
                // It read no more than it wanted.
            }
            String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            return new Result(process.onExit().join().exitValue(), text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Runs it to its end without input. */
    public static Result run(String... command) {
        return run(new byte[0], command);
    }

    /** Port of this machine that nobody listened at a moment ago. */
    public static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}
