package bzh.vigie.agent.persistence;

import bzh.vigie.agent.host.Files.Status;
import bzh.vigie.event.Sha256;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.BitSet;
import java.util.Optional;

/**
 * SHA-256 of files by what tells their content apart: device, inode, size, modification and change time (DESIGN.md 5.3); 72
 * bytes a file and a third more for room, at most 32,768 files. Used by one thread.
 *
 * <pre>
 * count u32, then for each: device, inode, size, modified, changed (microseconds), digest in four parts; u64 each
 * </pre>
 */
final class HashTable {
    private static final int MOST = 1 << 15;
    private static final int IDENTITY = 5;
    private static final int PARTS = 9;
    private static final int DIGEST_BYTES = 32;
    private static final int FIRST_SLOTS = 1 << 8;

    /** A slot whose inode, which no file has as 0, is 0 is free. */
    private long[] slots = new long[FIRST_SLOTS * PARTS];

    private final BitSet used = new BitSet();
    private int count;

    /** Of the file that is like that. */
    Optional<Sha256> get(Status status) {
        long[] entry = entry(status);
        int at = slot(entry);
        if (slots[at * PARTS + 1] == 0) {
            return Optional.empty();
        }
        used.set(at);
        ByteBuffer digest = ByteBuffer.allocate(DIGEST_BYTES);
        for (int i = IDENTITY; i < PARTS; i++) {
            digest.putLong(slots[at * PARTS + i]);
        }
        return Optional.of(Sha256.of(digest.array()));
    }

    /** Remembers one; nothing where there are too many that were asked for. */
    void put(Status status, Sha256 sha256) {
        long[] entry = entry(status);
        ByteBuffer digest = ByteBuffer.wrap(sha256.bytes());
        for (int i = IDENTITY; i < PARTS; i++) {
            entry[i] = digest.getLong();
        }
        if (count >= MOST && used.cardinality() < count) {
            rebuild(slots.length / PARTS, true);
        }
        if (entry[1] != 0 && count < MOST) {
            used.set(add(entry));
        }
    }

    /** Forgets those that nobody asked for since this was last called, where they are the most. */
    void forgetUnused() {
        if (used.cardinality() < count / 2) {
            rebuild(slots.length / PARTS, true);
        }
        used.clear();
    }

    void clear() {
        slots = new long[FIRST_SLOTS * PARTS];
        used.clear();
        count = 0;
    }

    void write(DataOutputStream out) throws IOException {
        out.writeInt(count);
        for (int at = 0; at < slots.length; at += PARTS) {
            for (int i = 0; i < PARTS && slots[at + 1] != 0; i++) {
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
            long[] entry = new long[PARTS];
            for (int i = 0; i < PARTS; i++) {
                entry[i] = in.readLong();
            }
            if (entry[1] == 0) {
                return false;
            }
            int ignored = add(entry);
        }
        return true;
    }

    private static long[] entry(Status s) {
        return new long[] {s.device(), s.inode(), s.size(), s.modifiedMicros(), s.changedMicros(), 0, 0, 0, 0};
    }

    /** Gives the slot. */
    private int add(long[] entry) {
        if (4 * (count + 1) > 3 * (slots.length / PARTS)) {
            rebuild(2 * (slots.length / PARTS), false);
        }
        int at = slot(entry);
        count += slots[at * PARTS + 1] == 0 ? 1 : 0;
        System.arraycopy(entry, 0, slots, at * PARTS, PARTS);
        return at;
    }

    private void rebuild(int newSlots, boolean onlyUsed) {
        long[] old = slots;
        BitSet wasUsed = (BitSet) used.clone();
        slots = new long[newSlots * PARTS];
        used.clear();
        count = 0;
        for (int i = 0; i < old.length / PARTS; i++) {
            if (old[i * PARTS + 1] != 0 && (!onlyUsed || wasUsed.get(i))) {
                int at = slot(old, i * PARTS);
                System.arraycopy(old, i * PARTS, slots, at * PARTS, PARTS);
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
        int mask = slots.length / PARTS - 1;
        long hash = 0;
        for (int i = 0; i < IDENTITY; i++) {
            hash = (hash ^ of[from + i]) * 0x9e3779b97f4a7c15L;
            hash ^= hash >>> 32;
        }
        for (int at = (int) hash & mask; ; at = at + 1 & mask) {
            if (slots[at * PARTS + 1] == 0 || isSame(of, from, at * PARTS)) {
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
