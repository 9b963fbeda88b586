package bzh.vigie.agent.host.windows;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;

/**
 * The calls of ntdll that tell of changes and that wait for them (documented as ZwNotifyChangeKey, ZwNotifyChangeDirectoryFile,
 * ReadDirectoryChangesW, GetQueuedCompletionStatus, WaitForMultipleObjects, CancelIoEx). Each gives its {@link NtStatus}. Safe
 * for any thread.
 */
final class NtNotify {
    static final int PENDING = 0x103;
    static final int TIMEOUT = 0x102;

    /** Waited for with one call: MAXIMUM_WAIT_OBJECTS. */
    static final int MOST = 64;

    private static final int EVENT_ALL = 0x1F_0003;
    private static final int PORT_ALL = 0x1F_0003;
    private static final int AUTO_RESET = 1;
    private static final int ANY = 1;
    private static final int COMPLETION_INFORMATION = 30;

    private static final MethodHandle CREATE_EVENT =
            Ntdll.call("NtCreateEvent", ADDRESS, JAVA_INT, ADDRESS, JAVA_INT, JAVA_BYTE);
    private static final MethodHandle SET_EVENT = Ntdll.call("NtSetEvent", JAVA_LONG, ADDRESS);
    private static final MethodHandle WAIT =
            Ntdll.call("NtWaitForMultipleObjects", JAVA_INT, ADDRESS, JAVA_INT, JAVA_BYTE, ADDRESS);
    private static final MethodHandle CHANGE_KEY = Ntdll.call(
            "NtNotifyChangeKey",
            JAVA_LONG,
            JAVA_LONG,
            ADDRESS,
            ADDRESS,
            ADDRESS,
            JAVA_INT,
            JAVA_BYTE,
            ADDRESS,
            JAVA_INT,
            JAVA_BYTE);
    private static final MethodHandle CHANGE_DIRECTORY = Ntdll.call(
            "NtNotifyChangeDirectoryFile",
            JAVA_LONG,
            JAVA_LONG,
            ADDRESS,
            JAVA_LONG,
            ADDRESS,
            ADDRESS,
            JAVA_INT,
            JAVA_INT,
            JAVA_BYTE);
    private static final MethodHandle CREATE_PORT =
            Ntdll.call("NtCreateIoCompletion", ADDRESS, JAVA_INT, ADDRESS, JAVA_INT);
    private static final MethodHandle SET_FILE =
            Ntdll.call("NtSetInformationFile", JAVA_LONG, ADDRESS, ADDRESS, JAVA_INT, JAVA_INT);
    private static final MethodHandle REMOVE =
            Ntdll.call("NtRemoveIoCompletion", JAVA_LONG, ADDRESS, ADDRESS, ADDRESS, ADDRESS);
    private static final MethodHandle POST =
            Ntdll.call("NtSetIoCompletion", JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_INT, JAVA_LONG);
    private static final MethodHandle CANCEL = Ntdll.call("NtCancelIoFileEx", JAVA_LONG, ADDRESS, ADDRESS);

    private NtNotify() {}

    /** A new event that whoever sees it set takes back. */
    static Ntdll.Opened event() {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment handle = arena.allocate(ADDRESS);
            int status = (int) CREATE_EVENT.invokeExact(handle, EVENT_ALL, MemorySegment.NULL, AUTO_RESET, (byte) 0);
            return new Ntdll.Opened(status, NtStatus.isSuccess(status) ? handle.get(JAVA_LONG, 0) : 0);
        } catch (Throwable t) {
            throw NativeCalls.unexpected(t);
        }
    }

    static void set(long event) {
        try {
            int ignored = (int) SET_EVENT.invokeExact(event, MemorySegment.NULL);
        } catch (Throwable t) {
            throw NativeCalls.unexpected(t);
        }
    }

    /**
     * Waits until one of the first so many handles is set: gives its number, or {@link #TIMEOUT}, or a failure.
     *
     * @param timeout as {@link #timeout} makes it
     */
    static int wait(MemorySegment handles, int count, MemorySegment timeout) {
        try {
            return (int) WAIT.invokeExact(count, handles, ANY, (byte) 0, timeout);
        } catch (Throwable t) {
            throw NativeCalls.unexpected(t);
        }
    }

    /** Sets how long is waited: hundreds of nanoseconds, negative since from now on. */
    static void timeout(MemorySegment timeout, long nanos) {
        timeout.set(JAVA_LONG, 0, -Math.max(0, nanos / 100));
    }

    /**
     * Sets the event when something in the key changes, once.
     *
     * @param filter REG_NOTIFY_*
     */
    static int changeKey(long key, long event, MemorySegment io, int filter, boolean below) {
        try {
            return (int) CHANGE_KEY.invokeExact(
                    key,
                    event,
                    MemorySegment.NULL,
                    MemorySegment.NULL,
                    io,
                    filter,
                    (byte) (below ? 1 : 0),
                    MemorySegment.NULL,
                    0,
                    (byte) 1);
        } catch (Throwable t) {
            throw NativeCalls.unexpected(t);
        }
    }

    /**
     * Fills the buffer with what changes in the directory, once, and tells the port that it belongs to; block and buffer are the
     * kernel's until then.
     *
     * @param number what the port tells of it, not 0
     * @param filter FILE_NOTIFY_CHANGE_*
     */
    static int changeDirectory(long directory, long number, MemorySegment io, MemorySegment buffer, int filter) {
        try {
            return (int) CHANGE_DIRECTORY.invokeExact(
                    directory, 0L, MemorySegment.NULL, number, io, buffer, (int) buffer.byteSize(), filter, (byte) 0);
        } catch (Throwable t) {
            throw NativeCalls.unexpected(t);
        }
    }

    /** A port that tells what was completed, for one thread. */
    static Ntdll.Opened port() {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment handle = arena.allocate(ADDRESS);
            int status = (int) CREATE_PORT.invokeExact(handle, PORT_ALL, MemorySegment.NULL, 1);
            return new Ntdll.Opened(status, NtStatus.isSuccess(status) ? handle.get(JAVA_LONG, 0) : 0);
        } catch (Throwable t) {
            throw NativeCalls.unexpected(t);
        }
    }

    /** From now on the port tells what is completed of that file: FILE_COMPLETION_INFORMATION. */
    static int associate(long file, long port, long number) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment information = arena.allocate(16, 8);
            information.set(JAVA_LONG, 0, port);
            information.set(JAVA_LONG, 8, number);
            return (int) SET_FILE.invokeExact(
                    file, arena.allocate(16, 8), information, (int) information.byteSize(), COMPLETION_INFORMATION);
        } catch (Throwable t) {
            throw NativeCalls.unexpected(t);
        }
    }

    /** Waits for what is completed: its number comes into {@code number}, status and length into {@code io}. */
    static int remove(long port, MemorySegment key, MemorySegment number, MemorySegment io, MemorySegment timeout) {
        try {
            return (int) REMOVE.invokeExact(port, key, number, io, timeout);
        } catch (Throwable t) {
            throw NativeCalls.unexpected(t);
        }
    }

    /** Lets whoever waits at the port go on with number 0. */
    static void post(long port) {
        try {
            int ignored = (int) POST.invokeExact(port, 0L, 0L, 0, 0L);
        } catch (Throwable t) {
            throw NativeCalls.unexpected(t);
        }
    }

    /** Gives up what the block waits for; the port tells when it is over. */
    static void cancel(long file, MemorySegment io) {
        try (Arena arena = Arena.ofConfined()) {
            int ignored = (int) CANCEL.invokeExact(file, io, arena.allocate(16, 8));
        } catch (Throwable t) {
            throw NativeCalls.unexpected(t);
        }
    }
}
