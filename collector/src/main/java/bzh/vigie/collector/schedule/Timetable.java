package bzh.vigie.collector.schedule;

import bzh.vigie.collector.coverage.Boot;
import bzh.vigie.collector.coverage.Spans;
import bzh.vigie.collector.coverage.Window;
import bzh.vigie.collector.store.Hosts.Host;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * When an item starts by itself, as far as what configures it says.
 *
 * @param times of any of them
 * @param catchesUp whether what came due while the host was off is made up for
 * @param afterStart so long after each start of the host; empty where a start does not make it run
 * @param unread whether a part of it was not understood, or is not told
 */
public record Timetable(List<Times> times, boolean catchesUp, Optional<Duration> afterStart, boolean unread) {
    static final Timetable UNREAD = new Timetable(List.of(), false, Optional.empty(), true);

    public Timetable {
        times = List.copyOf(times);
    }

    static Timetable at(Times times) {
        return new Timetable(List.of(times), false, Optional.empty(), false);
    }

    static Timetable afterStart(Duration delay) {
        return new Timetable(List.of(), false, Optional.of(delay), false);
    }

    /** How it stands to a watch. */
    public enum State {
        /** It was due at least once while the host was watched. */
        SEEN,
        /** It was due in the window, but never while the host was watched. */
        UNWATCHED,
        /** It is due for the first time after the window. */
        LATER,
        /** When it is due is not known. */
        UNKNOWN
    }

    /**
     * How it stands to a watch, and when it is due next.
     *
     * @param next the first time at the window's end or after it; empty where none is known
     */
    public record Due(State state, Optional<Instant> next) {}

    /**
     * Holds it against the watch of a host.
     *
     * @param watched when the host was watched
     * @param zone in which the host's clock goes
     * @return empty where it is never due again and was not in the window
     */
    public Optional<Due> due(Host host, Window window, Spans watched, List<Boot> boots, ZoneId zone) {
        Optional<Instant> pending = times.stream()
                .flatMap(each -> each instanceof Times.Pending(Instant at) ? Stream.of(at) : Stream.of())
                .min(Instant::compareTo);
        if (pending.isPresent()) {
            return Optional.of(new Due(State.LATER, pending));
        }
        Optional<Instant> next = times.stream()
                .flatMap(each -> each.next(window.to(), zone).stream())
                .min(Instant::compareTo);
        Spans whole = new Spans(List.of(window));
        if (isDue(catchesUp ? whole : watched, zone) || isStarted(host, window, boots)) {
            return Optional.of(new Due(State.SEEN, next));
        }
        if (unread) {
            return Optional.of(new Due(State.UNKNOWN, next));
        }
        if (isDue(whole, zone)) {
            return Optional.of(new Due(State.UNWATCHED, next));
        }
        return next.isEmpty() && afterStart.isEmpty() ? Optional.empty() : Optional.of(new Due(State.LATER, next));
    }

    private boolean isDue(Spans spans, ZoneId zone) {
        return times.stream().anyMatch(each -> isDue(each, spans, zone));
    }

    /** From one time to the next that lies behind a span: what is never due is asked once. */
    private static boolean isDue(Times times, Spans spans, ZoneId zone) {
        Instant due = Instant.MIN;
        for (Window span : spans.windows()) {
            if (due.isBefore(span.from())) {
                Optional<Instant> next = times.next(span.from(), zone);
                if (next.isEmpty()) {
                    return false;
                }
                due = next.get();
            }
            if (due.isBefore(span.to())) {
                return true;
            }
        }
        return false;
    }

    /** Whether a start was seen after which the host ran for long enough. */
    private boolean isStarted(Host host, Window window, List<Boot> boots) {
        return afterStart
                .filter(delay -> boots.stream()
                        .filter(boot -> boot.isFullStart(host, window))
                        .anyMatch(boot ->
                                boot.began().plus(delay).isBefore(boot.told().to())))
                .isPresent();
    }
}
