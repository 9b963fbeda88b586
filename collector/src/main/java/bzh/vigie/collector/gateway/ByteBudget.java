package bzh.vigie.collector.gateway;

import java.util.concurrent.atomic.AtomicLong;

/** Bytes that all connections together may hold in memory: received, or about to be, and not yet durable. Thread-safe. */
final class ByteBudget {
    private final long most;
    private final AtomicLong held = new AtomicLong();

    ByteBudget(long most) {
        this.most = most;
    }

    /** Takes that many, or none. */
    boolean take(long bytes) {
        if (held.addAndGet(bytes) > most) {
            held.addAndGet(-bytes);
            return false;
        }
        return true;
    }

    void giveBack(long bytes) {
        held.addAndGet(-bytes);
    }

    /** Whether so little is left that nobody new should begin to send. */
    boolean tight() {
        return held.get() > most / 4 * 3;
    }

    long held() {
        return held.get();
    }
}
