package bzh.vigie.agent.persistence;

import bzh.vigie.agent.host.Files.Status;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Optional;

/**
 * Digests of files by what tells their content apart: device, inode, size, modification and change time (DESIGN.md 5.3); with a
 * SHA-256 72 bytes a file and a third more for room, at most 32,768 files. Used by one thread.
 *
 * <pre>
 * count u32, then for each: device, inode, size, modified, changed (microseconds), then the parts of the digest; u64 each
 * </pre>
 */
final class HashTable {
    private static final int MOST = 1 << 15;
    private static final int IDENTITY = 5;
    private static final int FIRST_SLOTS = 1 << 8;

    private final int parts;

    /** A slot whose inode, which no file has as 0, is 0 is free. */
    private long[] slots;

    private final BitSet used = new BitSet();
    private int count;

    /** An empty one of digests of that many bytes, a multiple of eight. */
    HashTable(int digestBytes) {
        parts = IDENTITY + digestBytes / Long.BYTES;
        slots = new long[FIRST_SLOTS * parts];
    }

    /** Of the file that is like that. */
    Optional<byte[]> get(Status status) {
        long[] entry = entry(status);
        int at = slot(entry);
        if (slots[at * parts + 1] == 0) {
            return Optional.empty();
        }
        used.set(at);
        ByteBuffer digest = ByteBuffer.allocate((parts - IDENTITY) * Long.BYTES);
        for (int i = IDENTITY; i < parts; i++) {
            digest.putLong(slots[at * parts + i]);
        }
        return Optional.of(digest.array());
    }

    /** Remembers one; nothing where there are too many that were asked for. */
    void put(Status status, byte[] bytes) {
        long[] entry = entry(status);
        ByteBuffer digest = ByteBuffer.wrap(bytes);
        for (int i = IDENTITY; i < parts; i++) {
            entry[i] = digest.getLong();
        }
        if (count >= MOST && used.cardinality() < count) {
            rebuild(slots.length / parts, true);
        }
        if (entry[1] != 0 && count < MOST) {
            used.set(add(entry));
        }
    }

    /** Forgets those that nobody asked for since this was last called, where they are the most. */
    void forgetUnused() {
        if (used.cardinality() < count / 2) {
            rebuild(slots.length / parts, true);
        }
        used.clear();
    }

    void clear() {
        slots = new long[FIRST_SLOTS * parts];
        used.clear();
        count = 0;
    }

    void write(DataOutputStream out) throws IOException {
        out.writeInt(count);
        for (int at = 0; at < slots.length; at += parts) {
            for (int i = 0; i < parts && slots[at + 1] != 0; i++) {
                out.writeLong(slots[at + i]);
            }
        }
    }

    /** False where it is not what {@link #write} wrote. */
    boolean read(DataInputStream in) throws IOException {
        clear();
        int entries = in.readInt();
        if (entries < 0 || entries > MOST) {
            return false;
        }
        for (; entries > 0; entries--) {
            long[] entry = new long[parts];
            for (int i = 0; i < parts; i++) {
                entry[i] = in.readLong();
            }
            if (entry[1] == 0) {
                return false;
            }
            int ignored = add(entry);
        }
        return true;
    }

    private long[] entry(Status s) {
        long[] identity = {s.device(), s.inode(), s.size(), s.modifiedMicros(), s.changedMicros()};
        return Arrays.copyOf(identity, parts);
    }

    /** Gives the slot. */
    private int add(long[] entry) {
        if (4 * (count + 1) > 3 * (slots.length / parts)) {
            rebuild(2 * (slots.length / parts), false);
        }
        int at = slot(entry);
        count += slots[at * parts + 1] == 0 ? 1 : 0;
        System.arraycopy(entry, 0, slots, at * parts, parts);
        return at;
    }

    private void rebuild(int newSlots, boolean onlyUsed) {
        long[] old = slots;
        BitSet wasUsed = (BitSet) used.clone();
        slots = new long[newSlots * parts];
        used.clear();
        count = 0;
        for (int i = 0; i < old.length / parts; i++) {
            if (old[i * parts + 1] != 0 && (!onlyUsed || wasUsed.get(i))) {
                int at = slot(old, i * parts);
                System.arraycopy(old, i * parts, slots, at * parts, parts);
                used.set(at, wasUsed.get(i));
                count++;
            }
        }
    }

    private int slot(long[] entry) {
        return slot(entry, 0);
    }

    /** Where the entry that begins there is, or would be. */
    private int slot(long[] of, int from) {
        int mask = slots.length / parts - 1;
        long hash = 0;
        for (int i = 0; i < IDENTITY; i++) {
            hash = (hash ^ of[from + i]) * 0x9e3779b97f4a7c15L;
            hash ^= hash >>> 32;
        }
        for (int at = (int) hash & mask; ; at = at + 1 & mask) {
            if (slots[at * parts + 1] == 0 || isSame(of, from, at * parts)) {
                return at;
            }
        }
    }

    private boolean isSame(long[] of, int from, int slot) {
        for (int i = 0; i < IDENTITY; i++) {
            if (of[from + i] != slots[slot + i]) {
                return false;
            }
        }
        return true;
    }
}
