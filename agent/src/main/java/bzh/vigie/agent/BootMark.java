package bzh.vigie.agent;

import bzh.vigie.agent.identity.StateFolder;
import bzh.vigie.event.Event.StartKind;
import java.io.IOException;
import java.util.List;

/**
 * Remembers during which boot the agent last ran and whether it ended in good order: {@code last-boot} in the state folder, the boot
 * id and a blank and {@code running} or {@code stopped}.
 */
final class BootMark {
    private static final String FILE = "last-boot";
    private static final String RUNNING = "running";
    private static final int MAX_BYTES = 256;

    private BootMark() {}

    /**
     * A start of the agent.
     *
     * @param kind cold if it is another boot than that of the last run, otherwise the agent alone was restarted; the very first start is
     *     not counted as a boot
     * @param ended whether the run before ended in good order; true where that was not written down
     */
    record Start(StartKind kind, boolean ended) {
        /** Whether the agent ended without good order while its host went on: killed, or crashed. */
        boolean isAfterBreakOff() {
            return kind == StartKind.SAME_BOOT && !ended;
        }
    }

    /** How the host came up since the agent last ran; from now on it runs. */
    static Start start(StateFolder state, String bootId) throws IOException {
        List<String> before = List.of(
                state.read(FILE, MAX_BYTES).map(String::strip).orElse(bootId).split(" ", 2));
        state.write(FILE, bootId + " " + RUNNING + "\n");
        return new Start(
                before.getFirst().equals(bootId) ? StartKind.SAME_BOOT : StartKind.COLD,
                !before.getLast().equals(RUNNING));
    }

    /** That it ends in good order. */
    static void stop(StateFolder state, String bootId) throws IOException {
        state.write(FILE, bootId + " stopped\n");
    }
}
