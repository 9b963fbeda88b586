package bzh.vigie.journal;

import bzh.vigie.event.SourceCount;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Collection;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * An append-only journal in a directory of its own: records of bytes, numbered 1, 2, 3 … for as long as the directory
 * exists, also when everything was released and over restarts. {@link Format} draws the files and says how they recover.
 *
 * <p>Who has appended knows that a record survives once {@link #flush} has returned; readers see only such records. There is
 * one released position: what is up to it is deleted in whole segments. {@link #lease} reads on from it; any number of
 * {@link #cursor}s read beside it. Numbers may have gaps; readers say which numbers are lost.
 *
 * <p>Thread-safe; flushes of several threads share one fsync. After an fsync failed nobody can know what is on the disk
 * (fsync(2)): every later call that writes then fails, and the journal has to be opened again.
 */
public final class Journal implements Closeable {
    /** The longest record: 8 MiB. */
    public static final int MAX_RECORD_BYTES = Format.MAX_RECORD;

    private final Directory directory;
    private final Options options;
    private final Position position;

    private final ReentrantLock flushing = new ReentrantLock();
    private final Leasing leasing = new Leasing(this);

    // Everything below is guarded by this lock, which is taken after those of the two above.
    private final ReentrantLock state = new ReentrantLock();
    private final Segments segments;
    private final Pending pending = new Pending();
    private long last;
    private long written;
    private long durable;
    private long released;
    private @Nullable IOException failure;
    private boolean closed;

    /**
     * How a journal is kept.
     *
     * @param maxBytes most bytes on disk; at least 64 KiB
     * @param segmentBytes size at which a file is ended and the next one begun: what is released or dropped at once; at
     *     least 1 KiB, and taken as at most a quarter of maxBytes
     * @param blockBytes records are gathered into blocks of about this size, compressed and written as one; 0: each record
     *     is its own block, written by {@link Journal#append} itself
     * @param compressor for new blocks; must also be handed in to read blocks made with it
     */
    public record Options(long maxBytes, int segmentBytes, int blockBytes, Compressor compressor, FsyncPolicy fsync) {
        public Options {
            if (maxBytes < 64 * 1024) {
                throw new IllegalArgumentException("maxBytes is " + maxBytes + ", must be 65536 or more");
            }
            if (segmentBytes < 1024) {
                throw new IllegalArgumentException("segmentBytes is " + segmentBytes + ", must be 1024 or more");
            }
            segmentBytes = (int) Math.min(segmentBytes, maxBytes / 4);
            if (blockBytes < 0 || blockBytes > MAX_RECORD_BYTES) {
                throw new IllegalArgumentException(
                        "blockBytes is " + blockBytes + ", must be 0 to " + MAX_RECORD_BYTES);
            }
        }

        /** Blocks of 64 KiB, or of one record where each append is synced. */
        public Options(long maxBytes, int segmentBytes, Compressor compressor, FsyncPolicy fsync) {
            this(maxBytes, segmentBytes, fsync == FsyncPolicy.EVERY_APPEND ? 0 : 64 * 1024, compressor, fsync);
        }

        int blockRecords() {
            return blockBytes == 0 || fsync == FsyncPolicy.EVERY_APPEND ? 1 : Format.MAX_BLOCK_RECORDS;
        }
    }

    /** As {@link #open(Path, Options, Disk)}, on the real disk. */
    public static Journal open(Path directory, Options options) throws IOException {
        return open(directory, options, Disk.REAL);
    }

    /**
     * Opens the journal in this directory, making it where there is none. Whatever the files hold, damage is not an
     * exception: readers say which numbers are lost.
     *
     * @throws JournalInUseException if it is open already
     * @throws IOException if the files cannot be read or written, or are of a newer version
     */
    public static Journal open(Path directory, Options options, Disk disk) throws IOException {
        Directory held = Directory.hold(directory);
        try {
            return new Journal(held, options, disk);
        } catch (IOException | RuntimeException e) {
            held.close();
            throw e;
        }
    }

    private Journal(Directory directory, Options options, Disk disk) throws IOException {
        this.directory = directory;
        this.options = options;
        this.position = new Position(directory.path());
        long known = position.read();
        this.segments = new Segments(directory, known + 1, options, disk);
        released = Math.max(known, segments.oldest() - 1);
        last = Math.max(segments.last(), released);
        written = last;
        durable = last;
        segments.deleteReleased(released);
    }

    /**
     * Adds a record.
     *
     * @param counts the events in it, per source: what {@link #dropOldest} and {@link Lost} tell of it; not stored with the
     *     record, only summed up per block
     * @return its number
     * @throws JournalFullException if it does not fit under the journal's bound or on the disk: it was not added
     * @throws IllegalArgumentException if it is over {@link #MAX_RECORD_BYTES}
     */
    public long append(byte[] record, Collection<SourceCount> counts) throws IOException {
        if (record.length > MAX_RECORD_BYTES) {
            throw new IllegalArgumentException(
                    "a record of " + record.length + " bytes, over the bound MAX_RECORD_BYTES of " + MAX_RECORD_BYTES);
        }
        long number;
        state.lock();
        try {
            checkWritable();
            if (!pending.isEmpty() && pending.size() + 4 + record.length > options.blockBytes()) {
                writePending();
            }
            checkRoom(record.length, Counts.growth(counts));
            pending.add(record, counts);
            number = ++last;
            if (pending.size() >= options.blockBytes() || pending.records() == options.blockRecords()) {
                writeFullBlock();
            }
        } finally {
            state.unlock();
        }
        if (options.fsync() == FsyncPolicy.EVERY_APPEND) {
            flush();
        }
        return number;
    }

    private void writeFullBlock() throws IOException {
        try {
            writePending();
        } catch (IOException e) {
            if (pending.records() == 1) {
                pending.clear();
                last--;
                throw e;
            }
            if (failure != null) {
                throw e;
            }
            // Taken and numbered: it stays in memory, and the next append or flush tells that it cannot be written.
        }
    }

    private void checkRoom(int length, int growth) throws IOException {
        long block = pending.blockLength() + 4L + length + growth;
        long overhead = segments.overhead(pending.counts().encodedSize() + growth);
        boolean full = segments.bytes() + block + overhead > options.maxBytes();
        if (full && segments.emptyReleased(released)) {
            full = segments.bytes() + block + overhead > options.maxBytes();
        }
        if (full) {
            throw new JournalFullException(
                    "no room for " + length + " bytes under the bound of " + options.maxBytes() + " bytes in "
                            + directory.path(),
                    null);
        }
    }

    private void writePending() throws IOException {
        if (pending.isEmpty()) {
            return;
        }
        try {
            writeOrMakeRoom();
            written = last;
            pending.clear();
        } catch (SyncFailedException e) {
            failure = e;
            throw e;
        } finally {
            durable = Math.max(durable, segments.settled());
        }
    }

    private void writeOrMakeRoom() throws IOException {
        try {
            segments.write(pending, last);
        } catch (JournalFullException e) {
            if (!segments.emptyReleased(released)) {
                throw e;
            }
            segments.write(pending, last);
        }
    }

    /**
     * Returns when the disk has all that was appended before the call.
     *
     * @throws JournalFullException if the disk is full: what was appended stays in memory, numbered, until there is room
     */
    public void flush() throws IOException {
        long wanted;
        state.lock();
        try {
            checkWritable();
            writePending();
            wanted = written;
            position.write(released);
        } finally {
            state.unlock();
        }
        flushing.lock();
        try {
            flushUpTo(wanted);
        } finally {
            flushing.unlock();
        }
    }

    private void flushUpTo(long wanted) throws IOException {
        SegmentWriter writer;
        long upTo;
        long end;
        int generation;
        state.lock();
        try {
            if (durable >= wanted) {
                return;
            }
            checkWritable();
            writer = segments.active();
            upTo = written;
            end = writer.segment().end;
            generation = writer.segment().generation;
        } finally {
            state.unlock();
        }
        IOException failed = null;
        try {
            if (options.fsync() != FsyncPolicy.NEVER) {
                writer.sync();
            }
        } catch (IOException e) {
            failed = e;
        }
        state.lock();
        try {
            if (failed != null) {
                failure = failed;
                throw failed;
            }
            durable = Math.max(durable, upTo);
            if (writer.segment().generation == generation) {
                writer.segment().readable = Math.max(writer.segment().readable, end);
            }
        } finally {
            state.unlock();
        }
    }

    /** The lowest number whose file is still there; {@link #last} + 1 if none is. */
    public long first() {
        return locked(() -> Math.min(segments.oldest(), last + 1));
    }

    /** The highest number given; 0 before the first. */
    public long last() {
        return locked(() -> last);
    }

    /** The highest number that the disk has. */
    public long durable() {
        return locked(() -> durable);
    }

    /** Up to where everything was released or dropped. */
    public long released() {
        return locked(() -> released);
    }

    /** Bytes on disk, without what is still in memory. */
    public long bytes() {
        return locked(segments::bytes);
    }

    /** Whether the directory had no journal before it was opened. */
    public boolean fresh() {
        return segments.fresh();
    }

    /**
     * Takes the next records that nobody has leased since the journal was opened, as many as fit, but one at least if there
     * is one. Leases come in order; several may be out at a time.
     */
    public Lease lease(int maxRecords, long maxBytes) throws IOException {
        return leasing.next(maxRecords, maxBytes);
    }

    /** A reader of its own from this number on, or from the oldest that is still there. */
    public Cursor cursor(long from) {
        return reader(Math.max(from, first()));
    }

    Cursor reader(long from) {
        return new Cursor(this, options.compressor(), from);
    }

    Optional<Segments.View> view(long number) {
        return locked(() -> segments.view(number, durable));
    }

    /**
     * Tells that nothing up to this number is needed any more, and deletes the segments that end before it. Kept on disk
     * from the next {@link #flush} or {@link #close} on; a crash before costs a repetition.
     */
    public void release(long upTo) {
        state.lock();
        try {
            if (upTo > durable) {
                throw new IllegalArgumentException("release up to " + upTo + ", but only " + durable + " is durable");
            }
            passed(upTo);
            segments.deleteReleased(released);
        } finally {
            state.unlock();
        }
    }

    /**
     * Deletes the oldest segment that holds something not yet released, and tells what was in it; empty if there is none.
     * Needs no room on the disk.
     */
    public Optional<Dropped> dropOldest() throws IOException {
        state.lock();
        try {
            checkWritable();
            segments.deleteReleased(released);
            Optional<Dropped> dropped = segments.dropOldest(released);
            dropped.ifPresent(d -> passed(d.to()));
            return dropped;
        } finally {
            state.unlock();
        }
    }

    private void passed(long number) {
        released = Math.max(released, number);
        durable = Math.max(durable, released);
    }

    private void checkWritable() throws IOException {
        if (closed) {
            throw new IllegalStateException("the journal in " + directory.path() + " was closed");
        }
        if (failure != null) {
            throw new IOException(
                    "the journal in " + directory.path() + " failed earlier and has to be opened again", failure);
        }
    }

    private <T> T locked(Supplier<T> read) {
        state.lock();
        try {
            return read.get();
        } finally {
            state.unlock();
        }
    }

    /** Flushes and closes. The journal is closed also where the flush throws. */
    @Override
    public void close() throws IOException {
        if (locked(() -> closed)) {
            return;
        }
        try (directory;
                segments) {
            if (locked(() -> failure == null)) {
                flush();
            }
        } finally {
            locked(() -> closed = true);
        }
    }
}
