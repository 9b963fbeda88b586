package bzh.vigie.agent.host.windows;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;

/**
 * An event object of the kernel that is taken back by whoever sees it set (CreateEventW, auto-reset). Set when made, so that what was there
 * before is looked at too. Used and closed by one thread.
 */
final class Signal implements AutoCloseable {
    private static final MethodHandle CREATE =
            Kernel32.call("CreateEventW", JAVA_LONG, ADDRESS, JAVA_INT, JAVA_INT, ADDRESS);
    private static final MethodHandle WAIT = Kernel32.call("WaitForSingleObject", JAVA_INT, JAVA_LONG, JAVA_INT);
    private static final MethodHandle CLOSE = Kernel32.call("CloseHandle", JAVA_INT, JAVA_LONG);

    private final long handle;

    private Signal(long handle) {
        this.handle = handle;
    }

    /** A new one; its handle is 0 where the system gave none, and then it is always seen as set. */
    static Signal set() {
        try {
            return new Signal((long) CREATE.invokeExact(MemorySegment.NULL, 0, 1, MemorySegment.NULL));
        } catch (Throwable t) {
            throw NativeCalls.unexpected(t);
        }
    }

    long handle() {
        return handle;
    }

    /** Whether it is set, at once; takes it back. */
    boolean take() {
        if (handle == 0) {
            return true;
        }
        try {
            return (int) WAIT.invokeExact(handle, 0) == 0;
        } catch (Throwable t) {
            throw NativeCalls.unexpected(t);
        }
    }

    @Override
    public void close() {
        if (handle != 0) {
            try {
                int ignored = (int) CLOSE.invokeExact(handle);
            } catch (Throwable t) {
                throw NativeCalls.unexpected(t);
            }
        }
    }
}
