package bzh.vigie.collector.coverage;

import bzh.vigie.collector.coverage.Hole.Cause;
import bzh.vigie.collector.store.CoverageLog;
import bzh.vigie.collector.store.Hosts.Host;
import bzh.vigie.event.Event;
import bzh.vigie.event.ReasonCode;
import bzh.vigie.event.WatchState;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.NavigableMap;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What was watched on a host in a window of time. Only what its agent told counts as watched: a time of which nothing was told is a
 * hole, whatever the reason. Whoever rules the host can tell what is not so; other witnesses are compared elsewhere.
 *
 * @param agent when at least one source was watched, and the holes of that
 * @param sources each source that told anything and applies to this host, by its id
 * @param all when all of these were watched at once
 * @param lost events that were lost, as told in the window
 */
public record HostCoverage(
        Host host, Window window, SourceCoverage agent, List<SourceCoverage> sources, Spans all, long lost) {
    /** Stretches are told by two readings of one clock. */
    private static final Duration ADJOINING = Duration.ofSeconds(5);

    /** What an agent tells last when it stops is of about the time from which on nothing is heard. */
    private static final Duration NEAR = Duration.ofMinutes(1);

    public HostCoverage {
        sources = List.copyOf(sources);
    }

    /**
     * Reads what is known of the host and works it out.
     *
     * @param window ends now or before: what a host says of a time to come is not to count
     */
    public static HostCoverage of(Host host, Window window, CoverageLog log) {
        Duration skew = Duration.of(host.skewMicros(), ChronoUnit.MICROS);
        return of(
                host,
                window,
                log.told(host.id(), window.from().plus(skew), window.to().plus(skew)),
                log.gaps(host.id(), window.from(), window.to()),
                log.losses(host.id(), window.from(), window.to()));
    }

    static HostCoverage of(
            Host host,
            Window window,
            List<CoverageLog.Told> told,
            List<CoverageLog.Gap> gaps,
            List<Event.Loss> losses) {
        SortedMap<String, List<CoverageLog.Told>> bySource = new TreeMap<>();
        for (CoverageLog.Told each : told) {
            Event.Coverage stretch = each.stretch();
            // The others are of locations.
            if (stretch.subject().equals(stretch.source()) && stretch.state() != WatchState.NOT_APPLICABLE) {
                bySource.computeIfAbsent(stretch.source(), ignored -> new ArrayList<>())
                        .add(each);
            }
        }
        Reasons reasons = new Reasons(host, window, gaps, Starts.of(host, told));
        List<SourceCoverage> sources = new ArrayList<>();
        List<Window> any = new ArrayList<>();
        SortedMap<ReasonCode, List<Window>> down = new TreeMap<>();
        Spans all = new Spans(List.of(window));
        for (var each : bySource.entrySet()) {
            SourceCoverage source = reasons.source(each.getKey(), each.getValue());
            sources.add(source);
            any.addAll(source.watched().windows());
            source.holes().stream()
                    .filter(hole -> hole.cause() == Cause.DOWN)
                    .forEach(hole -> down.computeIfAbsent(hole.reason(), ignored -> new ArrayList<>())
                            .add(hole.window()));
            all = all.and(source.watched());
        }
        Spans watched = Spans.joined(any, ADJOINING);
        SourceCoverage agent = new SourceCoverage("agent", watched, Spans.NONE, reasons.holes(watched, down));
        long lost = losses.stream()
                .flatMap(loss -> loss.sources().stream())
                .mapToLong(count -> Math.max(0, count.events()))
                .reduce(0, (a, b) -> a > Long.MAX_VALUE - b ? Long.MAX_VALUE : a + b);
        return new HostCoverage(host, window, agent, sources, sources.isEmpty() ? Spans.NONE : all, lost);
    }

    /** Says when a source was watched, and why it was not when it was not. */
    private record Reasons(Host host, Window window, List<CoverageLog.Gap> gaps, Starts starts) {
        SourceCoverage source(String id, List<CoverageLog.Told> told) {
            List<Window> watched = new ArrayList<>();
            List<Window> limited = new ArrayList<>();
            SortedMap<ReasonCode, List<Window>> down = new TreeMap<>();
            for (CoverageLog.Told each : told) {
                Event.Coverage stretch = each.stretch();
                Instant until = byCollectorClock(host, stretch.toWallMicros());
                // Nobody knows of a time to come, nor of one before there was an agent.
                Instant known = each.received().plus(ADJOINING);
                List<Window> said = inWindow(
                        later(byCollectorClock(host, stretch.fromWallMicros()), host.enrolled()),
                        until.isBefore(known) ? until : known);
                switch (stretch.state()) {
                    case LIVE -> watched.addAll(said);
                    case PARTIAL -> {
                        watched.addAll(said);
                        limited.addAll(said);
                    }
                    case DOWN ->
                        down.computeIfAbsent(stretch.reason(), ignored -> new ArrayList<>())
                                .addAll(said);
                    case NOT_APPLICABLE -> {}
                }
            }
            Spans downs = Spans.of(down.values().stream().flatMap(List::stream).toList());
            // Of a time of which both was told the worse counts.
            Spans whole = Spans.joined(watched, ADJOINING).without(downs);
            return new SourceCoverage(id, whole, Spans.joined(limited, ADJOINING), holes(whole, down));
        }

        /** The part of it that lies in the window; empty where there is none. */
        private List<Window> inWindow(Instant from, Instant to) {
            Instant later = from.isAfter(window.from()) ? from : window.from();
            Instant earlier = to.isBefore(window.to()) ? to : window.to();
            return later.isBefore(earlier) ? List.of(new Window(later, earlier)) : List.of();
        }

        List<Hole> holes(Spans watched, SortedMap<ReasonCode, List<Window>> down) {
            List<Hole> holes = new ArrayList<>();
            Spans rest = watched.missingFrom(window);
            rest = explained(
                    rest, inWindow(Instant.EPOCH, host.enrolled()), Cause.NOT_ENROLLED, ReasonCode.NONE, holes);
            for (var each : down.entrySet()) {
                rest = explained(rest, each.getValue(), Cause.DOWN, each.getKey(), holes);
            }
            for (Cause cause : List.of(Cause.UNINSTALLED, Cause.SHUT_DOWN, Cause.ASLEEP, Cause.STOPPED, Cause.SILENT)) {
                List<Window> told = gaps.stream()
                        .filter(gap -> cause(gap) == cause)
                        .flatMap(gap -> inWindow(gap.from(), gap.to()).stream())
                        .toList();
                rest = explained(rest, told, cause, ReasonCode.NONE, holes);
            }
            explained(rest, List.of(window), Cause.UNTOLD, ReasonCode.NONE, holes);
            holes.sort(Comparator.comparing(hole -> hole.window().from()));
            return holes;
        }

        /** Adds what of the rest lies in these, and gives what is left. */
        private static Spans explained(
                Spans rest, List<Window> windows, Cause cause, ReasonCode reason, List<Hole> holes) {
            Spans by = Spans.of(windows);
            rest.and(by).windows().forEach(window -> holes.add(new Hole(window, cause, reason)));
            return rest.without(by);
        }

        /** As the silence of hosts is written down. */
        private Cause cause(CoverageLog.Gap gap) {
            return switch (gap.reason()) {
                case "uninstalled" -> Cause.UNINSTALLED;
                case "suspended" -> Cause.ASLEEP;
                case "stopped" -> starts.anotherAround(gap) ? Cause.SHUT_DOWN : Cause.STOPPED;
                default -> Cause.SILENT;
            };
        }
    }

    /** The starts of a host that were told of: the id of the boot by the end of each stretch. */
    private record Starts(NavigableMap<Instant, String> boots) {
        static Starts of(Host host, List<CoverageLog.Told> told) {
            NavigableMap<Instant, String> boots = new TreeMap<>();
            told.forEach(each -> boots.put(
                    byCollectorClock(host, each.stretch().toWallMicros()),
                    each.stretch().at().bootId()));
            return new Starts(boots);
        }

        /** Whether what was told next after it is of another start than what was told last before it. */
        boolean anotherAround(CoverageLog.Gap gap) {
            var before = boots.floorEntry(gap.from().plus(NEAR));
            var after = boots.higherEntry(gap.from().plus(NEAR));
            return before != null && after != null && !before.getValue().equals(after.getValue());
        }
    }

    private static Instant byCollectorClock(Host host, long wallMicros) {
        return Instant.EPOCH.plus(wallMicros, ChronoUnit.MICROS).minus(host.skewMicros(), ChronoUnit.MICROS);
    }

    private static Instant later(Instant a, Instant b) {
        return a.isAfter(b) ? a : b;
    }
}
