package bzh.vigie.collector.coverage;

import bzh.vigie.collector.store.CoverageLog.Told;
import bzh.vigie.collector.store.Hosts.Host;
import bzh.vigie.event.Event;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What an agent told in one boot of its host, which a fast startup and a sleep go on with. Pure.
 *
 * @param told from the first to the last it told of in this boot, by the collector's clock; never after its receipt
 * @param began the boot's own beginning: its monotonic clock taken off
 * @param since how long the boot had lasted, on its monotonic clock, when the agent began to watch
 * @param sound whether clocks and order can be so: no two boots at once, none that is older than the end of the one before, none of before the
 *     host had an agent to tell of it. One that is not proves nothing
 */
public record Boot(String id, Window told, Instant began, Duration since, boolean sound) {
    /** Within this much two clocks agree; a boot takes some of it. */
    private static final Duration TOLERANCE = Duration.ofMinutes(2);

    /** A host that began to be watched later than that in a boot was not seen in its start. */
    private static final Duration EARLY = Duration.ofMinutes(15);

    /** Boots that stretches were told of, the earliest first. */
    public static List<Boot> of(List<Told> told) {
        Map<String, Draft> drafts = new LinkedHashMap<>();
        for (Told each : told) {
            Window window = window(each);
            Event.Coverage stretch = each.stretch();
            long end = Math.clamp(stretch.at().monotonicMicros(), 0, Draft.LONGEST);
            long length = Math.clamp(stretch.lengthMicros(), 0, Draft.LONGEST);
            drafts.computeIfAbsent(stretch.at().bootId(), ignored -> new Draft())
                    .add(window, end - length, end);
        }
        List<Map.Entry<String, Draft>> inOrder = new ArrayList<>(drafts.entrySet());
        inOrder.sort(Comparator.comparing(each -> each.getValue().from));
        List<Boot> boots = new ArrayList<>();
        Instant latest = Instant.MIN;
        for (int i = 0; i < inOrder.size(); i++) {
            Draft draft = inOrder.get(i).getValue();
            Instant began = draft.from.minus(Math.max(0, draft.since), ChronoUnit.MICROS);
            boolean overlapped = i + 1 < inOrder.size()
                    && draft.to.isAfter(inOrder.get(i + 1).getValue().from.plus(TOLERANCE));
            boolean afterTheLast =
                    latest.equals(Instant.MIN) || !began.plus(TOLERANCE).isBefore(latest);
            boolean sound = !overlapped && afterTheLast && draft.since >= 0 && draft.clocksAgree();
            boots.add(new Boot(
                    inOrder.get(i).getKey(),
                    new Window(draft.from, draft.to),
                    began,
                    Duration.of(Math.max(0, draft.since), ChronoUnit.MICROS),
                    sound));
            latest = draft.to.isAfter(latest) ? draft.to : latest;
        }
        return boots;
    }

    /**
     * When a stretch was, by the collector's clock: what is told of a time after its receipt is of the time of its receipt. One that is empty
     * lasts a microsecond.
     */
    static Window window(Told told) {
        Instant from = earlier(told.from(), told.received());
        Instant to = earlier(told.to(), told.received());
        return new Window(from, from.isBefore(to) ? to : from.plus(1, ChronoUnit.MICROS));
    }

    private static Instant earlier(Instant a, Instant b) {
        return a.isBefore(b) ? a : b;
    }

    /** Whether it was watched from its start on, a start that lies in the window, by an agent that was there before it. */
    public boolean isFullStart(Host host, Window window) {
        return sound
                && since.compareTo(EARLY) <= 0
                && !began.isBefore(window.from())
                && told.from().isBefore(window.to())
                && host.enrolled().isBefore(began);
    }

    private static final class Draft {
        /** Some thirty years. */
        static final long LONGEST = 1_000_000_000_000_000L;

        Instant from = Instant.MAX;
        Instant to = Instant.MIN;
        long since = Long.MAX_VALUE;
        long until = Long.MIN_VALUE;

        void add(Window window, long monotonicFrom, long monotonicTo) {
            from = window.from().isBefore(from) ? window.from() : from;
            to = window.to().isAfter(to) ? window.to() : to;
            since = Math.min(since, monotonicFrom);
            until = Math.max(until, monotonicTo);
        }

        /** What passed on the one and on the other, as far as a clock may be set: one part in fifty, and the tolerance. */
        boolean clocksAgree() {
            long wall = ChronoUnit.MICROS.between(from, to);
            long monotonic = until - since;
            return Math.abs(wall - monotonic) <= TOLERANCE.toMillis() * 1_000 + Math.max(wall, monotonic) / 50;
        }
    }
}
