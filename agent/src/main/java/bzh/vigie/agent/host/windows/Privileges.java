package bzh.vigie.agent.host.windows;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.util.List;
import java.util.Set;
import java.util.function.Function;

/**
 * The privileges of this process, by the names that Windows gives them ("Privilege Constants"): those of its token, which all its
 * threads use. Safe for any thread.
 */
public final class Privileges {
    /** Whoever has it switched on and says that it reads for a backup reads every file, whatever its access list says. */
    public static final String BACKUP = KeptPrivileges.BACKUP;

    private static final long THIS_PROCESS = -1;
    private static final int QUERY_AND_ADJUST = 0x8 | 0x20;
    private static final int TOKEN_PRIVILEGES = 3;
    private static final int BYTES = 2_048;

    private static final MethodHandle OPEN_TOKEN = Ntdll.call("NtOpenProcessToken", JAVA_LONG, JAVA_INT, ADDRESS);
    private static final MethodHandle QUERY_TOKEN =
            Ntdll.call("NtQueryInformationToken", JAVA_LONG, JAVA_INT, ADDRESS, JAVA_INT, ADDRESS);
    private static final MethodHandle ADJUST =
            Ntdll.call("NtAdjustPrivilegesToken", JAVA_LONG, JAVA_BYTE, ADDRESS, JAVA_INT, ADDRESS, ADDRESS);

    private Privileges() {}

    /** Switches these on as far as the process has them; gives all that are switched on afterwards, none where nobody can tell. */
    public static Set<String> enable(String... names) {
        return adjusted(had -> TokenPrivileges.of(List.of(names), TokenPrivileges.ENABLED))
                .enabled();
    }

    /** Gives up all but these, until the process ends; gives those that it has afterwards, none where nobody can tell. */
    public static Set<String> keepOnly(Set<String> names) {
        return adjusted(had -> had.withoutThese(names)).names();
    }

    private static TokenPrivileges adjusted(Function<TokenPrivileges, TokenPrivileges> change) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment token = arena.allocate(ADDRESS);
            int status = (int) OPEN_TOKEN.invokeExact(THIS_PROCESS, QUERY_AND_ADJUST, token);
            if (!NtStatus.isSuccess(status)) {
                return TokenPrivileges.parse(new byte[0]);
            }
            long handle = token.get(JAVA_LONG, 0);
            try {
                // One that the process does not have is passed over, and the answer says so: what there is tells the
                // same.
                byte[] wanted = change.apply(told(handle, arena)).bytes();
                MemorySegment privileges = arena.allocate(wanted.length, 8);
                MemorySegment.copy(wanted, 0, privileges, JAVA_BYTE, 0, wanted.length);
                int ignored = (int) ADJUST.invokeExact(
                        handle, (byte) 0, privileges, wanted.length, MemorySegment.NULL, MemorySegment.NULL);
                return told(handle, arena);
            } finally {
                Ntdll.close(handle);
            }
        } catch (Throwable t) {
            throw NativeCalls.unexpected(t);
        }
    }

    private static TokenPrivileges told(long token, Arena arena) throws Throwable {
        MemorySegment buffer = arena.allocate(BYTES, 8);
        int status = (int) QUERY_TOKEN.invokeExact(token, TOKEN_PRIVILEGES, buffer, BYTES, arena.allocate(JAVA_INT));
        return TokenPrivileges.parse(NtStatus.isSuccess(status) ? buffer.toArray(JAVA_BYTE) : new byte[0]);
    }
}
