package bzh.vigie.agent.persistence;

import bzh.vigie.agent.persistence.catalogue.Catalogue;
import bzh.vigie.event.Account;
import bzh.vigie.event.ItemNames;
import bzh.vigie.event.LocationStatus.AsShipped;
import bzh.vigie.event.LocationStatus.State;
import bzh.vigie.event.ReasonCode;
import bzh.vigie.event.Sha256;
import java.security.MessageDigest;
import java.util.List;
import java.util.Optional;

/**
 * What is known of a site since it was last read.
 *
 * @param unread texts of paths that could not be read then, and sources of objects of a directory
 * @param versions of catalogue and of the names of items, when it was read
 * @param reading number of the last reading that said anything
 * @param loss what of it is missing and not believed to be gone
 */
record KnownSite(
        Site.Name name,
        Optional<Account> account,
        State state,
        ReasonCode reason,
        String detail,
        List<String> unread,
        Versions versions,
        long reading,
        Fingerprints items,
        Optional<AsShipped> asShipped,
        Optional<SuddenLoss> loss) {
    /** One of which nothing is missing. */
    KnownSite(
            Site.Name name,
            Optional<Account> account,
            State state,
            ReasonCode reason,
            String detail,
            List<String> unread,
            Versions versions,
            long reading,
            Fingerprints items,
            Optional<AsShipped> asShipped) {
        this(name, account, state, reason, detail, unread, versions, reading, items, asShipped, Optional.empty());
    }

    KnownSite {
        unread = List.copyOf(unread);
    }

    /**
     * The digest of the site: that of the items that are told and, in a place with masses of them, SHA-256 over it and the
     * digest of those that are not.
     */
    Sha256 digest() {
        Sha256 told = items.digest();
        return asShipped
                .map(shipped -> {
                    MessageDigest both = Sha256.digest();
                    both.update(told.bytes());
                    return Sha256.of(both.digest(shipped.digest().bytes()));
                })
                .orElse(told);
    }

    /** What makes the same machine look different without a change on it. */
    record Versions(int catalogue, int names) {
        static final Versions CURRENT = new Versions(Catalogue.VERSION, ItemNames.VERSION);
    }

    /** Whether that is said of it already, whatever its items are. */
    boolean says(SiteReading now, Optional<SuddenLoss> missing) {
        return state == now.state()
                && reason == now.reason()
                && detail.equals(now.detail())
                && asShipped.equals(now.asShipped())
                && loss.equals(missing);
    }

    /** Whether an item with this source may have been there unseen. */
    boolean mayHaveHidden(String source) {
        return unread.stream()
                .anyMatch(path -> path.equals("/") || source.startsWith(path + "/") || Unseen.isOf(path, source));
    }
}
