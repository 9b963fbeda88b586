package bzh.vigie.collector.coverage;

import bzh.vigie.collector.store.CoverageLog.Told;
import bzh.vigie.event.WatchState;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Full passes of the inventory of a host: each read every place once, as far as it can be read. Those of a boot whose clocks cannot be so
 * prove nothing. Pure.
 *
 * @param passes by their ends
 */
public record Passes(List<Pass> passes) {
    /**
     * One of them.
     *
     * @param when by the collector's clock
     * @param untilMicros its end on the boot's monotonic clock
     */
    public record Pass(String boot, Window when, long fromMicros, long untilMicros) {}

    public Passes {
        passes = List.copyOf(passes);
    }

    /** Those that were told, in sound boots. */
    public static Passes of(List<Told> told, List<Boot> boots) {
        Set<String> sound = boots.stream().filter(Boot::sound).map(Boot::id).collect(Collectors.toSet());
        List<Pass> passes = new ArrayList<>();
        for (Told each : told) {
            boolean read =
                    each.stretch().state() == WatchState.LIVE || each.stretch().state() == WatchState.PARTIAL;
            if (each.stretch().isPass()
                    && read
                    && sound.contains(each.stretch().at().bootId())) {
                long until = each.stretch().at().monotonicMicros();
                passes.add(new Pass(
                        each.stretch().at().bootId(),
                        Boot.window(each),
                        until - each.stretch().lengthMicros(),
                        until));
            }
        }
        passes.sort(Comparator.comparing(pass -> pass.when().to()));
        return new Passes(passes);
    }

    /** Whether one began at that time or later and ended before the other. */
    public boolean between(Instant since, Instant until) {
        return passes.stream()
                .anyMatch(pass ->
                        !pass.when().from().isBefore(since) && !pass.when().to().isAfter(until));
    }

    /**
     * The times of the window in which more than that passed while the host ran, from the beginning of one pass to the end of the next, or from
     * the window's beginning, or to its end.
     *
     * @param rest when the host was shut down or asleep
     */
    public List<Window> tooFar(Window window, Spans rest, Duration most) {
        List<Window> far = new ArrayList<>();
        Instant from = window.from();
        Pass before = null;
        for (Pass pass : passes) {
            if (pass.when().to().isAfter(window.from()) && pass.when().to().isBefore(window.to())) {
                if (powered(from, pass.when().to(), rest, before, pass).compareTo(most) > 0) {
                    far.add(new Window(from, pass.when().to()));
                }
                before = pass;
                from = pass.when().from().isAfter(window.from()) ? pass.when().from() : window.from();
            }
        }
        if (from.isBefore(window.to()) && powered(from, window.to(), rest).compareTo(most) > 0) {
            far.add(new Window(from, window.to()));
        }
        return far;
    }

    /** As the collector's clock says, or, where that is longer, as the boot's own does: a wall clock that was set shortens nothing. */
    private static Duration powered(Instant from, Instant to, Spans rest, @Nullable Pass a, Pass b) {
        Duration powered = powered(from, to, rest);
        if (a == null || !a.boot().equals(b.boot())) {
            return powered;
        }
        Duration slept = Duration.between(from, to).minus(powered);
        Duration own = Duration.of(Math.max(0, b.untilMicros() - a.fromMicros()), ChronoUnit.MICROS)
                .minus(slept);
        return own.compareTo(powered) > 0 ? own : powered;
    }

    private static Duration powered(Instant from, Instant to, Spans rest) {
        return from.isBefore(to) ? rest.missingFrom(new Window(from, to)).length() : Duration.ZERO;
    }
}
