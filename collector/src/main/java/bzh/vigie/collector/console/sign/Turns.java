package bzh.vigie.collector.console.sign;

import java.util.HashMap;
import java.util.Map;

/** How much somebody may have in hand at a time, and all together: who comes beyond is sent away instead of waiting. Thread-safe. */
public final class Turns {
    private final int mostOfOne;
    private final int most;
    private final Map<String, Integer> taken = new HashMap<>();
    private int all;

    /** At most so many of one, and of all. */
    public Turns(int mostOfOne, int most) {
        this.mostOfOne = mostOfOne;
        this.most = most;
    }

    /** Takes one; false where there is none left. */
    public synchronized boolean take(String who) {
        int own = taken.getOrDefault(who, 0);
        if (own >= mostOfOne || all >= most) {
            return false;
        }
        taken.put(who, own + 1);
        all++;
        return true;
    }

    /** Gives back what {@link #take} took. */
    public synchronized void give(String who) {
        taken.computeIfPresent(who, (key, own) -> own > 1 ? own - 1 : null);
        all--;
    }
}
