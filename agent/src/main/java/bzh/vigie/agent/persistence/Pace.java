package bzh.vigie.agent.persistence;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

/**
 * How often what is noticed again and again is read again. The first change is read at once. A site that changes on is read not
 * before {@value #TIMES} times what its last reading took, and once more after the last change, so that it takes a twentieth of
 * a processor at most. A site whose reading takes more than a tenth of a second shares that twentieth with all others of its
 * kind; what they did not take of it is saved up, some seconds of reading at most, so that what comes and soon goes again is told
 * at once even there, and only what changes on and on waits. One that takes less is read within two seconds of its change
 * whatever the others take. Times are nanoseconds of one clock. Not thread-safe.
 */
final class Pace {
    static final int TIMES = 20;

    /** What takes longer shares: twenty times that is the two seconds within which a change is to be told. */
    static final Duration DEAR = Duration.ofMillis(100);

    /** So much reading of what is dear is saved up. */
    static final Duration SAVED = Duration.ofSeconds(5);

    /** Nothing waits longer than this for its own pace. */
    static final Duration MOST = Duration.ofMinutes(10);

    private record Last(long notBefore, boolean dear) {}

    private final Map<Site.Name, Last> last = new HashMap<>();
    private boolean anyDear;

    /** When what was dear will have taken no more than its twentieth. */
    private long notBeforeDear;

    /** A noticed change has been read until now, which took so long. */
    void read(Site.Name site, long now, long workNanos) {
        last.values().removeIf(l -> now - l.notBefore() > MOST.toNanos());
        long rest = Math.min(MOST.toNanos(), TIMES * Math.min(workNanos, MOST.toNanos()));
        boolean dear = workNanos > DEAR.toNanos();
        last.put(site, new Last(now + rest, dear));
        if (dear) {
            long from = anyDear && notBeforeDear - now > 0 ? notBeforeDear : now;
            notBeforeDear = now + Math.min(MOST.toNanos(), from - now + rest);
            anyDear = true;
        }
    }

    /** Whether a change that is noticed now has to wait, since one was just read. */
    boolean holds(Site.Name site, long now) {
        return last.containsKey(site) && last.get(site).notBefore() - now > 0;
    }

    /** How long a change that had to wait has still to do so; 0 or less when its time has come. */
    long wait(Site.Name site, long now) {
        Last of = last.get(site);
        if (of == null) {
            return 0;
        }
        return of.dear() ? notBeforeDear - TIMES * SAVED.toNanos() - now : of.notBefore() - now;
    }
}
