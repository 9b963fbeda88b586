package bzh.vigie.agent.host.windows;

import bzh.vigie.agent.windows.ByteReader;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;

/**
 * An event of a trace session, as it is kept after the callback that brought it: EVENT_RECORD of 64 bits (Microsoft, "EVENT_RECORD
 * structure", "EVENT_HEADER structure").
 *
 * <pre>
 *   4 flags u16 · 16 time FILETIME · 24 provider GUID · 40 id u16 · 42 version u8 · 45 opcode u8 · 86 length of the data u16
 *   96 address of the data u64
 * </pre>
 *
 * @param time FILETIME
 * @param pointer bytes of a pointer in the data, 4 or 8
 * @param data what the provider wrote, to be read once
 */
record TraceRecord(long time, int opcode, int version, int pointer, ByteReader data) {
    /** The part of the structure that is read. */
    static final int BYTES = 112;

    private static final int HEADER_32_BIT = 0x20;
    private static final ValueLayout.OfShort U16 = ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final ValueLayout.OfLong U64 = ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

    /** Process of the system trace provider, {3d6fa8d0-fe05-11d0-9dda-00c04fd7ba7c}, as it lies in memory. */
    private static final long PROCESS_LOW = 0x11d0_fe05_3d6f_a8d0L;

    private static final long PROCESS_HIGH = 0x7cba_d74f_c000_da9dL;

    /** Whether the record there is about a process. */
    static boolean isOfProcess(MemorySegment record) {
        return record.get(U64, 24) == PROCESS_LOW && record.get(U64, 32) == PROCESS_HIGH;
    }

    static int opcode(MemorySegment record) {
        return record.get(ValueLayout.JAVA_BYTE, 45) & 0xff;
    }

    /** How long its data are. */
    static int length(MemorySegment record) {
        return Short.toUnsignedInt(record.get(U16, 86));
    }

    /** Where its data lie. */
    static long address(MemorySegment record) {
        return record.get(U64, 96);
    }

    /** The record there with a copy of its data. */
    static TraceRecord of(MemorySegment record, byte[] data) {
        int flags = Short.toUnsignedInt(record.get(U16, 4));
        return new TraceRecord(
                record.get(U64, 16),
                opcode(record),
                record.get(ValueLayout.JAVA_BYTE, 42) & 0xff,
                (flags & HEADER_32_BIT) != 0 ? 4 : 8,
                ByteReader.of(data));
    }
}
