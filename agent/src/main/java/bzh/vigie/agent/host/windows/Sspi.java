package bzh.vigie.agent.host.windows;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.nio.charset.StandardCharsets;

/**
 * The calls of secur32 by which a program proves its account (sspi.h). The library, and those of Windows' security packages with it, is loaded
 * when the first is made. Each gives a SECURITY_STATUS ({@link SspiStatus}). Safe for any thread.
 */
final class Sspi {
    /** CredHandle and CtxtHandle: two addresses. */
    static final int HANDLE_BYTES = 16;

    /** SecBufferDesc: u32 version 0 · u32 how many · at 8 the address of the buffers. */
    static final int LIST_BYTES = 16;

    /** SecBuffer: u32 length · u32 type · at 8 the address of the bytes. */
    static final int BUFFER_BYTES = 16;

    /** SECBUFFER_TOKEN. */
    static final int TOKEN = 2;

    /** SECPKG_CRED_OUTBOUND. */
    private static final int OUTBOUND = 2;

    /** ISC_REQ_MUTUAL_AUTH | ISC_REQ_ALLOCATE_MEMORY | ISC_REQ_CONNECTION; no delegation. */
    private static final int WANTED = 0x2 | 0x100 | 0x800;

    /** SECURITY_NATIVE_DREP. */
    private static final int NATIVE = 0x10;

    private static final MethodHandle ACQUIRE = NativeCalls.call(
            "secur32",
            "AcquireCredentialsHandleW",
            JAVA_INT,
            ADDRESS,
            ADDRESS,
            JAVA_INT,
            ADDRESS,
            ADDRESS,
            ADDRESS,
            ADDRESS,
            ADDRESS,
            ADDRESS);
    private static final MethodHandle INITIALIZE = NativeCalls.call(
            "secur32",
            "InitializeSecurityContextW",
            JAVA_INT,
            ADDRESS,
            ADDRESS,
            ADDRESS,
            JAVA_INT,
            JAVA_INT,
            JAVA_INT,
            ADDRESS,
            JAVA_INT,
            ADDRESS,
            ADDRESS,
            ADDRESS,
            ADDRESS);
    private static final MethodHandle COMPLETE =
            NativeCalls.call("secur32", "CompleteAuthToken", JAVA_INT, ADDRESS, ADDRESS);
    private static final MethodHandle DELETE = NativeCalls.call("secur32", "DeleteSecurityContext", JAVA_INT, ADDRESS);
    private static final MethodHandle FREE_CREDENTIALS =
            NativeCalls.call("secur32", "FreeCredentialsHandle", JAVA_INT, ADDRESS);
    private static final MethodHandle FREE_BUFFER =
            NativeCalls.call("secur32", "FreeContextBuffer", FunctionDescriptor.of(JAVA_INT, ADDRESS));

    private Sspi() {}

    /** What the account that this runs as can prove by that package. */
    static int acquire(String securityPackage, MemorySegment credentials) {
        try (Arena arena = Arena.ofConfined()) {
            return (int) ACQUIRE.invokeExact(
                    MemorySegment.NULL,
                    text(arena, securityPackage),
                    OUTBOUND,
                    MemorySegment.NULL,
                    MemorySegment.NULL,
                    MemorySegment.NULL,
                    MemorySegment.NULL,
                    credentials,
                    arena.allocate(8, 8));
        } catch (Throwable t) {
            throw NativeCalls.unexpected(t);
        }
    }

    /**
     * The next token towards a service.
     *
     * @param before the context so far; NULL at first
     * @param input a SecBufferDesc with what the service sent; NULL at first
     * @param context takes the context
     * @param output a SecBufferDesc of one buffer, which takes the token: to be freed
     */
    static int initialize(
            MemorySegment credentials,
            MemorySegment before,
            String service,
            MemorySegment input,
            MemorySegment context,
            MemorySegment output) {
        try (Arena arena = Arena.ofConfined()) {
            return (int) INITIALIZE.invokeExact(
                    credentials,
                    before,
                    text(arena, service),
                    WANTED,
                    0,
                    NATIVE,
                    input,
                    0,
                    context,
                    output,
                    arena.allocate(JAVA_INT),
                    arena.allocate(8, 8));
        } catch (Throwable t) {
            throw NativeCalls.unexpected(t);
        }
    }

    static int complete(MemorySegment context, MemorySegment token) {
        return one(COMPLETE, context, token);
    }

    static void delete(MemorySegment context) {
        one(DELETE, context);
    }

    static void freeCredentials(MemorySegment credentials) {
        one(FREE_CREDENTIALS, credentials);
    }

    static void freeBuffer(MemorySegment buffer) {
        one(FREE_BUFFER, buffer);
    }

    private static int one(MethodHandle call, MemorySegment what) {
        try {
            return (int) call.invokeExact(what);
        } catch (Throwable t) {
            throw NativeCalls.unexpected(t);
        }
    }

    private static int one(MethodHandle call, MemorySegment what, MemorySegment with) {
        try {
            return (int) call.invokeExact(what, with);
        } catch (Throwable t) {
            throw NativeCalls.unexpected(t);
        }
    }

    private static MemorySegment text(Arena arena, String text) {
        return arena.allocateFrom(text, StandardCharsets.UTF_16LE);
    }
}
