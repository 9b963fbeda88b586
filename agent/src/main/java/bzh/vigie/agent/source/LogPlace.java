package bzh.vigie.agent.source;

import java.time.DateTimeException;
import java.time.Instant;

/**
 * How far a channel was read, as it is kept over restarts: number of the last record, its time, bookmark, with blanks
 * between. Immutable.
 *
 * @param record 0 before the first
 * @param bookmark empty for none
 */
record LogPlace(long record, Instant time, String bookmark) {
    static final LogPlace NONE = new LogPlace(0, Instant.EPOCH, "");

    /** What was kept; none where it is not understood. */
    static LogPlace parse(String kept) {
        String[] parts = kept.split(" ", 3);
        if (parts.length < 3) {
            return NONE;
        }
        try {
            return new LogPlace(Long.parseUnsignedLong(parts[0]), Instant.parse(parts[1]), parts[2]);
        } catch (NumberFormatException | DateTimeException e) {
            return NONE;
        }
    }

    /** One line; empty where it says nothing. */
    String kept() {
        return bookmark.isEmpty() ? "" : Long.toUnsignedString(record) + " " + time + " " + bookmark;
    }
}
