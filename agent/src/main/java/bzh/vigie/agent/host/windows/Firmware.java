package bzh.vigie.agent.host.windows;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.util.OptionalLong;

/** What Windows knows of the machine below it. Safe for any thread. */
public final class Firmware {
    /** {@code RSMB}: the tables of the System Management BIOS (GetSystemFirmwareTable). */
    private static final int RAW_SMBIOS = 0x52534D42;

    private static final int MAX_TABLES = 1 << 20;

    /** MEMORYSTATUSEX: size u32 · load u32 · 8 physical memory u64 · … */
    private static final int MEMORY_BYTES = 64;

    private static final MethodHandle TABLE =
            Kernel32.call("GetSystemFirmwareTable", JAVA_INT, JAVA_INT, JAVA_INT, ADDRESS, JAVA_INT);
    private static final MethodHandle MEMORY = Kernel32.call("GlobalMemoryStatusEx", JAVA_INT, ADDRESS);

    private Firmware() {}

    /** Its tables as {@link SmbiosTables} reads them; no bytes where there are none. */
    public static byte[] smbios() {
        try (Arena arena = Arena.ofConfined()) {
            int size = (int) TABLE.invokeExact(RAW_SMBIOS, 0, MemorySegment.NULL, 0);
            if (size <= 0 || size > MAX_TABLES) {
                return new byte[0];
            }
            MemorySegment buffer = arena.allocate(size, 8);
            int filled = (int) TABLE.invokeExact(RAW_SMBIOS, 0, buffer, size);
            return filled <= 0 || filled > size
                    ? new byte[0]
                    : buffer.asSlice(0, filled).toArray(JAVA_BYTE);
        } catch (Throwable t) {
            throw NativeCalls.unexpected(t);
        }
    }

    /** Physical memory that Windows may use, in bytes. */
    public static OptionalLong memoryBytes() {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment status = arena.allocate(MEMORY_BYTES, 8);
            status.set(JAVA_INT, 0, MEMORY_BYTES);
            int told = (int) MEMORY.invokeExact(status);
            return told == 0 ? OptionalLong.empty() : OptionalLong.of(status.get(JAVA_LONG, 8));
        } catch (Throwable t) {
            throw NativeCalls.unexpected(t);
        }
    }
}
