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
 * The calls of advapi32 for trace sessions. The one callback is static, lives as long as the process, and lets nothing out that it throws. Safe for any thread.
 */
final class TraceCalls implements Traces {
    /** The only ones there are. */
    static final Traces NATIVE = new TraceCalls();

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

    @Override
    public void take(int session, Taker taker) {
        TAKERS.set(session, taker);
    }

    @Override
    public long failures() {
        return FAILURES.get();
    }

    @Override
    public MemorySegment eventCallback() {
        return CALLBACK;
    }

    @Override
    public int start(MemorySegment handle, MemorySegment name, MemorySegment properties) {
        try {
            return (int) START.invokeExact(handle, name, properties);
        } catch (Throwable t) {
            throw NativeCalls.unexpected(t);
        }
    }

    @Override
    public int control(MemorySegment name, MemorySegment properties, int code) {
        try {
            return (int) CONTROL.invokeExact(0L, name, properties, code);
        } catch (Throwable t) {
            throw NativeCalls.unexpected(t);
        }
    }

    @Override
    public int enable(long session, MemorySegment provider, long keywords, MemorySegment parameters) {
        try {
            return (int)
                    ENABLE.invokeExact(session, provider, ENABLE_PROVIDER, INFORMATIONAL, keywords, 0L, 0, parameters);
        } catch (Throwable t) {
            throw NativeCalls.unexpected(t);
        }
    }

    @Override
    public Opened open(MemorySegment logFile) {
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

    @Override
    public int process(long trace) {
        // Whoever copies events must not come after programs that are busy, or Windows drops some.
        boolean ignored = Priority.ahead();
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment handles = arena.allocate(JAVA_LONG);
            handles.set(JAVA_LONG, 0, trace);
            return (int) PROCESS.invokeExact(handles, 1, MemorySegment.NULL, MemorySegment.NULL);
        } catch (Throwable t) {
            throw NativeCalls.unexpected(t);
        }
    }

    @Override
    public void close(long trace) {
        try {
            int ignored = (int) CLOSE.invokeExact(trace);
        } catch (Throwable t) {
            throw NativeCalls.unexpected(t);
        }
    }
}
