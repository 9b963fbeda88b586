package bzh.vigie.agent.host.windows;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.util.Optional;

/**
 * What this process has used of the machine, by GetProcessTimes, K32GetProcessMemoryInfo and the list of processes that
 * CreateToolhelp32Snapshot takes (processthreadsapi.h, psapi.h, tlhelp32.h).
 *
 * @param workingSetBytes memory in use now, shared pages included
 * @param privateBytes memory that is this process's alone, in use or paged out
 * @param cpuMicros processor time since its start, user and system
 * @param threads now; 0 where that cannot be told
 */
public record OwnProcess(long workingSetBytes, long privateBytes, long cpuMicros, int threads) {
    /** PROCESS_MEMORY_COUNTERS_EX: size u32 · faults u32 · eight times u64, of which the second is the working set · private u64. */
    private static final int COUNTERS_BYTES = 80;

    private static final int WORKING_SET = 16;
    private static final int PRIVATE_USAGE = 72;

    /** PROCESSENTRY32W: size u32 · … · 8 process u32 · … · 28 threads u32 · … · 44 name, 260 units. */
    private static final int ENTRY_BYTES = 568;

    private static final int ENTRY_PROCESS = 8;
    private static final int ENTRY_THREADS = 28;
    private static final int PROCESSES = 0x2;
    private static final int MOST_PROCESSES = 65_536;
    private static final long UNITS_PER_MICRO = 10;
    private static final long INVALID = -1;

    private static final MethodHandle TIMES =
            Kernel32.call("GetProcessTimes", JAVA_INT, JAVA_LONG, ADDRESS, ADDRESS, ADDRESS, ADDRESS);
    private static final MethodHandle MEMORY =
            Kernel32.call("K32GetProcessMemoryInfo", JAVA_INT, JAVA_LONG, ADDRESS, JAVA_INT);
    private static final MethodHandle SNAPSHOT =
            Kernel32.call("CreateToolhelp32Snapshot", JAVA_LONG, JAVA_INT, JAVA_INT);
    private static final MethodHandle FIRST = Kernel32.call("Process32FirstW", JAVA_INT, JAVA_LONG, ADDRESS);
    private static final MethodHandle NEXT = Kernel32.call("Process32NextW", JAVA_INT, JAVA_LONG, ADDRESS);

    /** Asks Windows; empty where it does not tell. */
    public static Optional<OwnProcess> read() {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment times = arena.allocate(32, 8);
            MemorySegment counters = arena.allocate(COUNTERS_BYTES, 8);
            counters.set(JAVA_INT, 0, COUNTERS_BYTES);
            int timed = (int) TIMES.invokeExact(
                    Kernel32.THIS_PROCESS, times, times.asSlice(8), times.asSlice(16), times.asSlice(24));
            int counted = (int) MEMORY.invokeExact(Kernel32.THIS_PROCESS, counters, COUNTERS_BYTES);
            return timed == 0 || counted == 0
                    ? Optional.empty()
                    : Optional.of(new OwnProcess(
                            counters.get(JAVA_LONG, WORKING_SET),
                            counters.get(JAVA_LONG, PRIVATE_USAGE),
                            (times.get(JAVA_LONG, 16) + times.get(JAVA_LONG, 24)) / UNITS_PER_MICRO,
                            threads(arena)));
        } catch (Throwable t) {
            throw NativeCalls.unexpected(t);
        }
    }

    private static int threads(Arena arena) throws Throwable {
        int own = (int) ProcessHandle.current().pid();
        long snapshot = (long) SNAPSHOT.invokeExact(PROCESSES, 0);
        if (snapshot == INVALID) {
            return 0;
        }
        try {
            MemorySegment entry = arena.allocate(ENTRY_BYTES, 8);
            entry.set(JAVA_INT, 0, ENTRY_BYTES);
            int more = (int) FIRST.invokeExact(snapshot, entry);
            for (int i = 0; more != 0 && i < MOST_PROCESSES; i++) {
                if (entry.get(JAVA_INT, ENTRY_PROCESS) == own) {
                    return entry.get(JAVA_INT, ENTRY_THREADS);
                }
                more = (int) NEXT.invokeExact(snapshot, entry);
            }
            return 0;
        } finally {
            Ntdll.close(snapshot);
        }
    }
}
