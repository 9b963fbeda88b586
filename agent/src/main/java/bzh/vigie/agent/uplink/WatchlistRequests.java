package bzh.vigie.agent.uplink;

import bzh.vigie.v1.Watchlist;
import bzh.vigie.watchlist.LocalWatchlist;

/** What a collector may ask about the watchlist that the agent checks by itself. Thread-safe; returns at once. */
public interface WatchlistRequests {
    /** Of an agent that watches nothing any more: what it is sent changes nothing. */
    WatchlistRequests NONE = new WatchlistRequests() {
        @Override
        public LocalWatchlist list() {
            return LocalWatchlist.NONE;
        }

        @Override
        public boolean take(Watchlist sent) {
            return true;
        }

        @Override
        public void sweep(String request) {
            // Nothing is gone through.
        }
    };

    /** What is checked now. */
    LocalWatchlist list();

    /** Checks this one instead; false, and nothing changed, where it is over its bounds or of another version. */
    boolean take(Watchlist sent);

    /**
     * Goes through the whole catalogue as soon as it may, and tells when it has.
     *
     * @param request 1 to {@value LocalWatchlist#LONGEST_REQUEST} characters
     */
    void sweep(String request);
}
