package bzh.vigie.agent.host.linux;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import bzh.vigie.agent.host.FileDigest;
import bzh.vigie.agent.host.SlicedDigest;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.invoke.MethodHandle;
import java.security.MessageDigest;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Optional;

/**
 * OpenSSL's library, where the system has it, by its calls that read no configuration and load no provider (SHA256_Init(3),
 * MD5_Init(3)): the two digests that a scan spends most of its time on. Thread-safe.
 */
public final class CryptoLibrary {
    private static final List<String> NAMES = List.of("libcrypto.so.3", "libcrypto.so.1.1");

    /** SHA256_CTX has 112 bytes and MD5_CTX 92 on all architectures (openssl/sha.h, openssl/md5.h). */
    private static final int STATE_LONGS = 128 / Long.BYTES;

    private CryptoLibrary() {}

    /** The system's, which is loaded when the first file is; where it has none that computes what Java does, nothing is offered. */
    public static Optional<MessageDigest> digest(String algorithm) {
        return switch (algorithm) {
            case "SHA-256" -> Loaded.SHA_256.map(Digest::new);
            case "MD5" -> Loaded.MD5.map(Digest::new);
            default -> Optional.empty();
        };
    }

    private static Optional<Calls> load(String algorithm, int bytes, String prefix) {
        return NAMES.stream()
                .flatMap(name -> open(name, algorithm, bytes, prefix).stream())
                .findFirst()
                .filter(calls -> FileDigest.isRight(new Digest(calls)));
    }

    @SuppressWarnings("restricted") // native access is what this package is for
    private static Optional<Calls> open(String name, String algorithm, int bytes, String prefix) {
        try {
            SymbolLookup library = SymbolLookup.libraryLookup(name, Arena.global());
            return Optional.of(new Calls(
                    algorithm,
                    bytes,
                    call(library, prefix + "_Init", FunctionDescriptor.of(JAVA_INT, ADDRESS)),
                    call(library, prefix + "_Update", FunctionDescriptor.of(JAVA_INT, ADDRESS, ADDRESS, JAVA_LONG)),
                    call(library, prefix + "_Final", FunctionDescriptor.of(JAVA_INT, ADDRESS, ADDRESS))));
        } catch (IllegalArgumentException | NoSuchElementException e) {
            return Optional.empty();
        }
    }

    @SuppressWarnings("restricted") // native access is what this package is for
    private static MethodHandle call(SymbolLookup library, String name, FunctionDescriptor form) {
        return Linker.nativeLinker().downcallHandle(library.findOrThrow(name), form, Linker.Option.critical(true));
    }

    /** Apart, since a process that reads no file needs none of it. */
    private static final class Loaded {
        static final Optional<Calls> SHA_256 = load("SHA-256", 32, "SHA256");
        static final Optional<Calls> MD5 = load("MD5", 16, "MD5");
    }

    /** Each takes arrays of Java's as they lie, and gives 1. */
    private record Calls(String algorithm, int bytes, MethodHandle init, MethodHandle update, MethodHandle finish) {}

    private static final class Digest extends SlicedDigest {
        private final Calls calls;
        private final MemorySegment state = MemorySegment.ofArray(new long[STATE_LONGS]);

        Digest(Calls calls) {
            super(calls.algorithm, calls.bytes);
            this.calls = calls;
        }

        @Override
        protected void begin() {
            try {
                require((int) calls.init.invokeExact(state));
            } catch (Throwable t) {
                throw LibC.unexpected(t);
            }
        }

        @Override
        protected void take(byte[] bytes, int from, int count) {
            MemorySegment slice = MemorySegment.ofArray(bytes).asSlice(from, count);
            try {
                require((int) calls.update.invokeExact(state, slice, (long) count));
            } catch (Throwable t) {
                throw LibC.unexpected(t);
            }
        }

        @Override
        protected void end(byte[] digest) {
            try {
                require((int) calls.finish.invokeExact(MemorySegment.ofArray(digest), state));
            } catch (Throwable t) {
                throw LibC.unexpected(t);
            }
        }

        private void require(int one) {
            if (one != 1) {
                throw new IllegalStateException(calls.algorithm + " of the system's library failed");
            }
        }
    }
}
