package bzh.vigie.collector.incident;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The dates of one column of an export, each as a program or an office's table wrote it: ISO 8601, {@code d/M/y} or {@code M/d/y} with or
 * without hours, those of C's {@code ctime}, generalised time of LDAP, FILETIME, seconds to nanoseconds since 1970. Whether the day or the
 * month comes first is seen from the whole column; where it is not, both are tried. A time without an offset is of the given zone.
 * Immutable, pure.
 */
public final class WrittenDates {
    /** Beyond what any file has. */
    private static final int LONGEST = 64;

    /** 1601 to 1970, in 100 nanoseconds. */
    private static final long FILETIME_EPOCH = 116_444_736_000_000_000L;

    private static final Pattern SLASHED =
            Pattern.compile("(\\d{1,2})[/.](\\d{1,2})[/.](\\d{4}|\\d{2})(?:,?\\s+(?:à |at )?(.+))?");
    private static final Pattern ISO = Pattern.compile("(\\d{4})[-/](\\d{1,2})[-/](\\d{1,2})(?:[T ]+(.+))?");
    private static final Pattern GENERALISED = Pattern.compile("(\\d{14})(?:[.,]\\d{1,9})?Z?");
    private static final Pattern CTIME = Pattern.compile(
            "(?:[A-Za-z]{3},?\\s+)?([A-Za-z]{3})\\s+(\\d{1,2})\\s+(\\d{1,2}:\\d{2}:\\d{2})\\s+(\\d{4})");
    private static final Pattern CLOCK = Pattern.compile(
            "(\\d{1,2})[:h](\\d{2})(?::(\\d{2})(?:[.,]\\d{1,9})?)?\\s*([AaPp]\\.?[Mm]\\.?)?\\s*(Z|UTC|GMT|[+-]\\d{2}:?\\d{2})?");
    private static final DateTimeFormatter DIGITS = DateTimeFormatter.ofPattern("uuuuMMddHHmmss", Locale.ROOT);
    private static final List<String> MONTHS =
            List.of("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec");

    private final ZoneId zone;
    private final Order order;

    private enum Order {
        DAY_FIRST,
        MONTH_FIRST,
        UNKNOWN
    }

    /**
     * A date that was read.
     *
     * @param at the earliest that it may be
     * @param other what else it may be, where the column does not show whether day or month comes first
     * @param dayOnly whether it says no hour: then it is the day's first instant
     */
    public record Read(Instant at, Optional<Instant> other, boolean dayOnly) {}

    private WrittenDates(ZoneId zone, Order order) {
        this.zone = zone;
        this.order = order;
    }

    /** For a column with these values. */
    public static WrittenDates of(Collection<String> column, ZoneId zone) {
        boolean day = false;
        boolean month = false;
        for (String value : column) {
            Matcher matcher = matcher(SLASHED, value);
            if (matcher.matches()) {
                day |= Integer.parseInt(matcher.group(1)) > 12;
                // Only where months come first does a clock of twelve hours follow.
                month |= Integer.parseInt(matcher.group(2)) > 12
                        || (matcher.group(4) != null && matcher.group(4).matches("(?i).*[ap]\\.?m\\.?.*"));
            }
        }
        return new WrittenDates(zone, day == month ? Order.UNKNOWN : day ? Order.DAY_FIRST : Order.MONTH_FIRST);
    }

    /** For a column of which it is known whether the day or the month comes first. */
    public static WrittenDates of(boolean dayFirst, ZoneId zone) {
        return new WrittenDates(zone, dayFirst ? Order.DAY_FIRST : Order.MONTH_FIRST);
    }

    /** The date; empty where it is none. */
    public Optional<Read> read(String text) {
        String written = text.strip();
        if (written.isEmpty() || written.length() > LONGEST) {
            return Optional.empty();
        }
        try {
            return written.chars().allMatch(Character::isDigit) ? number(written) : words(written);
        } catch (DateTimeException | ArithmeticException | NumberFormatException e) {
            return Optional.empty();
        }
    }

    private static Matcher matcher(Pattern pattern, String text) {
        String written = text.strip();
        return pattern.matcher(written.length() > LONGEST ? "" : written);
    }

    private static Optional<Read> number(String digits) {
        if (digits.length() == 14) {
            return generalised(digits);
        }
        long number = Long.parseLong(digits);
        Optional<Instant> at = switch (digits.length()) {
            case 9, 10 -> Optional.of(Instant.ofEpochSecond(number));
            case 13 -> Optional.of(Instant.ofEpochMilli(number));
            case 16 -> Optional.of(Instant.ofEpochSecond(number / 1_000_000, number % 1_000_000 * 1_000));
            case 17, 18 -> {
                long ticks = number - FILETIME_EPOCH;
                yield Optional.of(Instant.ofEpochSecond(
                        Math.floorDiv(ticks, 10_000_000L), Math.floorMod(ticks, 10_000_000L) * 100));
            }
            // FILETIME's word for never is as long, and is the greatest number.
            case 19 ->
                number == Long.MAX_VALUE
                        ? Optional.empty()
                        : Optional.of(Instant.ofEpochSecond(number / 1_000_000_000, number % 1_000_000_000));
            default -> Optional.empty();
        };
        return at.map(instant -> new Read(instant, Optional.empty(), false));
    }

    private static Optional<Read> generalised(String digits) {
        return Optional.of(
                new Read(LocalDateTime.parse(digits, DIGITS).toInstant(ZoneOffset.UTC), Optional.empty(), false));
    }

    private Optional<Read> words(String written) {
        Matcher ldap = GENERALISED.matcher(written);
        if (ldap.matches()) {
            return generalised(ldap.group(1));
        }
        Matcher iso = ISO.matcher(written);
        if (iso.matches()) {
            LocalDate day = LocalDate.of(number(iso, 1), number(iso, 2), number(iso, 3));
            return at(day, iso.group(4)).map(at -> new Read(at, Optional.empty(), iso.group(4) == null));
        }
        Matcher ctime = CTIME.matcher(written);
        if (ctime.matches()) {
            int month = MONTHS.indexOf(ctime.group(1).toLowerCase(Locale.ROOT)) + 1;
            return at(LocalDate.of(number(ctime, 4), month, number(ctime, 2)), ctime.group(3))
                    .map(at -> new Read(at, Optional.empty(), false));
        }
        Matcher slashed = SLASHED.matcher(written);
        return slashed.matches() ? slashed(slashed) : Optional.empty();
    }

    private Optional<Read> slashed(Matcher matcher) {
        int year = number(matcher, 3) + (matcher.group(3).length() == 2 ? 2000 : 0);
        boolean dayOnly = matcher.group(4) == null;
        Optional<Instant> dayFirst = order == Order.MONTH_FIRST
                ? Optional.empty()
                : date(year, number(matcher, 2), number(matcher, 1)).flatMap(day -> at(day, matcher.group(4)));
        Optional<Instant> monthFirst = order == Order.DAY_FIRST
                ? Optional.empty()
                : date(year, number(matcher, 1), number(matcher, 2)).flatMap(day -> at(day, matcher.group(4)));
        if (dayFirst.isEmpty() || monthFirst.isEmpty() || dayFirst.equals(monthFirst)) {
            return dayFirst.or(() -> monthFirst).map(at -> new Read(at, Optional.empty(), dayOnly));
        }
        boolean day = dayFirst.get().isBefore(monthFirst.get());
        return Optional.of(new Read((day ? dayFirst : monthFirst).get(), day ? monthFirst : dayFirst, dayOnly));
    }

    private static Optional<LocalDate> date(int year, int month, int day) {
        try {
            return Optional.of(LocalDate.of(year, month, day));
        } catch (DateTimeException none) {
            return Optional.empty();
        }
    }

    private static int number(Matcher matcher, int group) {
        return Integer.parseInt(matcher.group(group));
    }

    /** That hour of the day, or the day's first instant without one; empty where it is no hour. */
    private Optional<Instant> at(LocalDate day, @Nullable String clock) {
        if (clock == null) {
            return Optional.of(day.atStartOfDay(zone).toInstant());
        }
        Matcher matcher = CLOCK.matcher(clock.strip());
        if (!matcher.matches()) {
            return zoned(day, clock);
        }
        int hour = number(matcher, 1);
        if (matcher.group(4) != null) {
            boolean afternoon = matcher.group(4).toLowerCase(Locale.ROOT).startsWith("p");
            hour = hour % 12 + (afternoon ? 12 : 0);
        }
        int second = matcher.group(3) == null ? 0 : number(matcher, 3);
        LocalDateTime time = day.atTime(LocalTime.of(hour, number(matcher, 2), second));
        String offset = matcher.group(5);
        return Optional.of(offset == null ? time.atZone(zone).toInstant() : time.toInstant(offset(offset)));
    }

    /** With the name of a zone behind it, such as {@code 08:15:00 Europe/Paris} or {@code CET}. */
    private static Optional<Instant> zoned(LocalDate day, String clock) {
        String[] parts = clock.strip().split("\\s+", 2);
        if (parts.length < 2 || !parts[0].matches("\\d{1,2}:\\d{2}(:\\d{2})?")) {
            return Optional.empty();
        }
        String[] numbers = parts[0].split(":", -1);
        int second = numbers.length > 2 ? Integer.parseInt(numbers[2]) : 0;
        LocalTime time = LocalTime.of(Integer.parseInt(numbers[0]), Integer.parseInt(numbers[1]), second);
        ZoneId named = ZoneId.of(parts[1], ZoneId.SHORT_IDS);
        return Optional.of(ZonedDateTime.of(day, time, named).toInstant());
    }

    private static ZoneOffset offset(String text) {
        return text.startsWith("+") || text.startsWith("-") ? ZoneOffset.of(text) : ZoneOffset.UTC;
    }
}
