package bzh.vigie.agent.host.windows;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import bzh.vigie.agent.host.Reading;
import bzh.vigie.agent.windows.ByteReader;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;

/**
 * What is loaded into the kernel, as NtQuerySystemInformation gives it (SystemModuleInformation, 64 bits; Geoff Chappell,
 * "RTL_PROCESS_MODULES"). Where things lie, which Windows 11 24H2 tells to debuggers alone, is not looked at.
 *
 * <pre>
 *   0 count u32 · 8 entries of 296 bytes each: … 40 path, 256 bytes, up to a zero
 * </pre>
 */
final class LoadedModules {
    private static final int MODULES = 11;
    private static final int LENGTH_MISMATCH = 0xC000_0004;
    private static final int FIRST = 8;
    private static final int ENTRY = 296;
    private static final int PATH = 40;
    private static final int LONGEST = 256;
    private static final int FIRST_BUFFER = 128 << 10;
    private static final int MOST = 4 << 20;

    private LoadedModules() {}

    /** Their files, each as the kernel names it. */
    static Reading<List<String>> files() {
        for (int size = FIRST_BUFFER; ; size *= 2) {
            try (Arena arena = Arena.ofConfined()) {
                MemorySegment buffer = arena.allocate(size, 8);
                MemorySegment length = arena.allocate(8, 8);
                int status = ProcessCalls.system(MODULES, buffer, length);
                if (NtStatus.isSuccess(status)) {
                    long written = Math.min(Integer.toUnsignedLong(length.get(JAVA_INT, 0)), size);
                    return Reading.found(parse(buffer.asSlice(0, written).toArray(JAVA_BYTE)));
                }
                if (status != LENGTH_MISMATCH || size >= MOST) {
                    return NtStatus.failed(status, "NtQuerySystemInformation");
                }
            }
        }
    }

    /** Those of a list; what reaches beyond the bytes ends it. Pure. */
    static List<String> parse(byte[] bytes) {
        List<String> files = new ArrayList<>();
        ByteReader reader = ByteReader.of(bytes);
        long count = reader.u32();
        for (long at = FIRST; count > 0 && at + ENTRY <= bytes.length; at += ENTRY, count--) {
            reader.seek(at + PATH);
            String file = reader.part(LONGEST).latin1z(LONGEST);
            if (!file.isEmpty()) {
                files.add(file);
            }
        }
        return files;
    }
}
