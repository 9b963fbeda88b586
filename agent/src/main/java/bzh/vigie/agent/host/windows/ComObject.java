package bzh.vigie.agent.host.windows;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import bzh.vigie.agent.host.Refused;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * A counted reference to an interface of COM, given back when closed. A method is called by its place in the interface's table, as the
 * interface definition lists it, those of what it derives from first: 3 of IUnknown, 7 with IDispatch. Every argument goes as 64 bits: on
 * 64-bit Windows each takes that room, whole numbers as well as addresses, and a VARIANT goes by its address ("x64 calling convention";
 * the ARM64 one is the same here). Used by the thread that got it.
 */
final class ComObject implements AutoCloseable {
    private static final int QUERY_INTERFACE = 0;
    private static final int RELEASE = 2;

    /** VARIANT: u16 type, 6 bytes, the value; ended by 8 bytes that only records use. */
    static final int VARIANT_SIZE = 24;

    private static final Map<Integer, MethodHandle> BY_ARGUMENTS = new ConcurrentHashMap<>();

    private final MemorySegment address;
    private final String name;
    private boolean open = true;
    private boolean owned = true;

    private ComObject(MemorySegment address, String name) {
        this.address = address;
        this.name = name;
    }

    /** One that a call gave; its name is for what is said of it. */
    static ComObject of(MemorySegment address, String name) throws Refused {
        if (address.address() == 0) {
            throw HResult.refused(name, HResult.POINTER);
        }
        return new ComObject(address, name);
    }

    /** One that somebody else gives back; it is only used, not closed. */
    static ComObject borrowed(MemorySegment address, String name) {
        ComObject object = new ComObject(address, name);
        object.owned = false;
        return object;
    }

    MemorySegment address() {
        return address;
    }

    /** Calls a method; what it gives is a HRESULT. */
    int call(int method, long... arguments) {
        if (!open) {
            throw new IllegalStateException("closed: " + name);
        }
        return invoke(method, arguments);
    }

    @SuppressWarnings("restricted") // the first address in an object is that of its table
    private int invoke(int method, long... arguments) {
        try {
            MemorySegment table = address.reinterpret(ADDRESS.byteSize()).get(ADDRESS, 0);
            MemorySegment function =
                    table.reinterpret((method + 1) * ADDRESS.byteSize()).getAtIndex(ADDRESS, method);
            return (int) handle(arguments.length).invokeExact(function, address, arguments);
        } catch (Throwable t) {
            throw NativeCalls.unexpected(t);
        }
    }

    @SuppressWarnings("restricted") // native access is what this package is for
    private static MethodHandle handle(int arguments) {
        return BY_ARGUMENTS.computeIfAbsent(arguments, n -> {
            MemoryLayout[] form = new MemoryLayout[n + 1];
            Arrays.fill(form, JAVA_LONG);
            form[0] = ADDRESS;
            return Linker.nativeLinker()
                    .downcallHandle(FunctionDescriptor.of(JAVA_INT, form))
                    .asSpreader(long[].class, n);
        });
    }

    /** The same object by another of its interfaces. */
    ComObject as(Guid type, String otherName) throws Refused {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment id = type.in(arena);
            return object(QUERY_INTERFACE, otherName, id.address());
        }
    }

    /** What a method gives by its last argument, an interface. */
    ComObject object(int method, String otherName, long... arguments) throws Refused {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment out = arena.allocate(ADDRESS);
            check(method, call(method, with(arguments, out)));
            return of(out.get(ADDRESS, 0), otherName);
        }
    }

    /** What a method gives by its last argument, a text, cut at that many bytes; empty where there is none. */
    String text(int method, int mostBytes) throws Refused {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment out = arena.allocate(ADDRESS);
            int done = call(method, out.address());
            MemorySegment text = out.get(ADDRESS, 0);
            try {
                check(method, done);
                return Ole.text(text, mostBytes);
            } finally {
                Ole.freeText(text);
            }
        }
    }

    /** What a method gives by its last argument, a number of 32 bits. */
    int number(int method, long... arguments) throws Refused {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment out = arena.allocate(JAVA_LONG);
            check(method, call(method, with(arguments, out)));
            return out.get(JAVA_INT, 0);
        }
    }

    /** The same, a VARIANT_BOOL. */
    boolean truth(int method, long... arguments) throws Refused {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment out = arena.allocate(JAVA_LONG);
            check(method, call(method, with(arguments, out)));
            return out.get(JAVA_SHORT, 0) != 0;
        }
    }

    void check(int method, int result) throws Refused {
        if (HResult.failed(result)) {
            throw HResult.refused(name + " " + method, result);
        }
    }

    private static long[] with(long[] arguments, MemorySegment out) {
        long[] all = Arrays.copyOf(arguments, arguments.length + 1);
        all[arguments.length] = out.address();
        return all;
    }

    @Override
    public void close() {
        if (open) {
            open = false;
            int ignored = owned ? invoke(RELEASE) : 0;
        }
    }
}
