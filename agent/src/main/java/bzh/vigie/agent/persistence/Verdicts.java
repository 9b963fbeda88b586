package bzh.vigie.agent.persistence;

import bzh.vigie.agent.host.Files.Status;
import bzh.vigie.agent.host.Packages.Checksum;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Optional;

/**
 * Which files were found to have, or not to have, the content that their package shipped. Of each only a number is kept, over
 * device, inode, size, modification and change time (DESIGN.md 5.3), mode, digest and verdict, with a secret start: 16 to 32
 * bytes a file, at most 65,536 files. Used by one thread.
 *
 * <pre>
 * secret u64, count u32, that many numbers u64
 * </pre>
 */
final class Verdicts {
    private static final int MOST = 1 << 16;
    private static final int FIRST_SLOTS = 1 << 10;
    private static final long PRIME = 0x9e3779b97f4a7c15L;

    private long secret = new SecureRandom().nextLong();
    private long[] table = new long[FIRST_SLOTS];
    private int count;

    /** What was found of the file that is like that, and of that content. */
    Optional<Boolean> get(Status status, Checksum content) {
        long number = number(status, content);
        return has(verdict(number, true))
                ? Optional.of(true)
                : has(verdict(number, false)) ? Optional.of(false) : Optional.empty();
    }

    void put(Status status, Checksum content, boolean same) {
        long number = verdict(number(status, content), same);
        if (count >= MOST) {
            clear();
        }
        add(number);
    }

    void clear() {
        table = new long[FIRST_SLOTS];
        count = 0;
    }

    void write(DataOutputStream out) throws IOException {
        out.writeLong(secret);
        out.writeInt(count);
        for (long number : table) {
            if (number != 0) {
                out.writeLong(number);
            }
        }
    }

    /** False where it is not what {@link #write} wrote. */
    boolean read(DataInputStream in) throws IOException {
        clear();
        secret = in.readLong();
        int numbers = in.readInt();
        if (numbers < 0 || numbers > MOST) {
            return false;
        }
        for (; numbers > 0; numbers--) {
            add(in.readLong());
        }
        return true;
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
        return h;
    }

    private static long verdict(long number, boolean same) {
        long verdict = same ? number : mixed(number ^ PRIME);
        return verdict == 0 ? 1 : verdict;
    }

    private static long mixed(long value) {
        long h = value * PRIME;
        h ^= h >>> 29;
        h *= 0xbf58476d1ce4e5b9L;
        return h ^ h >>> 32;
    }

    private boolean has(long number) {
        return table[slot(number)] == number;
    }

    private void add(long number) {
        if (2 * count >= table.length) {
            long[] old = table;
            table = new long[old.length * 2];
            Arrays.stream(old).filter(each -> each != 0).forEach(each -> table[slot(each)] = each);
        }
        int at = slot(number);
        count += table[at] == number || number == 0 ? 0 : 1;
        table[at] = number;
    }

    /** Where it is, or would be. */
    private int slot(long number) {
        int at = (int) number & table.length - 1;
        while (table[at] != 0 && table[at] != number) {
            at = at + 1 & table.length - 1;
        }
        return at;
    }
}
