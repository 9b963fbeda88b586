package bzh.vigie.agent.host.linux;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;

/**
 * Gives up rights of the calling thread alone, and so of the processes that it starts: credentials, capabilities, name spaces and
 * priorities belong to threads on Linux (credentials(7), capabilities(7)); libc's own calls, which change all threads, are passed
 * over. What the agent has not the right to do is left as it is: without the superuser's rights there are none to give up.
 */
final class LowerRights {
    private static final long SYS_SETGROUPS = LibC.arm() ? 159 : 116;
    private static final long SYS_SETRESGID = LibC.arm() ? 149 : 119;
    private static final long SYS_SETRESUID = LibC.arm() ? 147 : 117;
    private static final long SYS_CAPGET = LibC.arm() ? 90 : 125;
    private static final long SYS_CAPSET = LibC.arm() ? 91 : 126;
    private static final long SYS_UNSHARE = LibC.arm() ? 97 : 272;
    private static final long SYS_IOPRIO_SET = LibC.arm() ? 30 : 251;
    private static final long SYS_PRCTL = LibC.arm() ? 167 : 157;

    private static final long CLONE_NEWNET = 0x40000000;
    private static final long IOPRIO_WHO_PROCESS = 1;
    private static final long IOPRIO_IDLE = 3L << 13;
    private static final long PR_SET_PDEATHSIG = 1;
    private static final long PR_SET_DUMPABLE = 4;
    private static final long PR_SET_KEEPCAPS = 8;
    private static final long PR_CAPBSET_DROP = 24;
    private static final long PR_SET_NO_NEW_PRIVS = 38;
    private static final long PR_CAP_AMBIENT = 47;
    private static final long PR_CAP_AMBIENT_RAISE = 2;
    private static final long SIGKILL = 9;
    private static final int CAP_DAC_READ_SEARCH = 2;
    private static final int CAP_LAST = 63;
    private static final int CAPABILITY_VERSION_3 = 0x20080522;
    private static final int SETS_BYTES = 24;
    private static final int PERMITTED = 4;
    private static final int INHERITABLE = 8;

    /** The account without rights that every Linux has (nobody). */
    private static final long NOBODY = 65_534;

    static final int NICEST = 19;

    private static final MethodHandle CALL =
            LibC.call("syscall", JAVA_LONG, 1, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG);
    private static final MethodHandle CALL_WITH_BUFFERS =
            LibC.call("syscall", JAVA_LONG, 1, JAVA_LONG, ADDRESS, ADDRESS);

    private LowerRights() {}

    /** There is no network any more; comes before {@link #toReadingOnly}, which takes the right to do that. */
    static void withoutNetwork() {
        attempt(SYS_UNSHARE, CLONE_NEWNET, 0, 0);
    }

    /** What is left: to read every file. As nobody, where the thread may keep that right. */
    static void toReadingOnly() {
        if (mayRead()) {
            becomeNobodyWhoReads();
        }
        attempt(SYS_PRCTL, PR_SET_NO_NEW_PRIVS, 1, 0);
    }

    /** Nothing is left: what everybody may read. */
    static void toNothing() {
        becomeNobody(0);
        attempt(SYS_PRCTL, PR_SET_NO_NEW_PRIVS, 1, 0);
    }

    private static void becomeNobodyWhoReads() {
        attempt(SYS_PRCTL, PR_SET_KEEPCAPS, 1, 0);
        becomeNobody(1 << CAP_DAC_READ_SEARCH);
        // A program that nobody starts has no capabilities but the ambient ones.
        attempt(SYS_PRCTL, PR_CAP_AMBIENT, PR_CAP_AMBIENT_RAISE, CAP_DAC_READ_SEARCH);
    }

    /** @param kept capabilities, a bit each */
    private static void becomeNobody(int kept) {
        for (int each = 0; each <= CAP_LAST; each++) {
            if (each >= Integer.SIZE || (kept & 1 << each) == 0) {
                attempt(SYS_PRCTL, PR_CAPBSET_DROP, each, 0);
            }
        }
        attempt(SYS_SETGROUPS, 0, 0, 0);
        attempt(SYS_SETRESGID, NOBODY, NOBODY, NOBODY);
        attempt(SYS_SETRESUID, NOBODY, NOBODY, NOBODY);
        keepOnly(kept);
    }

    /** The calling thread comes last, for the processor and for disks. */
    static void comeLast() {
        int ignored = SystemCalls.niceThread(0, NICEST);
        attempt(SYS_IOPRIO_SET, IOPRIO_WHO_PROCESS, 0, IOPRIO_IDLE);
    }

    /**
     * The calling process is killed when the thread that started it ends, and no other process of its account may look into it.
     * What {@code /proc} shows of it then belongs to the superuser, as what it shows of the agent does.
     */
    static void endWithParent() {
        attempt(SYS_PRCTL, PR_SET_PDEATHSIG, SIGKILL, 0);
        attempt(SYS_PRCTL, PR_SET_DUMPABLE, 0, 0);
    }

    /** Whether the thread has the right to read every file, which it could otherwise not keep as nobody. */
    private static boolean mayRead() {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment sets = arena.allocate(SETS_BYTES, 4);
            return capabilities(SYS_CAPGET, arena, sets) == 0
                    && (sets.get(ValueLayout.JAVA_INT, PERMITTED) & 1 << CAP_DAC_READ_SEARCH) != 0;
        }
    }

    private static void keepOnly(int kept) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment sets = arena.allocate(SETS_BYTES, 4);
            for (int at = 0; at <= INHERITABLE; at += 4) {
                sets.set(ValueLayout.JAVA_INT, at, kept);
            }
            long ignored = capabilities(SYS_CAPSET, arena, sets);
        }
    }

    /** Two structs __user_cap_data_struct (effective, permitted, inheritable; u32 each), the second for capabilities from 32 on. */
    private static long capabilities(long call, Arena arena, MemorySegment sets) {
        // struct __user_cap_header_struct: version u32, pid u32
        MemorySegment header = arena.allocate(8, 4);
        header.set(ValueLayout.JAVA_INT, 0, CAPABILITY_VERSION_3);
        try {
            return (long) CALL_WITH_BUFFERS.invokeExact(LibC.state(), call, header, sets);
        } catch (Throwable t) {
            throw LibC.unexpected(t);
        }
    }

    /** What the kernel refuses, stays as it is. */
    private static void attempt(long number, long a, long b, long c) {
        try {
            long ignored = (long) CALL.invokeExact(LibC.state(), number, a, b, c, 0L, 0L);
        } catch (Throwable t) {
            throw LibC.unexpected(t);
        }
    }
}
