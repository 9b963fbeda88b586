package bzh.vigie.agent.persistence;

import bzh.vigie.agent.host.HostPath;
import bzh.vigie.agent.host.Packages.Checksum;
import bzh.vigie.agent.host.WindowsPath;
import bzh.vigie.agent.persistence.windows.Folders;
import bzh.vigie.event.Item;
import bzh.vigie.event.Item.Shipped;
import bzh.vigie.event.Item.Signature;
import bzh.vigie.event.LocationStatus.AsShipped;
import bzh.vigie.event.Sha256;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Set;

/**
 * The items of a mass that have nothing to look at: as their package shipped them, or on Windows leading to one file that Microsoft
 * signed and that runs nothing else. They are folded into a count and a digest as they are read; none is kept. The digest
 * is SHA-256 over, for each in the order of reading, the text of its key and fingerprint or, of a file by itself, of its path
 * and of the digest that the package has of it; so it is the same wherever the same tree is read. Used by one thread.
 */
final class ShippedFold {
    private static final Set<String> MAKERS = Set.of("Windows", "Microsoft");
    /** Libraries that load what else the class names: an assembly, a scriptlet. */
    private static final Set<String> LOADS_OTHERS = Set.of("mscoree.dll", "scrobj.dll");

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
        if (!(item.shipped() == Shipped.AS_PACKAGED || isMicrosofts(item))
                || !item.traits().isEmpty()
                || !item.replaceableBy().isEmpty()) {
            return false;
        }
        items++;
        digest.update(item.key().getBytes(StandardCharsets.UTF_8));
        digest.update(item.fingerprint().getBytes(StandardCharsets.UTF_8));
        return true;
    }

    /** Whether what is configured is a class, or the path of a file without arguments, and a chain says who made that file. */
    private static boolean isMicrosofts(Item item) {
        String file = WindowsPath.fold(item.target().substring(item.target().lastIndexOf('\\') + 1));
        String value = WindowsPath.fold(item.value().replace("\"", "").strip());
        return MAKERS.contains(item.packageName())
                && item.signature() == Signature.VALID
                && item.resolved().size() == 1
                // Elsewhere somebody brought it to run what lies beside it.
                && Folders.isForAdministrators(item.target())
                && !LOADS_OTHERS.contains(file)
                && !LOADS_OTHERS.contains(WindowsPath.fold(item.originalName()))
                && (value.startsWith("{") || value.equals(file) || value.endsWith("\\" + file));
    }

    /** What was taken in; nothing is taken in afterwards. */
    AsShipped result() {
        return new AsShipped(items, Sha256.of(digest.digest()));
    }
}
