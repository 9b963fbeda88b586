package bzh.vigie.agent;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.Locale;
import org.junit.jupiter.api.Test;

class MainTest {
    @Test
    void aLineOfTheLogIsOneLineThatBeginsWithTimeAndLevel() {
        // As java.util.logging.SimpleFormatter fills it in.
        assertEquals(
                "2026-01-02T03:04:05+0100 WARNING the spool is full" + System.lineSeparator(),
                String.format(
                        Locale.ROOT,
                        Main.LOG_LINE,
                        ZonedDateTime.of(2026, 1, 2, 3, 4, 5, 6, ZoneOffset.ofHours(1)),
                        "class method",
                        "logger",
                        "WARNING",
                        "the spool is full",
                        ""));
    }
}
