package bzh.vigie.collector.coverage;

import bzh.vigie.collector.coverage.Hole.Cause;
import bzh.vigie.collector.store.CoverageLog;
import bzh.vigie.collector.store.Hosts.Host;
import bzh.vigie.event.Event;
import bzh.vigie.event.Moment;
import bzh.vigie.event.ReasonCode;
import bzh.vigie.event.SourceCount;
import bzh.vigie.event.WatchState;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What was watched on a host in a window of time. Only what its agent told counts as watched: a time of which nothing was told is a
 * hole, whatever the reason. Whoever rules the host can tell what is not so; other witnesses are compared elsewhere.
 *
 * @param agent when at least one source was watched, and the holes of that
 * @param sources each source that told anything and applies to this host, by its id
 * @param all when all of these were watched at once
 * @param lost events of the window that were lost
 */
public record HostCoverage(
        Host host, Window window, SourceCoverage agent, List<SourceCoverage> sources, Spans all, long lost) {
    /** Stretches are told by two readings of one clock. */
    private static final Duration ADJOINING = Duration.ofSeconds(5);

    private static final Instant FOREVER = Instant.parse("9999-12-31T00:00:00Z");

    /** An event that was lost alone leaves this much unwatched. */
    private static final Duration LEAST_LOST = Duration.ofSeconds(1);

    public HostCoverage {
        sources = List.copyOf(sources);
    }

    /**
     * Reads what is known of the host and works it out.
     *
     * @param window ends now or before: what a host says of a time to come is not to count
     */
    public static HostCoverage of(Host host, Window window, CoverageLog log) {
        return of(
                host,
                window,
                log.told(host.id(), window.from(), window.to()),
                log.gaps(host.id(), window.from(), window.to()),
                losses(host, window, log));
    }

    /** What was lost in that window, also what was told of it afterwards. */
    public static List<Event.Loss> losses(Host host, Window window, CoverageLog log) {
        return log.losses(host.id(), window.from(), FOREVER);
    }

    /** Works it out of what was told, of silences and of losses. */
    public static HostCoverage of(
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
        Lost lost = Lost.of(window, bySource.keySet(), losses);
        Reasons reasons = new Reasons(host, window, gaps);
        List<SourceCoverage> sources = new ArrayList<>();
        List<Window> any = new ArrayList<>();
        SortedMap<ReasonCode, List<Window>> down = new TreeMap<>();
        Spans all = new Spans(List.of(window));
        for (var each : bySource.entrySet()) {
            SourceCoverage source = reasons.source(each.getKey(), each.getValue(), lost.of(each.getKey()));
            sources.add(source);
            any.addAll(source.watched().windows());
            source.holes().stream()
                    .filter(hole -> hole.cause() == Cause.DOWN)
                    .forEach(hole -> down.computeIfAbsent(hole.reason(), ignored -> new ArrayList<>())
                            .add(hole.window()));
            all = all.and(source.watched());
        }
        Spans watched = Spans.joined(any, ADJOINING).without(lost.everywhere());
        SourceCoverage agent =
                new SourceCoverage("agent", watched, Spans.NONE, reasons.holes(watched, down, lost.everywhere()));
        return new HostCoverage(host, window, agent, sources, sources.isEmpty() ? Spans.NONE : all, lost.events());
    }

    /** Holes of the source alone: what the agent's own holes explain is not said again for each source. */
    public List<Hole> own(SourceCoverage source) {
        Spans known = agent.watched().missingFrom(window);
        return source.holes().stream()
                .flatMap(hole -> new Spans(List.of(hole.window()))
                        .without(known).windows().stream().map(part -> new Hole(part, hole.cause(), hole.reason())))
                .toList();
    }

    /**
     * When events were lost: what is known of such a time is not all of it.
     *
     * @param everywhere of sources that are not named, so of any
     */
    private record Lost(SortedMap<String, Spans> bySource, Spans everywhere, long events) {
        static Lost of(Window window, Set<String> sources, List<Event.Loss> losses) {
            SortedMap<String, List<Window>> named = new TreeMap<>();
            List<Window> everywhere = new ArrayList<>();
            long events = 0;
            for (Event.Loss loss : losses) {
                for (SourceCount count : loss.sources()) {
                    boolean dated = count.firstWallMicros() > 0 && count.firstWallMicros() <= count.lastWallMicros();
                    Instant from = Moment.instant(
                            dated ? count.firstWallMicros() : loss.at().wallMicros());
                    Instant to = Moment.instant(
                            dated ? count.lastWallMicros() : loss.at().wallMicros());
                    List<Window> in = part(window, from, later(to, from.plus(LEAST_LOST)));
                    if (!in.isEmpty()) {
                        long more = Math.max(0, count.events());
                        events = events > Long.MAX_VALUE - more ? Long.MAX_VALUE : events + more;
                    }
                    (sources.contains(count.source())
                                    ? named.computeIfAbsent(count.source(), ignored -> new ArrayList<>())
                                    : everywhere)
                            .addAll(in);
                }
            }
            SortedMap<String, Spans> bySource = new TreeMap<>();
            named.forEach((source, windows) -> {
                windows.addAll(everywhere);
                bySource.put(source, Spans.of(windows));
            });
            return new Lost(bySource, Spans.of(everywhere), events);
        }

        Spans of(String source) {
            return bySource.getOrDefault(source, everywhere);
        }
    }

    /** The part of that time that lies in the window; empty where there is none. */
    private static List<Window> part(Window window, Instant from, Instant to) {
        Instant later = later(from, window.from());
        Instant earlier = to.isBefore(window.to()) ? to : window.to();
        return later.isBefore(earlier) ? List.of(new Window(later, earlier)) : List.of();
    }

    /** Says when a source was watched, and why it was not when it was not. */
    private record Reasons(Host host, Window window, List<CoverageLog.Gap> gaps) {
        SourceCoverage source(String id, List<CoverageLog.Told> told, Spans lost) {
            List<Window> watched = new ArrayList<>();
            List<Window> limited = new ArrayList<>();
            SortedMap<ReasonCode, List<Window>> down = new TreeMap<>();
            for (CoverageLog.Told each : told) {
                Event.Coverage stretch = each.stretch();
                Instant until = each.to();
                // Nobody knows of a time to come, nor of one before there was an agent.
                Instant known = each.received().plus(ADJOINING);
                List<Window> said =
                        inWindow(later(each.from(), host.enrolled()), until.isBefore(known) ? until : known);
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
            Spans whole = Spans.joined(watched, ADJOINING).without(downs).without(lost);
            return new SourceCoverage(id, whole, Spans.joined(limited, ADJOINING), holes(whole, down, lost));
        }

        private List<Window> inWindow(Instant from, Instant to) {
            return part(window, from, to);
        }

        List<Hole> holes(Spans watched, SortedMap<ReasonCode, List<Window>> down, Spans lost) {
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
            rest = explained(rest, lost.windows(), Cause.LOST, ReasonCode.NONE, holes);
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
        private static Cause cause(CoverageLog.Gap gap) {
            return switch (gap.reason()) {
                case "uninstalled" -> Cause.UNINSTALLED;
                case CoverageLog.SUSPENDED -> Cause.ASLEEP;
                case CoverageLog.SHUT_DOWN -> Cause.SHUT_DOWN;
                case "stopped" -> Cause.STOPPED;
                default -> Cause.SILENT;
            };
        }
    }

    private static Instant later(Instant a, Instant b) {
        return a.isAfter(b) ? a : b;
    }
}
