package bzh.vigie.agent.host.windows;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;

/**
 * The calls of ntdll that tell of processes (Microsoft, "NtQuerySystemInformation", "NtQueryInformationProcess",
 * "ZwOpenProcess", "NtOpenProcessToken", "ZwQueryInformationToken"). Each gives its {@link NtStatus}. Safe for any thread.
 */
final class ProcessCalls {
    /** PROCESS_QUERY_LIMITED_INFORMATION, which protected processes give too. */
    static final int QUERY = 0x1000;

    /** PROCESS_VM_READ. */
    static final int READ_MEMORY = 0x10;

    private static final int TOKEN_QUERY = 8;
    private static final int OBJECT_ATTRIBUTES_BYTES = 48;
    /** KUSER_SHARED_DATA, which every process has mapped there: Microsoft, "KUSER_SHARED_DATA structure". */
    private static final long SHARED_DATA = 0x7ffe_0000L;

    private static final long SYSTEM_ROOT = 0x30;
    private static final int SYSTEM_ROOT_UNITS = 260;

    private static final MethodHandle SYSTEM =
            Ntdll.call("NtQuerySystemInformation", JAVA_INT, ADDRESS, JAVA_INT, ADDRESS);
    private static final MethodHandle OPEN = Ntdll.call("NtOpenProcess", ADDRESS, JAVA_INT, ADDRESS, ADDRESS);
    private static final MethodHandle QUERY_PROCESS =
            Ntdll.call("NtQueryInformationProcess", JAVA_LONG, JAVA_INT, ADDRESS, JAVA_INT, ADDRESS);
    private static final MethodHandle READ =
            Ntdll.call("NtReadVirtualMemory", JAVA_LONG, JAVA_LONG, ADDRESS, JAVA_LONG, ADDRESS);
    private static final MethodHandle OPEN_TOKEN = Ntdll.call("NtOpenProcessToken", JAVA_LONG, JAVA_INT, ADDRESS);
    private static final MethodHandle QUERY_TOKEN =
            Ntdll.call("NtQueryInformationToken", JAVA_LONG, JAVA_INT, ADDRESS, JAVA_INT, ADDRESS);

    private ProcessCalls() {}

    /** SYSTEM_INFORMATION_CLASS; {@code length} takes how many bytes there are. */
    static int system(int information, MemorySegment buffer, MemorySegment length) {
        try {
            return (int) SYSTEM.invokeExact(information, buffer, (int) buffer.byteSize(), length);
        } catch (Throwable t) {
            throw NativeCalls.unexpected(t);
        }
    }

    /** Opens a process for what {@code access} says. */
    static Ntdll.Opened open(int pid, int access) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment handle = arena.allocate(ADDRESS);
            MemorySegment attributes = arena.allocate(OBJECT_ATTRIBUTES_BYTES, 8);
            attributes.set(JAVA_INT, 0, OBJECT_ATTRIBUTES_BYTES);
            MemorySegment client = arena.allocate(16, 8);
            client.set(JAVA_LONG, 0, Integer.toUnsignedLong(pid));
            int status = (int) OPEN.invokeExact(handle, access, attributes, client);
            return new Ntdll.Opened(status, NtStatus.isSuccess(status) ? handle.get(JAVA_LONG, 0) : 0);
        } catch (Throwable t) {
            throw NativeCalls.unexpected(t);
        }
    }

    /** PROCESSINFOCLASS of an open process. */
    static int query(long process, int information, MemorySegment buffer, MemorySegment length) {
        try {
            return (int) QUERY_PROCESS.invokeExact(process, information, buffer, (int) buffer.byteSize(), length);
        } catch (Throwable t) {
            throw NativeCalls.unexpected(t);
        }
    }

    /** Reads from another process' memory: all of the buffer or nothing. */
    static boolean read(long process, long address, MemorySegment buffer, MemorySegment length) {
        try {
            int status = (int) READ.invokeExact(process, address, buffer, buffer.byteSize(), length);
            return NtStatus.isSuccess(status) && length.get(JAVA_LONG, 0) == buffer.byteSize();
        } catch (Throwable t) {
            throw NativeCalls.unexpected(t);
        }
    }

    /** Opens the token of an open process, which says whose it is. */
    static Ntdll.Opened openToken(long process) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment handle = arena.allocate(ADDRESS);
            int status = (int) OPEN_TOKEN.invokeExact(process, TOKEN_QUERY, handle);
            return new Ntdll.Opened(status, NtStatus.isSuccess(status) ? handle.get(JAVA_LONG, 0) : 0);
        } catch (Throwable t) {
            throw NativeCalls.unexpected(t);
        }
    }

    /** TOKEN_INFORMATION_CLASS of an open token. */
    static int queryToken(long token, int information, MemorySegment buffer, MemorySegment length) {
        try {
            return (int) QUERY_TOKEN.invokeExact(token, information, buffer, (int) buffer.byteSize(), length);
        } catch (Throwable t) {
            throw NativeCalls.unexpected(t);
        }
    }

    /** The folder of Windows, such as {@code C:\Windows}, as the kernel has it. */
    @SuppressWarnings("restricted") // every process can read there
    static String systemRoot() {
        MemorySegment shared = MemorySegment.ofAddress(SHARED_DATA).reinterpret(SYSTEM_ROOT + 2L * SYSTEM_ROOT_UNITS);
        StringBuilder root = new StringBuilder();
        for (int i = 0; i < SYSTEM_ROOT_UNITS; i++) {
            short unit = shared.get(JAVA_SHORT, SYSTEM_ROOT + 2L * i);
            if (unit == 0) {
                break;
            }
            root.append((char) unit);
        }
        return root.toString();
    }
}
