package bzh.vigie.collector.detect.silence;

import bzh.vigie.collector.coverage.Spans;
import bzh.vigie.collector.coverage.Window;
import bzh.vigie.collector.store.AgentId;
import bzh.vigie.collector.store.CoverageLog;
import bzh.vigie.collector.store.CoverageLog.Gap;
import bzh.vigie.collector.store.Store;
import bzh.vigie.event.Event.AgentState;
import bzh.vigie.event.Moment;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * That a host was shut down in good order, and until when, as it tells after its next start: it was off from the time of its system's own
 * record until that start began. That its agent said goodbye does not show it: a service that is stopped says the same. Told by the host,
 * so that whoever rules it can lie. Pure but for what is written.
 */
final class ShutDown {
    /** As an agent writes it, to the second: {@code state-shut-down|2026-11-02 17:31:04 UTC}, and more after it. */
    private static final Pattern DETAIL = Pattern.compile(
            "state-shut-down(?:-asked)?\\|(\\d{4}-\\d\\d-\\d\\d) (\\d\\d:\\d\\d:\\d\\d) UTC(?:\\|.*)?", Pattern.DOTALL);

    private ShutDown() {}

    /**
     * Writes down the time in which it was off, once; nothing where the two times make none. It was on whenever anything was heard of it,
     * so that one word explains one silence and none of those before.
     */
    static void write(AgentId id, AgentState told, Store.Session session) {
        long skew = session.hosts().find(id).map(host -> host.skewMicros()).orElse(0L);
        Moment at = told.at();
        Instant booted =
                at.wall().minus(at.monotonicMicros(), ChronoUnit.MICROS).minus(skew, ChronoUnit.MICROS);
        time(told.detail())
                .map(time -> time.minus(skew, ChronoUnit.MICROS))
                .filter(off -> off.isBefore(booted))
                .map(off -> later(off, lastHeard(session.coverage().gaps(id, off, booted), booted)))
                .map(off -> later(
                        off,
                        LastSilence.of(id, session).map(LastSilence::from).filter(heard -> !heard.isAfter(booted))))
                .filter(off -> off.isBefore(booted))
                .filter(off -> session.coverage().gaps(id, off, booted).stream()
                        .noneMatch(gap -> gap.reason().equals(CoverageLog.SHUT_DOWN)))
                .ifPresent(off -> session.coverage().gap(id, off, booted, CoverageLog.SHUT_DOWN));
    }

    /** When it was last heard before it started, as far as the silence between tells; empty where there was none. */
    private static Optional<Instant> lastHeard(List<Gap> gaps, Instant booted) {
        List<Window> silent = Spans.of(gaps.stream()
                        .filter(gap ->
                                gap.from().isBefore(gap.to()) && !gap.reason().equals(CoverageLog.SHUT_DOWN))
                        .map(gap -> new Window(gap.from(), gap.to()))
                        .toList())
                .windows();
        return silent.isEmpty()
                ? Optional.empty()
                : Optional.of(silent.getLast()).map(last -> last.to().isBefore(booted) ? last.to() : last.from());
    }

    private static Instant later(Instant off, Optional<Instant> heard) {
        return heard.filter(off::isBefore).orElse(off);
    }

    /** When it was shut down, by its own clock. Total. */
    static Optional<Instant> time(String detail) {
        Matcher parts = DETAIL.matcher(detail);
        if (!parts.matches()) {
            return Optional.empty();
        }
        try {
            return Optional.of(Instant.parse(parts.group(1) + "T" + parts.group(2) + "Z"));
        } catch (DateTimeException noSuchDay) {
            return Optional.empty();
        }
    }
}
