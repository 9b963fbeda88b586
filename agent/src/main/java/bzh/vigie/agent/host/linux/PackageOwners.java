package bzh.vigie.agent.host.linux;

import bzh.vigie.event.Observed;
import bzh.vigie.event.Observed.Why;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * Which Debian package put a file where it is (dpkg-query(1)), from the lists in {@code info} of dpkg's folder. Built when
 * first asked and again, at most once a minute, when dpkg's status has changed. Of each path only a number is kept, 48 bits of hash and
 * 16 of package, sorted: 8 bytes a file, 2 to 4 MB on a desktop. The hash has a secret base (a polynomial modulo 2^61 - 1),
 * so that nobody can make up a path that passes for another. Pages of manuals and the like are left out. Thread-safe.
 */
public final class PackageOwners {
    private static final long PRIME = (1L << 61) - 1;
    private static final int PACKAGE_BITS = 16;
    private static final int MAX_PATHS = 2_000_000;
    private static final List<String> LEFT_OUT =
            List.of("/usr/share/doc/", "/usr/share/man/", "/usr/share/locale/", "/usr/share/icons/", "/usr/include/");
    private static final long RECHECK = TimeUnit.MINUTES.toNanos(1);

    private final Path dpkg;
    private final long base = 1_000_003L + (new SecureRandom().nextLong() >>> 4);
    private long[] index = {};
    private List<String> packages = List.of();
    private Optional<FileTime> status = Optional.empty();
    private long checked;
    private boolean everChecked;

    /** Of the lists in this folder, {@code /var/lib/dpkg} on a live machine. */
    public PackageOwners(Path dpkg) {
        this.dpkg = dpkg;
    }

    /**
     * The name of the package that owns an absolute path, without architecture; known and empty if none does; missed as not
     * offered where there is no dpkg and for the places that are left out. {@code /bin} and {@code /usr/bin} are one, and so
     * on, as on a merged system.
     */
    public synchronized Observed<String> owner(String path) {
        refresh();
        if (status.isEmpty() || isLeftOut(path)) {
            return Observed.missed(Why.NOT_OFFERED);
        }
        int found = find(path);
        if (found < 0) {
            found = find(otherName(path));
        }
        return Observed.known(found < 0 ? "" : packages.get(found));
    }

    private static String otherName(String path) {
        if (path.startsWith("/usr/bin/") || path.startsWith("/usr/sbin/") || path.startsWith("/usr/lib")) {
            return path.substring("/usr".length());
        }
        return path.startsWith("/bin/") || path.startsWith("/sbin/") || path.startsWith("/lib") ? "/usr" + path : path;
    }

    private static boolean isLeftOut(String path) {
        return LEFT_OUT.stream().anyMatch(path::startsWith);
    }

    private int find(String path) {
        byte[] name = path.getBytes(StandardCharsets.UTF_8);
        long key = hash(name, 0, name.length) << PACKAGE_BITS;
        int at = Arrays.binarySearch(index, key);
        int first = at < 0 ? -at - 1 : at;
        return first < index.length && (index[first] >>> PACKAGE_BITS) == (key >>> PACKAGE_BITS)
                ? (int) (index[first] & 0xffff)
                : -1;
    }

    private void refresh() {
        long now = System.nanoTime();
        if (everChecked && now - checked < RECHECK) {
            return;
        }
        everChecked = true;
        checked = now;
        try {
            FileTime changed = Files.getLastModifiedTime(dpkg.resolve("status"));
            if (!Optional.of(changed).equals(status)) {
                build();
                status = Optional.of(changed);
            }
        } catch (IOException | DirectoryIteratorException e) {
            status = Optional.empty();
            index = new long[0];
            packages = List.of();
        }
    }

    private void build() throws IOException {
        List<String> names = new ArrayList<>();
        Builder builder = new Builder();
        try (DirectoryStream<Path> lists = Files.newDirectoryStream(dpkg.resolve("info"), "*.list")) {
            for (Path list : lists) {
                if (names.size() == 1 << PACKAGE_BITS) {
                    break;
                }
                String file = String.valueOf(list.getFileName());
                String name = file.substring(0, file.length() - ".list".length());
                int architecture = name.indexOf(':');
                names.add(architecture < 0 ? name : name.substring(0, architecture));
                try (InputStream in = Files.newInputStream(list)) {
                    builder.addAll(in, names.size() - 1);
                }
            }
        }
        packages = List.copyOf(names);
        index = builder.sorted();
    }

    private long hash(byte[] bytes, int from, int to) {
        long h = 1;
        for (int i = from; i < to; i++) {
            h = times(h, base) + (bytes[i] & 0xff) + 1;
            h = h >= PRIME ? h - PRIME : h;
        }
        return h >>> 13;
    }

    private static long times(long a, long b) {
        long high = Math.multiplyHigh(a, b);
        long low = a * b;
        long sum = (low & PRIME) + ((high << 3) | (low >>> 61));
        return sum >= PRIME ? sum - PRIME : sum;
    }

    /** Takes in lines as bytes, so that a pass over some 100,000 paths makes hardly any garbage. */
    private final class Builder {
        private final byte[] buffer = new byte[32_768];
        private long[] keys = new long[65_536];
        private int count;

        void addAll(InputStream in, int number) throws IOException {
            int kept = 0;
            int read;
            while ((read = in.read(buffer, kept, buffer.length - kept)) > 0) {
                int end = kept + read;
                int from = 0;
                for (int i = kept; i < end; i++) {
                    if (buffer[i] == '\n') {
                        add(from, i, number);
                        from = i + 1;
                    }
                }
                // A line longer than the buffer is no path.
                kept = from == 0 && end == buffer.length ? 0 : end - from;
                System.arraycopy(buffer, from, buffer, 0, kept);
            }
        }

        private void add(int from, int to, int number) {
            if (count == MAX_PATHS || isOfPlaceLeftOut(from, to)) {
                return;
            }
            if (count == keys.length) {
                keys = Arrays.copyOf(keys, keys.length * 2);
            }
            keys[count++] = hash(buffer, from, to) << PACKAGE_BITS | number;
        }

        private boolean isOfPlaceLeftOut(int from, int to) {
            for (String place : LEFT_OUT) {
                int i = 0;
                while (i < place.length() && from + i < to && buffer[from + i] == place.charAt(i)) {
                    i++;
                }
                if (i == place.length()) {
                    return true;
                }
            }
            return false;
        }

        long[] sorted() {
            long[] sorted = Arrays.copyOf(keys, count);
            Arrays.sort(sorted);
            return sorted;
        }
    }
}
