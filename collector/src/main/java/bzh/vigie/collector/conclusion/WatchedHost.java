package bzh.vigie.collector.conclusion;

import bzh.vigie.collector.coverage.Hole;
import bzh.vigie.collector.coverage.HostCoverage;
import bzh.vigie.collector.coverage.SourceCoverage;
import bzh.vigie.collector.coverage.Spans;
import bzh.vigie.collector.coverage.Window;
import bzh.vigie.collector.store.ExpectedHosts.Role;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * A host in the watch after its eviction.
 *
 * @param role as the lists say; a workstation where none does
 * @param before whether it had its agent before the eviction ended: otherwise there is no "before" for it
 * @param longestGap longer than this nothing may go unwatched
 * @param ruled whether the attacker was on it, as far as is known, and nobody states that it was set up anew since
 */
public record WatchedHost(
        HostCoverage coverage, Role role, boolean before, HostEvidence seen, Duration longestGap, boolean ruled) {
    private static final Duration SHORT = Duration.ofMinutes(10);
    private static final Duration LATELY = Duration.ofDays(7);
    private static final List<String> REQUIRED = List.of(".persistence", ".process");

    String name() {
        return coverage.host().hostname();
    }

    /** Times longer than allowed in which no source was watched and the host was not at rest. */
    public List<Window> longGaps() {
        return longOnes(coverage.agent());
    }

    /**
     * Sources that were not watched for longer than allowed on end though the host was not at rest; and the kinds that no conclusion
     * can do without, where none of them told anything.
     */
    public List<String> failedSources() {
        List<String> failed = new ArrayList<>();
        for (SourceCoverage source : coverage.sources()) {
            if (!longOnes(source).isEmpty()) {
                failed.add(source.source());
            }
        }
        for (String kind : REQUIRED) {
            if (coverage.sources().stream().noneMatch(source -> source.source().endsWith(kind))) {
                failed.add("*" + kind);
            }
        }
        return failed;
    }

    /**
     * All that it was at rest by what it says itself, where the attacker was on it; zero where that is no longer than nothing may go
     * unwatched, in however many pieces.
     */
    Duration restByItsOwnWord() {
        Duration rest = seen.rest().and(new Spans(List.of(window()))).length();
        return ruled && rest.compareTo(longestGap) > 0 ? rest : Duration.ZERO;
    }

    private List<Window> longOnes(SourceCoverage source) {
        return unwatched(source).stream()
                .filter(window -> window.length().compareTo(longestGap) > 0)
                .toList();
    }

    /**
     * When it was not watched though the host was not at rest. A gap that is cut into pieces by its causes is one; a rest in which another
     * witness saw the host active is none.
     */
    private List<Window> unwatched(SourceCoverage source) {
        return Spans.of(source.holes().stream()
                        .flatMap(hole -> hole.cause().isRest()
                                ? new Spans(List.of(hole.window())).and(seen.contradicted()).windows().stream()
                                : Stream.of(hole.window()))
                        .toList())
                .windows();
    }

    private static List<Window> holes(SourceCoverage source) {
        return Spans.of(source.holes().stream().map(Hole::window).toList()).windows();
    }

    /** Whether it was watched for a day or more, or half of a shorter watch, and in the last week of it. */
    boolean isWatched() {
        Spans watched = coverage.agent().watched();
        Duration least = Duration.ofDays(1);
        Duration half = coverage.window().length().dividedBy(2);
        return !watched.windows().isEmpty()
                && watched.length().compareTo(half.compareTo(least) < 0 ? half : least) >= 0
                && Duration.between(
                                        watched.windows().getLast().to(),
                                        coverage.window().to())
                                .compareTo(LATELY)
                        <= 0;
    }

    /**
     * The longest dormancy that this watch excludes: the longest time on end in which every source was watched that ever was, but for the
     * host's rest and holes of at most ten minutes. What wakes less often than that may have been missed. Where the attacker was on the host,
     * its rest is a hole: that it rested is known from it alone.
     */
    public Duration horizon() {
        List<SourceCoverage> used = coverage.sources().stream()
                .filter(source -> !source.watched().windows().isEmpty())
                .toList();
        if (used.isEmpty()) {
            return Duration.ZERO;
        }
        List<Window> unwatched = used.stream()
                .flatMap(source -> (ruled ? holes(source) : unwatched(source)).stream())
                .filter(window -> window.length().compareTo(SHORT) > 0)
                .toList();
        return Spans.of(unwatched).missingFrom(coverage.window()).windows().stream()
                .map(Window::length)
                .max(Duration::compareTo)
                .orElse(Duration.ZERO);
    }

    /** Its window of the watch. */
    public Window window() {
        return coverage.window();
    }
}
