package bzh.vigie.agent.budget;

import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * Collects garbage when the heap has grown since the last time, so that what a pass of the inventory needed goes back to the
 * system; left to itself the heap keeps the largest size that it ever had. Takes about a thousandth of the processor at most,
 * since the pause after a collection is as long as a thousand of it; a fiftieth where much garbage is made. Not thread-safe.
 */
public final class GiveBack {
    private static final long GROWN = 2L << 20;

    /**
     * How often.
     *
     * @param share of the processor: the pause after a collection is so many times as long as the collection
     * @param atLeast the shortest pause
     * @param atMost the longest: on a busy machine a collection waits itself, which is no reason to keep its memory from the others
     */
    private record Pace(long share, Duration atLeast, Duration atMost) {
        private static final Pace USUAL = new Pace(1_000, Duration.ofSeconds(20), Duration.ofSeconds(30));
        private static final Pace BUSY = new Pace(50, Duration.ofMillis(500), Duration.ofSeconds(5));
    }

    private final LongSupplier heap;
    private final Runnable collect;
    private final LongSupplier nanos;
    private final Pace pace;
    private long after;
    private long next;

    /**
     * One that measures growth from now on.
     *
     * @param heap bytes that the heap holds of the system, used or not
     * @param collect collects all garbage and shrinks the heap
     * @param nanos a clock that never goes back
     */
    public GiveBack(LongSupplier heap, Runnable collect, LongSupplier nanos) {
        this(heap, collect, nanos, Pace.USUAL);
    }

    /** One for work that makes much garbage and keeps little, as long as it goes on. */
    public static GiveBack busy(LongSupplier heap, Runnable collect, LongSupplier nanos) {
        return new GiveBack(heap, collect, nanos, Pace.BUSY);
    }

    private GiveBack(LongSupplier heap, Runnable collect, LongSupplier nanos, Pace pace) {
        this.pace = pace;
        this.heap = heap;
        this.collect = collect;
        this.nanos = nanos;
        after = heap.getAsLong();
        next = nanos.getAsLong();
    }

    /** To be called every few seconds. */
    public void look() {
        long began = nanos.getAsLong();
        if (began - next < 0 || heap.getAsLong() - after < GROWN) {
            return;
        }
        collect.run();
        long ended = nanos.getAsLong();
        after = heap.getAsLong();
        next = ended
                + Math.clamp(
                        (ended - began) * pace.share(),
                        pace.atLeast().toNanos(),
                        pace.atMost().toNanos());
    }
}
