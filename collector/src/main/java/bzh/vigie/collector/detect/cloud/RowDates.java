package bzh.vigie.collector.detect.cloud;

import bzh.vigie.collector.incident.WitnessReader.DayMonth;
import bzh.vigie.collector.incident.WrittenDates;
import bzh.vigie.collector.incident.WrittenDates.Read;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;

/**
 * Times of an export's rows. Microsoft writes them in UTC, as ISO 8601; a program that saved the file again may have written them otherwise.
 * One file, one thread.
 */
public final class RowDates {
    private final Optional<DayMonth> order;
    private int ambiguous;

    /** @param order which of day and month comes first, where somebody says it */
    public RowDates(Optional<DayMonth> order) {
        this.order = order;
    }

    /** The time; empty where it is none. */
    Optional<Instant> read(String text) {
        WrittenDates dates = order.map(first -> WrittenDates.of(first == DayMonth.DAY_FIRST, ZoneOffset.UTC))
                .orElseGet(() -> WrittenDates.of(List.of(text), ZoneOffset.UTC));
        Optional<Read> read = dates.read(text).filter(each -> each.at().isAfter(Instant.EPOCH));
        ambiguous += read.flatMap(Read::other).isPresent() ? 1 : 0;
        return read.map(Read::at);
    }

    /** Of how many day and month may be the other way round. */
    public int ambiguous() {
        return ambiguous;
    }
}
