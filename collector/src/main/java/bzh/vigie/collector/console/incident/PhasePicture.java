package bzh.vigie.collector.console.incident;

import bzh.vigie.collector.incident.Evictions.Watch;
import bzh.vigie.collector.incident.Phases;
import bzh.vigie.collector.store.Incidents.Interval;
import bzh.vigie.collector.store.Incidents.Phase;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * An incident's time as a picture: a bar for each phase from its beginning to that of the next, the eviction, the planned watch, a stroke for
 * what was seen again and one for now. Positions are thousandths of the width. Pure.
 *
 * @param bars phases first, in the order of phases; then the eviction and the watch
 * @param strokes where something was seen again
 * @param now where now is
 */
public record PhasePicture(Instant from, Instant to, List<Bar> bars, List<Integer> strokes, int now) {
    /** Thousandths of the whole. */
    public static final int WIDTH = 1_000;

    private static final int MOST_STROKES = 200;

    public PhasePicture {
        bars = List.copyOf(bars);
        strokes = List.copyOf(strokes);
    }

    /** What a bar shows. */
    public enum Kind {
        PHASE,
        EVICTION,
        WATCH
    }

    /**
     * One bar.
     *
     * @param phase of a bar that is one
     * @param start in thousandths
     * @param width at least 2
     */
    public record Bar(Kind kind, Optional<Phase> phase, int start, int width, Instant from, Instant to) {}

    /** The picture; empty where nothing is dated, so that there is nothing to see. */
    public static Optional<PhasePicture> of(
            Phases phases, Optional<Interval> eviction, Optional<Watch> watch, List<Instant> again, Instant now) {
        List<Instant> dated = Stream.of(
                        phases.begun().values().stream(),
                        eviction.stream().flatMap(each -> Stream.concat(Stream.of(each.start()), each.end().stream())),
                        watch.stream().flatMap(each -> Stream.of(each.start(), each.end())))
                .flatMap(each -> each)
                .toList();
        Optional<Instant> first = dated.stream().min(Instant::compareTo);
        if (first.isEmpty()) {
            return Optional.empty();
        }
        Instant from = first.get();
        Instant to = Stream.concat(dated.stream(), Stream.of(now))
                .max(Instant::compareTo)
                .filter(last -> last.isAfter(from))
                .orElse(from.plus(Duration.ofDays(1)));
        List<Bar> bars = new ArrayList<>();
        for (Map.Entry<Phase, Instant> begun : phases.begun().entrySet()) {
            Instant end = phases.begun().values().stream()
                    .filter(begun.getValue()::isBefore)
                    .min(Instant::compareTo)
                    .orElse(now.isAfter(begun.getValue()) ? now : to);
            bars.add(bar(Kind.PHASE, Optional.of(begun.getKey()), begun.getValue(), end, from, to));
        }
        eviction.ifPresent(each -> bars.add(
                bar(Kind.EVICTION, Optional.empty(), each.start(), each.end().orElse(now), from, to)));
        watch.ifPresent(each -> bars.add(bar(Kind.WATCH, Optional.empty(), each.start(), each.end(), from, to)));
        return Optional.of(new PhasePicture(
                from,
                to,
                bars,
                again.stream()
                        .filter(each -> !each.isBefore(from) && !each.isAfter(to))
                        .map(each -> place(each, from, to))
                        .distinct()
                        .sorted()
                        .limit(MOST_STROKES)
                        .toList(),
                place(now, from, to)));
    }

    private static Bar bar(Kind kind, Optional<Phase> phase, Instant start, Instant end, Instant from, Instant to) {
        int left = Math.min(place(start, from, to), WIDTH - 2);
        return new Bar(kind, phase, left, Math.max(2, place(end, from, to) - left), start, end);
    }

    private static int place(Instant when, Instant from, Instant to) {
        long whole = Math.max(1, Duration.between(from, to).toSeconds());
        return Math.clamp(Duration.between(from, when).toSeconds() * WIDTH / whole, 0, WIDTH);
    }
}
