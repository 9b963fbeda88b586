package bzh.vigie.agent.host.windows;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;

/**
 * The list of processes as NtQuerySystemInformation gives it (SystemProcessInformation, 64 bits; Microsoft,
 * "NtQuerySystemInformation"; Geoff Chappell, "SYSTEM_PROCESS_INFORMATION"), each with its threads behind it.
 *
 * <pre>
 *   0 next entry u32, from here on, 0 for the last · 0x20 creation FILETIME · 0x38 name UNICODE_STRING
 *   0x50 pid u64 · 0x58 pid of whoever made it u64 · 0x64 session u32
 * </pre>
 *
 * What reaches beyond the bytes ends the list. Pure, and makes nothing for an entry that nobody looks into.
 */
final class ProcessEntries {
    private static final int BYTES = 0x68;
    private static final int MOST = 1 << 20;
    private static final ValueLayout.OfInt U32 = ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final ValueLayout.OfLong U64 = ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

    private final MemorySegment list;
    private final long address;
    private final long length;
    private long at;

    /** What is said of one process. */
    record Entry(int pid, int parent, long created, String name, int session) {}

    /**
     * Before the first entry.
     *
     * @param address where the list lay when the kernel wrote it, which is what its pointers are about
     * @param length how much of it was written
     */
    ProcessEntries(MemorySegment list, long address, long length) {
        this.list = list;
        this.address = address;
        this.length = Math.min(length, list.byteSize());
        at = -1;
    }

    /** Goes to the next entry; false once there is none. */
    boolean next() {
        if (at < 0) {
            at = 0;
        } else {
            long step = Integer.toUnsignedLong(list.get(U32, at));
            if (step < BYTES) {
                return false;
            }
            at += step;
        }
        return at + BYTES <= length;
    }

    int pid() {
        return (int) list.get(U64, at + 0x50);
    }

    int parent() {
        return (int) list.get(U64, at + 0x58);
    }

    /** FILETIME. */
    long created() {
        return list.get(U64, at + 0x20);
    }

    /** All that is said of it. */
    Entry entry() {
        return new Entry(
                pid(),
                parent(),
                created(),
                CountedText.read(list.asSlice(0, length), address, at + 0x38),
                list.get(U32, at + 0x64));
    }

    /** How large a list may become that is asked for. */
    static int most() {
        return 16 * MOST;
    }
}
