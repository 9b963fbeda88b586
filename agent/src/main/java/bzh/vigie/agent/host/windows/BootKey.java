package bzh.vigie.agent.host.windows;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.security.SecureRandom;
import java.util.Optional;

/**
 * The id of this boot: 32 hex digits at random, which the agent puts into a key of the registry that lives in memory alone
 * ({@code HKLM\SOFTWARE\VigieBoot}, REG_OPTION_VOLATILE) and that only SYSTEM and administrators may write or read. It ends with the
 * kernel: a restart makes another one; sleep, hibernation and a fast startup, which wakes a kernel that was put to sleep, keep it.
 * What somebody else put there and is no id is replaced. Safe for any thread, and for several processes at once.
 */
public final class BootKey {
    private static final String KEY = KernelNames.MACHINE + "\\SOFTWARE\\VigieBoot";
    private static final String VALUE = "Id";
    private static final int QUERY_AND_SET = 0x1 | 0x2;
    private static final int VOLATILE = 0x1;

    /** KEY_VALUE_PARTIAL_INFORMATION. */
    private static final int PARTIAL = 2;

    private static final int BUFFER = 256;

    private static final MethodHandle CREATE =
            Ntdll.call("NtCreateKey", ADDRESS, JAVA_INT, ADDRESS, JAVA_INT, ADDRESS, JAVA_INT, ADDRESS);
    private static final MethodHandle QUERY =
            Ntdll.call("NtQueryValueKey", JAVA_LONG, ADDRESS, JAVA_INT, ADDRESS, JAVA_INT, ADDRESS);
    private static final MethodHandle SET =
            Ntdll.call("NtSetValueKey", JAVA_LONG, ADDRESS, JAVA_INT, JAVA_INT, ADDRESS, JAVA_INT);

    private BootKey() {}

    /** The id, made where there is none yet; empty where this account may not make it. */
    public static Optional<String> id(SecureRandom random) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment handle = arena.allocate(ADDRESS);
            MemorySegment attributes = NewObject.attributes(arena, KEY, PrivateDescriptor.forKey());
            int status = (int) CREATE.invokeExact(
                    handle, QUERY_AND_SET, attributes, 0, MemorySegment.NULL, VOLATILE, MemorySegment.NULL);
            if (!NtStatus.isSuccess(status)) {
                return Optional.empty();
            }
            long key = handle.get(JAVA_LONG, 0);
            try {
                Optional<String> there = read(arena, key);
                return there.isPresent() ? there : make(arena, key, random);
            } finally {
                Ntdll.close(key);
            }
        } catch (Throwable t) {
            throw NativeCalls.unexpected(t);
        }
    }

    private static Optional<String> make(Arena arena, long key, SecureRandom random) throws Throwable {
        byte[] made = new byte[BootValue.BYTES];
        random.nextBytes(made);
        MemorySegment data = arena.allocate(BootValue.BYTES, 8);
        MemorySegment.copy(made, 0, data, JAVA_BYTE, 0, BootValue.BYTES);
        int ignored = (int)
                SET.invokeExact(key, NewObject.name(arena, VALUE), 0, BootValue.REG_BINARY, data, BootValue.BYTES);
        // Read again: another process may have been as fast.
        return read(arena, key);
    }

    private static Optional<String> read(Arena arena, long key) throws Throwable {
        MemorySegment buffer = arena.allocate(BUFFER, 8);
        int status = (int)
                QUERY.invokeExact(key, NewObject.name(arena, VALUE), PARTIAL, buffer, BUFFER, arena.allocate(JAVA_INT));
        return NtStatus.isSuccess(status) ? BootValue.parse(buffer.toArray(JAVA_BYTE)) : Optional.empty();
    }
}
