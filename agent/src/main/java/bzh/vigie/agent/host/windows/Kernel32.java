package bzh.vigie.agent.host.windows;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.SymbolLookup;
import java.lang.invoke.MethodHandle;

/** The calls of kernel32, which every Windows has. */
final class Kernel32 {
    /** What GetCurrentProcess gives: this process, without a handle that must be closed. */
    static final long THIS_PROCESS = -1;

    /** What GetCurrentThread gives. */
    static final long THIS_THREAD = -2;

    private static final SymbolLookup LIBRARY = library();

    private Kernel32() {}

    @SuppressWarnings("restricted") // native access is what this class is for
    private static SymbolLookup library() {
        return SymbolLookup.libraryLookup("kernel32", Arena.global());
    }

    /** A call that this Windows must have. */
    @SuppressWarnings("restricted")
    static MethodHandle call(String name, MemoryLayout gives, MemoryLayout... arguments) {
        return Linker.nativeLinker().downcallHandle(LIBRARY.findOrThrow(name), FunctionDescriptor.of(gives, arguments));
    }
}
