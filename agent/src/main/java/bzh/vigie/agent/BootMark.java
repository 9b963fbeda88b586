package bzh.vigie.agent;

import bzh.vigie.agent.identity.StateFolder;
import bzh.vigie.event.Event.StartKind;
import java.io.IOException;

/** Remembers during which boot the agent last ran ({@code last-boot} in the state folder). */
final class BootMark {
    private static final String FILE = "last-boot";
    private static final int MAX_BYTES = 256;

    private BootMark() {}

    /**
     * How the host came up since the agent last ran: cold if it is another boot, otherwise the agent alone was restarted. The
     * very first start is not counted as a boot.
     */
    static StartKind start(StateFolder state, String bootId) throws IOException {
        String before = state.read(FILE, MAX_BYTES).map(String::strip).orElse(bootId);
        if (!before.equals(bootId) || state.read(FILE, MAX_BYTES).isEmpty()) {
            state.write(FILE, bootId + "\n");
        }
        return before.equals(bootId) ? StartKind.SAME_BOOT : StartKind.COLD;
    }
}
