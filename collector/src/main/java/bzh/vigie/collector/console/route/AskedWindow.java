package bzh.vigie.collector.console.route;

import bzh.vigie.collector.coverage.Window;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.Optional;

/** The time that a page is asked about: days in {@code from} and {@code to}, both included; at most 31 days, never to come. */
public final class AskedWindow {
    private static final Duration USUAL = Duration.ofDays(7);
    private static final Duration LONGEST = Duration.ofDays(31);

    private AskedWindow() {}

    /** The seven days until now where nothing is asked, or nothing that is a time. */
    public static Window of(Call call, ZoneId zone) {
        Instant now = call.clock().instant().truncatedTo(ChronoUnit.SECONDS);
        Instant to = day(call, "to")
                .map(day -> day.plusDays(1).atStartOfDay(zone).toInstant())
                .filter(end -> end.isBefore(now))
                .orElse(now);
        Instant from = day(call, "from")
                .map(day -> day.atStartOfDay(zone).toInstant())
                .filter(start -> start.isBefore(to))
                .orElse(to.minus(USUAL));
        return new Window(from.isBefore(to.minus(LONGEST)) ? to.minus(LONGEST) : from, to);
    }

    /** A day in a query, such as 2026-11-19. */
    public static Optional<LocalDate> day(Call call, String name) {
        try {
            return call.query(name).map(LocalDate::parse).filter(day -> day.getYear() > 1970 && day.getYear() < 9999);
        } catch (DateTimeException notADay) {
            return Optional.empty();
        }
    }
}
