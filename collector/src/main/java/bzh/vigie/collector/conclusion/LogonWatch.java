package bzh.vigie.collector.conclusion;

import bzh.vigie.collector.coverage.Hole;
import bzh.vigie.collector.coverage.HostCoverage;
import bzh.vigie.collector.coverage.SourceCoverage;
import bzh.vigie.collector.coverage.Spans;
import bzh.vigie.collector.coverage.Window;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * When a logon to a host would have been seen: without it nothing follows from none being told. Pure.
 *
 * @param live when every source of logons was watched without a limit
 * @param seen when each was watched, as far as known, or the host was at rest
 */
public record LogonWatch(Spans live, Spans seen) {
    private static final String AUDIT = "windows.audit.logons";
    private static final List<String> LINUX = List.of("linux.logon");

    /** The log, and that Windows is set to write logons to it. */
    private static final List<String> WINDOWS = List.of("windows.log.security", AUDIT);

    /** Of a host in a window. */
    static LogonWatch of(HostCoverage coverage) {
        Spans whole = new Spans(List.of(coverage.window()));
        Spans live = Spans.NONE;
        Spans seen = Spans.NONE;
        for (List<String> system : List.of(LINUX, WINDOWS)) {
            Spans allLive = whole;
            Spans allSeen = whole;
            for (String id : system) {
                Optional<SourceCoverage> source = coverage.sources().stream()
                        .filter(each -> each.source().equals(id))
                        .findFirst();
                Spans watched = source.map(SourceCoverage::watched).orElse(Spans.NONE);
                Spans unlimited =
                        watched.without(source.map(SourceCoverage::limited).orElse(Spans.NONE));
                allLive = allLive.and(unlimited);
                // A log of which nothing has come yet is limited, one to which logons are not written tells nothing.
                allSeen = allSeen.and(id.equals(AUDIT) ? unlimited : watched);
            }
            live = both(live, allLive);
            seen = both(seen, allSeen);
        }
        List<Window> rest = coverage.agent().holes().stream()
                .filter(hole -> hole.cause().isRest())
                .map(Hole::window)
                .toList();
        return new LogonWatch(live, both(seen, Spans.of(rest)));
    }

    private static Spans both(Spans a, Spans b) {
        return Spans.of(
                Stream.concat(a.windows().stream(), b.windows().stream()).toList());
    }

    /** Whether one would have been told from the one time to the other: watched without a limit once, and never longer unseen than that. */
    boolean isSince(Instant from, Instant to, Duration longest) {
        if (!from.isBefore(to)) {
            return false;
        }
        Window window = new Window(from, to);
        return !live.and(new Spans(List.of(window))).windows().isEmpty()
                && seen.missingFrom(window).windows().stream()
                        .allMatch(hole -> hole.length().compareTo(longest) <= 0);
    }
}
