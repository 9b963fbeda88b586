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
import java.util.Set;
import java.util.stream.Stream;

/**
 * What is known of a site since it was last read.
 *
 * @param unread texts of paths that could never be read since these versions, and sources of such objects of a directory
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

    /**
     * What is known of it after a reading.
     *
     * @param before what was, empty where it is read for the first time
     * @param reading its number
     */
    static KnownSite after(
            Optional<KnownSite> before,
            Site.Name name,
            Optional<Account> account,
            SuddenLoss.Compared compared,
            long reading) {
        SiteReading now = compared.reading();
        boolean isSeen = now.state() != State.UNREADABLE;
        return new KnownSite(
                name,
                account,
                now.state(),
                now.reason(),
                now.detail(),
                before.map(known -> known.neverRead(now)).orElseGet(now::unreadTexts),
                // What could not be read at all was not seen with these eyes.
                before.filter(known -> !isSeen).map(KnownSite::versions).orElse(Versions.CURRENT),
                reading,
                Fingerprints.of(compared.comparison().now()),
                now.asShipped(),
                compared.loss());
    }

    /** Whether it was read last with this catalogue and these names of items. */
    boolean hasTheseEyes() {
        return versions.equals(Versions.CURRENT);
    }

    /** Whether that reading saw something that never could be read before. */
    boolean isSeenFurther(SiteReading now) {
        return !Set.copyOf(unread).equals(Set.copyOf(neverRead(now)));
    }

    /**
     * Of what that reading could not read, what never could be. What was read once is known and kept while it cannot be: what else is
     * found there afterwards came meanwhile.
     */
    private List<String> neverRead(SiteReading now) {
        if (!hasTheseEyes()) {
            return now.unreadTexts();
        }
        Set<String> before = Set.copyOf(unread);
        Set<String> after = Set.copyOf(now.unreadTexts());
        return Stream.concat(
                        after.stream().filter(path -> isWithin(path, before)),
                        before.stream().filter(path -> isWithin(path, after)))
                .distinct()
                .toList();
    }

    /** Whether it is one of those paths, or below one. */
    private static boolean isWithin(String path, Set<String> paths) {
        if (paths.contains(path) || paths.contains("/")) {
            return true;
        }
        for (int i = path.length() - 1; i > 0; i--) {
            boolean ends = path.charAt(i) == '/' || path.charAt(i) == '\\';
            if (ends && paths.contains(path.substring(0, i))) {
                return true;
            }
        }
        return false;
    }

    /** Whether an item with this source may have been there unseen. */
    boolean mayHaveHidden(String source) {
        return unread.stream()
                .anyMatch(path -> path.equals("/") || source.startsWith(path + "/") || Unseen.isOf(path, source));
    }
}
