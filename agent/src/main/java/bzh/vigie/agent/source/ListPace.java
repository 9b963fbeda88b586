package bzh.vigie.agent.source;

import java.time.Duration;

/**
 * How soon the next list of processes is taken, where lists are all there is: after a second while programs begin and end, after
 * three once nothing has for half a minute, since on a quiet machine lists cost more than all else. Not thread-safe.
 */
final class ListPace {
    static final Duration BUSY = Duration.ofSeconds(1);
    static final Duration QUIET = Duration.ofSeconds(3);

    /** So many lists with nothing new. */
    static final int QUIET_AFTER = 30;

    private int same;

    /** A list was taken. */
    void taken(boolean changed) {
        same = changed ? 0 : Math.min(QUIET_AFTER, same + 1);
    }

    /** Until the next. */
    Duration pause() {
        return same < QUIET_AFTER ? BUSY : QUIET;
    }
}
