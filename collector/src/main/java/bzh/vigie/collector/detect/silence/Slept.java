package bzh.vigie.collector.detect.silence;

import bzh.vigie.collector.coverage.Spans;
import bzh.vigie.collector.coverage.Window;
import bzh.vigie.collector.detect.finding.Ruled;
import bzh.vigie.collector.detect.finding.Seen;
import bzh.vigie.collector.store.CoverageLog;
import bzh.vigie.collector.store.CoverageLog.Gap;
import bzh.vigie.collector.store.Hosts.Host;
import bzh.vigie.collector.store.Store;
import bzh.vigie.event.Event.AgentState;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * That a host slept, and for how long, as its clocks showed when it woke: the one since its start went on, the one that stands still meanwhile
 * did not. Where it said nothing before (Linux), what was silent of that time was sleep. Told by the host, so that whoever rules it can lie;
 * of a time in which anything was heard from it, it says nothing.
 */
final class Slept {
    /** As an agent writes it: {@code state-slept|SECONDS}. */
    private static final Pattern DETAIL = Pattern.compile("state-slept\\|(\\d{1,9})");

    private static final String SILENT = "silent";

    /** What a host tells of its sleep comes with the first that is heard of it; its clock is known to some minutes. */
    private static final Duration SLACK = Duration.ofMinutes(15);

    private Slept() {}

    /**
     * Writes down what of the silence that this ends was sleep, once. Of no other silence, nor where its agent was started anew meanwhile,
     * nor of a host that an attacker may rule: there it stays a silence.
     */
    static void write(Seen seen, AgentState told, Store.Session session) {
        Duration slept = length(told.detail()).orElse(Duration.ZERO);
        Optional<Host> host = session.hosts().find(seen.host());
        Optional<LastSilence> last = LastSilence.of(seen.host(), session);
        if (slept.isZero() || host.isEmpty() || last.isEmpty()) {
            return;
        }
        Instant woke = told.at().wall().minus(host.get().skewMicros(), ChronoUnit.MICROS);
        Window asleep = new Window(woke.minus(slept), woke);
        boolean inOneRun = last.get().run().equals(LastSilence.run(host.get()))
                && told.at().bootId().equals(host.get().bootId());
        boolean ofThatSilence = !seen.received().isAfter(last.get().to().plus(SLACK))
                && !woke.isAfter(last.get().to().plus(SLACK))
                && !asleep.from().isBefore(last.get().from().minus(SLACK));
        if (!inOneRun || !ofThatSilence) {
            return;
        }
        List<Gap> gaps = session.coverage().gaps(seen.host(), asleep.from(), asleep.to());
        Spans rest = of(gaps, SILENT).and(new Spans(List.of(asleep))).without(of(gaps, CoverageLog.SUSPENDED));
        if (!rest.windows().isEmpty() && !Ruled.is(seen.host(), seen.received(), session)) {
            rest.windows()
                    .forEach(window ->
                            session.coverage().gap(seen.host(), window.from(), window.to(), CoverageLog.SUSPENDED));
        }
    }

    private static Spans of(List<Gap> gaps, String reason) {
        return Spans.of(gaps.stream()
                .filter(gap -> gap.reason().equals(reason) && gap.from().isBefore(gap.to()))
                .map(gap -> new Window(gap.from(), gap.to()))
                .toList());
    }

    /** How long it slept. Total. */
    static Optional<Duration> length(String detail) {
        Matcher parts = DETAIL.matcher(detail);
        return parts.matches() ? Optional.of(Duration.ofSeconds(Long.parseLong(parts.group(1)))) : Optional.empty();
    }
}
