package bzh.vigie.watchlist;

import bzh.vigie.event.Sha256;
import bzh.vigie.event.WatchlistEntry;
import bzh.vigie.text.LetterCase;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.TreeSet;

/**
 * Values to look for, of which only digests are there: who has the list can tell whether a value that he knows is on it, and reads none.
 * Immutable, thread-safe.
 *
 * <pre>
 * salt     16 bytes, made of the incidents and the values: the same are the same list, the same value has another digest in
 *          another incident, and no table made before helps to guess it; none without entries
 * entries  16 bytes each, in ascending order (unsigned), none twice, at most 10,000:
 *          the first 16 of SHA-256 over salt, kind (1 byte) and value (UTF-8 in its normal form)
 * id       SHA-256 over salt and entries
 * </pre>
 */
public final class LocalWatchlist {
    /** Of the normal forms and of how they are digested; a list of another version says nothing here. */
    public static final int VERSION = 1;

    /** Entries of a list. */
    public static final int MOST = 10_000;

    /** Bytes of a salt. */
    public static final int SALT = 16;

    /** Characters of what names a sweep. */
    public static final int LONGEST_REQUEST = 64;

    /** One on which nothing is. */
    public static final LocalWatchlist NONE = new LocalWatchlist(new byte[0], new byte[0]);

    /** What a value names. A kind's number on the wire is {@link #code}. */
    public enum Kind {
        /** SHA-256 of a file's content, or of the part of it that is signed, in hex digits. */
        FILE(1),
        /** A service's name; letter case does not count. */
        SERVICE(2),
        /** A scheduled task's path or name, without the backslash that it begins with; letter case does not count. */
        TASK(3),
        /** An account's name without its domain; letter case does not count. */
        ACCOUNT(4),
        /** The fingerprint of an SSH key as OpenSSH writes it ({@code SHA256:…}). */
        KEY(5),
        /** A word of a marked item, as its digest ({@link bzh.vigie.observable.TextParts#digest}). */
        WORD(6);

        private final int code;

        Kind(int code) {
            this.code = code;
        }

        /** The byte that stands for it in a digest. */
        public int code() {
            return code;
        }

        private String normal(String value) {
            return switch (this) {
                case FILE -> value.toLowerCase(Locale.ROOT);
                case TASK -> LetterCase.fold(value.startsWith("\\") ? value.substring(1) : value);
                case SERVICE, ACCOUNT -> LetterCase.fold(value);
                case KEY, WORD -> value;
            };
        }
    }

    /** A value in its normal form. */
    public record Value(Kind kind, String text) implements Comparable<Value> {
        public Value {
            text = kind.normal(text);
        }

        @Override
        public int compareTo(Value other) {
            int byKind = kind.compareTo(other.kind);
            return byKind != 0 ? byKind : text.compareTo(other.text);
        }
    }

    private final byte[] salt;
    private final byte[] entries;
    private final Sha256 id;

    private LocalWatchlist(byte[] salt, byte[] entries) {
        this.salt = salt;
        this.entries = entries;
        MessageDigest digest = Sha256.digest();
        digest.update(salt);
        this.id = Sha256.of(digest.digest(entries));
    }

    /**
     * One of these values.
     *
     * @param incidents that they are of
     * @throws IllegalArgumentException where there are more than {@value #MOST}
     */
    public static LocalWatchlist of(Collection<Value> values, String... incidents) {
        TreeSet<Value> sorted = new TreeSet<>(values);
        if (sorted.size() > MOST) {
            throw new IllegalArgumentException(sorted.size() + " values, at most " + MOST);
        }
        if (sorted.isEmpty()) {
            return NONE;
        }
        MessageDigest all = Sha256.digest();
        new TreeSet<>(List.of(incidents)).forEach(incident -> update(all, 0, incident));
        sorted.forEach(value -> update(all, value.kind().code(), value.text()));
        byte[] salt = Arrays.copyOf(all.digest(), SALT);
        TreeSet<byte[]> digests = new TreeSet<>(Arrays::compareUnsigned);
        sorted.forEach(value -> digests.add(digest(salt, value)));
        byte[] entries = new byte[digests.size() * WatchlistEntry.BYTES];
        int at = 0;
        for (byte[] digest : digests) {
            System.arraycopy(digest, 0, entries, at, digest.length);
            at += digest.length;
        }
        return new LocalWatchlist(salt, entries);
    }

    /** What came from elsewhere; empty where it is none of this version within its bounds. The arrays are not changed afterwards. */
    public static Optional<LocalWatchlist> read(int version, byte[] salt, byte[] entries) {
        if (version != VERSION
                || entries.length > MOST * WatchlistEntry.BYTES
                || entries.length % WatchlistEntry.BYTES != 0
                || salt.length != (entries.length == 0 ? 0 : SALT)) {
            return Optional.empty();
        }
        for (int at = WatchlistEntry.BYTES; at < entries.length; at += WatchlistEntry.BYTES) {
            int before = at - WatchlistEntry.BYTES;
            if (Arrays.compareUnsigned(entries, before, at, entries, at, at + WatchlistEntry.BYTES) >= 0) {
                return Optional.empty();
            }
        }
        return Optional.of(entries.length == 0 ? NONE : new LocalWatchlist(salt, entries));
    }

    private static void update(MessageDigest all, int kind, String value) {
        byte[] text = value.getBytes(StandardCharsets.UTF_8);
        all.update((byte) kind);
        all.update((byte) (text.length >>> 24));
        all.update((byte) (text.length >>> 16));
        all.update((byte) (text.length >>> 8));
        all.update((byte) text.length);
        all.update(text);
    }

    private static byte[] digest(byte[] salt, Value value) {
        MessageDigest digest = Sha256.digest();
        digest.update(salt);
        digest.update((byte) value.kind().code());
        return Arrays.copyOf(digest.digest(value.text().getBytes(StandardCharsets.UTF_8)), WatchlistEntry.BYTES);
    }

    /** What tells this list from every other. */
    public Sha256 id() {
        return id;
    }

    /** How many entries it has. */
    public int size() {
        return entries.length / WatchlistEntry.BYTES;
    }

    /** Whether nothing is on it. */
    public boolean isEmpty() {
        return entries.length == 0;
    }

    /** A copy of the salt, 16 bytes or none. */
    public byte[] salt() {
        return salt.clone();
    }

    /** A copy of the entries, one behind the other. */
    public byte[] entries() {
        return entries.clone();
    }

    /** The entry of a value, where it is on the list. */
    public Optional<WatchlistEntry> find(Value value) {
        if (isEmpty()) {
            return Optional.empty();
        }
        byte[] wanted = digest(salt, value);
        int low = 0;
        int high = size() - 1;
        while (low <= high) {
            int middle = (low + high) >>> 1;
            int at = middle * WatchlistEntry.BYTES;
            int order = Arrays.compareUnsigned(entries, at, at + WatchlistEntry.BYTES, wanted, 0, wanted.length);
            if (order == 0) {
                return Optional.of(WatchlistEntry.of(wanted));
            }
            if (order < 0) {
                low = middle + 1;
            } else {
                high = middle - 1;
            }
        }
        return Optional.empty();
    }
}
