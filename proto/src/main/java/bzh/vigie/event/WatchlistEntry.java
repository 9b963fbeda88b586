package bzh.vigie.event;

import java.util.HexFormat;

/** One entry of the watchlist that agents check: 16 bytes of a digest, as 32 lower-case hex digits. */
public record WatchlistEntry(String hex) {
    /** Bytes of an entry. */
    public static final int BYTES = 16;

    public WatchlistEntry {
        if (hex.length() != 2 * BYTES || !hex.chars().allMatch(c -> (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'))) {
            throw new IllegalArgumentException("an entry is " + 2 * BYTES + " lower-case hex digits");
        }
    }

    /** From its 16 bytes. */
    public static WatchlistEntry of(byte[] bytes) {
        return new WatchlistEntry(HexFormat.of().formatHex(bytes));
    }

    /** Its 16 bytes. */
    public byte[] bytes() {
        return HexFormat.of().parseHex(hex);
    }

    @Override
    public String toString() {
        return hex;
    }
}
