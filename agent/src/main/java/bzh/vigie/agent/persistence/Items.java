package bzh.vigie.agent.persistence;

import bzh.vigie.agent.host.Packages.Checksum;
import bzh.vigie.agent.host.Reading.Refused;
import bzh.vigie.agent.persistence.format.Draft;
import bzh.vigie.agent.persistence.format.SourceFile;
import bzh.vigie.event.Item;
import bzh.vigie.event.Sha256;
import bzh.vigie.watchlist.LocalWatchlist;
import java.util.Optional;

/** Makes items of what files say, by asking the machine what would run: one implementation a system. Used by one thread. */
interface Items {
    /** A new site is begun. */
    void begin();

    /** Why the first of the files that would run could not be read, of those asked for since the site was begun. */
    default Optional<Refused<?>> unread() {
        return Optional.empty();
    }

    /**
     * The digest that the package has of the file, where the item would be about that file alone, the file is as it was shipped
     * and there is nothing to look at: what a mass of items does not tell.
     */
    Optional<Checksum> shipped(Site site, SourceFile file, Draft draft);

    /**
     * The item of a draft, under a name that no other of that file has.
     *
     * @param source where it is, without what changes by itself
     */
    Item item(Site site, SourceFile file, Draft draft, String name, String source);

    /** SHA-256 of the file, of which {@link #shipped} said that it is as its package shipped it; empty where it cannot be told. */
    default Optional<Sha256> content(SourceFile file) {
        return Optional.empty();
    }

    /** What to look for among what a mass of items does not tell. */
    default LocalWatchlist watchlist() {
        return LocalWatchlist.NONE;
    }

    /** The content of a file as text. */
    String text(byte[] content);
}
