package bzh.vigie.agent.persistence;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

/**
 * How often what is noticed again and again is read again. The first change is read at once. A site that changes on is read not
 * before {@value #TIMES} times what its last reading took, and once more after the last change, so that it takes a twentieth of
 * a processor at most; one whose reading takes less than a tenth of a second is so read within two seconds of its change.
 *
 * <p>Sites whose reading takes longer share that twentieth, in equal parts. What they do not take of it is saved up, some seconds
 * of reading at most: the first of it is for changes that follow each other at once (what comes and soon goes again), the rest for
 * those that come a few seconds apart, so that a change is told while what it made is still there and the pauses come after.
 * What one site used up makes no other wait longer than its own part asks for. Times are nanoseconds of one clock. Not
 * thread-safe.
 */
final class Pace {
    static final int TIMES = 20;

    /** What takes longer shares: twenty times that is the two seconds within which a change is to be told. */
    static final Duration DEAR = Duration.ofMillis(100);

    /** So much reading of what is dear is saved up. */
    static final Duration SAVED = Duration.ofSeconds(15);

    /** So much of it may be used without a pause. */
    static final Duration AT_ONCE = Duration.ofSeconds(5);

    /** The rest is used with pauses of so many times what the last reading took. */
    static final int TIMES_SAVED = 4;

    /** Nothing waits longer than this for its own pace. */
    static final Duration MOST = Duration.ofMinutes(10);

    private record Last(long ended, long workNanos) {
        boolean isDear() {
            return workNanos > DEAR.toNanos();
        }
    }

    private final Map<Site.Name, Last> last = new HashMap<>();
    private boolean anyDear;

    /** When what was dear will have taken no more than its twentieth. */
    private long paidOff;

    /** A noticed change has been read until now, which took so long. */
    void read(Site.Name site, long now, long workNanos) {
        last.values().removeIf(l -> now - l.ended() > MOST.toNanos());
        Last read = new Last(now, Math.min(workNanos, MOST.toNanos()));
        last.put(site, read);
        if (read.isDear()) {
            long from = anyDear && paidOff - now > 0 ? paidOff : now;
            paidOff = now + Math.min(MOST.toNanos(), from - now + TIMES * read.workNanos());
            anyDear = true;
        }
    }

    /** Whether a change that is noticed now has to wait, since one was just read. */
    boolean holds(Site.Name site, long now) {
        return last.containsKey(site) && ownTurn(last.get(site), now) - now > 0;
    }

    /** How long a change that had to wait has still to do so; 0 or less when its time has come. */
    long wait(Site.Name site, long now) {
        Last of = last.get(site);
        if (of == null) {
            return 0;
        }
        long own = ownTurn(of, now) - now;
        if (!of.isDear()) {
            return own;
        }
        long atOnce = paidOff - TIMES * AT_ONCE.toNanos() - now;
        long saved = Math.max(paidOff - TIMES * SAVED.toNanos() - now, of.ended() + TIMES_SAVED * of.workNanos() - now);
        return Math.min(own, Math.min(atOnce, saved));
    }

    /** When it takes no more than its part of the twentieth. */
    private long ownTurn(Last of, long now) {
        long sharers = of.isDear() ? Math.max(1, dearOfLate(now)) : 1;
        return of.ended() + Math.min(MOST.toNanos(), sharers * TIMES * of.workNanos());
    }

    /** How many were read in the time in which savings come back. */
    private long dearOfLate(long now) {
        return last.values().stream()
                .filter(l -> l.isDear() && now - l.ended() < TIMES * SAVED.toNanos())
                .count();
    }
}
