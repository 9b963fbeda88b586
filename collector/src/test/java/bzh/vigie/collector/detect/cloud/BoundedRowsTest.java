package bzh.vigie.collector.detect.cloud;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Rows that are kept one by one while they are few, and in sum beyond that; and numbers of rows as ranges. */
final class BoundedRowsTest {
    private static final Instant START = Instant.parse("2026-03-01T00:00:00Z");

    private record Row(int line, Instant time, String who, String day) {}

    private static BoundedRows<Row> rows(int most) {
        return new BoundedRows<>(most, Row::time, Row::line, List.of(row -> row.who() + row.day(), Row::who));
    }

    @Test
    void whatIsFewIsKeptOneByOne() {
        BoundedRows<Row> rows = rows(3);
        for (int i = 0; i < 3; i++) {
            rows.add(new Row(i, START, "a", "1"));
        }
        assertEquals(3, rows.rows().size());
        assertFalse(rows.isSummed());
    }

    /** Against a plain list: the first and the last of each are kept, whatever the order of the file. */
    @Test
    void ofWhatIsAlikeTheFirstAndTheLastStandForAll() {
        Random random = new Random(26);
        for (int round = 0; round < 200; round++) {
            BoundedRows<Row> rows = rows(20);
            Map<String, List<Row>> all = new HashMap<>();
            int people = 1 + random.nextInt(12);
            int total = random.nextInt(400);
            for (int i = 0; i < total; i++) {
                Row row = new Row(
                        i,
                        START.plus(Duration.ofSeconds(random.nextInt(1_000_000))),
                        "p" + random.nextInt(people),
                        "d" + random.nextInt(3));
                rows.add(row);
                all.computeIfAbsent(row.who(), who -> new ArrayList<>()).add(row);
            }
            assertEquals(total, rows.added());
            if (rows.isCut()) {
                assertTrue(people > 10, "ten people have twenty ends");
                continue;
            }
            List<Row> kept = rows.rows();
            assertTrue(kept.size() <= 20 || !rows.isSummed());
            all.forEach((who, theirs) -> {
                List<Instant> times = kept.stream()
                        .filter(row -> row.who().equals(who))
                        .map(Row::time)
                        .toList();
                assertEquals(
                        theirs.stream().map(Row::time).min(Instant::compareTo).orElseThrow(),
                        times.stream().min(Instant::compareTo).orElseThrow());
                assertEquals(
                        theirs.stream().map(Row::time).max(Instant::compareTo).orElseThrow(),
                        times.stream().max(Instant::compareTo).orElseThrow());
            });
        }
    }

    @Test
    void numbersAreRanges() {
        RowNumbers numbers = new RowNumbers();
        assertEquals("", numbers.toString());
        for (int each : new int[] {2, 3, 4, 9, 20, 21}) {
            numbers.add(each);
        }
        assertEquals("2-4, 9, 20-21", numbers.toString());
        assertEquals(6, numbers.rows());
    }

    @Test
    void tooManyRangesEndInOne() {
        RowNumbers numbers = new RowNumbers();
        for (int i = 0; i < 3 * RowNumbers.MOST; i++) {
            numbers.add(2 * i + 1);
        }
        String text = numbers.toString();
        assertTrue(text.startsWith("1, 3, 5, "), text.substring(0, 20));
        assertTrue(text.endsWith("… 20001-59999"), text.substring(text.length() - 40));
        assertEquals(3 * RowNumbers.MOST, numbers.rows());
    }
}
