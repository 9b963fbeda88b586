package bzh.vigie.agent.host.windows;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.lang.foreign.MemorySegment;
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

    private static MethodHandle call(String name) {
        return NativeCalls.call("iphlpapi", name, JAVA_INT, ADDRESS, ADDRESS, JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT);
    }

    /** Fills the buffer; {@code size} holds its bytes and takes how many there are. 0, or the error of Win32. */
    static int table(SocketTables.Table table, MemorySegment buffer, MemorySegment size) {
        int family = table.isVersion6() ? VERSION_6 : VERSION_4;
        try {
            return table.isTcp()
                    ? (int) TCP.invokeExact(buffer, size, 0, family, TCP_TABLE_OWNER_PID_ALL, 0)
                    : (int) UDP.invokeExact(buffer, size, 0, family, UDP_TABLE_OWNER_PID, 0);
        } catch (Throwable t) {
            throw NativeCalls.unexpected(t);
        }
    }
}
