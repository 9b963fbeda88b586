package bzh.vigie.collector.store.lucene;

import bzh.vigie.collector.hunt.Hunting.End;
import bzh.vigie.collector.hunt.Hunting.Progress;
import bzh.vigie.collector.hunt.Hunting.Taker;
import java.time.Duration;

/** Ends a search that takes too long or that nobody waits for any more. One search, one thread. */
final class Watch {
    /** So much is done between two looks at the time. */
    private static final int OFTEN = 2_047;

    /** The search is over before its end. */
    static final class Stopped extends RuntimeException {
        private static final long serialVersionUID = 1L;

        private final End end;

        Stopped(End end) {
            super(end.name(), null, false, false);
            this.end = end;
        }

        End end() {
            return end;
        }
    }

    private final long until;
    private final long all;
    private final Taker taker;
    private long looked;
    private int steps;

    Watch(Duration time, long all, Taker taker) {
        this.until = System.nanoTime() + time.toNanos();
        this.all = all;
        this.taker = taker;
    }

    /** After a little work. */
    void step() {
        if ((++steps & OFTEN) == 0) {
            look();
        }
    }

    /** After much of it. */
    void look() {
        if (System.nanoTime() - until > 0) {
            throw new Stopped(End.TIME);
        }
        if (!taker.goOn(progress())) {
            throw new Stopped(End.CANCELLED);
        }
    }

    void looked(long events) {
        looked += events;
        look();
    }

    Progress progress() {
        return new Progress(looked, Math.max(all, looked));
    }
}
