package bzh.vigie.agent.identity;

import java.io.IOException;
import java.util.HexFormat;
import java.util.Optional;

/**
 * {@code session} in the state folder: the secret that the collector left for the next session, in hex digits. A copy of the folder that is
 * older has another, by which the collector knows it.
 */
public final class SessionSecretFile {
    private static final String FILE = "session";
    private static final int SIZE = 16;
    private static final int MAX_FILE = 64;

    private SessionSecretFile() {}

    /** Keeps it in the place of the one before; false, and nothing changed, where it is none. */
    public static boolean keep(StateFolder state, byte[] secret) throws IOException {
        if (secret.length != SIZE) {
            return false;
        }
        state.write(FILE, HexFormat.of().formatHex(secret) + "\n");
        return true;
    }

    /** The one that is kept; empty where there is none, or it is damaged. */
    public static byte[] load(StateFolder state) {
        try {
            Optional<String> text = state.read(FILE, MAX_FILE).map(String::strip);
            byte[] secret = HexFormat.of().parseHex(text.orElse(""));
            return secret.length == SIZE ? secret : new byte[0];
        } catch (IOException | IllegalArgumentException e) {
            return new byte[0];
        }
    }
}
