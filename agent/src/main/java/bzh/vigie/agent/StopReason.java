package bzh.vigie.agent;

import bzh.vigie.text.SourceText;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;

/** Why the agent is asked to stop, as a detail of its goodbye. Pure but for one look at a file. */
final class StopReason {
    /** File that the package's script leaves before an upgrade. */
    static final Path UPGRADE = Path.of("/run/vigie-agent/upgrade");

    private static final Duration LATELY = Duration.ofMinutes(10);

    /** systemd's words of a system that goes on (systemctl(1)). */
    private static final Set<String> GOES_ON = Set.of("initializing", "starting", "running", "degraded", "maintenance");

    private StopReason() {}

    /** The detail on a Windows; empty where nobody knows. An upgrade is over before a stop counts. */
    static String ofWindows(Optional<Boolean> shutsDown) {
        return shutsDown
                .map(down -> SourceText.detail(down ? "state-shutting-down" : "state-stopped-alone"))
                .orElse("");
    }

    /**
     * The detail on a Linux; empty where nobody knows.
     *
     * @param system what systemd says of the system; empty where it says nothing
     */
    static String of(Optional<String> system, Path upgrade, Instant now) {
        if (system.filter("stopping"::equals).isPresent()) {
            return SourceText.detail("state-shutting-down");
        }
        if (isFresh(upgrade, now)) {
            return SourceText.detail("state-upgraded");
        }
        return system.filter(GOES_ON::contains).isPresent() ? SourceText.detail("state-stopped-alone") : "";
    }

    private static boolean isFresh(Path upgrade, Instant now) {
        try {
            Instant left = Files.getLastModifiedTime(upgrade, LinkOption.NOFOLLOW_LINKS)
                    .toInstant();
            return Duration.between(left, now).abs().compareTo(LATELY) < 0;
        } catch (IOException none) {
            return false;
        }
    }
}
