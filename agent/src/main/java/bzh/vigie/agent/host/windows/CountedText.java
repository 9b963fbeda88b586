package bzh.vigie.agent.host.windows;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;

/**
 * A UNICODE_STRING of 64 bits in bytes that a kernel or another process wrote ([MS-DTYP] 2.3.10; Microsoft,
 * "UNICODE_STRING structure"): length in bytes u16, room u16, at 8 the address of the text. Pure; trusts neither length nor address.
 */
final class CountedText {
    private static final ValueLayout.OfShort U16 = ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final ValueLayout.OfLong U64 = ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    /** Characters of a text that are kept. */
    static final int MOST = 16_384;

    private CountedText() {}

    /** Its length in bytes, even. */
    static int length(MemorySegment bytes, long at) {
        return at + 16 <= bytes.byteSize() ? Short.toUnsignedInt(bytes.get(U16, at)) & ~1 : 0;
    }

    /** Where its text lies. */
    static long address(MemorySegment bytes, long at) {
        return at + 16 <= bytes.byteSize() ? bytes.get(U64, at + 8) : 0;
    }

    /**
     * The text of the one at {@code at}, which lies in the same bytes; empty where it does not.
     *
     * @param base the address of the first byte
     */
    static String read(MemorySegment bytes, long base, long at) {
        long from = address(bytes, at) - base;
        int length = length(bytes, at);
        return from < 0 || from > bytes.byteSize() - length ? "" : text(bytes.asSlice(from, length));
    }

    /** All of it as text; a longer one is cut and ends in {@code …}. */
    static String text(MemorySegment utf16) {
        int units = (int) Math.min(MOST, utf16.byteSize() / 2);
        char[] text = new char[units];
        for (int i = 0; i < units; i++) {
            text[i] = (char) utf16.get(U16, 2L * i);
        }
        return utf16.byteSize() / 2 > MOST ? new String(text) + "…" : new String(text);
    }
}
