package bzh.vigie.agent.host.windows;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;

/**
 * Whom the agent lets go first ("Scheduling Priorities", SetPriorityClass, SetThreadPriority, SetProcessInformation of the Windows
 * documentation). The process as a whole stands below ordinary ones and is content with the efficient processors; it is not the
 * idle class, in which a busy PC would leave no time to those who receive events before the kernel drops them: their threads go
 * ahead within the class, as high as an ordinary program. What reads the inventory goes last, for processors, disks and memory.
 * What Windows refuses stays as it is. Safe for any thread.
 */
public final class Priority {
    private static final int BELOW_NORMAL_PRIORITY_CLASS = 0x4000;
    private static final int THREAD_PRIORITY_HIGHEST = 2;
    private static final int THREAD_MODE_BACKGROUND_BEGIN = 0x0001_0000;
    private static final int THREAD_MODE_BACKGROUND_END = 0x0002_0000;

    /** PROCESS_INFORMATION_CLASS; PROCESS_POWER_THROTTLING_STATE: version u32 · what is controlled u32 · what is on u32. */
    private static final int POWER_THROTTLING = 4;

    private static final int POWER_THROTTLING_BYTES = 12;
    private static final int EXECUTION_SPEED = 1;

    private static final MethodHandle PROCESS_CLASS = Kernel32.call("SetPriorityClass", JAVA_INT, JAVA_LONG, JAVA_INT);
    private static final MethodHandle THREAD = Kernel32.call("SetThreadPriority", JAVA_INT, JAVA_LONG, JAVA_INT);
    private static final MethodHandle PROCESS =
            Kernel32.call("SetProcessInformation", JAVA_INT, JAVA_LONG, JAVA_INT, ADDRESS, JAVA_INT);

    private Priority() {}

    /** The process stands below ordinary ones from now on; whether Windows took it. */
    public static boolean lower() {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment throttling = arena.allocate(POWER_THROTTLING_BYTES, 4);
            throttling.set(JAVA_INT, 0, 1);
            throttling.set(JAVA_INT, 4, EXECUTION_SPEED);
            throttling.set(JAVA_INT, 8, EXECUTION_SPEED);
            // Windows before 10 build 16299 has no such thing.
            int ignored = (int)
                    PROCESS.invokeExact(Kernel32.THIS_PROCESS, POWER_THROTTLING, throttling, POWER_THROTTLING_BYTES);
            return (int) PROCESS_CLASS.invokeExact(Kernel32.THIS_PROCESS, BELOW_NORMAL_PRIORITY_CLASS) != 0;
        } catch (Throwable t) {
            throw NativeCalls.unexpected(t);
        }
    }

    /** The calling thread receives what would be lost otherwise; whether Windows took it. */
    public static boolean ahead() {
        return thread(THREAD_PRIORITY_HIGHEST);
    }

    /** The calling thread goes last, for processors, disks and memory, or no longer; whether Windows took it. */
    public static boolean background(boolean on) {
        return thread(on ? THREAD_MODE_BACKGROUND_BEGIN : THREAD_MODE_BACKGROUND_END);
    }

    private static boolean thread(int priority) {
        try {
            return (int) THREAD.invokeExact(Kernel32.THIS_THREAD, priority) != 0;
        } catch (Throwable t) {
            throw NativeCalls.unexpected(t);
        }
    }
}
