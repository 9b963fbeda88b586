package bzh.vigie.collector.hunt;

import java.math.BigDecimal;
import java.net.InetAddress;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Locale;
import java.util.Optional;

/** Numbers, times and addresses out of text. Pure and total; what is none gives none, and no name server is asked. */
final class Scalar {
    private static final int LONGEST = 40;

    /** A stretch of time: an instant or a whole day, hour or minute, from its first instant to the one after its last. */
    record Stretch(Instant from, Instant to) {}

    private Scalar() {}

    /** A decimal number, or a hexadecimal one behind 0x. */
    static Optional<BigDecimal> number(String text) {
        if (text.isEmpty() || text.length() > LONGEST) {
            return Optional.empty();
        }
        if (text.startsWith("0x")) {
            String hex = text.substring(2);
            return !hex.isEmpty()
                            && hex.length() <= 16
                            && hex.chars().allMatch(c -> Character.digit(c, 16) >= 0 && c < 128)
                    ? Optional.of(new BigDecimal(new java.math.BigInteger(hex, 16)))
                    : Optional.empty();
        }
        int from = text.charAt(0) == '-' ? 1 : 0;
        int dot = text.indexOf('.');
        boolean digits = text.length() > from && dot != from && dot != text.length() - 1;
        for (int i = from; i < text.length() && digits; i++) {
            digits = i == dot || (text.charAt(i) >= '0' && text.charAt(i) <= '9');
        }
        return digits ? Optional.of(new BigDecimal(text)) : Optional.empty();
    }

    /** A time: 2026-03-01, 2026-03-01T08, …T08:30, …T08:30:15.5, with Z or an offset, else UTC; a blank may stand for the T. */
    static Optional<Stretch> time(String text) {
        String iso = text.toUpperCase(Locale.ROOT).replace(' ', 'T');
        if (iso.length() < 10 || iso.length() > LONGEST || iso.charAt(4) != '-') {
            return Optional.empty();
        }
        try {
            if (iso.length() == 10) {
                LocalDate day = LocalDate.parse(iso);
                return Optional.of(stretch(day.atStartOfDay().toInstant(ZoneOffset.UTC), Duration.ofDays(1)));
            }
            int zone = Math.max(iso.indexOf('Z'), Math.max(iso.indexOf('+', 11), iso.indexOf('-', 11)));
            String local = zone < 0 ? iso : iso.substring(0, zone);
            Duration width = switch (local.length()) {
                case 13 -> Duration.ofHours(1);
                case 16 -> Duration.ofMinutes(1);
                case 19 -> Duration.ofSeconds(1);
                default -> Duration.ofNanos(1);
            };
            String full = local.length() == 13 ? local + ":00" : local;
            Instant from = zone < 0
                    ? LocalDateTime.parse(full).toInstant(ZoneOffset.UTC)
                    : OffsetDateTime.parse(full + iso.substring(zone)).toInstant();
            return Optional.of(stretch(from, width));
        } catch (DateTimeException | ArithmeticException e) {
            return Optional.empty();
        }
    }

    private static Stretch stretch(Instant from, Duration width) {
        return new Stretch(from, from.plus(width));
    }

    /** How long ago: -90m, -24h, -7d (or -7j). */
    static Optional<Duration> ago(String text) {
        if (text.length() < 3 || text.length() > 8 || text.charAt(0) != '-') {
            return Optional.empty();
        }
        String digits = text.substring(1, text.length() - 1);
        if (!digits.chars().allMatch(c -> c >= '0' && c <= '9')) {
            return Optional.empty();
        }
        long count = Long.parseLong(digits);
        return switch (text.charAt(text.length() - 1)) {
            case 'm' -> Optional.of(Duration.ofMinutes(count));
            case 'h' -> Optional.of(Duration.ofHours(count));
            case 'd', 'j' -> Optional.of(Duration.ofDays(count));
            default -> Optional.empty();
        };
    }

    /** An address as its bytes, 4 or 16. */
    static Optional<byte[]> address(String text) {
        // Whatever is no digit, dot, colon or zone would only cost an exception.
        if (text.length() < 2 || text.length() > 64 || (text.indexOf('.') < 0 && text.indexOf(':') < 0)) {
            return Optional.empty();
        }
        for (int i = 0; i < text.length() && text.charAt(i) != '%'; i++) {
            char c = text.charAt(i);
            if (c != '.' && c != ':' && Character.digit(c, 16) < 0) {
                return Optional.empty();
            }
        }
        try {
            return Optional.of(InetAddress.ofLiteral(text).getAddress());
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }
}
