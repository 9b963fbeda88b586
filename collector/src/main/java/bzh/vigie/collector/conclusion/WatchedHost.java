package bzh.vigie.collector.conclusion;

import bzh.vigie.collector.coverage.Hole;
import bzh.vigie.collector.coverage.Hole.Cause;
import bzh.vigie.collector.coverage.HostCoverage;
import bzh.vigie.collector.coverage.Window;
import bzh.vigie.collector.store.ExpectedHosts.Role;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * A host in the watch after its eviction.
 *
 * @param role as the lists say; a workstation where none does
 * @param before whether it had its agent before the eviction ended: otherwise there is no "before" for it
 */
public record WatchedHost(HostCoverage coverage, Role role, boolean before) {
    /** Longer than this nothing may go unwatched. */
    static final Duration LONGEST_GAP = Duration.ofHours(4);

    String name() {
        return coverage.host().hostname();
    }

    /** Holes longer than four hours in which the host did not say that it stops. */
    public List<Hole> longGaps() {
        return coverage.agent().holes().stream()
                .filter(hole -> hole.cause() != Cause.STOPPED)
                .filter(hole -> hole.window().length().compareTo(LONGEST_GAP) > 0)
                .toList();
    }

    /** Sources that said for longer than four hours on end that they are down. */
    public List<String> downSources() {
        return coverage.sources().stream()
                .filter(source -> source.holes().stream()
                        .anyMatch(hole -> hole.cause() == Cause.DOWN
                                && hole.window().length().compareTo(LONGEST_GAP) > 0))
                .map(source -> source.source())
                .toList();
    }

    /**
     * The longest dormancy that this watch excludes: the longest time on end without a hole but stops that the host said. What wakes
     * less often than that may have been missed.
     */
    public Duration horizon() {
        Duration longest = Duration.ZERO;
        Instant from = coverage.window().from();
        for (Hole hole : coverage.agent().holes()) {
            if (hole.cause() != Cause.STOPPED) {
                longest = longer(longest, Duration.between(from, hole.window().from()));
                from = hole.window().to();
            }
        }
        return longer(longest, Duration.between(from, coverage.window().to()));
    }

    private static Duration longer(Duration a, Duration b) {
        return a.compareTo(b) >= 0 ? a : b;
    }

    /** Its window of the watch. */
    public Window window() {
        return coverage.window();
    }
}
