package bzh.vigie.collector.schedule;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.BitSet;
import java.util.Optional;

/**
 * On certain days from a start on, each time again for a while, as tasks of Windows are (MS-TSCH 2.5.3).
 *
 * @param zone its own; empty for the host's
 * @param end after it nothing is due
 * @param every again after so long; zero for not
 * @param during for how long, from each day's time on; zero for without end
 */
record Recurring(
        Optional<ZoneId> zone,
        LocalDateTime start,
        Optional<LocalDateTime> end,
        Rule rule,
        Duration every,
        Duration during)
        implements Times {
    private static final long LONGEST_REPEATED_DAYS = 366;

    /** On which days. */
    sealed interface Rule {
        /** That of the start alone. */
        record Once() implements Rule {}

        /** Each so many days. */
        record Daily(int days) implements Rule {}

        /** Each so many weeks, on these days, 1 for Monday to 7. */
        record Weekly(int weeks, BitSet weekDays) implements Rule {}

        /** On these days of these months, the last day being 32. */
        record Monthly(BitSet days, BitSet months) implements Rule {}

        /** In these weeks of these months, the last one being 5, on these days. */
        record MonthlyByWeek(BitSet weeks, BitSet weekDays, BitSet months) implements Rule {}
    }

    @Override
    public Optional<Instant> next(Instant from, ZoneId host) {
        ZoneId in = zone.orElse(host);
        LocalDateTime at = from.atZone(in).toLocalDateTime();
        return next(at.isBefore(start) ? start : at)
                .filter(time -> end.filter(time::isAfter).isEmpty())
                .map(time -> time.atZone(in).toInstant());
    }

    private Optional<LocalDateTime> next(LocalDateTime at) {
        if (!every.isZero() && during.isZero()) {
            return Optional.of(repeated(start, at));
        }
        long back = every.isZero() ? 0 : Math.min(during.toDays() + 1, LONGEST_REPEATED_DAYS);
        LocalDate first = at.toLocalDate().minusDays(back);
        LocalDate last = at.toLocalDate().plusYears(YEARS);
        LocalTime time = start.toLocalTime();
        Optional<LocalDateTime> best = Optional.empty();
        LocalDate day = first.isBefore(start.toLocalDate()) ? start.toLocalDate() : first;
        while (!day.isAfter(last) && !best.filter(day.atTime(time)::isAfter).isPresent()) {
            if (fits(day)) {
                LocalDateTime base = day.atTime(time);
                LocalDateTime due = base.isBefore(at) && !every.isZero() ? repeated(base, at) : base;
                boolean within = due.equals(base) || due.isBefore(base.plus(during));
                if (!due.isBefore(at) && within && best.filter(due::isAfter).isEmpty()) {
                    best = Optional.of(due);
                }
            }
            day = day.plusDays(1);
        }
        return best;
    }

    /** The first of the times after that one, so far apart, that is not before the other. */
    private LocalDateTime repeated(LocalDateTime base, LocalDateTime at) {
        long apart = Math.max(1, every.toSeconds());
        long passed = ChronoUnit.SECONDS.between(base, at);
        long times = Math.ceilDiv(Math.max(0, passed), apart);
        LocalDateTime due = base.plusSeconds(times * apart);
        return due.isBefore(at) ? due.plusSeconds(apart) : due;
    }

    private boolean fits(LocalDate day) {
        LocalDate from = start.toLocalDate();
        return switch (rule) {
            case Rule.Once ignored -> day.equals(from);
            case Rule.Daily daily -> ChronoUnit.DAYS.between(from, day) % daily.days() == 0;
            case Rule.Weekly weekly ->
                weekly.weekDays().get(day.getDayOfWeek().getValue())
                        && ChronoUnit.WEEKS.between(sunday(from), sunday(day)) % weekly.weeks() == 0;
            case Rule.Monthly monthly ->
                monthly.months().get(day.getMonthValue())
                        && (monthly.days().get(day.getDayOfMonth())
                                || (monthly.days().get(32) && day.getDayOfMonth() == day.lengthOfMonth()));
            case Rule.MonthlyByWeek byWeek ->
                byWeek.months().get(day.getMonthValue())
                        && byWeek.weekDays().get(day.getDayOfWeek().getValue())
                        && ((byWeek.weeks().get((day.getDayOfMonth() - 1) / 7 + 1) && day.getDayOfMonth() <= 28)
                                || (byWeek.weeks().get(5) && day.getDayOfMonth() + 7 > day.lengthOfMonth()));
        };
    }

    /** Weeks of the scheduler begin on Sunday. */
    private static LocalDate sunday(LocalDate day) {
        return day.minusDays(day.getDayOfWeek().getValue() % 7);
    }
}
