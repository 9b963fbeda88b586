package bzh.vigie.agent.identity;

import bzh.vigie.enrol.RemovalCode;
import java.io.IOException;
import java.util.HexFormat;
import java.util.Optional;

/**
 * {@code removal-code} in the state folder: what the collector gave to be kept of the commune's break-glass code, in hex digits. With it
 * the agent can be removed while no collector can be reached.
 */
public final class RemovalCodeFile {
    private static final String FILE = "removal-code";
    private static final int MAX_FILE = 1_024;

    private RemovalCodeFile() {}

    /** Keeps it, if it is another one than that which is there; false, and nothing changed, where it is none. */
    public static boolean keep(StateFolder state, byte[] bytes) throws IOException {
        if (RemovalCode.parse(bytes).isEmpty()) {
            return false;
        }
        String line = HexFormat.of().formatHex(bytes) + "\n";
        if (!state.read(FILE, MAX_FILE).equals(Optional.of(line))) {
            state.write(FILE, line);
        }
        return true;
    }

    /** The one that is kept; empty where there is none, or it is damaged. */
    public static Optional<RemovalCode> load(StateFolder state) throws IOException {
        Optional<String> text = state.read(FILE, MAX_FILE).map(String::strip);
        if (text.isEmpty()) {
            return Optional.empty();
        }
        try {
            return RemovalCode.parse(HexFormat.of().parseHex(text.get()));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }
}
