package bzh.vigie.agent.persistence;

import bzh.vigie.event.Sha256;
import java.nio.ByteBuffer;
import java.security.MessageDigest;

/**
 * Which paths of keys were met, in 32 bytes each: a registry has hundreds of thousands. A path is known by half of its SHA-256,
 * so that none can be made to look like another. Used by one thread.
 */
final class KeySet {
    private final MessageDigest digest = Sha256.digest();
    private long[] slots = new long[2 << 6];
    private int size;

    /** Adds a path in the form in which they are compared; false where it is there. */
    boolean add(String folded) {
        // A charset's encoder would take all halves of characters for the same.
        ByteBuffer units = ByteBuffer.allocate(2 * folded.length());
        units.asCharBuffer().put(folded);
        ByteBuffer sum = ByteBuffer.wrap(digest.digest(units.array()));
        if (!put(slots, sum.getLong() | 1, sum.getLong())) {
            return false;
        }
        size++;
        // No more than half full: two numbers a slot.
        if (size * 4 > slots.length) {
            long[] wider = new long[slots.length * 2];
            for (int at = 0; at < slots.length; at += 2) {
                if (slots[at] != 0) {
                    boolean ignored = put(wider, slots[at], slots[at + 1]);
                }
            }
            slots = wider;
        }
        return true;
    }

    int size() {
        return size;
    }

    /** A slot whose first number, which is odd in all others, is 0 is free. */
    private static boolean put(long[] slots, long first, long second) {
        int mask = slots.length - 2;
        for (int at = (int) second & mask; ; at = (at + 2) & mask) {
            if (slots[at] == 0) {
                slots[at] = first;
                slots[at + 1] = second;
                return true;
            }
            if (slots[at] == first && slots[at + 1] == second) {
                return false;
            }
        }
    }
}
