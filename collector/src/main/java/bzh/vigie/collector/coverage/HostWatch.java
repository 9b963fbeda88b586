package bzh.vigie.collector.coverage;

import bzh.vigie.collector.store.CoverageLog;
import bzh.vigie.collector.store.Hosts.Host;
import java.util.List;

/**
 * How well a host was watched in a window, in three parts that make up all of it.
 *
 * @param whole all of its sources were watched, none with a limit
 * @param partly at least one was watched, not all, or with a limit
 * @param none none was
 */
public record HostWatch(HostCoverage coverage, Spans whole, Spans partly, Spans none) {
    /** Reads what is known of the host and works it out. */
    public static HostWatch of(Host host, Window window, CoverageLog log) {
        HostCoverage coverage = HostCoverage.of(host, window, log);
        List<Window> limits = coverage.sources().stream()
                .flatMap(source -> source.limited().windows().stream())
                .toList();
        Spans watched = coverage.agent().watched();
        Spans whole = coverage.all().and(watched).without(Spans.of(limits));
        return new HostWatch(coverage, whole, watched.without(whole), watched.missingFrom(window));
    }

    /** Which host. */
    public Host host() {
        return coverage.host();
    }
}
