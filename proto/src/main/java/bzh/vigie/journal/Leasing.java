package bzh.vigie.journal;

import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Which records of a journal somebody works on. Thread-safe; its lock is taken before the journal's. */
final class Leasing {
    private final Journal journal;
    private long leased;
    private @Nullable Cursor cursor;

    Leasing(Journal journal) {
        this.journal = journal;
    }

    synchronized Lease next(int maxRecords, long maxBytes) throws IOException {
        long from = Math.max(leased, journal.released()) + 1;
        Cursor reader = cursor;
        if (reader == null || reader.position() != from) {
            reader = journal.reader(from);
            cursor = reader;
        }
        List<Entry> entries = reader.next(maxRecords, maxBytes);
        // What was dropped while nobody looked has been told by dropOldest.
        List<Lost> lost = reader.lost().stream()
                .filter(l -> l.cause() != Lost.Cause.REMOVED)
                .toList();
        leased = reader.position() - 1;
        return new Lease(journal, this, from, leased, entries, lost);
    }

    synchronized void giveBack(long from) {
        leased = Math.min(leased, from - 1);
    }
}
