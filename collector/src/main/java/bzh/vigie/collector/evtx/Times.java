package bzh.vigie.collector.evtx;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;

/** The two forms of time in event logs, as text in UTC. */
final class Times {
    private static final long TICKS = 10_000_000;

    private Times() {}

    /** The text of a FILETIME: 100 ns since 1601 in UTC ([MS-DTYP] 2.3.3) */
    static Instant instant(long ticks) {
        long since = ticks - ValueText.EPOCH_1601;
        return Instant.ofEpochSecond(Math.floorDiv(since, TICKS), Math.floorMod(since, TICKS) * 100);
    }

    /** The text of a FILETIME, with so many digits of the second (0 to 7). */
    static String filetime(long ticks, int digits) {
        Instant at = instant(ticks);
        return text(LocalDateTime.ofEpochSecond(at.getEpochSecond(), at.getNano(), ZoneOffset.UTC), digits);
    }

    /** SYSTEMTIME: eight numbers of 16 bits ([MS-DTYP] 2.3.13); one that is no time is shown as its numbers. */
    static String systemtime(byte[] bytes, int at, int digits) {
        int[] part = new int[8];
        for (int i = 0; i < 8; i++) {
            part[i] = Cursor.u16(bytes, at + 2 * i);
        }
        try {
            return text(
                    LocalDateTime.of(part[0], part[1], part[3], part[4], part[5], part[6], part[7] * 1_000_000),
                    digits);
        } catch (DateTimeException none) {
            return part[0] + "-" + part[1] + "-" + part[3] + " " + part[4] + ":" + part[5] + ":" + part[6] + "."
                    + part[7];
        }
    }

    private static String text(LocalDateTime at, int digits) {
        StringBuilder text = new StringBuilder(28);
        number(text, at.getYear(), 4).append('-');
        number(text, at.getMonthValue(), 2).append('-');
        number(text, at.getDayOfMonth(), 2).append('T');
        number(text, at.getHour(), 2).append(':');
        number(text, at.getMinute(), 2).append(':');
        number(text, at.getSecond(), 2).append('.');
        int nanos = at.getNano();
        for (int i = 0, unit = 100_000_000; i < digits; i++, unit /= 10) {
            text.append((char) ('0' + nanos / unit % 10));
        }
        return text.append('Z').toString();
    }

    /** Digits of a number, at least so many; years before 0 have a sign. */
    private static StringBuilder number(StringBuilder text, int number, int width) {
        if (number < 0 || number >= 10_000) {
            return text.append(number);
        }
        for (int i = 0, unit = 1_000; i < 4; i++, unit /= 10) {
            if (4 - i <= width || number >= unit) {
                text.append((char) ('0' + number / unit % 10));
            }
        }
        return text;
    }
}
