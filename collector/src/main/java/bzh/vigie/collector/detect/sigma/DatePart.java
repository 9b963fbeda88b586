package bzh.vigie.collector.detect.sigma;

import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.temporal.IsoFields;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * A number in a date (the time modifiers of Sigma). Dates are read as written, without regard to a zone: {@code 2026-11-25}, with
 * a time after a {@code T} or a blank where hours or minutes are asked for. Weeks are those of ISO 8601.
 */
enum DatePart {
    MINUTE,
    HOUR,
    DAY,
    WEEK,
    MONTH,
    YEAR;

    private static final int DATE = 10;
    private static final int TIME = 16;

    static Optional<DatePart> named(String modifier) {
        for (DatePart part : values()) {
            if (part.name().toLowerCase(Locale.ROOT).equals(modifier)) {
                return Optional.of(part);
            }
        }
        return Optional.empty();
    }

    /** The part of this date; empty where the text is none, or has no time of day and that is asked for. */
    OptionalInt of(String text) {
        boolean time = this == HOUR || this == MINUTE;
        if (text.length() < (time ? TIME : DATE)) {
            return OptionalInt.empty();
        }
        try {
            LocalDate date = LocalDate.parse(text.substring(0, DATE));
            return switch (this) {
                case MINUTE -> hasTime(text) ? number(text, 14, 59) : OptionalInt.empty();
                case HOUR -> hasTime(text) ? number(text, 11, 23) : OptionalInt.empty();
                case DAY -> OptionalInt.of(date.getDayOfMonth());
                case WEEK -> OptionalInt.of(date.get(IsoFields.WEEK_OF_WEEK_BASED_YEAR));
                case MONTH -> OptionalInt.of(date.getMonthValue());
                case YEAR -> OptionalInt.of(date.getYear());
            };
        } catch (DateTimeException noDate) {
            return OptionalInt.empty();
        }
    }

    private static boolean hasTime(String text) {
        char between = text.charAt(DATE);
        return (between == 'T' || between == ' ') && text.charAt(13) == ':';
    }

    private static OptionalInt number(String text, int at, int most) {
        int tens = text.charAt(at) - '0';
        int ones = text.charAt(at + 1) - '0';
        boolean digits = tens >= 0 && tens <= 9 && ones >= 0 && ones <= 9;
        int number = tens * 10 + ones;
        return digits && number <= most ? OptionalInt.of(number) : OptionalInt.empty();
    }
}
