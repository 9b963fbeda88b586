package bzh.vigie.agent.spool;

import bzh.vigie.event.Event;
import bzh.vigie.event.Moment;
import bzh.vigie.event.ReasonCode;
import bzh.vigie.event.SourceCount;
import bzh.vigie.text.SourceText;
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
    synchronized void add(int lane, long from, long to, Collection<CountedLoss> losses, ReasonCode reason) {
        Map<String, Long> sources = ever.computeIfAbsent(reason, r -> new TreeMap<>());
        List<SourceCount> named = new ArrayList<>();
        for (CountedLoss loss : losses) {
            SourceCount count = loss.count();
            named.add(count);
            if (!loss.isTold()) {
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

    private static String detail(int lane, ReasonCode reason) {
        return SourceText.detail(
                switch (reason) {
                    case OVERLOADED -> lane == 0 ? "spool-overloaded" : "spool-full";
                    case TOO_LARGE -> "spool-too-large";
                    case MALFORMED -> "spool-malformed";
                    default -> "spool-unreadable";
                });
    }

    /**
     * Events per source of a batch. A loss counts as what was lost, told once already, so that dropping the batch that tells of
     * it does not make it forgotten.
     */
    static List<CountedLoss> counts(Collection<Event> events) {
        Map<CountedLoss.Key, CountedLoss> counts = new LinkedHashMap<>();
        for (Event event : events) {
            List<CountedLoss> own = event instanceof Event.Loss loss
                    ? loss.sources().stream()
                            .map(each -> new CountedLoss(each, true))
                            .toList()
                    : List.of(new CountedLoss(
                            new SourceCount(
                                    event.source(),
                                    1,
                                    event.at().wallMicros(),
                                    event.at().wallMicros()),
                            false));
            for (CountedLoss count : own) {
                counts.merge(count.key(), count, CountedLoss::plus);
            }
        }
        return List.copyOf(counts.values());
    }
}
