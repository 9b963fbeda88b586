package bzh.vigie.collector.incident;

import static org.junit.jupiter.api.Assertions.assertEquals;

import bzh.vigie.collector.incident.WrittenDates.Read;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Dates as exports write them, all of one instant: 2 November 2026, 07:15 UTC, 08:15 in Paris. */
class WrittenDatesTest {
    private static final ZoneId PARIS = ZoneId.of("Europe/Paris");
    private static final Instant THEN = Instant.parse("2026-11-02T07:15:00Z");

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "2026-11-02T07:15:00Z",
                "2026-11-02T07:15:00.1234567Z",
                "2026-11-02T08:15:00+01:00",
                "2026-11-02 08:15:00",
                "2026-11-02 08:15",
                "2026-11-02 07:15:00 UTC",
                "2026-11-02 08:15:00 Europe/Paris",
                "2026/11/02 08:15:00",
                "Mon Nov  2 08:15:00 2026",
                "20261102071500.0Z",
                "134380773000000000",
                "1793603700",
                "1793603700000",
                "1793603700000000000"
            })
    void aDateIsReadHoweverItIsWritten(String text) {
        Read read = WrittenDates.of(List.of(text), PARIS).read(text).orElseThrow();
        assertEquals(THEN.getEpochSecond(), read.at().getEpochSecond());
        assertEquals(Optional.empty(), read.other());
    }

    @Test
    void theColumnShowsWhetherTheDayOrTheMonthComesFirst() {
        assertEquals(THEN, at(List.of("02/11/2026 08:15:00", "25/11/2026 08:00:00")));
        assertEquals(THEN, at(List.of("11/2/2026 8:15:00 AM", "1/2/2026 8:00:00 PM")));
        assertEquals(THEN, at(List.of("11/2/2026, 8:15:00 AM")));
        assertEquals(THEN, at(List.of("02.11.26 08:15", "31.12.26 08:00")));
    }

    @Test
    void whereItDoesNotTheEarlierOneIsTakenAndTheOtherSaid() {
        Read read = WrittenDates.of(List.of("02/11/2026 08:15:00"), PARIS)
                .read("02/11/2026 08:15:00")
                .orElseThrow();
        assertEquals(Instant.parse("2026-02-11T07:15:00Z"), read.at());
        assertEquals(Optional.of(THEN), read.other());
    }

    @Test
    void aDayAloneIsItsFirstInstant() {
        Read read = WrittenDates.of(List.of(), PARIS).read("2026-11-02").orElseThrow();
        assertEquals(Instant.parse("2026-11-01T23:00:00Z"), read.at());
        assertEquals(true, read.dayOnly());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "never",
                "jamais",
                "9223372036854775807",
                "99999999999999999999",
                "31/02/2026",
                "2026-13-01",
                "2026-11-02 25:00",
                "2026-11-02 08:15 Nowhere/City",
                "%"
            })
    void whatIsNoDateIsNone(String text) {
        assertEquals(Optional.empty(), WrittenDates.of(List.of(text), PARIS).read(text));
    }

    @Test
    void noFiletimeIsBeforeItsEpoch() {
        assertEquals(Optional.empty(), WrittenDates.of(List.of(), PARIS).read("0"));
    }

    private static Instant at(List<String> column) {
        return WrittenDates.of(column, PARIS)
                .read(column.getFirst())
                .orElseThrow()
                .at();
    }
}
