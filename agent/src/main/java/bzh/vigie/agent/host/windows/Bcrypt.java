package bzh.vigie.agent.host.windows;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import bzh.vigie.agent.host.FileDigest;
import bzh.vigie.agent.host.SlicedDigest;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * Windows' own digests, "Cryptography API: Next Generation" (bcrypt.h): SHA-256 and SHA-1, of which each program has several.
 * Thread-safe.
 */
public final class Bcrypt {
    private static final MethodHandle OPEN =
            NativeCalls.call("bcrypt", "BCryptOpenAlgorithmProvider", JAVA_INT, ADDRESS, ADDRESS, ADDRESS, JAVA_INT);
    private static final MethodHandle CREATE = NativeCalls.call(
            "bcrypt", "BCryptCreateHash", JAVA_INT, ADDRESS, ADDRESS, ADDRESS, JAVA_INT, ADDRESS, JAVA_INT, JAVA_INT);
    private static final MethodHandle TAKE = critical("BCryptHashData");
    private static final MethodHandle FINISH = critical("BCryptFinishHash");
    private static final MethodHandle DESTROY = NativeCalls.call("bcrypt", "BCryptDestroyHash", JAVA_INT, ADDRESS);

    private static final Optional<Kind> SHA_256 = open("SHA-256", "SHA256", 32);
    private static final Optional<Kind> SHA_1 = open("SHA-1", "SHA1", 20);

    private Bcrypt() {}

    /** A new computation by Java's name of it; empty where this Windows does not offer it, or computes something else. */
    public static Optional<MessageDigest> digest(String algorithm) {
        Optional<Kind> kind = switch (algorithm) {
            case "SHA-256" -> SHA_256;
            case "SHA-1" -> SHA_1;
            default -> Optional.empty();
        };
        return kind.map(Digest::new);
    }

    private static MethodHandle critical(String name) {
        return NativeCalls.call(
                "bcrypt",
                name,
                FunctionDescriptor.of(JAVA_INT, ADDRESS, ADDRESS, JAVA_INT, JAVA_INT),
                Linker.Option.critical(true));
    }

    private static Optional<Kind> open(String java, String windows, int length) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment provider = arena.allocate(ADDRESS);
            MemorySegment name = arena.allocateFrom(windows, StandardCharsets.UTF_16LE);
            int status = (int) OPEN.invokeExact(provider, name, MemorySegment.NULL, 0);
            return status < 0
                    ? Optional.empty()
                    : Optional.of(new Kind(java, length, provider.get(ADDRESS, 0)))
                            .filter(kind -> FileDigest.isRight(new Digest(kind)));
        } catch (Throwable t) {
            throw NativeCalls.unexpected(t);
        }
    }

    /** An algorithm whose provider stays open. */
    private record Kind(String name, int length, MemorySegment provider) {}

    /** A handle of Windows', destroyed once: when the computation ends, or when it is forgotten. */
    private static final class Hash {
        private final MemorySegment handle;
        private final AtomicBoolean destroyed = new AtomicBoolean();

        Hash(MemorySegment created) {
            handle = whenForgotten(created, destroyed);
        }

        void destroy() {
            destroy(handle, destroyed);
        }

        @SuppressWarnings("restricted") // native access is what this package is for
        private static MemorySegment whenForgotten(MemorySegment handle, AtomicBoolean destroyed) {
            return handle.reinterpret(Arena.ofAuto(), forgotten -> destroy(forgotten, destroyed));
        }

        private static void destroy(MemorySegment handle, AtomicBoolean destroyed) {
            if (destroyed.compareAndSet(false, true)) {
                try {
                    int ignored = (int) DESTROY.invokeExact(handle);
                } catch (Throwable t) {
                    throw NativeCalls.unexpected(t);
                }
            }
        }
    }

    private static final class Digest extends SlicedDigest {
        private final Kind kind;
        private @Nullable Hash hash;

        Digest(Kind kind) {
            super(kind.name, kind.length);
            this.kind = kind;
        }

        @Override
        protected void begin() {
            try (Arena arena = Arena.ofConfined()) {
                MemorySegment created = arena.allocate(ADDRESS);
                require((int)
                        CREATE.invokeExact(kind.provider, created, MemorySegment.NULL, 0, MemorySegment.NULL, 0, 0));
                hash = new Hash(created.get(ADDRESS, 0));
            } catch (Throwable t) {
                throw NativeCalls.unexpected(t);
            }
        }

        @Override
        protected void take(byte[] bytes, int from, int count) {
            MemorySegment slice = MemorySegment.ofArray(bytes).asSlice(from, count);
            try {
                require((int) TAKE.invokeExact(begun().handle, slice, count, 0));
            } catch (Throwable t) {
                throw NativeCalls.unexpected(t);
            }
        }

        @Override
        protected void end(byte[] digest) {
            Hash ending = begun();
            try {
                require((int) FINISH.invokeExact(ending.handle, MemorySegment.ofArray(digest), digest.length, 0));
            } catch (Throwable t) {
                throw NativeCalls.unexpected(t);
            } finally {
                ending.destroy();
            }
        }

        private Hash begun() {
            return Objects.requireNonNull(hash, "begun before");
        }

        /** An NTSTATUS below zero is an error. */
        private static void require(int status) {
            if (status < 0) {
                throw new IllegalStateException("a digest of Windows' failed: 0x" + Integer.toHexString(status));
            }
        }
    }
}
