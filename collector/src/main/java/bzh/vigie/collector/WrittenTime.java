package bzh.vigie.collector;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.util.Optional;

/** A time as a person writes it: with its offset, or a local date with or without an hour, which this machine's zone makes a time of. */
final class WrittenTime {
    private WrittenTime() {}

    /** The time; empty where it is none. A day is its first instant; {@code now} is that one. */
    static Optional<Instant> parse(String text, ZoneId zone, Instant now) {
        String written = text.strip();
        try {
            if (written.equals("now")) {
                return Optional.of(now);
            }
            if (written.length() <= 10) {
                return Optional.of(LocalDate.parse(written).atStartOfDay(zone).toInstant());
            }
            String iso = written.charAt(10) == ' ' ? written.substring(0, 10) + "T" + written.substring(11) : written;
            boolean hasOffset = iso.endsWith("Z") || iso.indexOf('+', 10) > 0 || iso.indexOf('-', 10) > 0;
            return Optional.of(
                    hasOffset
                            ? OffsetDateTime.parse(iso).toInstant()
                            : LocalDateTime.parse(iso).atZone(zone).toInstant());
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }
}
