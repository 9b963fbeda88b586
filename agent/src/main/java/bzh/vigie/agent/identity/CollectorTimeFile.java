package bzh.vigie.agent.identity;

import java.io.IOException;
import java.time.DateTimeException;
import java.time.Instant;

/**
 * {@code collector-time} in the state folder: the latest time that a collector told, in ISO 8601. It only grows; the host's clock
 * plays no part in it.
 */
public final class CollectorTimeFile {
    private static final String FILE = "collector-time";
    private static final int MAX_FILE = 64;

    private CollectorTimeFile() {}

    /** Keeps it in the place of the one before. */
    public static void keep(StateFolder state, Instant reached) throws IOException {
        state.write(FILE, reached + "\n");
    }

    /** The one that is kept; the epoch where there is none, or it is damaged. */
    public static Instant load(StateFolder state) {
        try {
            return state.read(FILE, MAX_FILE)
                    .map(text -> Instant.parse(text.strip()))
                    .orElse(Instant.EPOCH);
        } catch (IOException | DateTimeException e) {
            return Instant.EPOCH;
        }
    }
}
