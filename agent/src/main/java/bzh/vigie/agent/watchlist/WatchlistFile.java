package bzh.vigie.agent.watchlist;

import bzh.vigie.agent.identity.StateFolder;
import bzh.vigie.watchlist.LocalWatchlist;
import java.io.IOException;
import java.nio.file.Files;
import java.util.Base64;
import java.util.Optional;

/**
 * {@code watchlist} in the state folder, mode 0600: the watchlist to check, so that an agent that cannot reach its collector goes on with
 * it after a restart. Version, salt and entries, the latter two in Base64, separated by spaces; no file where nothing is to be checked.
 */
final class WatchlistFile {
    private static final String FILE = "watchlist";
    /** More than the longest list takes. */
    private static final int MAX = 256 << 10;

    private WatchlistFile() {}

    /** Keeps this list in the place of the one before. */
    static void keep(StateFolder state, LocalWatchlist list) throws IOException {
        if (list.isEmpty()) {
            boolean ignored = Files.deleteIfExists(state.file(FILE));
            return;
        }
        Base64.Encoder base64 = Base64.getEncoder();
        state.write(
                FILE,
                LocalWatchlist.VERSION + " " + base64.encodeToString(list.salt()) + " "
                        + base64.encodeToString(list.entries()) + "\n");
    }

    /** What is kept; nothing to check where there is none, or none that can be read. */
    static LocalWatchlist load(StateFolder state) throws IOException {
        Optional<String> text = state.read(FILE, MAX);
        String[] words = text.orElse("").strip().split(" ", -1);
        if (words.length != 3) {
            return LocalWatchlist.NONE;
        }
        try {
            return LocalWatchlist.read(
                            Integer.parseInt(words[0]),
                            Base64.getDecoder().decode(words[1]),
                            Base64.getDecoder().decode(words[2]))
                    .orElse(LocalWatchlist.NONE);
        } catch (IllegalArgumentException e) {
            return LocalWatchlist.NONE;
        }
    }
}
