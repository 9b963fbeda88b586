package bzh.vigie.simulation;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.PriorityQueue;

/** The time of a simulation: what is to happen, in order; between two things nothing passes but time. One thread. */
final class Timeline implements InstantSource {
    private final PriorityQueue<Entry> queue =
            new PriorityQueue<>(Comparator.comparing(Entry::when).thenComparingLong(Entry::number));
    private Instant now;
    private long numbers;

    /** Something that happens. */
    interface Happening {
        void happens() throws Exception;
    }

    private record Entry(Instant when, long number, Happening what) {}

    Timeline(Instant start) {
        this.now = start;
    }

    @Override
    public Instant instant() {
        return now;
    }

    /** Happens then, after what else was to happen at that time. */
    void at(Instant when, Happening what) {
        if (when.isBefore(now)) {
            throw new IllegalArgumentException(when + " is over");
        }
        queue.add(new Entry(when, numbers++, what));
    }

    /** Happens then and again and again. */
    void every(Instant first, Duration pause, Happening what) {
        at(first, () -> {
            what.happens();
            every(now.plus(pause), pause, what);
        });
    }

    /** Lets everything happen before that time. */
    void run(Instant until) throws Exception {
        while (!queue.isEmpty() && queue.peek().when().isBefore(until)) {
            Entry next = queue.poll();
            now = next.when();
            next.what().happens();
        }
        now = until;
    }
}
