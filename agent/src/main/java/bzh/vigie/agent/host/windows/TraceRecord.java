package bzh.vigie.agent.host.windows;

import bzh.vigie.agent.windows.ByteReader;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.util.Optional;

/**
 * An event of a trace session, as it is kept after the callback that brought it: EVENT_RECORD of 64 bits (Microsoft, "EVENT_RECORD
 * structure", "EVENT_HEADER structure").
 *
 * <pre>
 *   4 flags u16 · 12 pid u32 · 16 time FILETIME · 24 provider GUID · 40 id u16 · 42 version u8 · 45 opcode u8
 *   86 length of the data u16 · 96 address of the data u64 · 104 which session u64
 * </pre>
 *
 * @param provider whose it is
 * @param id of a provider with a manifest, otherwise its opcode
 * @param pid of whoever wrote it, which for the kernel's own means nothing
 * @param time FILETIME
 * @param pointer bytes of a pointer in the data, 4 or 8
 * @param data what the provider wrote, to be read once
 */
record TraceRecord(TraceProvider provider, int id, int pid, long time, int version, int pointer, ByteReader data) {
    /** The part of the structure that is read. */
    static final int BYTES = 112;

    private static final int HEADER_32_BIT = 0x20;
    private static final ValueLayout.OfShort U16 = ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final ValueLayout.OfInt U32 = ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final ValueLayout.OfLong U64 = ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

    /** Whose the record there is; empty where it is none that is taken. */
    static Optional<TraceProvider> provider(MemorySegment record) {
        long low = record.get(U64, 24);
        for (TraceProvider each : TraceProvider.values()) {
            if (each.low() == low
                    && each.high() == record.get(U64, 32)
                    && each.ids().contains(id(each, record))) {
                return Optional.of(each);
            }
        }
        return Optional.empty();
    }

    private static int id(TraceProvider provider, MemorySegment record) {
        return provider == TraceProvider.PROCESS
                ? record.get(ValueLayout.JAVA_BYTE, 45) & 0xff
                : Short.toUnsignedInt(record.get(U16, 40));
    }

    /** The number of the session that it came in. */
    static long session(MemorySegment record) {
        return record.get(U64, 104);
    }

    /** Its data, which last as long as the callback. */
    @SuppressWarnings("restricted")
    static MemorySegment data(MemorySegment record) {
        long address = address(record);
        return address == 0
                ? MemorySegment.NULL
                : MemorySegment.ofAddress(address).reinterpret(length(record));
    }

    /** Where its data lie. */
    static long address(MemorySegment record) {
        return record.get(U64, 96);
    }

    /** How long its data are. */
    static int length(MemorySegment record) {
        return Short.toUnsignedInt(record.get(U16, 86));
    }

    /** The record there with a copy of its data. */
    static TraceRecord of(TraceProvider provider, MemorySegment record, byte[] data) {
        int flags = Short.toUnsignedInt(record.get(U16, 4));
        return new TraceRecord(
                provider,
                id(provider, record),
                record.get(U32, 12),
                record.get(U64, 16),
                record.get(ValueLayout.JAVA_BYTE, 42) & 0xff,
                (flags & HEADER_32_BIT) != 0 ? 4 : 8,
                ByteReader.of(data));
    }
}
