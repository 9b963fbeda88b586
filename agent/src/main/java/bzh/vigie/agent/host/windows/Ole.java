package bzh.vigie.agent.host.windows;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import bzh.vigie.agent.host.Refused;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.nio.charset.StandardCharsets;

/**
 * The calls of COM (ole32, oleaut32; objbase.h, oleauto.h) by which objects are had and texts are given and taken. Safe for any thread that
 * {@link Com} has begun COM on.
 */
final class Ole {
    private static final int MULTITHREADED = 0;
    private static final int IN_PROCESS = 1;

    private static final int AUTHENTICATION_DEFAULT = 0;
    private static final int PACKET_PRIVACY = 6;
    private static final int IDENTIFY = 2;
    private static final int IMPERSONATE = 3;

    /** Nothing is started with this process's own rights on its behalf (EOAC_DISABLE_AAA). */
    private static final int NO_ACTIVATE_AS_ACTIVATOR = 0x1000;

    /** RPC_C_AUTHN_WINNT, what programs of one machine use among themselves, and RPC_C_AUTHZ_NONE. */
    private static final int WINDOWS_OWN = 10;

    private static final int NO_AUTHORISATION = 0;

    private static final MethodHandle INITIALIZE =
            NativeCalls.call("ole32", "CoInitializeEx", JAVA_INT, ADDRESS, JAVA_INT);
    private static final MethodHandle UNINITIALIZE =
            NativeCalls.call("ole32", "CoUninitialize", FunctionDescriptor.ofVoid());
    private static final MethodHandle SECURITY = NativeCalls.call(
            "ole32",
            "CoInitializeSecurity",
            JAVA_INT,
            ADDRESS,
            JAVA_INT,
            ADDRESS,
            ADDRESS,
            JAVA_INT,
            JAVA_INT,
            ADDRESS,
            JAVA_INT,
            ADDRESS);
    private static final MethodHandle CREATE =
            NativeCalls.call("ole32", "CoCreateInstance", JAVA_INT, ADDRESS, ADDRESS, JAVA_INT, ADDRESS, ADDRESS);
    private static final MethodHandle BLANKET = NativeCalls.call(
            "ole32",
            "CoSetProxyBlanket",
            JAVA_INT,
            ADDRESS,
            JAVA_INT,
            JAVA_INT,
            ADDRESS,
            JAVA_INT,
            JAVA_INT,
            ADDRESS,
            JAVA_INT);
    private static final MethodHandle NEW_TEXT =
            NativeCalls.call("oleaut32", "SysAllocStringLen", ADDRESS, ADDRESS, JAVA_INT);
    private static final MethodHandle FREE_TEXT =
            NativeCalls.call("oleaut32", "SysFreeString", FunctionDescriptor.ofVoid(ADDRESS));
    private static final MethodHandle TEXT_BYTES = NativeCalls.call("oleaut32", "SysStringByteLen", JAVA_INT, ADDRESS);
    private static final MethodHandle CLEAR = NativeCalls.call("oleaut32", "VariantClear", JAVA_INT, ADDRESS);

    private Ole() {}

    /**
     * COM for this thread, and its security for the process: a server may know who asks and no more. {@link #end} follows.
     *
     * @throws Refused where there is no COM
     */
    static void begin() throws Refused {
        try {
            int begun = (int) INITIALIZE.invokeExact(MemorySegment.NULL, MULTITHREADED);
            if (HResult.failed(begun)) {
                throw HResult.refused("CoInitializeEx", begun);
            }
            int secured = (int) SECURITY.invokeExact(
                    MemorySegment.NULL,
                    -1,
                    MemorySegment.NULL,
                    MemorySegment.NULL,
                    AUTHENTICATION_DEFAULT,
                    IDENTIFY,
                    MemorySegment.NULL,
                    NO_ACTIVATE_AS_ACTIVATOR,
                    MemorySegment.NULL);
            if (HResult.failed(secured) && secured != HResult.TOO_LATE) {
                end();
                throw HResult.refused("CoInitializeSecurity", secured);
            }
        } catch (Refused e) {
            throw e;
        } catch (Throwable t) {
            throw NativeCalls.unexpected(t);
        }
    }

    static void end() {
        try {
            UNINITIALIZE.invokeExact();
        } catch (Throwable t) {
            throw NativeCalls.unexpected(t);
        }
    }

    /** An object that a library makes in this process. */
    static ComObject create(Guid type, Guid as, String name) throws Refused {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment out = arena.allocate(ADDRESS);
            int done = (int) CREATE.invokeExact(type.in(arena), MemorySegment.NULL, IN_PROCESS, as.in(arena), out);
            if (HResult.failed(done)) {
                throw HResult.refused(name, done);
            }
            return ComObject.of(out.get(ADDRESS, 0), name);
        } catch (Refused e) {
            throw e;
        } catch (Throwable t) {
            throw NativeCalls.unexpected(t);
        }
    }

    /** Lets the server behind that object act as who asks, in calls of that object alone, and encrypts them. */
    static void letImpersonate(ComObject object) throws Refused {
        try {
            int done = (int) BLANKET.invokeExact(
                    object.address(),
                    WINDOWS_OWN,
                    NO_AUTHORISATION,
                    MemorySegment.NULL,
                    PACKET_PRIVACY,
                    IMPERSONATE,
                    MemorySegment.NULL,
                    0);
            // What is no proxy acts in this process, with its rights, anyway.
            if (HResult.failed(done) && done != HResult.NO_INTERFACE) {
                throw HResult.refused("CoSetProxyBlanket", done);
            }
        } catch (Refused e) {
            throw e;
        } catch (Throwable t) {
            throw NativeCalls.unexpected(t);
        }
    }

    /** A BSTR, which {@link #freeText} takes back. */
    static MemorySegment newText(String text) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment given = (MemorySegment)
                    NEW_TEXT.invokeExact(arena.allocateFrom(text, StandardCharsets.UTF_16LE), text.length());
            if (given.address() == 0) {
                throw new IllegalStateException("no memory for a text of COM");
            }
            return given;
        } catch (Throwable t) {
            throw NativeCalls.unexpected(t);
        }
    }

    /** Any BSTR, and none. */
    static void freeText(MemorySegment text) {
        try {
            FREE_TEXT.invokeExact(text);
        } catch (Throwable t) {
            throw NativeCalls.unexpected(t);
        }
    }

    /** What a BSTR says, cut at that many bytes; it stays whose it was. */
    @SuppressWarnings("restricted") // a BSTR says its own size
    static String text(MemorySegment text, int mostBytes) {
        if (text.address() == 0) {
            return "";
        }
        try {
            int size = (int) TEXT_BYTES.invokeExact(text);
            long bytes = Math.min(Integer.toUnsignedLong(size), mostBytes) & ~1L;
            return new String(text.reinterpret(bytes).toArray(JAVA_BYTE), StandardCharsets.UTF_16LE);
        } catch (Throwable t) {
            throw NativeCalls.unexpected(t);
        }
    }

    /** Gives back what a variant holds. */
    static void clear(MemorySegment variant) {
        try {
            int ignored = (int) CLEAR.invokeExact(variant);
        } catch (Throwable t) {
            throw NativeCalls.unexpected(t);
        }
    }
}
