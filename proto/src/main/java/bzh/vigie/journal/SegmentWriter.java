package bzh.vigie.journal;

import bzh.vigie.event.SourceCount;
import bzh.vigie.journal.Format.Kind;
import bzh.vigie.journal.Format.SegmentHeader;
import java.io.Closeable;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.OptionalLong;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The file that is appended to. A write that fails is taken back, so that the next one starts where it started. All but
 * {@link #sync} is called with the journal's lock held.
 */
final class SegmentWriter implements Closeable {
    private static final System.Logger LOG = System.getLogger(SegmentWriter.class.getName());

    private final Segment segment;
    private final RandomAccessFile file;
    private final Disk disk;
    private final long mark;
    // Keeps a file from being closed while another thread syncs it.
    private final ReentrantLock open = new ReentrantLock();
    private boolean closed;

    private SegmentWriter(Segment segment, RandomAccessFile file, Disk disk, long mark) {
        this.segment = segment;
        this.file = file;
        this.disk = disk;
        this.mark = mark;
    }

    /** A new file with a header and no blocks; none where that fails. */
    static SegmentWriter create(Path path, long first, int blockRecords, long mark, Disk disk) throws IOException {
        RandomAccessFile file = new RandomAccessFile(path.toFile(), "rw");
        try {
            file.setLength(0);
            disk.write(file, 0, new SegmentHeader(blockRecords, first, mark).encode());
            Segment segment = new Segment(path, first, OptionalLong.of(mark));
            segment.end = Format.SEGMENT_HEADER;
            segment.readable = Format.SEGMENT_HEADER;
            return new SegmentWriter(segment, file, disk, mark);
        } catch (IOException e) {
            file.close();
            Files.deleteIfExists(path);
            throw classified(e, path, Format.SEGMENT_HEADER);
        }
    }

    /** A file that was there, to be written on from its segment's end. */
    static SegmentWriter reopen(Segment segment, Disk disk) throws IOException {
        RandomAccessFile file = new RandomAccessFile(segment.path.toFile(), "rw");
        return new SegmentWriter(segment, file, disk, segment.mark.orElseThrow());
    }

    Segment segment() {
        return segment;
    }

    long mark() {
        return mark;
    }

    /** Appends a block that holds numbers up to {@code last}. */
    void append(byte[] block, long last) throws IOException {
        write(segment.end, block);
        segment.end += block.length;
        segment.last = last;
    }

    /** Puts a cut block at the end, then takes away what the file has after it. */
    void cut(long first, long last, Counts counts) throws IOException {
        if (last < first) {
            file.setLength(segment.end);
            return;
        }
        byte[] block = Format.hole(mark, Kind.CUT, first, last, counts.encode());
        try {
            disk.write(file, segment.end, block);
        } catch (IOException e) {
            throw classified(e, segment.path, block.length); // what is there is torn anyway: nothing to take back
        }
        sync();
        segment.end += block.length;
        segment.last = last;
        file.setLength(segment.end);
    }

    /** Writes the header again where it was damaged. */
    void restoreHeader(int blockRecords) throws IOException {
        disk.write(file, 0, new SegmentHeader(blockRecords, segment.first, mark).encode());
    }

    /** Ends the file; one that cannot be ended for want of room is still good, only slower to open. */
    void seal(boolean sync) throws IOException {
        byte[] seal = Format.seal(mark, segment.first, segment.last, segment.counts.encode());
        try {
            write(segment.end, seal);
            segment.end += seal.length;
        } catch (JournalFullException e) {
            LOG.log(System.Logger.Level.DEBUG, "no room for the seal of {0}", segment.path);
        }
        if (sync) {
            sync();
        }
        segment.readable = segment.end;
        segment.sealed = true;
    }

    /** Gives the file's bytes back and keeps its numbers, without needing room on the disk. */
    void empty(Collection<SourceCount> counts) throws IOException {
        Counts summary = new Counts();
        summary.add(counts);
        byte[] block = Format.hole(mark, Kind.DROPPED, segment.first, segment.last, summary.encode());
        disk.write(file, Format.SEGMENT_HEADER, block);
        sync(); // before the shortening, or a crash could take the numbers away
        segment.end = (long) Format.SEGMENT_HEADER + block.length;
        file.setLength(segment.end);
        segment.readable = segment.end;
        segment.counts.clear();
        segment.counts.add(counts);
        segment.sealed = false;
        segment.generation++;
    }

    /** Returns when the disk has what was written before the call; at once if the file was closed. */
    void sync() throws IOException {
        open.lock();
        try {
            if (!closed) {
                disk.sync(file);
            }
        } catch (IOException e) {
            throw new SyncFailedException("the disk did not confirm what was written to " + segment.path, e);
        } finally {
            open.unlock();
        }
    }

    private void write(long at, byte[] bytes) throws IOException {
        try {
            disk.write(file, at, bytes);
        } catch (IOException e) {
            file.setLength(at);
            throw classified(e, segment.path, bytes.length);
        }
    }

    private static IOException classified(IOException e, Path path, long wanted) {
        // Java tells ENOSPC and EDQUOT only by the C library's words, which follow the machine's language.
        String words = String.valueOf(e.getMessage()).toLowerCase(Locale.ROOT);
        boolean full = List.of("no space", "quota").stream().anyMatch(words::contains);
        Path directory = path.toAbsolutePath().getParent();
        try {
            full |= directory != null && Files.getFileStore(directory).getUsableSpace() < wanted;
        } catch (IOException unknown) {
            e.addSuppressed(unknown);
        }
        return full ? new JournalFullException("no room on the disk for " + wanted + " bytes in " + path, e) : e;
    }

    @Override
    public void close() throws IOException {
        open.lock();
        try {
            closed = true;
            file.close();
        } finally {
            open.unlock();
        }
    }
}
