package bzh.vigie.agent.spool;

import bzh.vigie.event.SourceCount;
import bzh.vigie.journal.Compressor;
import bzh.vigie.journal.Disk;
import bzh.vigie.journal.Dropped;
import bzh.vigie.journal.FsyncPolicy;
import bzh.vigie.journal.Journal;
import bzh.vigie.journal.Lease;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One lane on disk: a journal of batches that is opened again after its disk failed. Written by one thread, read and released
 * by others.
 */
final class LaneJournal implements Closeable {
    private final Lane lane;
    private final Path directory;
    private final Journal.Options options;
    private final Disk disk;
    private volatile Journal journal;
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
