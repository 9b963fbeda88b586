package bzh.vigie.agent.source;

import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * What one source may give in a second, with a reserve for bursts, so that a fork bomb drowns neither the other sources nor
 * the spool. Thread-safe.
 */
final class Quota {
    private final long perSecond;
    private final long reserve;
    private final LongSupplier nanos;
    private long tokens;
    private long filled;

    Quota(long perSecond, long reserve, LongSupplier nanos) {
        this.perSecond = perSecond;
        this.reserve = reserve;
        this.nanos = nanos;
        tokens = reserve;
        filled = nanos.getAsLong();
    }

    /** Takes one; false when there is none. */
    synchronized boolean take() {
        if (tokens == 0) {
            long now = nanos.getAsLong();
            long earned = (now - filled) / (TimeUnit.SECONDS.toNanos(1) / perSecond);
            if (earned > 0) {
                tokens = Math.min(reserve, earned);
                filled = now;
            }
        } else if (tokens == reserve) {
            filled = nanos.getAsLong();
        }
        if (tokens == 0) {
            return false;
        }
        tokens--;
        return true;
    }
}
