package bzh.vigie.agent;

import bzh.vigie.agent.budget.MachineActivity;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * Notices that this process stood still though the machine ran: SIGSTOP, a frozen cgroup, a debugger. Sleep of the machine is none,
 * since the clock stands still meanwhile; nor is a load that leaves this process no processor, which the kernel counts as waiting;
 * nor a virtual machine that was paused, in which nobody else ran either. Looks on a thread that does nothing else. Thread-safe.
 */
final class StandstillWatch implements AutoCloseable {
    private static final Duration EVERY = Duration.ofSeconds(5);
    private static final Duration LEAST = Duration.ofSeconds(30);

    /** A Linux on which nobody works has a few times as many context switches a second. */
    private static final long SWITCHES_A_SECOND = 20;

    private final LongSupplier awakeNanos;
    private final Supplier<Optional<MachineActivity>> activity;
    private final Thread thread =
            Thread.ofPlatform().name("vigie-standstill").daemon().unstarted(this::watch);
    private volatile boolean closed;
    private Duration stood = Duration.ZERO;
    private long lastAwake;
    private Optional<MachineActivity> last = Optional.empty();

    /**
     * Not started yet.
     *
     * @param awakeNanos stands still while the machine sleeps
     * @param activity of the machine and of the calling thread; empty where that is not known, and then nothing is noticed
     */
    StandstillWatch(LongSupplier awakeNanos, Supplier<Optional<MachineActivity>> activity) {
        this.awakeNanos = awakeNanos;
        this.activity = activity;
    }

    void start() {
        thread.start();
    }

    /** Looks; always on the same thread. */
    void look() {
        long awake = awakeNanos.getAsLong();
        Optional<MachineActivity> now = activity.get();
        if (last.isPresent() && now.isPresent()) {
            Duration passed = Duration.ofNanos(awake - lastAwake);
            long switches = now.get().switches() - last.get().switches();
            long waited = now.get().waitedNanos() - last.get().waitedNanos();
            if (passed.compareTo(LEAST) >= 0
                    && switches >= passed.toSeconds() * SWITCHES_A_SECOND
                    && waited < passed.toNanos() / 2) {
                add(passed);
            }
        }
        lastAwake = awake;
        last = now;
    }

    private synchronized void add(Duration passed) {
        stood = stood.plus(passed);
    }

    /** For how long it stood still since this was asked last; zero for not. */
    synchronized Duration take() {
        Duration taken = stood;
        stood = Duration.ZERO;
        return taken;
    }

    private void watch() {
        while (!closed) {
            look();
            LockSupport.parkNanos(EVERY.toNanos());
        }
    }

    @Override
    public void close() {
        closed = true;
        LockSupport.unpark(thread);
    }
}
