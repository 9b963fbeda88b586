package bzh.vigie.agent;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The words are those of systemctl(1), is-system-running; of a Windows its service manager's. */
final class StopReasonTest {
    private static final Instant NOW = Instant.parse("2026-12-01T09:00:00Z");

    @Test
    void aServiceThatIsStoppedWhileItsWindowsGoesOnIsStoppedAlone() {
        assertEquals("state-shutting-down", StopReason.ofWindows(Optional.of(true)));
        assertEquals("state-stopped-alone", StopReason.ofWindows(Optional.of(false)));
        assertEquals("", StopReason.ofWindows(Optional.empty()));
    }

    @Test
    void onlyAStopOfASystemThatGoesOnIsOneOfTheAgentAlone(@TempDir Path folder) throws Exception {
        Path upgrade = folder.resolve("upgrade");
        assertEquals("state-shutting-down", StopReason.of(Optional.of("stopping"), upgrade, NOW));
        assertEquals("state-stopped-alone", StopReason.of(Optional.of("running"), upgrade, NOW));
        assertEquals("state-stopped-alone", StopReason.of(Optional.of("degraded"), upgrade, NOW));
        assertEquals("", StopReason.of(Optional.of("offline"), upgrade, NOW));
        assertEquals("", StopReason.of(Optional.empty(), upgrade, NOW));
        Files.writeString(upgrade, "");
        Files.setLastModifiedTime(upgrade, FileTime.from(NOW.minusSeconds(20)));
        assertEquals("state-upgraded", StopReason.of(Optional.of("running"), upgrade, NOW));
        assertEquals("state-shutting-down", StopReason.of(Optional.of("stopping"), upgrade, NOW));
        Files.setLastModifiedTime(upgrade, FileTime.from(NOW.minus(Duration.ofHours(1))));
        assertEquals("state-stopped-alone", StopReason.of(Optional.of("running"), upgrade, NOW));
    }
}
