package bzh.vigie.agent.host.windows;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import bzh.vigie.agent.host.Sessions.LogonSession;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.nio.ByteOrder;
import java.util.Optional;

/**
 * What wtsapi32 and secur32 say of sessions (Microsoft, wtsapi32.h and ntsecapi.h), always of this machine. Buffers that they give are
 * copied and freed here. Safe for any thread; a call may wait for the service that answers.
 */
final class SessionCalls {
    private static final ValueLayout.OfLong U64 = JAVA_LONG.withOrder(ByteOrder.LITTLE_ENDIAN);

    private static final MethodHandle ENUMERATE = NativeCalls.keepingError(
            "wtsapi32", "WTSEnumerateSessionsW", JAVA_INT, ADDRESS, JAVA_INT, JAVA_INT, ADDRESS, ADDRESS);
    private static final MethodHandle QUERY = NativeCalls.call(
            "wtsapi32", "WTSQuerySessionInformationW", JAVA_INT, ADDRESS, JAVA_INT, JAVA_INT, ADDRESS, ADDRESS);
    private static final MethodHandle FREE =
            NativeCalls.call("wtsapi32", "WTSFreeMemory", FunctionDescriptor.ofVoid(ADDRESS));
    private static final MethodHandle CONSOLE = NativeCalls.call("kernel32", "WTSGetActiveConsoleSessionId", JAVA_INT);
    private static final MethodHandle LOGONS =
            NativeCalls.call("secur32", "LsaEnumerateLogonSessions", JAVA_INT, ADDRESS, ADDRESS);
    private static final MethodHandle LOGON =
            NativeCalls.call("secur32", "LsaGetLogonSessionData", JAVA_INT, ADDRESS, ADDRESS);
    private static final MethodHandle RETURN = NativeCalls.call("secur32", "LsaFreeReturnBuffer", JAVA_INT, ADDRESS);

    private SessionCalls() {}

    /** Takes a buffer while it is there. */
    @FunctionalInterface
    interface Taker {
        void take(MemorySegment buffer, int count);
    }

    /** The rows of WTS_SESSION_INFOW, at most that many; 0, or the error of Win32. */
    static int enumerate(int most, Taker taker) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment state = NativeCalls.state(arena);
            MemorySegment rows = arena.allocate(ADDRESS);
            MemorySegment count = arena.allocate(JAVA_INT);
            int done = (int) ENUMERATE.invokeExact(state, MemorySegment.NULL, 0, 1, rows, count);
            if (done == 0) {
                return Math.max(1, NativeCalls.error(state));
            }
            MemorySegment given = rows.get(ADDRESS, 0);
            try {
                int there = Math.clamp(count.get(JAVA_INT, 0), 0, given.address() == 0 ? 0 : most);
                taker.take(sized(given, (long) there * SessionInfo.ROW), there);
            } finally {
                FREE.invokeExact(given);
            }
            return 0;
        } catch (Throwable t) {
            throw NativeCalls.unexpected(t);
        }
    }

    /** A piece of information of a session, cut at that many bytes; empty where it is refused. */
    static byte[] query(int session, int what, int most) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment buffer = arena.allocate(ADDRESS);
            MemorySegment size = arena.allocate(JAVA_INT);
            int done = (int) QUERY.invokeExact(MemorySegment.NULL, session, what, buffer, size);
            MemorySegment given = buffer.get(ADDRESS, 0);
            if (done == 0 || given.address() == 0) {
                return new byte[0];
            }
            try {
                return sized(given, Math.clamp(size.get(JAVA_INT, 0), 0, most)).toArray(JAVA_BYTE);
            } finally {
                FREE.invokeExact(given);
            }
        } catch (Throwable t) {
            throw NativeCalls.unexpected(t);
        }
    }

    /** The number of the session at the console; -1 for none. */
    static int console() {
        try {
            return (int) CONSOLE.invokeExact();
        } catch (Throwable t) {
            throw NativeCalls.unexpected(t);
        }
    }

    /** The LUIDs of logon sessions, 8 bytes each, at most that many; the NTSTATUS. */
    static int logons(int most, Taker taker) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment count = arena.allocate(JAVA_INT);
            MemorySegment list = arena.allocate(ADDRESS);
            int status = (int) LOGONS.invokeExact(count, list);
            if (!NtStatus.isSuccess(status)) {
                return status;
            }
            MemorySegment given = list.get(ADDRESS, 0);
            try {
                int there = Math.clamp(count.get(JAVA_INT, 0), 0, given.address() == 0 ? 0 : most);
                taker.take(sized(given, 8L * there), there);
            } finally {
                int ignored = (int) RETURN.invokeExact(given);
            }
            return status;
        } catch (Throwable t) {
            throw NativeCalls.unexpected(t);
        }
    }

    /** A logon session; empty where there is none any more, or no right. */
    static Optional<LogonSession> logon(MemorySegment luid) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment data = arena.allocate(ADDRESS);
            int status = (int) LOGON.invokeExact(luid, data);
            MemorySegment given = data.get(ADDRESS, 0);
            if (!NtStatus.isSuccess(status) || given.address() == 0) {
                return Optional.empty();
            }
            try {
                MemorySegment fixed = sized(given, SessionInfo.LOGON);
                return SessionInfo.logon(
                        fixed.toArray(JAVA_BYTE), counted(fixed, 16), counted(fixed, 32), sid(fixed.get(U64, 72)));
            } finally {
                int ignored = (int) RETURN.invokeExact(given);
            }
        } catch (Throwable t) {
            throw NativeCalls.unexpected(t);
        }
    }

    private static String counted(MemorySegment bytes, long at) {
        int length = CountedText.length(bytes, at);
        long address = CountedText.address(bytes, at);
        return address == 0 || length == 0 ? "" : CountedText.text(sized(MemorySegment.ofAddress(address), length));
    }

    private static byte[] sid(long address) {
        if (address == 0) {
            return new byte[0];
        }
        MemorySegment at = MemorySegment.ofAddress(address);
        int parts = Math.min(15, Byte.toUnsignedInt(sized(at, 8).get(JAVA_BYTE, 1)));
        return sized(at, 8L + 4L * parts).toArray(JAVA_BYTE);
    }

    @SuppressWarnings("restricted") // what the system allocated has no size of its own
    static MemorySegment sized(MemorySegment at, long bytes) {
        return at.reinterpret(bytes);
    }
}
