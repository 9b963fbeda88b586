package bzh.vigie.agent.persistence;

import bzh.vigie.event.Item;
import bzh.vigie.event.Item.Shipped;
import bzh.vigie.event.LocationStatus.AsShipped;
import bzh.vigie.event.Sha256;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;

/**
 * The items of a mass that have nothing to look at, folded into a count and a digest as they are read; none is kept. The digest
 * is SHA-256 over the text of key and fingerprint of each, in UTF-8, in the order of reading, which is the same wherever the
 * same tree is read. Used by one thread.
 */
final class ShippedFold {
    private final MessageDigest digest = Sha256.digest();
    private int items;

    /** Takes the item in, or gives false where it is to be told by itself. */
    boolean take(Item item) {
        if (item.shipped() != Shipped.AS_PACKAGED
                || !item.traits().isEmpty()
                || !item.replaceableBy().isEmpty()) {
            return false;
        }
        items++;
        digest.update(item.key().getBytes(StandardCharsets.UTF_8));
        digest.update(item.fingerprint().getBytes(StandardCharsets.UTF_8));
        return true;
    }

    /** What was taken in; nothing is taken in afterwards. */
    AsShipped result() {
        return new AsShipped(items, Sha256.of(digest.digest()));
    }
}
