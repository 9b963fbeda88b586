package bzh.vigie.collector.detect.silence;

import bzh.vigie.collector.coverage.Spans;
import bzh.vigie.collector.coverage.Window;
import bzh.vigie.collector.store.AgentId;
import bzh.vigie.collector.store.CoverageLog;
import bzh.vigie.collector.store.CoverageLog.Gap;
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

    private Slept() {}

    /** Writes down what of the silence was sleep, once. */
    static void write(AgentId id, AgentState told, Store.Session session) {
        Optional<Duration> slept = length(told.detail());
        if (slept.isEmpty() || slept.get().isZero()) {
            return;
        }
        long skew = session.hosts().find(id).map(host -> host.skewMicros()).orElse(0L);
        Instant woke = told.at().wall().minus(skew, ChronoUnit.MICROS);
        Window asleep = new Window(woke.minus(slept.get()), woke);
        List<Gap> gaps = session.coverage().gaps(id, asleep.from(), asleep.to());
        of(gaps, SILENT)
                .and(new Spans(List.of(asleep)))
                .without(of(gaps, CoverageLog.SUSPENDED))
                .windows()
                .forEach(window -> session.coverage().gap(id, window.from(), window.to(), CoverageLog.SUSPENDED));
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
