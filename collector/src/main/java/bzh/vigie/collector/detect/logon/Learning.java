package bzh.vigie.collector.detect.logon;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;

/**
 * How long a log of a host is learnt from: 14 days from its first logon, and until five different days had one, because a town hall
 * may open twice a week. What is seen in that time is taken as known, not as benign: Vigie comes after an attack.
 */
@FunctionalInterface
public interface Learning {
    /** Whether an event of this time still teaches; called once for every attempt, in the order of arrival. */
    boolean learns(LogonMemory memory, String host, String log, long millis);

    /** That of the running collector. */
    static Learning live() {
        return new FirstDays(Duration.ofDays(14), 5);
    }

    /**
     * The first days of each log, counted in the memory: a row is the first time, the last day and the number of days, between blanks.
     */
    record FirstDays(Duration length, int days) implements Learning {
        private static final String TABLE = "logon-learning";
        private static final long DAY = Duration.ofDays(1).toMillis();

        @Override
        public boolean learns(LogonMemory memory, String host, String log, long millis) {
            String key = host + "|" + log;
            long day = Math.floorDiv(millis, DAY);
            Optional<long[]> row = memory.row(TABLE, key).map(FirstDays::parse);
            long first = row.map(known -> known[0]).orElse(millis);
            long lastDay = row.map(known -> known[1]).orElse(day);
            long seen = row.map(known -> known[2]).orElse(1L);
            if (row.isPresent() && day > lastDay) {
                seen = Math.min(days, seen + 1);
            }
            if (row.isEmpty() || day > lastDay) {
                String text = first + " " + Math.max(day, lastDay) + " " + seen;
                memory.row(TABLE, key, text.getBytes(StandardCharsets.US_ASCII));
            }
            return millis - first < length.toMillis() || seen < days;
        }

        private static long[] parse(byte[] bytes) {
            String[] parts = new String(bytes, StandardCharsets.US_ASCII).split(" ", -1);
            return new long[] {Long.parseLong(parts[0]), Long.parseLong(parts[1]), Long.parseLong(parts[2])};
        }
    }
}
