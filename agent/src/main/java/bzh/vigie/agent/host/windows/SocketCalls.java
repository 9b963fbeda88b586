package bzh.vigie.agent.host.windows;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.invoke.MethodHandle;

/** GetExtendedTcpTable and GetExtendedUdpTable of iphlpapi (Microsoft, iphlpapi.h). Safe for any thread. */
final class SocketCalls {
    /** ERROR_INSUFFICIENT_BUFFER. */
    static final int TOO_SMALL = 122;

    private static final int VERSION_4 = 2;
    private static final int VERSION_6 = 23;
    private static final int TCP_TABLE_OWNER_PID_ALL = 5;
    private static final int UDP_TABLE_OWNER_PID = 1;

    private static final MethodHandle TCP = call("GetExtendedTcpTable");
    private static final MethodHandle UDP = call("GetExtendedUdpTable");

    private SocketCalls() {}

    @SuppressWarnings("restricted") // native access is what this class is for
    private static MethodHandle call(String name) {
        MemorySegment function =
                SymbolLookup.libraryLookup("iphlpapi", Arena.global()).findOrThrow(name);
        return Linker.nativeLinker()
                .downcallHandle(
                        function,
                        FunctionDescriptor.of(JAVA_INT, ADDRESS, ADDRESS, JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT));
    }

    /** Fills the buffer; {@code size} holds its bytes and takes how many there are. 0, or the error of Win32. */
    static int table(SocketTables.Table table, MemorySegment buffer, MemorySegment size) {
        int family = table.isVersion6() ? VERSION_6 : VERSION_4;
        try {
            return table.isTcp()
                    ? (int) TCP.invokeExact(buffer, size, 0, family, TCP_TABLE_OWNER_PID_ALL, 0)
                    : (int) UDP.invokeExact(buffer, size, 0, family, UDP_TABLE_OWNER_PID, 0);
        } catch (Throwable t) {
            if (t instanceof Error error) {
                throw error;
            }
            throw new IllegalStateException("a native call with the wrong types", t);
        }
    }
}
