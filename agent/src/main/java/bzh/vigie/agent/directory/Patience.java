package bzh.vigie.agent.directory;

import java.time.Duration;

/**
 * How long a controller is waited for. What it sends meanwhile does not make it longer: a page that comes a byte a minute ends like one that
 * does not come.
 *
 * @param connect until it takes a connection
 * @param answer from one message of it to the next
 * @param page until a page is whole
 * @param whole for everything that is asked over one connection, with the pauses
 */
record Patience(Duration connect, Duration answer, Duration page, Duration whole) {
    static final Patience USUAL =
            new Patience(Duration.ofSeconds(10), Duration.ofSeconds(60), Duration.ofMinutes(2), Duration.ofHours(2));

    /** Time that ran. */
    static final class Watch {
        private final Duration most;
        private final long began = System.nanoTime();

        Watch(Duration most) {
            this.most = most;
        }

        boolean isOver() {
            return System.nanoTime() - began > most.toNanos();
        }
    }
}
