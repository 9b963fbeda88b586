package bzh.vigie.collector;

import bzh.vigie.collector.detect.Offline;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Consumer;

/**
 * Gives findings on with the gravest first, those of one severity in the order they came. Holds at most 10,000, of at most 64 Mi
 * characters; where there are more, the held ones are given on and the next ones are ordered among themselves. Thread-safe.
 */
final class GravestFirst {
    private static final int MOST = 10_000;
    private static final long MOST_CHARACTERS = 64L << 20;

    private final Consumer<Offline.Result> to;
    private final int most;
    private final List<Offline.Result> held = new ArrayList<>();
    private long characters;

    GravestFirst(Consumer<Offline.Result> to) {
        this(to, MOST);
    }

    GravestFirst(Consumer<Offline.Result> to, int most) {
        this.to = to;
        this.most = most;
    }

    synchronized void take(Offline.Result result) {
        held.add(result);
        result.record().flat().values().forEach(value -> characters += value.length());
        if (held.size() >= most || characters >= MOST_CHARACTERS) {
            end();
        }
    }

    /** Gives on what is held. */
    synchronized void end() {
        held.sort(Comparator.comparing(Offline.Result::severity).reversed());
        held.forEach(to);
        held.clear();
        characters = 0;
    }
}
