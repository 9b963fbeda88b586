package bzh.vigie.agent.host.windows;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/**
 * The calls of advapi32 for trace sessions (Microsoft, evntrace.h): each gives an error of Win32, 0 for none. The one callback is
 * static, lives as long as the process, and lets nothing out that it throws. Safe for any thread.
 */
final class TraceCalls {
    /** What OpenTrace gives for none, on 64 bits and on older systems. */
    private static final long NONE = -1;

    private static final long NONE_BEFORE = 0xffff_ffffL;

    private static final int ENABLE_PROVIDER = 1;
    private static final byte INFORMATIONAL = 4;

    private static final MethodHandle START =
            NativeCalls.call("advapi32", "StartTraceW", JAVA_INT, ADDRESS, ADDRESS, ADDRESS);
    private static final MethodHandle CONTROL =
            NativeCalls.call("advapi32", "ControlTraceW", JAVA_INT, JAVA_LONG, ADDRESS, ADDRESS, JAVA_INT);
    private static final MethodHandle ENABLE = NativeCalls.call(
            "advapi32",
            "EnableTraceEx2",
            JAVA_INT,
            JAVA_LONG,
            ADDRESS,
            JAVA_INT,
            JAVA_BYTE,
            JAVA_LONG,
            JAVA_LONG,
            JAVA_INT,
            ADDRESS);
    private static final MethodHandle PROCESS =
            NativeCalls.call("advapi32", "ProcessTrace", JAVA_INT, ADDRESS, JAVA_INT, ADDRESS, ADDRESS);
    private static final MethodHandle CLOSE = NativeCalls.call("advapi32", "CloseTrace", JAVA_INT, JAVA_LONG);
    private static final MethodHandle OPEN = NativeCalls.keepingError("advapi32", "OpenTraceW", JAVA_LONG, ADDRESS);
    private static final MemorySegment CALLBACK = callback();

    private static final AtomicLong FAILURES = new AtomicLong();
    private static final AtomicReferenceArray<@Nullable Taker> TAKERS = new AtomicReferenceArray<>(4);

    private TraceCalls() {}

    /** What an open gave: a handle, or 0 and the error. */
    record Opened(long handle, int error) {}

    @SuppressWarnings("restricted")
    private static MemorySegment callback() {
        try {
            MethodHandle event = MethodHandles.lookup()
                    .findStatic(TraceCalls.class, "event", MethodType.methodType(void.class, MemorySegment.class));
            return Linker.nativeLinker().upcallStub(event, FunctionDescriptor.ofVoid(ADDRESS), Arena.global());
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
    }

    /** EventRecordCallback. What it throws would end the process. */
    @SuppressWarnings({"restricted", "unused"}) // called by Windows
    private static void event(MemorySegment record) {
        try {
            MemorySegment read = record.reinterpret(TraceRecord.BYTES);
            long session = TraceRecord.session(read);
            Taker taker = session < 0 || session >= TAKERS.length() ? null : TAKERS.get((int) session);
            if (taker != null) {
                taker.take(read);
            }
        } catch (Throwable t) {
            FAILURES.incrementAndGet();
        }
    }

    /** Whom the events of a session go to. */
    interface Taker {
        /** On the thread of Windows; the record lasts as long as the call. */
        void take(MemorySegment record);
    }

    /** Whom the events of the session of that number, 0 to 3, go to from now on. */
    static void take(int session, Taker taker) {
        TAKERS.set(session, taker);
    }

    /** How many events of all sessions were not taken, since taking them failed. */
    static long failures() {
        return FAILURES.get();
    }

    /** Where Windows calls for each event. */
    static MemorySegment eventCallback() {
        return CALLBACK;
    }

    /** The data of a record, which last as long as the callback. */
    @SuppressWarnings("restricted")
    static MemorySegment data(MemorySegment record) {
        long address = TraceRecord.address(record);
        return address == 0
                ? MemorySegment.NULL
                : MemorySegment.ofAddress(address).reinterpret(TraceRecord.length(record));
    }

    static int start(MemorySegment handle, MemorySegment name, MemorySegment properties) {
        try {
            return (int) START.invokeExact(handle, name, properties);
        } catch (Throwable t) {
            throw NativeCalls.unexpected(t);
        }
    }

    /** Of the session of that name; {@code code} is EVENT_TRACE_CONTROL_*. */
    static int control(MemorySegment name, MemorySegment properties, int code) {
        try {
            return (int) CONTROL.invokeExact(0L, name, properties, code);
        } catch (Throwable t) {
            throw NativeCalls.unexpected(t);
        }
    }

    /** Has a provider write its informational events, of the keywords or of all where they are 0, into a session. */
    static int enable(long session, MemorySegment provider, long keywords, MemorySegment parameters) {
        try {
            return (int)
                    ENABLE.invokeExact(session, provider, ENABLE_PROVIDER, INFORMATIONAL, keywords, 0L, 0, parameters);
        } catch (Throwable t) {
            throw NativeCalls.unexpected(t);
        }
    }

    static Opened open(MemorySegment logFile) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment state = NativeCalls.state(arena);
            long handle = (long) OPEN.invokeExact(state, logFile);
            return handle == NONE || handle == NONE_BEFORE
                    ? new Opened(0, NativeCalls.error(state))
                    : new Opened(handle, 0);
        } catch (Throwable t) {
            throw NativeCalls.unexpected(t);
        }
    }

    /** Calls back for each event until the session ends. */
    static int process(long trace) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment handles = arena.allocate(JAVA_LONG);
            handles.set(JAVA_LONG, 0, trace);
            return (int) PROCESS.invokeExact(handles, 1, MemorySegment.NULL, MemorySegment.NULL);
        } catch (Throwable t) {
            throw NativeCalls.unexpected(t);
        }
    }

    static void close(long trace) {
        try {
            int ignored = (int) CLOSE.invokeExact(trace);
        } catch (Throwable t) {
            throw NativeCalls.unexpected(t);
        }
    }
}
