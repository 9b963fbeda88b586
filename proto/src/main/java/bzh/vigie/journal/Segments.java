package bzh.vigie.journal;

import bzh.vigie.event.SourceCount;
import bzh.vigie.journal.BlockReader.Found;
import java.io.Closeable;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;

/** The files of a journal: those that are closed, and the active one that is written to. Guarded by the journal's lock. */
final class Segments implements Closeable {
    private static final System.Logger LOG = System.getLogger(Segments.class.getName());

    private final Directory directory;
    private final Journal.Options options;
    private final Disk disk;
    private final SecureRandom random = new SecureRandom();
    private final NavigableMap<Long, Segment> closed = new TreeMap<>();
    private final List<Path> undeleted = new ArrayList<>();
    private final boolean fresh;
    private SegmentWriter active;
    private Optional<Recovery.Cut> uncut = Optional.empty();
    private long closedBytes;

    /**
     * What a reader may see from some number on.
     *
     * @param first number of the file; over the number asked for where that one is gone
     * @param last readable number
     * @param readable bytes of the file
     * @param oldest first number of the journal
     */
    record View(Segment segment, long first, long last, long readable, int generation, long oldest) {}

    /** @param next the number to begin with where there are no files */
    Segments(Directory directory, long next, Journal.Options options, Disk disk) throws IOException {
        this.directory = directory;
        this.options = options;
        this.disk = disk;
        NavigableMap<Long, Path> files = directory.segments();
        this.fresh = files.isEmpty();
        if (fresh) {
            active = create(next);
            return;
        }
        Map.Entry<Long, Path> newest = files.lastEntry();
        long following = newest.getKey();
        for (Map.Entry<Long, Path> file :
                files.headMap(following, false).descendingMap().entrySet()) {
            Segment segment = Recovery.closed(file.getValue(), file.getKey(), following);
            closed.put(segment.first, segment);
            closedBytes += segment.end;
            following = file.getKey();
        }
        Recovery.Last found = Recovery.last(newest.getValue(), newest.getKey(), random::nextLong);
        active = SegmentWriter.reopen(found.segment(), disk);
        uncut = found.cut();
        try {
            if (found.headerLost()) {
                active.restoreHeader(options.blockRecords());
            }
            cut();
        } catch (IOException e) {
            LOG.log(Level.WARNING, "the torn end of " + found.segment().path + " could not be cut off yet", e);
        }
        if (synced()) {
            active.sync();
        }
        active.segment().readable = active.segment().end;
    }

    /** Whether there were no files. */
    boolean fresh() {
        return fresh;
    }

    SegmentWriter active() {
        return active;
    }

    /** Last number that was used, also by records that were lost. */
    long last() {
        long written = active.segment().last;
        return uncut.map(cut -> Math.max(cut.last(), written)).orElse(written);
    }

    /** Last number in a closed file: all up to it was flushed. */
    long settled() {
        Map.Entry<Long, Segment> newest = closed.lastEntry();
        return newest == null ? 0 : newest.getValue().last;
    }

    /** First number of the oldest file. */
    long oldest() {
        return closed.isEmpty() ? active.segment().first : closed.firstKey();
    }

    long bytes() {
        return closedBytes + active.segment().end;
    }

    /** The most that ending the active file and beginning another can take. */
    long overhead(int moreCounts) {
        return Format.SEGMENT_HEADER + 2L * (active.segment().sealLength() + moreCounts);
    }

    /**
     * Writes these records, of which the last has that number, as one block; begins a new file where it is time, or where
     * somebody removed the active one: what is written to that one nobody reads.
     */
    void write(Pending records, long last) throws IOException {
        cut();
        Segment segment = active.segment();
        long first = last - records.records() + 1;
        if (segment.sealed || segment.end >= options.segmentBytes() || !Files.exists(segment.path)) {
            roll(first);
        }
        active.append(records.block(active.mark(), last, options.compressor()), last);
        active.segment().counts.add(records.counts().list());
    }

    private void roll(long first) throws IOException {
        Segment old = active.segment();
        if (!old.sealed) {
            active.seal(synced());
        }
        SegmentWriter next = create(first);
        try {
            active.close();
        } finally {
            closed.put(old.first, old);
            closedBytes += old.end;
            active = next;
        }
    }

    private SegmentWriter create(long first) throws IOException {
        directory.make();
        SegmentWriter made =
                SegmentWriter.create(directory.segment(first), first, options.blockRecords(), random.nextLong(), disk);
        if (synced()) {
            made.sync();
            directory.sync();
        }
        return made;
    }

    private void cut() throws IOException {
        if (uncut.isPresent()) {
            Recovery.Cut cut = uncut.get();
            active.cut(cut.first(), cut.last(), cut.counts());
            active.segment().counts.add(cut.counts().list());
            uncut = Optional.empty();
            if (cut.last() >= cut.first()) {
                LOG.log(
                        Level.ERROR,
                        "the end of {0} was torn: records {1} to {2} are lost, if there were so many",
                        active.segment().path,
                        Long.toString(cut.first()),
                        Long.toString(cut.last()));
            }
        }
    }

    private void cutIfThereIsRoom() throws IOException {
        try {
            cut();
        } catch (JournalFullException e) {
            LOG.log(Level.DEBUG, "the torn end is cut off before the next block is written", e);
        }
    }

    /** Deletes the closed files of which all was released. */
    void deleteReleased(long released) {
        Iterator<Segment> oldest = closed.values().iterator();
        while (oldest.hasNext()) {
            Segment segment = oldest.next();
            if (segment.last > released) {
                break;
            }
            oldest.remove();
            delete(segment);
        }
    }

    /** Empties the active file where all of it was released; whether that freed anything. */
    boolean emptyReleased(long released) throws IOException {
        Segment segment = active.segment();
        if (segment.last > released || segment.end <= Format.SEGMENT_HEADER + 4L * Format.BLOCK_HEADER) {
            return false;
        }
        cutIfThereIsRoom();
        active.empty(List.of());
        return true;
    }

    /** Deletes the oldest file with something that was not released, without reading its records. */
    Optional<Dropped> dropOldest(long released) throws IOException {
        Segment segment =
                closed.isEmpty() ? active.segment() : closed.firstEntry().getValue();
        if (segment.last <= released || segment.last < segment.first) {
            return Optional.empty();
        }
        List<SourceCount> counts = released < segment.first ? segment.counts.list() : countsAfter(segment, released);
        long from = Math.max(segment.first, released + 1);
        long before = bytes();
        if (closed.remove(segment.first, segment)) {
            delete(segment);
        } else {
            cutIfThereIsRoom();
            active.empty(counts);
        }
        return Optional.of(new Dropped(from, segment.last, counts, before - bytes()));
    }

    private static List<SourceCount> countsAfter(Segment segment, long released) throws IOException {
        Counts counts = new Counts();
        if (segment.mark.isPresent()) {
            try (BlockReader reader =
                    new BlockReader(segment.path, segment.mark.getAsLong(), Format.SEGMENT_HEADER, segment.end)) {
                for (Optional<Found> next = reader.next(); next.isPresent(); next = reader.next()) {
                    if (next.get().header().kind() != Format.Kind.SEAL
                            && next.get().header().last() > released) {
                        counts.add(reader.summary(next.get()).orElse(List.of()));
                    }
                }
            }
        }
        return counts.list();
    }

    private void delete(Segment segment) {
        closedBytes -= segment.end;
        undeleted.add(segment.path);
        // Windows refuses while a reader has the file open: then with the next one, or at the next opening.
        undeleted.removeIf(path -> {
            try {
                Files.deleteIfExists(path);
                return true;
            } catch (IOException e) {
                LOG.log(Level.DEBUG, "not deleted yet: " + path, e);
                return false;
            }
        });
    }

    /** The file that holds this number, or the next one after it; empty if nothing durable is there. */
    Optional<View> view(long number, long durable) {
        if (number > durable) {
            return Optional.empty();
        }
        Map.Entry<Long, Segment> holder = closed.floorEntry(number);
        if (holder == null || holder.getValue().last < number) {
            boolean inActive = active.segment().first <= number;
            holder = inActive ? null : closed.higherEntry(number);
        }
        if (holder != null) {
            Segment segment = holder.getValue();
            return Optional.of(
                    new View(segment, segment.first, segment.last, segment.readable, segment.generation, oldest()));
        }
        Segment segment = active.segment();
        return Optional.of(new View(segment, segment.first, durable, segment.readable, segment.generation, oldest()));
    }

    private boolean synced() {
        return options.fsync() != FsyncPolicy.NEVER;
    }

    @Override
    public void close() throws IOException {
        active.close();
    }
}
