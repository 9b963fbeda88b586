package bzh.vigie.agent.host.windows;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.nio.charset.StandardCharsets;

/**
 * The calls of advapi32 that ask the service manager (winsvc.h; what they stand for is in [MS-SCMR]). Each gives a handle or
 * whether it went well, with what GetLastError says where it did not. Safe for any thread.
 */
final class ServiceCalls {
    /** ERROR_INVALID_PARAMETER. */
    static final int INVALID_PARAMETER = 87;

    /** ERROR_MORE_DATA. */
    static final int MORE_DATA = 234;

    /** ERROR_INVALID_NAME, of a name that no service can have. */
    static final int INVALID_NAME = 123;

    /** ERROR_SERVICE_DOES_NOT_EXIST. */
    static final int NO_SUCH_SERVICE = 1_060;

    /** ERROR_SHUTDOWN_IN_PROGRESS, which any call may give while Windows shuts down. */
    static final int SHUTDOWN_IN_PROGRESS = 1_115;

    private static final int CONNECT_AND_ENUMERATE = 0x1 | 0x4;
    private static final int QUERY_CONFIG = 0x1;
    private static final int QUERY_STATUS = 0x4;

    /** SERVICE_STATUS: seven numbers. */
    private static final int STATUS_BYTES = 28;

    private static final int ALL_STATES = 3;

    private static final MethodHandle OPEN_MANAGER =
            NativeCalls.keepingError("advapi32", "OpenSCManagerW", JAVA_LONG, ADDRESS, ADDRESS, JAVA_INT);
    private static final MethodHandle OPEN =
            NativeCalls.keepingError("advapi32", "OpenServiceW", JAVA_LONG, JAVA_LONG, ADDRESS, JAVA_INT);
    private static final MethodHandle ENUMERATE = NativeCalls.keepingError(
            "advapi32",
            "EnumServicesStatusExW",
            JAVA_INT,
            JAVA_LONG,
            JAVA_INT,
            JAVA_INT,
            JAVA_INT,
            ADDRESS,
            JAVA_INT,
            ADDRESS,
            ADDRESS,
            ADDRESS,
            ADDRESS);
    private static final MethodHandle QUERY = NativeCalls.keepingError(
            "advapi32", "QueryServiceConfigW", JAVA_INT, JAVA_LONG, ADDRESS, JAVA_INT, ADDRESS);
    private static final MethodHandle STATUS =
            NativeCalls.keepingError("advapi32", "QueryServiceStatus", JAVA_INT, JAVA_LONG, ADDRESS);
    private static final MethodHandle CLOSE =
            NativeCalls.keepingError("advapi32", "CloseServiceHandle", JAVA_INT, JAVA_LONG);

    private ServiceCalls() {}

    /**
     * What a call gave.
     *
     * @param value a handle, or other than 0 for one that went well
     * @param error what GetLastError says; means nothing where it went well
     */
    record Answer(long value, int error) {
        boolean isDone() {
            return value != 0;
        }
    }

    /** The manager of this machine, to be asked for lists. */
    static Answer openManager() {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment state = NativeCalls.state(arena);
            long handle = (long)
                    OPEN_MANAGER.invokeExact(state, MemorySegment.NULL, MemorySegment.NULL, CONNECT_AND_ENUMERATE);
            return new Answer(handle, NativeCalls.error(state));
        } catch (Throwable t) {
            throw NativeCalls.unexpected(t);
        }
    }

    /** The service of that name, to be asked for its settings and its status. */
    static Answer open(long manager, String name) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment state = NativeCalls.state(arena);
            MemorySegment text = arena.allocateFrom(name, StandardCharsets.UTF_16LE);
            long handle = (long) OPEN.invokeExact(state, manager, text, QUERY_CONFIG | QUERY_STATUS);
            return new Answer(handle, NativeCalls.error(state));
        } catch (Throwable t) {
            throw NativeCalls.unexpected(t);
        }
    }

    /**
     * As many of the next services as fit, in any state.
     *
     * @param returned takes how many came
     * @param resume where it goes on, 0 at first
     */
    static Answer enumerate(
            long manager, int types, MemorySegment buffer, MemorySegment returned, MemorySegment resume) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment state = NativeCalls.state(arena);
            MemorySegment needed = arena.allocate(JAVA_INT);
            int done = (int) ENUMERATE.invokeExact(
                    state,
                    manager,
                    0,
                    types,
                    ALL_STATES,
                    buffer,
                    (int) buffer.byteSize(),
                    needed,
                    returned,
                    resume,
                    MemorySegment.NULL);
            return new Answer(done, NativeCalls.error(state));
        } catch (Throwable t) {
            throw NativeCalls.unexpected(t);
        }
    }

    /** The settings of an open service. */
    static Answer query(long service, MemorySegment buffer) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment state = NativeCalls.state(arena);
            MemorySegment needed = arena.allocate(JAVA_INT);
            int done = (int) QUERY.invokeExact(state, service, buffer, (int) buffer.byteSize(), needed);
            return new Answer(done, NativeCalls.error(state));
        } catch (Throwable t) {
            throw NativeCalls.unexpected(t);
        }
    }

    /** Whether the manager gives the status of an open service. */
    static Answer status(long service) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment state = NativeCalls.state(arena);
            int done = (int) STATUS.invokeExact(state, service, arena.allocate(STATUS_BYTES));
            return new Answer(done, NativeCalls.error(state));
        } catch (Throwable t) {
            throw NativeCalls.unexpected(t);
        }
    }

    static void close(long handle) {
        try (Arena arena = Arena.ofConfined()) {
            int ignored = (int) CLOSE.invokeExact(NativeCalls.state(arena), handle);
        } catch (Throwable t) {
            throw NativeCalls.unexpected(t);
        }
    }
}
