package bzh.vigie.agent.host.windows;

import java.lang.foreign.MemoryLayout;
import java.lang.invoke.MethodHandle;

/** The calls of kernel32, which every Windows has. */
final class Kernel32 {
    /** What GetCurrentProcess gives: this process, without a handle that must be closed. */
    static final long THIS_PROCESS = -1;

    /** What GetCurrentThread gives. */
    static final long THIS_THREAD = -2;

    private Kernel32() {}

    /** A call that this Windows must have. */
    static MethodHandle call(String name, MemoryLayout gives, MemoryLayout... arguments) {
        return NativeCalls.call("kernel32", name, gives, arguments);
    }
}
