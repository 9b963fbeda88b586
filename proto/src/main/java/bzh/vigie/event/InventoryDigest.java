package bzh.vigie.event;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Collection;
import java.util.Comparator;

/**
 * The one digest over all location digests that a heartbeat carries: agent and collector compute it in the same way, and a
 * difference means that the collector's inventory of that host is not the host's.
 *
 * <p>SHA-256 over the entries ordered by location, then account id: for each, location and account id as 32-bit big-endian
 * byte length and UTF-8, then the 32 bytes of its digest. A location that was never read has no entry.
 */
public final class InventoryDigest {
    private InventoryDigest() {}

    /** Digest of one location for one account id, empty for a machine location. */
    public record Entry(String location, String accountId, Sha256 digest) {}

    /** The digest over these entries, in whatever order they are given. */
    public static Sha256 over(Collection<Entry> entries) {
        MessageDigest digest = Sha256.digest();
        entries.stream()
                .sorted(Comparator.comparing(Entry::location).thenComparing(Entry::accountId))
                .forEach(entry -> {
                    field(digest, entry.location());
                    field(digest, entry.accountId());
                    digest.update(entry.digest().bytes());
                });
        return Sha256.of(digest.digest());
    }

    private static void field(MessageDigest digest, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        digest.update(ByteBuffer.allocate(4).putInt(0, bytes.length));
        digest.update(bytes);
    }
}
