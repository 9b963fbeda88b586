package bzh.vigie.agent.host.windows;

import static java.lang.foreign.ValueLayout.JAVA_CHAR_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_INT_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_LONG_UNALIGNED;

import bzh.vigie.text.LetterCase;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;

/**
 * A key's name ("KEY_BASIC_INFORMATION structure", wdm.h), and when it was written to and how much it holds ("KEY_FULL_INFORMATION
 * structure"), read where Windows wrote them: one buffer serves for one key after another, and nothing is copied. Total: of cut
 * bytes as much as there is. Used by one thread.
 *
 * <pre>
 * basic   0 last write FILETIME · 12 bytes of the name u32 · 16 name
 * full    0 last write FILETIME · 20 subkeys u32 · 32 values u32
 * </pre>
 */
final class BasicKey {
    /** The longest name of a key has 255 units. */
    static final int BYTES = 1 << 10;

    private static final ValueLayout.OfLong LONG = JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final ValueLayout.OfInt INT = JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final ValueLayout.OfChar UNIT = JAVA_CHAR_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final int NAME = 16;
    private static final int HEAD = 36;
    private static final long PRIME = 0x9e37_79b9_7f4a_7c15L;

    private final MemorySegment buffer;
    private long told;

    BasicKey(MemorySegment buffer) {
        this.buffer = buffer;
    }

    MemorySegment buffer() {
        return buffer;
    }

    /** So many bytes of it, u32, are said to be those of a key. */
    void told(int bytes) {
        told = Math.min(Integer.toUnsignedLong(bytes), buffer.byteSize());
    }

    /** How many units of the name are there. */
    int units() {
        return told < NAME ? 0 : (int) (Math.min(Integer.toUnsignedLong(buffer.get(INT, 12)), told - NAME) / 2);
    }

    /** The name's units in the buffer. */
    MemorySegment name() {
        return buffer.asSlice(Math.min(NAME, buffer.byteSize()), 2L * units());
    }

    /** Whether Windows takes that name for this one. */
    boolean isNamed(String name) {
        if (units() != name.length()) {
            return false;
        }
        for (int i = 0; i < name.length(); i++) {
            if (LetterCase.upper(unit(i)) != LetterCase.upper(name.charAt(i))) {
                return false;
            }
        }
        return true;
    }

    /** That number with the name mixed into it. */
    long nameMixedInto(long sum) {
        int units = units();
        long mixed = mixed(sum, units);
        for (int i = 0; i < units; i++) {
            mixed = mixed(mixed, unit(i));
        }
        return mixed;
    }

    /** That number with last write and numbers of subkeys and values mixed into it, where so many bytes are said to tell all. */
    static long headMixedInto(long sum, MemorySegment full, int bytes) {
        if (Math.min(Integer.toUnsignedLong(bytes), full.byteSize()) < HEAD) {
            return mixed(sum, 0);
        }
        return mixed(mixed(mixed(sum, full.get(LONG, 0)), full.get(INT, 20)), full.get(INT, 32));
    }

    /** A number that tells both, and their order. */
    static long mixed(long sum, long value) {
        long h = (sum ^ value) * PRIME;
        return h ^ h >>> 32;
    }

    private char unit(int index) {
        return buffer.get(UNIT, NAME + 2L * index);
    }
}
