package bzh.vigie.agent.persistence;

import bzh.vigie.agent.host.Machine;
import bzh.vigie.event.Clock;
import bzh.vigie.watchlist.LocalWatchlist;
import java.util.function.Supplier;

/**
 * What a book of sites is about.
 *
 * @param source id of the source that tells it
 * @param reader how it is read, as statuses name it
 * @param surveys how it is gone through
 */
record SiteSubject(String source, String reader, Surveys surveys) {
    /** How a survey comes about, with what is known of files' contents and what is looked for. */
    @FunctionalInterface
    interface Surveys {
        /** A survey. */
        Survey of(FileHashes hashes, Supplier<LocalWatchlist> watchlist);
    }

    /** The files and keys of a machine. */
    static SiteSubject of(Machine machine, Clock clock) {
        return new SiteSubject(
                Inventory.id(machine),
                machine.files().reader(),
                (hashes, watchlist) -> Survey.of(machine, () -> clock.now().wall(), hashes, watchlist));
    }
}
