package bzh.vigie.agent.host.windows;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.nio.charset.StandardCharsets;

/**
 * The calls of crypt32 that read a store of certificates (wincrypt.h), and those of advapi32 that open the key which holds it. A store
 * is opened by its key (CERT_STORE_PROV_REG), by code of crypt32 itself: by its name it would be made of physical stores, for which
 * libraries that somebody registered are loaded. Safe for any thread.
 */
final class CertificateCalls {
    /** CRYPT_E_NOT_FOUND. */
    static final int NO_MORE = 0x8009_2004;

    /** ERROR_NO_MORE_FILES: likewise. */
    static final int NO_MORE_FILES = 18;

    private static final long LOCAL_MACHINE = 0xffff_ffff_8000_0002L;

    /** KEY_READ, KEY_WOW64_64KEY. */
    private static final int READ = 0x2_0019 | 0x100;

    private static final long PROVIDER_REGISTRY = 4;

    /** CERT_STORE_READONLY_FLAG, CERT_STORE_OPEN_EXISTING_FLAG, and CERT_STORE_ENUM_ARCHIVED_FLAG: those that tools leave out too. */
    private static final int AS_IT_IS = 0x8000 | 0x4000 | 0x200;

    private static final MethodHandle OPEN_KEY =
            NativeCalls.call("advapi32", "RegOpenKeyExW", JAVA_INT, JAVA_LONG, ADDRESS, JAVA_INT, JAVA_INT, ADDRESS);
    private static final MethodHandle CLOSE_KEY = NativeCalls.call("advapi32", "RegCloseKey", JAVA_INT, JAVA_LONG);
    private static final MethodHandle OPEN_STORE = NativeCalls.keepingError(
            "crypt32", "CertOpenStore", JAVA_LONG, JAVA_LONG, JAVA_INT, JAVA_LONG, JAVA_INT, JAVA_LONG);
    private static final MethodHandle NEXT =
            NativeCalls.keepingError("crypt32", "CertEnumCertificatesInStore", ADDRESS, JAVA_LONG, ADDRESS);
    private static final MethodHandle FREE =
            NativeCalls.call("crypt32", "CertFreeCertificateContext", FunctionDescriptor.of(JAVA_INT, ADDRESS));
    private static final MethodHandle CLOSE_STORE =
            NativeCalls.call("crypt32", "CertCloseStore", JAVA_INT, JAVA_LONG, JAVA_INT);

    private CertificateCalls() {}

    /**
     * What a call gave.
     *
     * @param value a handle or an address, 0 for none
     * @param error why there is none
     */
    record Answer(long value, int error) {}

    /** A key below HKEY_LOCAL_MACHINE, to be read. */
    static Answer openKey(String path) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment key = arena.allocate(JAVA_LONG);
            MemorySegment name = arena.allocateFrom(path, StandardCharsets.UTF_16LE);
            int error = (int) OPEN_KEY.invokeExact(LOCAL_MACHINE, name, 0, READ, key);
            return new Answer(error == 0 ? key.get(JAVA_LONG, 0) : 0, error);
        } catch (Throwable t) {
            throw NativeCalls.unexpected(t);
        }
    }

    static void closeKey(long key) {
        try {
            int ignored = (int) CLOSE_KEY.invokeExact(key);
        } catch (Throwable t) {
            throw NativeCalls.unexpected(t);
        }
    }

    /** The store that this key holds. */
    static Answer openStore(long key) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment state = NativeCalls.state(arena);
            long store = (long) OPEN_STORE.invokeExact(state, PROVIDER_REGISTRY, 0, 0L, AS_IT_IS, key);
            return new Answer(store, NativeCalls.error(state));
        } catch (Throwable t) {
            throw NativeCalls.unexpected(t);
        }
    }

    /** The CERT_CONTEXT after that one, which is given back by it; 0 begins. */
    static Answer next(long store, long before) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment state = NativeCalls.state(arena);
            MemorySegment next = (MemorySegment) NEXT.invokeExact(state, store, MemorySegment.ofAddress(before));
            return new Answer(next.address(), NativeCalls.error(state));
        } catch (Throwable t) {
            throw NativeCalls.unexpected(t);
        }
    }

    /** Gives back one after which no other is asked for. */
    static void free(long context) {
        try {
            int ignored = (int) FREE.invokeExact(MemorySegment.ofAddress(context));
        } catch (Throwable t) {
            throw NativeCalls.unexpected(t);
        }
    }

    static void closeStore(long store) {
        try {
            int ignored = (int) CLOSE_STORE.invokeExact(store, 0);
        } catch (Throwable t) {
            throw NativeCalls.unexpected(t);
        }
    }
}
