package bzh.vigie.agent.host.linux;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.VarHandle;

/**
 * How {@link SystemCalls} and {@link FileCalls} call libc: each call's handle captures errno, per thread, into what
 * {@link #state} gives, and {@link #result} turns a failure into the negative errno. Numbers are those of errno(3).
 */
final class LibC {
    static final int EPERM = 1;
    static final int ENOENT = 2;
    static final int ESRCH = 3;
    static final int EINTR = 4;
    static final int EAGAIN = 11;
    static final int EACCES = 13;
    static final int ENOTDIR = 20;
    static final int ENOSPC = 28;
    static final int ENAMETOOLONG = 36;
    static final int ENOBUFS = 105;

    static final int O_RDONLY = 0;
    static final int O_NONBLOCK = 0x800;
    static final int O_CLOEXEC = 0x80000;
    static final int O_DIRECTORY = arm() ? 0x4000 : 0x10000;

    /** The empty path, for calls on the descriptor itself. */
    static final MemorySegment EMPTY = Arena.global().allocateFrom("");

    private static final Linker LINKER = Linker.nativeLinker();
    private static final StructLayout STATE = Linker.Option.captureStateLayout();
    private static final VarHandle ERRNO = STATE.varHandle(MemoryLayout.PathElement.groupElement("errno"));
    private static final ThreadLocal<MemorySegment> CAPTURED =
            ThreadLocal.withInitial(() -> Arena.ofAuto().allocate(STATE));

    private LibC() {}

    /** Whether this is 64-bit ARM, whose numbers differ in places from those of x86-64. */
    static boolean arm() {
        return System.getProperty("os.arch", "").equals("aarch64");
    }

    /** A handle whose first argument is {@link #state}; {@code firstVariadic} is below zero for a function of fixed arity. */
    @SuppressWarnings("restricted") // native access is what this class is for
    static MethodHandle call(String name, ValueLayout result, int firstVariadic, MemoryLayout... arguments) {
        FunctionDescriptor type = FunctionDescriptor.of(result, arguments);
        Linker.Option errno = Linker.Option.captureCallState("errno");
        MemorySegment address = LINKER.defaultLookup().findOrThrow(name);
        return firstVariadic < 0
                ? LINKER.downcallHandle(address, type, errno)
                : LINKER.downcallHandle(address, type, errno, Linker.Option.firstVariadicArg(firstVariadic));
    }

    /** Where the calls of this thread leave errno. */
    static MemorySegment state() {
        return CAPTURED.get();
    }

    /** What the call returned, or the negative errno where that is below zero. */
    static int result(int value, MemorySegment state) {
        return value < 0 ? -(int) ERRNO.get(state, 0L) : value;
    }

    /** For what {@code invokeExact} throws, which is never the call's own failure. */
    static RuntimeException unexpected(Throwable t) {
        if (t instanceof Error error) {
            throw error;
        }
        return new IllegalStateException("a native call with the wrong types", t);
    }
}
