package bzh.vigie.agent.host.linux;

import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.lang.invoke.MethodHandle;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;

/** Runs something on a thread of its own that has no rights, whatever the others have: credentials belong to threads on Linux. */
public final class AsNobody {
    private static final long SYS_SETGROUPS = LibC.arm() ? 159 : 116;
    private static final long SYS_SETRESUID = LibC.arm() ? 147 : 117;
    private static final long NOBODY = 65_534;
    private static final MethodHandle CALL =
            LibC.call("syscall", JAVA_LONG, 1, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG);

    private AsNobody() {}

    /** Runs it to its end; where this process is not the superuser's, with the rights it has. */
    public static void run(boolean superuser, Runnable what) throws InterruptedException {
        AtomicReference<Optional<Throwable>> failed = new AtomicReference<>(Optional.empty());
        Thread thread = Thread.ofPlatform().unstarted(() -> {
            if (superuser) {
                assertEquals(0, call(SYS_SETGROUPS, 0, 0, 0));
                assertEquals(0, call(SYS_SETRESUID, NOBODY, NOBODY, NOBODY));
            }
            what.run();
        });
        thread.setUncaughtExceptionHandler((t, e) -> failed.set(Optional.of(e)));
        thread.start();
        thread.join();
        assertEquals(Optional.empty(), failed.get());
    }

    private static long call(long number, long a, long b, long c) {
        try {
            return (long) CALL.invokeExact(LibC.state(), number, a, b, c, 0L, 0L);
        } catch (Throwable t) {
            throw LibC.unexpected(t);
        }
    }
}
