package bzh.vigie.agent.spool;

import bzh.vigie.agent.source.Checkpoint;
import bzh.vigie.event.SourceCount;
import bzh.vigie.journal.Compressor;
import bzh.vigie.journal.Cursor;
import bzh.vigie.journal.Disk;
import bzh.vigie.journal.Dropped;
import bzh.vigie.journal.Entry;
import bzh.vigie.journal.FsyncPolicy;
import bzh.vigie.journal.Journal;
import bzh.vigie.journal.Lease;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * One lane on disk: a journal of batches that is opened again after its disk failed. Written by one thread, read and released
 * by others.
 */
final class LaneJournal implements Closeable {
    /** Numbers at a torn end have no record that could be read. */
    private static final int LOOKED_BACK = 64;

    /** One that is longer is left as it was: something may be told twice then. */
    private static final int LONGEST_STATE = 20_000;

    private final Lane lane;
    private final Path directory;
    private final Journal.Options options;
    private final Disk disk;
    private volatile Journal journal;
    private volatile Map<String, String> checkpoints;
    private boolean broken;
    private boolean failing;

    /** First of what was leased and not given back. */
    private @Nullable Lease outstanding;

    LaneJournal(Lane lane, Path spool, int segmentBytes, Disk disk) throws IOException {
        this.lane = lane;
        this.directory = spool.resolve("lane-" + lane.number());
        // Each batch its own block, compressed already: what is dropped is counted exactly.
        this.options = new Journal.Options(Long.MAX_VALUE, segmentBytes, 0, Compressor.NONE, FsyncPolicy.ON_FLUSH);
        this.disk = disk;
        this.journal = Journal.open(directory, options, disk);
        this.checkpoints = last(journal);
    }

    /** States in the newest record that can be read of the last few. */
    private static Map<String, String> last(Journal journal) {
        Map<String, String> last = Map.of();
        Cursor cursor = journal.cursor(journal.last() - LOOKED_BACK);
        try {
            for (long at = 0; at < cursor.position() && cursor.position() <= journal.last(); ) {
                at = cursor.position();
                for (Entry entry : cursor.next(1, Long.MAX_VALUE)) {
                    last = Packing.checkpoints(entry.bytes());
                }
            }
        } catch (IOException e) {
            // Then sources begin where they themselves know that they were.
            return Map.of();
        }
        return Map.copyOf(last);
    }

    /** States by source after the last record. */
    Map<String, String> checkpoints() {
        return checkpoints;
    }

    /** States of the sources, with these added. */
    Map<String, String> checkpoints(List<Checkpoint> then) {
        if (then.isEmpty()) {
            return checkpoints;
        }
        Map<String, String> next = new TreeMap<>(checkpoints);
        then.stream()
                .filter(each -> each.state().length() <= LONGEST_STATE)
                .forEach(each -> next.put(each.source(), each.state()));
        return Map.copyOf(next);
    }

    /** A record with these states was written. */
    void standsAt(Map<String, String> states) {
        checkpoints = states;
    }

    Lane lane() {
        return lane;
    }

    boolean fresh() {
        return journal.fresh();
    }

    void append(byte[] record, List<SourceCount> counts) throws IOException {
        journal.append(record, counts);
    }

    void flush() throws IOException {
        journal.flush();
        failing = false;
    }

    Optional<Dropped> dropOldest() throws IOException {
        return journal.dropOldest();
    }

    /** To be opened again before it can be written; false where it has not worked since it last broke. */
    boolean broke() {
        boolean first = !failing;
        broken = true;
        failing = true;
        return first;
    }

    /** Opens it again where it broke. */
    void mend() throws IOException {
        if (!broken) {
            return;
        }
        try {
            journal.close();
        } finally {
            journal = Journal.open(directory, options, disk);
            broken = false;
        }
    }

    long bytes() {
        return journal.bytes();
    }

    long durable() {
        return journal.durable();
    }

    long released() {
        return journal.released();
    }

    /** Releases up to this number, but never what the disk does not have. */
    void release(long number) {
        Journal current = journal;
        current.release(Math.min(number, current.durable()));
    }

    synchronized Lease lease() throws IOException {
        Lease lease = journal.lease(1, Long.MAX_VALUE);
        if (outstanding == null) {
            outstanding = lease;
        }
        return lease;
    }

    synchronized void rewind() {
        if (outstanding != null) {
            outstanding.rollback();
            outstanding = null;
        }
    }

    @Override
    public void close() throws IOException {
        journal.close();
    }
}
