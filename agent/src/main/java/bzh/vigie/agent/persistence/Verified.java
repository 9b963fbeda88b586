package bzh.vigie.agent.persistence;

import bzh.vigie.agent.host.Files;
import bzh.vigie.agent.host.Files.Kind;
import bzh.vigie.agent.host.Files.Status;
import bzh.vigie.agent.host.HostPath;
import bzh.vigie.agent.host.Packages.Checksum;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Optional;

/**
 * Files that were found to have the content that their package shipped, so that the next pass need not read them again. Of
 * each only a number is kept, over device, inode, size, modification and change time (DESIGN.md 5.3) and the digest, with a
 * secret start: 16 bytes a file. Only in memory. Used by one thread.
 */
final class Verified {
    private static final int MOST = 1 << 16;
    private static final long LIMIT = 512L << 20;
    private static final long PRIME = 0x9e3779b97f4a7c15L;

    private final Files files;
    private final long secret = new SecureRandom().nextLong();
    private long[] table = new long[1 << 10];
    private int count;

    Verified(Files files) {
        this.files = files;
    }

    /** Whether the regular file at that path has that content; a larger one than half a gibibyte is not looked at. */
    boolean has(HostPath path, Checksum content) {
        Optional<Status> status = files.statusOfLink(path).ifFound().filter(s -> s.kind() == Kind.REGULAR);
        if (status.isEmpty()) {
            return false;
        }
        long number = number(status.get(), content);
        if (find(number) >= 0) {
            return true;
        }
        boolean same = files.checksum(path, LIMIT, content.algorithm())
                .ifFound()
                .filter(content::equals)
                .isPresent();
        if (same) {
            add(number);
        }
        return same;
    }

    private long number(Status s, Checksum content) {
        long h = secret;
        for (long part :
                new long[] {s.device(), s.inode(), s.size(), s.modifiedMicros(), s.changedMicros(), s.mode()}) {
            h = mixed(h ^ part);
        }
        for (byte b : content.hex().getBytes(StandardCharsets.US_ASCII)) {
            h = mixed(h ^ b);
        }
        return h == 0 ? 1 : h;
    }

    private static long mixed(long value) {
        long h = value * PRIME;
        h ^= h >>> 29;
        h *= 0xbf58476d1ce4e5b9L;
        return h ^ h >>> 32;
    }

    /** Where it is, or below zero. */
    private int find(long number) {
        int at = (int) number & table.length - 1;
        while (table[at] != 0) {
            if (table[at] == number) {
                return at;
            }
            at = at + 1 & table.length - 1;
        }
        return -1;
    }

    private void add(long number) {
        if (count >= MOST) {
            Arrays.fill(table, 0);
            count = 0;
        } else if (2 * count >= table.length) {
            long[] old = table;
            table = new long[old.length * 2];
            for (long each : old) {
                put(each);
            }
        }
        put(number);
        count++;
    }

    private void put(long number) {
        if (number != 0) {
            int at = (int) number & table.length - 1;
            while (table[at] != 0) {
                at = at + 1 & table.length - 1;
            }
            table[at] = number;
        }
    }
}
