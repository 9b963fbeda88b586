package bzh.vigie.agent.host.windows;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.util.OptionalLong;

/**
 * The clocks of Windows that nobody sets ("Windows Time", "QueryUnbiasedInterruptTime" of the Windows documentation). One goes on
 * while the PC sleeps, the other stands still; {@code System.nanoTime} goes on as well, since the performance counter does. Both
 * outlive a fast startup, which wakes the kernel that was put to sleep. Safe for any thread.
 */
public final class SystemTimes {
    private static final long MICROS_PER_MILLI = 1_000;
    private static final long NANOS_PER_UNIT = 100;

    private static final MethodHandle TICKS = Kernel32.call("GetTickCount64", JAVA_LONG);
    private static final MethodHandle UNBIASED = Kernel32.call("QueryUnbiasedInterruptTime", JAVA_INT, ADDRESS);

    private SystemTimes() {}

    /** Microseconds since the kernel started, sleep included, in steps of 10 to 16 ms. */
    public static OptionalLong uptimeMicros() {
        try {
            return OptionalLong.of((long) TICKS.invokeExact() * MICROS_PER_MILLI);
        } catch (Throwable t) {
            throw NativeCalls.unexpected(t);
        }
    }

    /** Nanoseconds since then during which the PC was awake, in steps of up to 16 ms. */
    public static long awakeNanos() {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment time = arena.allocate(JAVA_LONG);
            int ignored = (int) UNBIASED.invokeExact(time);
            return time.get(JAVA_LONG, 0) * NANOS_PER_UNIT;
        } catch (Throwable t) {
            throw NativeCalls.unexpected(t);
        }
    }
}
