package bzh.vigie.simulation;

import bzh.vigie.collector.conclusion.Conclusion.Word;
import bzh.vigie.collector.detect.returns.Mutations.Wanted;
import bzh.vigie.collector.store.ExpectedHosts.Role;
import bzh.vigie.collector.store.Incidents.Incident;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * The most that somebody could say of an incident who knew everything that happened, from the words of DESIGN.md alone: written without a
 * look at how the collector concludes.
 */
final class Oracle {
    private static final Duration LONG = Duration.ofHours(4);

    /** Of so many PCs one may lack an agent, if it is named. */
    private static final long ONE_IN = 20;

    private final Incident incident;
    private final Truth truth;
    private final Analyst analyst;
    private final List<SimulatedHost> hosts;

    /** When the eviction was over; far away until it is. */
    Instant evicted = Instant.MAX;

    /** When all that no endpoint shows was done and stated. */
    Instant attested = Instant.MAX;

    /** PCs that should have an agent and never got one. */
    final Set<String> missing = new TreeSet<>();

    /** Machines that somebody saw and nobody knows. */
    final Set<String> strangers = new TreeSet<>();

    Oracle(Incident incident, Truth truth, Analyst analyst, List<SimulatedHost> hosts) {
        this.incident = incident;
        this.truth = truth;
        this.analyst = analyst;
        this.hosts = hosts;
    }

    /**
     * What can be said at most.
     *
     * @param flaws names of hosts and machines that stand in the way of the best word, each of which has to be named
     */
    record Verdict(Word most, Set<String> flaws, String why) {}

    /** At that time. */
    Verdict at(Instant now) {
        Set<String> flaws = new TreeSet<>();
        hosts.forEach(host -> longestBlind(host, now)
                .filter(each -> each.compareTo(LONG) > 0)
                .ifPresent(ignored -> flaws.add(host.name)));
        if (now.isAfter(evicted)) {
            flaws.addAll(missing);
            flaws.addAll(strangers);
        }
        List<Truth.Return> back = truth.returns.stream()
                .filter(each ->
                        each.incident.equals(incident.id()) && each.mutation.wanted() != Wanted.NOTHING && each.heard)
                .toList();
        if (back.stream().anyMatch(each -> each.decided.isPresent())) {
            return new Verdict(Word.RECURRENCE_OBSERVED, flaws, "it came back");
        }
        List<String> why = new ArrayList<>();
        if (!now.isAfter(evicted)) {
            why.add("the eviction goes on");
        }
        if (!back.isEmpty()) {
            why.add("nobody decided about a return");
        }
        if (analyst.hasUndecided(incident.communes())) {
            why.add("alerts are undecided");
        }
        if (now.isBefore(attested)) {
            why.add("hosts are not rebuilt");
        }
        if (!why.isEmpty()) {
            return new Verdict(Word.NOT_VERIFIABLE, flaws, String.join(", ", why));
        }
        boolean over = !now.isBefore(evicted.plus(Duration.ofDays(incident.watchDays())));
        Set<String> bars = new TreeSet<>(flaws);
        if (missing.size() * ONE_IN <= workstations() + missing.size()) {
            bars.removeAll(missing);
        }
        return new Verdict(
                over && bars.isEmpty()
                        ? Word.NOT_OBSERVED_COVERAGE_SUFFICIENT
                        : Word.NOT_OBSERVED_COVERAGE_INSUFFICIENT,
                flaws,
                over ? String.join(", ", flaws) : "the watch goes on");
    }

    private long workstations() {
        return hosts.stream().filter(host -> host.role == Role.WORKSTATION).count();
    }

    /** The longest time on end in which the host ran unwatched since the eviction. */
    private Optional<Duration> longestBlind(SimulatedHost host, Instant now) {
        Instant end = now.isAfter(evicted) ? evicted.plus(Duration.ofDays(incident.watchDays())) : now;
        return host.blinds().stream()
                .filter(each -> each.to().isAfter(evicted) && each.from().isBefore(end))
                .map(each -> Duration.between(
                        each.from().isBefore(evicted) ? evicted : each.from(),
                        each.to().isAfter(end) ? end : each.to()))
                .max(Duration::compareTo);
    }

    /** How good a word is: the more, the better. */
    static int rank(Word word) {
        return switch (word) {
            case RECURRENCE_OBSERVED -> 0;
            case NOT_VERIFIABLE -> 1;
            case NOT_OBSERVED_COVERAGE_INSUFFICIENT -> 2;
            case NOT_OBSERVED_COVERAGE_SUFFICIENT -> 3;
        };
    }
}
