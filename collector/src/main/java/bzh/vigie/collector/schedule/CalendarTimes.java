package bzh.vigie.collector.schedule;

import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.BitSet;
import java.util.Optional;

/**
 * The minutes of a calendar that fit in every field.
 *
 * @param zone its own; empty for the host's
 * @param years empty for all
 * @param lastDays of the month from its end, 1 being its last; these or {@code days}
 * @param weekDays 1 for Monday to 7
 * @param either whether one of day of the month and day of the week is enough, as crontab(5) has it where both are given
 */
record CalendarTimes(
        Optional<ZoneId> zone,
        BitSet years,
        BitSet months,
        BitSet days,
        BitSet lastDays,
        BitSet weekDays,
        boolean either,
        BitSet hours,
        BitSet minutes)
        implements Times {
    @Override
    public Optional<Instant> next(Instant from, ZoneId host) {
        ZoneId in = zone.orElse(host);
        LocalDateTime at = from.atZone(in).toLocalDateTime();
        LocalDateTime minute = at.truncatedTo(ChronoUnit.MINUTES);
        LocalDateTime start = minute.isBefore(at) ? minute.plusMinutes(1) : minute;
        LocalDate last = start.toLocalDate().plusYears(YEARS);
        for (LocalDate day = start.toLocalDate(); !day.isAfter(last); day = following(day)) {
            if (fits(day)) {
                LocalDateTime least = day.equals(start.toLocalDate()) ? start : day.atStartOfDay();
                Optional<LocalDateTime> found = within(day, least);
                if (found.isPresent()) {
                    return found.map(time -> time.atZone(in).toInstant());
                }
            }
        }
        return Optional.empty();
    }

    /** The next day, or where the month does not fit the first of the next. */
    private LocalDate following(LocalDate day) {
        return months.get(day.getMonthValue())
                ? day.plusDays(1)
                : day.plusMonths(1).withDayOfMonth(1);
    }

    private boolean fits(LocalDate day) {
        boolean ofMonth = days.get(day.getDayOfMonth()) || lastDays.get(day.lengthOfMonth() - day.getDayOfMonth() + 1);
        boolean ofWeek = weekDays.get(day.getDayOfWeek().getValue());
        return (years.isEmpty() || years.get(day.getYear()))
                && months.get(day.getMonthValue())
                && (either ? ofMonth || ofWeek : ofMonth && ofWeek);
    }

    private Optional<LocalDateTime> within(LocalDate day, LocalDateTime least) {
        for (int hour = hours.nextSetBit(least.getHour()); hour >= 0; hour = hours.nextSetBit(hour + 1)) {
            int minute = minutes.nextSetBit(hour == least.getHour() ? least.getMinute() : 0);
            if (minute >= 0) {
                return Optional.of(day.atTime(hour, minute));
            }
        }
        return Optional.empty();
    }
}
