package bzh.vigie.agent.spool;

import bzh.vigie.event.Event;
import bzh.vigie.event.Moment;
import bzh.vigie.event.ReasonCode;
import bzh.vigie.event.SourceCount;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What was lost and is not yet told (invariant 3): per lane and reason one sum, so that it stays small however much is lost.
 * Thread-safe.
 */
final class Losses {
    private static final String SOURCE = "agent.spool";
    private static final String OTHER = "other";
    private static final String COUNTED = "counted:";
    private static final int MAX_SOURCES = 255;

    private final Map<Integer, Map<ReasonCode, Sum>> untold = new TreeMap<>();
    private final Map<ReasonCode, Map<String, Long>> ever = new EnumMap<>(ReasonCode.class);

    /** Losses of one lane for one reason, taken together. */
    private static final class Sum {
        long from;
        long to;
        final Map<String, SourceCount> sources = new LinkedHashMap<>();
    }

    synchronized boolean isEmpty() {
        return untold.isEmpty();
    }

    /** Before the spool: lane 0, no numbers. */
    void add(Event event, ReasonCode reason) {
        add(0, 0, 0, counts(List.of(event)), reason);
    }

    /**
     * @param lane 1, 2 or 3, or 0 where the events had no number yet
     * @param from first number as the collector knows it, or 0
     */
    synchronized void add(int lane, long from, long to, Collection<SourceCount> counts, ReasonCode reason) {
        Map<String, Long> sources = ever.computeIfAbsent(reason, r -> new TreeMap<>());
        List<SourceCount> named = new ArrayList<>();
        for (SourceCount count : counts) {
            if (count.source().startsWith(COUNTED)) {
                // To be told again, but lost once only.
                named.add(new SourceCount(
                        count.source().substring(COUNTED.length()),
                        count.events(),
                        count.firstWallMicros(),
                        count.lastWallMicros()));
            } else {
                named.add(count);
                boolean own = sources.containsKey(count.source()) || sources.size() < MAX_SOURCES;
                sources.merge(own ? count.source() : OTHER, count.events(), Long::sum);
            }
        }
        sum(lane, from, to, named, reason);
    }

    private void sum(int lane, long from, long to, Collection<SourceCount> counts, ReasonCode reason) {
        Sum sum = untold.computeIfAbsent(lane, l -> new EnumMap<>(ReasonCode.class))
                .computeIfAbsent(reason, r -> new Sum());
        sum.from = sum.from == 0 ? from : Math.min(sum.from, from);
        sum.to = Math.max(sum.to, to);
        for (SourceCount count : counts) {
            boolean own = sum.sources.containsKey(count.source()) || sum.sources.size() < MAX_SOURCES;
            SourceCount named = own
                    ? count
                    : new SourceCount(OTHER, count.events(), count.firstWallMicros(), count.lastWallMicros());
            sum.sources.merge(named.source(), named, SourceCount::plus);
        }
    }

    /** All that was lost since the start, told or not, by reason and source. */
    synchronized List<LostEvents> ever() {
        List<LostEvents> all = new ArrayList<>();
        ever.forEach((reason, sources) ->
                sources.forEach((source, events) -> all.add(new LostEvents(source, reason, events))));
        return all;
    }

    /** All of it as events; it is told from then on. */
    synchronized List<Event> tell(Moment now) {
        List<Event> events = new ArrayList<>();
        untold.forEach((lane, reasons) -> reasons.forEach((reason, sum) -> events.add(new Event.Loss(
                now,
                SOURCE,
                lane,
                sum.from,
                sum.to,
                List.copyOf(sum.sources.values()),
                reason,
                detail(lane, reason)))));
        untold.clear();
        return events;
    }

    /** Takes back what {@link #tell} gave and could not be written. */
    synchronized void untell(Event event) {
        if (event instanceof Event.Loss loss) {
            sum(loss.lane(), loss.fromNumber(), loss.toNumber(), loss.sources(), loss.reason());
        }
    }

    private static SourceCount counted(SourceCount lost) {
        return new SourceCount(COUNTED + lost.source(), lost.events(), lost.firstWallMicros(), lost.lastWallMicros());
    }

    private static String detail(int lane, ReasonCode reason) {
        return switch (reason) {
            case OVERLOADED ->
                lane == 0
                        ? "more events than the spool could take: make room on its disk or raise spool_bytes"
                        : "the spool was full and its oldest batches were dropped: restore the connection, make room on its"
                                + " disk or raise spool_bytes";
            case TOO_LARGE -> "an event too large for a frame";
            case MALFORMED -> "an event that could not be encoded: please report it";
            default -> "batches on the spool's disk could not be read any more: check that disk";
        };
    }

    /**
     * Events per source of a batch. A loss counts as what was lost, marked as counted already, so that dropping the batch that
     * tells of it does not make it forgotten.
     */
    static List<SourceCount> counts(Collection<Event> events) {
        Map<String, SourceCount> counts = new LinkedHashMap<>();
        for (Event event : events) {
            List<SourceCount> own = event instanceof Event.Loss loss
                    ? loss.sources().stream().map(Losses::counted).toList()
                    : List.of(new SourceCount(
                            event.source(),
                            1,
                            event.at().wallMicros(),
                            event.at().wallMicros()));
            for (SourceCount count : own) {
                counts.merge(count.source(), count, SourceCount::plus);
            }
        }
        return List.copyOf(counts.values());
    }
}
