package bzh.vigie.collector.incident;

import bzh.vigie.collector.store.AgentId;
import bzh.vigie.collector.store.Author;
import bzh.vigie.collector.store.Incidents.EvictionLine;
import bzh.vigie.collector.store.Incidents.Interval;
import bzh.vigie.collector.store.Tombstones.Tombstone;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** When the eviction was, for all hosts and for those that have one of their own: of the lines about one the last counts. */
public final class Evictions {
    private final Optional<Interval> all;
    private final Map<AgentId, Interval> own;

    private Evictions(Optional<Interval> all, Map<AgentId, Interval> own) {
        this.all = all;
        this.own = Map.copyOf(own);
    }

    /** Of lines in the order of writing. */
    public static Evictions of(List<EvictionLine> lines) {
        Optional<Interval> all = Optional.empty();
        Map<AgentId, Interval> own = new HashMap<>();
        for (EvictionLine line : lines) {
            if (line.host().isEmpty()) {
                all = line.interval();
            } else if (line.interval().isPresent()) {
                own.put(line.host().get(), line.interval().get());
            } else {
                own.remove(line.host().get());
            }
        }
        return new Evictions(all, own);
    }

    /**
     * Another end of the eviction than was said before.
     *
     * @param host of this host alone; empty for all
     * @param to empty where it was taken back, or goes on
     */
    public record Move(Optional<AgentId> host, Instant from, Optional<Instant> to, Author author) {}

    /** Each line that dates the end otherwise than the line about the same hosts before it; a host's first, than that of all. */
    public static List<Move> moves(List<EvictionLine> lines) {
        List<Move> moves = new ArrayList<>();
        for (int i = 0; i < lines.size(); i++) {
            EvictionLine line = lines.get(i);
            List<EvictionLine> before = lines.subList(0, i);
            List<EvictionLine> since = lines.subList(0, i + 1);
            end(before, line.host())
                    .filter(end -> !end(since, line.host()).equals(Optional.of(end)))
                    .ifPresent(end -> moves.add(new Move(line.host(), end, end(since, line.host()), line.author())));
        }
        return moves;
    }

    /** The earliest end that was ever said for a host, as it stood after each line; empty where none was. */
    public static Optional<Instant> earliestEnd(List<EvictionLine> lines, AgentId host) {
        return IntStream.rangeClosed(1, lines.size())
                .mapToObj(i -> end(lines.subList(0, i), Optional.of(host)))
                .flatMap(Optional::stream)
                .min(Instant::compareTo);
    }

    private static Optional<Instant> end(List<EvictionLine> lines, Optional<AgentId> host) {
        Evictions evictions = of(lines);
        return host.map(evictions::forHost).orElse(evictions.all()).flatMap(Interval::end);
    }

    /** Where an instant lies against the eviction of a host. */
    public enum Place {
        /** No eviction was dated. */
        UNDATED,
        BEFORE,
        DURING,
        /** From its end on: what is seen then and should not be there is a recurrence. */
        AFTER
    }

    /** That of all hosts that have none of their own. */
    public Optional<Interval> all() {
        return all;
    }

    /** Those of their own. */
    public Map<AgentId, Interval> own() {
        return own;
    }

    /** When a mark was to be gone, each time that was said: with it, and by the end of the eviction of its host; the earliest first. */
    public List<Instant> due(Tombstone mark) {
        return Stream.of(mark.removal(), mark.host().flatMap(this::forHost).flatMap(Interval::end))
                .flatMap(Optional::stream)
                .distinct()
                .sorted()
                .toList();
    }

    /** When the first of them began; the beginning of time where none was dated. */
    public Instant earliest() {
        return Stream.concat(all.stream(), own.values().stream())
                .map(Interval::start)
                .min(Instant::compareTo)
                .orElse(Instant.MIN);
    }

    /** That of this host. */
    public Optional<Interval> forHost(AgentId host) {
        return Optional.ofNullable(own.get(host)).or(() -> all);
    }

    /** The end of the last of them, among those of all and of single hosts; empty where none has one. */
    public Optional<Instant> lastEnd() {
        return Stream.concat(all.stream(), own.values().stream())
                .flatMap(interval -> interval.end().stream())
                .max(Instant::compareTo);
    }

    /** The end of the first of them, likewise. */
    public Optional<Instant> firstEnd() {
        return Stream.concat(all.stream(), own.values().stream())
                .flatMap(interval -> interval.end().stream())
                .min(Instant::compareTo);
    }

    /**
     * The reinforced watch that follows an eviction: from its end on, for so many days.
     *
     * @param end exclusive
     */
    public record Watch(Instant start, Instant end) {
        /** Empty while the eviction goes on. */
        public static Optional<Watch> after(Optional<Interval> eviction, int days) {
            return eviction.flatMap(Interval::end).map(end -> new Watch(end, end.plus(Duration.ofDays(days))));
        }
    }

    /** Where this instant, by the collector's clock, lies for this host. */
    public Place place(AgentId host, Instant when) {
        Optional<Interval> interval = forHost(host);
        if (interval.isEmpty()) {
            return Place.UNDATED;
        }
        if (when.isBefore(interval.get().start())) {
            return Place.BEFORE;
        }
        return interval.get().end().filter(end -> !when.isBefore(end)).isPresent() ? Place.AFTER : Place.DURING;
    }
}
