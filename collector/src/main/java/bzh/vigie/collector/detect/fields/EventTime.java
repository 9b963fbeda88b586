package bzh.vigie.collector.detect.fields;

import bzh.vigie.collector.detect.sigma.SigmaRecord;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.temporal.ChronoField;
import java.util.List;
import java.util.Optional;

/** When a record of a file happened, by the fields that say so; a time without a zone is UTC, as Windows writes it. */
public final class EventTime {
    /** Best first: what the log says of its record, then what the event says of itself, then what a shipper says. */
    private static final List<String> FIELDS = List.of(
            "time",
            "TimeCreated_SystemTime",
            "SystemTime",
            "TimeCreated",
            "UtcTime",
            "@timestamp",
            "EventTime",
            "timestamp");

    private static final DateTimeFormatter LOCAL = new DateTimeFormatterBuilder()
            .appendPattern("uuuu-MM-dd")
            .appendLiteral(' ')
            .appendPattern("HH:mm:ss")
            .appendFraction(ChronoField.NANO_OF_SECOND, 0, 9, true)
            .toFormatter(java.util.Locale.ROOT);

    /** What is before or after these is no time of an event: clocks that were never set say less, hostile records anything. */
    private static final Instant FIRST = Instant.parse("1980-01-01T00:00:00Z");

    private static final Instant LAST = Instant.parse("2200-01-01T00:00:00Z");

    private EventTime() {}

    /** Empty where none of its fields is a time. */
    public static Optional<Instant> of(SigmaRecord record) {
        for (String field : FIELDS) {
            Optional<Instant> time = parse(record.value(field));
            if (time.isPresent()) {
                return time;
            }
        }
        return Optional.empty();
    }

    /** As the log has it; empty text where it has none. */
    public static String text(SigmaRecord record) {
        return FIELDS.stream()
                .map(record::value)
                .filter(value -> !value.isEmpty())
                .findFirst()
                .orElse("");
    }

    static Optional<Instant> parse(String text) {
        return anyTime(text).filter(time -> time.isAfter(FIRST) && time.isBefore(LAST));
    }

    private static Optional<Instant> anyTime(String text) {
        if (text.length() < 19 || text.length() > 40) {
            return Optional.empty();
        }
        try {
            if (text.charAt(10) == ' ') {
                return Optional.of(LocalDateTime.parse(text, LOCAL).toInstant(ZoneOffset.UTC));
            }
            boolean zoned = text.endsWith("Z") || text.lastIndexOf('+') > 10 || text.lastIndexOf('-') > 10;
            return Optional.of(
                    zoned
                            ? OffsetDateTime.parse(text).toInstant()
                            : LocalDateTime.parse(text).toInstant(ZoneOffset.UTC));
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }
}
