package bzh.vigie.agent.host.packages;

import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * Which package each path belongs to. Of a path only a number is kept, 48 bits of hash and 16 of package, sorted: 8 bytes a
 * file, 2 to 4 MB on a desktop. The hash has a secret base (a polynomial modulo 2^61 - 1), so that nobody can make up a path
 * that passes for another. Pages of manuals and the like are left out. Immutable.
 */
final class PathIndex {
    private static final long PRIME = (1L << 61) - 1;
    private static final int PACKAGE_BITS = 16;
    private static final int MAX_PATHS = 2_000_000;
    private static final List<byte[]> LEFT_OUT = List.of(
            bytes("/usr/share/doc/"),
            bytes("/usr/share/man/"),
            bytes("/usr/share/locale/"),
            bytes("/usr/share/icons/"),
            bytes("/usr/include/"));

    private final long base;
    private final long[] entries;
    private final List<InstalledPackage> packages;

    private PathIndex(long base, long[] entries, List<InstalledPackage> packages) {
        this.base = base;
        this.entries = entries;
        this.packages = List.copyOf(packages);
    }

    /** One without any path. */
    static PathIndex empty() {
        return new Builder().build();
    }

    /** The first of the packages that have this path and are like that. */
    Optional<InstalledPackage> find(byte[] path, Predicate<InstalledPackage> like) {
        long key = hash(base, path, 0, path.length) << PACKAGE_BITS;
        int at = Arrays.binarySearch(entries, key);
        for (int i = at < 0 ? -at - 1 : at;
                i < entries.length && entries[i] >>> PACKAGE_BITS == key >>> PACKAGE_BITS;
                i++) {
            InstalledPackage found = packages.get((int) (entries[i] & 0xffff));
            if (like.test(found)) {
                return Optional.of(found);
            }
        }
        return Optional.empty();
    }

    /** Whether it is in a place of which nothing is kept. */
    static boolean isLeftOut(byte[] path) {
        return isLeftOut(path, 0, path.length);
    }

    private static boolean isLeftOut(byte[] path, int from, int to) {
        for (byte[] place : LEFT_OUT) {
            int end = from + place.length;
            if (end <= to && Arrays.equals(path, from, end, place, 0, place.length)) {
                return true;
            }
        }
        return false;
    }

    private static long hash(long base, byte[] bytes, int from, int to) {
        long h = 1;
        for (int i = from; i < to; i++) {
            h = times(h, base) + (bytes[i] & 0xff) + 1;
            h = h >= PRIME ? h - PRIME : h;
        }
        // Once more, so that the last byte counts in the bits that are kept too.
        return times(h, base) >>> 13;
    }

    private static long times(long a, long b) {
        long high = Math.multiplyHigh(a, b);
        long low = a * b;
        long sum = (low & PRIME) + ((high << 3) | (low >>> 61));
        return sum >= PRIME ? sum - PRIME : sum;
    }

    private static byte[] bytes(String ascii) {
        return ascii.getBytes(StandardCharsets.ISO_8859_1);
    }

    /** Takes paths in as bytes, so that some 100,000 of them make hardly any garbage. */
    static final class Builder {
        private final long base = 1_000_003L + (new SecureRandom().nextLong() >>> 4);
        private final List<InstalledPackage> packages = new ArrayList<>();
        private long[] keys = new long[1_024];
        private int count;

        /** The packages so far, in order of their numbers. */
        List<InstalledPackage> packages() {
            return packages;
        }

        /** A new package; false where it has no name or there are too many. The paths told from now on are its. */
        boolean begin(InstalledPackage next) {
            return !next.name().isEmpty() && packages.size() < 1 << PACKAGE_BITS && packages.add(next);
        }

        /** A path of the package begun last. */
        void add(byte[] buffer, int from, int to) {
            add(buffer, from, to, packages.size() - 1);
        }

        /** A path of the package with that number. */
        void add(byte[] buffer, int from, int to, int number) {
            if (count == MAX_PATHS || from == to || isLeftOut(buffer, from, to)) {
                return;
            }
            if (count == keys.length) {
                keys = Arrays.copyOf(keys, keys.length * 2);
            }
            keys[count++] = hash(base, buffer, from, to) << PACKAGE_BITS | number;
        }

        /** Whether there were so many paths that not all were kept. */
        boolean isFull() {
            return count == MAX_PATHS || packages.size() == 1 << PACKAGE_BITS;
        }

        PathIndex build() {
            long[] sorted = Arrays.copyOf(keys, count);
            Arrays.sort(sorted);
            return new PathIndex(base, sorted, packages);
        }
    }
}
