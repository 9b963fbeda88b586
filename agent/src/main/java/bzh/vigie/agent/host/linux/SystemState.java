package bzh.vigie.agent.host.linux;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** State of the system in systemd's own word: {@code running}, {@code stopping} and others (systemctl(1), is-system-running). */
public final class SystemState {
    private static final int LONGEST = 32;
    private static final int PATIENCE_SECONDS = 3;

    private SystemState() {}

    /** Asks; empty where there is no systemd, or it does not answer. */
    public static Optional<String> ask() {
        Optional<Process> asked = AllowedCommands.SYSTEM_STATE.start(true);
        if (asked.isEmpty()) {
            return Optional.empty();
        }
        Process process = asked.get();
        try {
            if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                return Optional.empty();
            }
            byte[] word = process.getInputStream().readNBytes(LONGEST);
            return Optional.of(new String(word, StandardCharsets.US_ASCII).strip())
                    .filter(said -> said.matches("[a-z]{1,32}"));
        } catch (IOException e) {
            return Optional.empty();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Optional.empty();
        } finally {
            process.destroy();
        }
    }
}
