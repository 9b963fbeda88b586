package bzh.vigie.agent.host.windows;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.nio.charset.StandardCharsets;

/**
 * NetUserEnum, NetLocalGroupEnum and NetLocalGroupGetMembers of netapi32 (Microsoft, lmaccess.h), always of this machine and at levels
 * for which no name is looked up anywhere else. Safe for any thread; a call may wait for the security authority.
 */
final class AccountCalls {
    /** ERROR_MORE_DATA. */
    static final int MORE_DATA = 234;

    private static final int LEVEL_20 = 20;
    private static final int BYTES = 64 << 10;
    private static final int MOST_BYTES = 8 << 20;

    private static final MethodHandle USERS = NativeCalls.call(
            "netapi32",
            "NetUserEnum",
            JAVA_INT,
            ADDRESS,
            JAVA_INT,
            JAVA_INT,
            ADDRESS,
            JAVA_INT,
            ADDRESS,
            ADDRESS,
            ADDRESS);
    private static final MethodHandle GROUPS = NativeCalls.call(
            "netapi32", "NetLocalGroupEnum", JAVA_INT, ADDRESS, JAVA_INT, ADDRESS, JAVA_INT, ADDRESS, ADDRESS, ADDRESS);
    private static final MethodHandle MEMBERS = NativeCalls.call(
            "netapi32",
            "NetLocalGroupGetMembers",
            JAVA_INT,
            ADDRESS,
            ADDRESS,
            JAVA_INT,
            ADDRESS,
            JAVA_INT,
            ADDRESS,
            ADDRESS,
            ADDRESS);
    private static final MethodHandle FREE = NativeCalls.call("netapi32", "NetApiBufferFree", JAVA_INT, ADDRESS);
    private static final MethodHandle SIZE =
            NativeCalls.call("netapi32", "NetApiBufferSize", JAVA_INT, ADDRESS, ADDRESS);

    private AccountCalls() {}

    /** Takes a copy of an answer, where its bytes lay, and how many entries it has. */
    @FunctionalInterface
    interface Taker {
        void take(byte[] bytes, long address, int count);
    }

    /** What a list goes on from, from one call to the next; of the size of the larger of both kinds. */
    static MemorySegment resume(Arena arena) {
        return arena.allocate(JAVA_LONG);
    }

    /** Accounts at level 20; 0, MORE_DATA or another error. */
    static int users(MemorySegment resume, Taker taker) {
        return asked(taker, (buffer, read, total) ->
                (int) USERS.invokeExact(MemorySegment.NULL, LEVEL_20, 0, buffer, BYTES, read, total, resume));
    }

    /** Groups at level 0, likewise. */
    static int groups(MemorySegment resume, Taker taker) {
        return asked(taker, (buffer, read, total) ->
                (int) GROUPS.invokeExact(MemorySegment.NULL, 0, buffer, BYTES, read, total, resume));
    }

    /** Members of a group at level 0, which is SIDs alone. */
    static int members(String group, MemorySegment resume, Taker taker) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment name = arena.allocateFrom(group, StandardCharsets.UTF_16LE);
            return asked(taker, (buffer, read, total) ->
                    (int) MEMBERS.invokeExact(MemorySegment.NULL, name, 0, buffer, BYTES, read, total, resume));
        }
    }

    @FunctionalInterface
    private interface Question {
        int ask(MemorySegment buffer, MemorySegment read, MemorySegment total) throws Throwable;
    }

    @SuppressWarnings("restricted") // what the system allocated has no size of its own
    private static int asked(Taker taker, Question question) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment buffer = arena.allocate(ADDRESS);
            MemorySegment read = arena.allocate(JAVA_INT);
            int error = question.ask(buffer, read, arena.allocate(JAVA_INT));
            MemorySegment given = buffer.get(ADDRESS, 0);
            if (given.address() == 0) {
                return error;
            }
            try {
                MemorySegment size = arena.allocate(JAVA_INT);
                boolean sized = (int) SIZE.invokeExact(given, size) == 0;
                if (error == 0 || error == MORE_DATA) {
                    int bytes = sized ? Math.clamp(size.get(JAVA_INT, 0), 0, MOST_BYTES) : 0;
                    taker.take(
                            given.reinterpret(bytes).toArray(JAVA_BYTE),
                            given.address(),
                            Math.max(0, read.get(JAVA_INT, 0)));
                }
            } finally {
                int ignored = (int) FREE.invokeExact(given);
            }
            return error;
        } catch (Throwable t) {
            throw NativeCalls.unexpected(t);
        }
    }
}
