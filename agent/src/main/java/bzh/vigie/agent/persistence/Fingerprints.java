package bzh.vigie.agent.persistence;

import bzh.vigie.event.Item;
import bzh.vigie.event.ItemNames;
import bzh.vigie.event.Sha256;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Key and fingerprint of each item of a site, 64 bytes an item, ordered by key: all that is kept in memory of what is there.
 * Immutable.
 */
final class Fingerprints {
    static final Fingerprints NONE = new Fingerprints(new byte[0]);

    private static final int HALF = 32;
    private static final int ENTRY = 2 * HALF;

    private final byte[] entries;

    private Fingerprints(byte[] entries) {
        this.entries = entries;
    }

    static Fingerprints of(Collection<Item> items) {
        List<byte[]> sorted = new ArrayList<>(items.size());
        for (Item item : items) {
            byte[] entry = Arrays.copyOf(HexFormat.of().parseHex(item.key()), ENTRY);
            String fingerprint = item.fingerprint();
            byte[] hash = HexFormat.of().parseHex(fingerprint.substring(fingerprint.indexOf(':') + 1));
            System.arraycopy(hash, 0, entry, HALF, HALF);
            sorted.add(entry);
        }
        sorted.sort(Arrays::compareUnsigned);
        byte[] entries = new byte[sorted.size() * ENTRY];
        for (int i = 0; i < sorted.size(); i++) {
            System.arraycopy(sorted.get(i), 0, entries, i * ENTRY, ENTRY);
        }
        return new Fingerprints(entries);
    }

    int size() {
        return entries.length / ENTRY;
    }

    boolean hasKey(Item item) {
        return find(HexFormat.of().parseHex(item.key())) >= 0;
    }

    /** Whether this item is there with this fingerprint. */
    boolean has(Item item) {
        int at = find(HexFormat.of().parseHex(item.key()));
        String fingerprint = item.fingerprint();
        return at >= 0
                && HexFormat.of()
                        .formatHex(entries, at * ENTRY + HALF, (at + 1) * ENTRY)
                        .equals(fingerprint.substring(fingerprint.indexOf(':') + 1));
    }

    /** Whether every key here is there too. */
    boolean keysIn(Fingerprints other) {
        for (int i = 0; i < size(); i++) {
            if (other.find(Arrays.copyOfRange(entries, i * ENTRY, i * ENTRY + HALF)) < 0) {
                return false;
            }
        }
        return true;
    }

    /**
     * The digest of a location for an account: SHA-256 over, for each item ordered by key, the text of its key and of its
     * fingerprint, in UTF-8.
     */
    Sha256 digest() {
        MessageDigest digest = Sha256.digest();
        HexFormat hex = HexFormat.of();
        for (int i = 0; i < size(); i++) {
            int at = i * ENTRY;
            String text = hex.formatHex(entries, at, at + HALF)
                    + ItemNames.VERSION
                    + ":"
                    + hex.formatHex(entries, at + HALF, at + ENTRY);
            digest.update(text.getBytes(StandardCharsets.UTF_8));
        }
        return Sha256.of(digest.digest());
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Fingerprints fingerprints && Arrays.equals(entries, fingerprints.entries);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(entries);
    }

    private int find(byte[] key) {
        int low = 0;
        int high = size() - 1;
        while (low <= high) {
            int middle = (low + high) >>> 1;
            int at = middle * ENTRY;
            int order = Arrays.compareUnsigned(entries, at, at + HALF, key, 0, HALF);
            if (order == 0) {
                return middle;
            } else if (order < 0) {
                low = middle + 1;
            } else {
                high = middle - 1;
            }
        }
        return -1;
    }
}
