package bzh.vigie.collector.coverage;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * A set of instants: windows in order, none of which touch. Immutable.
 *
 * @param windows from the earliest to the latest
 */
public record Spans(List<Window> windows) {
    public static final Spans NONE = new Spans(List.of());

    public Spans {
        windows = List.copyOf(windows);
    }

    /** All that any of them holds. */
    public static Spans of(List<Window> windows) {
        return joined(windows, Duration.ZERO);
    }

    /** All that any of them holds, and what lies between two of them where that is at most so long. */
    public static Spans joined(List<Window> windows, Duration bridge) {
        List<Window> sorted = new ArrayList<>(windows);
        sorted.sort(Comparator.comparing(Window::from));
        List<Window> joined = new ArrayList<>();
        for (Window next : sorted) {
            Window last = joined.isEmpty() ? next : joined.getLast();
            if (joined.isEmpty() || next.from().isAfter(last.to().plus(bridge))) {
                joined.add(next);
            } else if (next.to().isAfter(last.to())) {
                joined.set(joined.size() - 1, new Window(last.from(), next.to()));
            }
        }
        return new Spans(joined);
    }

    /** What lies in both. */
    public Spans and(Spans other) {
        List<Window> both = new ArrayList<>();
        int mine = 0;
        int its = 0;
        while (mine < windows.size() && its < other.windows.size()) {
            Window a = windows.get(mine);
            Window b = other.windows.get(its);
            Instant from = a.from().isAfter(b.from()) ? a.from() : b.from();
            Instant to = a.to().isBefore(b.to()) ? a.to() : b.to();
            if (from.isBefore(to)) {
                both.add(new Window(from, to));
            }
            if (a.to().isBefore(b.to())) {
                mine++;
            } else {
                its++;
            }
        }
        return new Spans(both);
    }

    /** What of the window lies in none of these. */
    public Spans missingFrom(Window window) {
        List<Window> missing = new ArrayList<>();
        Instant at = window.from();
        for (Window each : windows) {
            if (!each.from().isBefore(window.to())) {
                break;
            }
            if (each.from().isAfter(at)) {
                missing.add(new Window(at, each.from()));
            }
            if (each.to().isAfter(at)) {
                at = each.to();
            }
        }
        if (at.isBefore(window.to())) {
            missing.add(new Window(at, window.to()));
        }
        return new Spans(missing);
    }

    /** What lies in these and not in the other. */
    public Spans without(Spans other) {
        return windows.isEmpty()
                ? this
                : and(other.missingFrom(
                        new Window(windows.getFirst().from(), windows.getLast().to())));
    }

    public Duration length() {
        return windows.stream().map(Window::length).reduce(Duration.ZERO, Duration::plus);
    }
}
