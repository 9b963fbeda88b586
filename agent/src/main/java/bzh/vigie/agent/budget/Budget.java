package bzh.vigie.agent.budget;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;

/**
 * Judges the agent's own use, one sample a minute, over the last ten minutes: at most 64 MiB of memory and 5 % of one
 * processor, each on average. It says when the budget is left and when it is kept again; the first ten minutes, with the
 * first inventory, are not judged. Not thread-safe.
 */
public final class Budget {
    /** Most resident memory. */
    public static final long MAX_RSS = 64L << 20;

    /** Most of one processor, as a share of 1. */
    public static final double MAX_CPU = 0.05;

    private static final int WINDOW = 10;

    private record Sample(OwnUse use, long atMicros) {}

    private final Deque<Sample> samples = new ArrayDeque<>();
    private boolean over;

    /** A change: the budget was left, or is kept again, with the figures. */
    public record Turn(boolean over, long rssBytes, double cpuShare) {}

    /**
     * Takes a sample.
     *
     * @param atMicros of the monotonic clock
     * @return a change of verdict, if this sample brings one
     */
    public Optional<Turn> sample(OwnUse use, long atMicros) {
        samples.addLast(new Sample(use, atMicros));
        if (samples.size() <= WINDOW) {
            return Optional.empty();
        }
        if (samples.size() > WINDOW + 1) {
            samples.removeFirst();
        }
        long rss = (long) samples.stream()
                .skip(1)
                .mapToLong(sample -> sample.use().rssBytes())
                .average()
                .orElse(0);
        double cpu = cpuShare();
        boolean now = rss > MAX_RSS || cpu > MAX_CPU;
        if (now == over) {
            return Optional.empty();
        }
        over = now;
        return Optional.of(new Turn(now, rss, cpu));
    }

    /** Share of one processor between the oldest and the newest sample kept. */
    public double cpuShare() {
        if (samples.size() < 2) {
            return 0;
        }
        Sample first = samples.getFirst();
        Sample last = samples.getLast();
        long passed = last.atMicros() - first.atMicros();
        return passed <= 0 ? 0 : (double) (last.use().cpuMicros() - first.use().cpuMicros()) / passed;
    }

    /** Whether the budget is left at this time. */
    public boolean isOver() {
        return over;
    }
}
