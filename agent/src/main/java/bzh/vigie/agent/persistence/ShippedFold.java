package bzh.vigie.agent.persistence;

import bzh.vigie.agent.host.HostPath;
import bzh.vigie.agent.host.Packages.Checksum;
import bzh.vigie.event.Item;
import bzh.vigie.event.Item.Shipped;
import bzh.vigie.event.LocationStatus.AsShipped;
import bzh.vigie.event.Sha256;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;

/**
 * The items of a mass that have nothing to look at, folded into a count and a digest as they are read; none is kept. The digest
 * is SHA-256 over, for each in the order of reading, the text of its key and fingerprint or, of a file by itself, of its path
 * and of the digest that the package has of it; so it is the same wherever the same tree is read. Used by one thread.
 */
final class ShippedFold {
    private final MessageDigest digest = Sha256.digest();
    private int items;

    /** Takes a file in that is as its package shipped it. */
    void take(HostPath path, Checksum shipped) {
        items++;
        digest.update(path.bytes());
        digest.update(shipped.hex().getBytes(StandardCharsets.US_ASCII));
    }

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
