package bzh.vigie.agent.host.windows;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.VarHandle;

/** How functions of Windows' libraries, such as {@code kernel32}, are called. A library is loaded when the first of its calls is made ready. */
final class NativeCalls {
    /** Keeps a call's error. */
    static final Linker.Option LAST_ERROR = Linker.Option.captureCallState("GetLastError");

    private static final VarHandle ERROR =
            Linker.Option.captureStateLayout().varHandle(MemoryLayout.PathElement.groupElement("GetLastError"));

    private NativeCalls() {}

    /** A function that this Windows must have. */
    static MethodHandle call(String library, String name, MemoryLayout gives, MemoryLayout... arguments) {
        return call(library, name, FunctionDescriptor.of(gives, arguments));
    }

    /** One whose error is kept in a {@link #state} that stands before its arguments. */
    static MethodHandle keepingError(String library, String name, MemoryLayout gives, MemoryLayout... arguments) {
        return call(library, name, FunctionDescriptor.of(gives, arguments), LAST_ERROR);
    }

    /** The same by its whole form, which may give nothing. */
    @SuppressWarnings("restricted") // native access is what this package is for
    static MethodHandle call(String library, String name, FunctionDescriptor form, Linker.Option... options) {
        MemorySegment function =
                SymbolLookup.libraryLookup(library, Arena.global()).findOrThrow(name);
        return Linker.nativeLinker().downcallHandle(function, form, options);
    }

    /** Where a call keeps its error. */
    static MemorySegment state(Arena arena) {
        return arena.allocate(Linker.Option.captureStateLayout());
    }

    /** What GetLastError says of the call that kept its error there. */
    static int error(MemorySegment state) {
        return (int) ERROR.get(state, 0L);
    }

    /** For what {@code invokeExact} throws, which is never the call's own failure. */
    static RuntimeException unexpected(Throwable t) {
        if (t instanceof Error error) {
            throw error;
        }
        return new IllegalStateException("a native call with the wrong types", t);
    }
}
