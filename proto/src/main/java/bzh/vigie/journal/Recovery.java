package bzh.vigie.journal;

import bzh.vigie.journal.BlockReader.Found;
import bzh.vigie.journal.Format.BlockHeader;
import bzh.vigie.journal.Format.Kind;
import bzh.vigie.journal.Format.SegmentHeader;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.LongSupplier;

/**
 * Finds out what a segment file holds when a journal is opened: from its seal where it has one, otherwise by reading its
 * blocks. Damage is never an exception.
 */
final class Recovery {
    private final Path path;
    private final long size;
    private final Optional<SegmentHeader> header;
    private final Segment segment;

    /**
     * What has to be cut off a file's end: numbers whose records cannot be read, the most there can have been, with what is
     * known of them. None ({@code last} before {@code first}) where only a seal or left-overs have to go.
     */
    record Cut(long first, long last, Counts counts) {}

    private Recovery(Path path, long first) throws IOException {
        this.path = path;
        this.size = Files.size(path);
        this.header = header(path, size);
        if (header.isPresent() && !header.get().known()) {
            throw new IOException(path + " was written by a newer version (format "
                    + header.get().version() + "): install that version, or move the directory away");
        }
        this.segment = new Segment(path, first, mark());
    }

    /** A file that is not the last one: nothing is written to it any more. */
    static Segment closed(Path path, long first, long nextFirst) throws IOException {
        Recovery recovery = new Recovery(path, first);
        if (!recovery.sealed(nextFirst - 1)) {
            recovery.scan(false);
        }
        recovery.segment.last = nextFirst - 1;
        recovery.segment.sealed = true;
        recovery.segment.end = recovery.size;
        recovery.segment.readable = recovery.size;
        return recovery.segment;
    }

    /** The last file, with what has to be done to it before it can be written on. */
    static Last last(Path path, long first, LongSupplier marks) throws IOException {
        Recovery recovery = new Recovery(path, first);
        Segment segment = recovery.segment;
        if (recovery.sealed(Long.MAX_VALUE)) {
            segment.sealed = true;
            segment.end = recovery.size;
            return new Last(segment, Optional.empty(), false);
        }
        if (segment.mark.isEmpty()) {
            long unreadable = recovery.size - Format.SEGMENT_HEADER;
            long most = recovery.most(Math.max(0, unreadable));
            Segment renewed = new Segment(path, first, OptionalLong.of(marks.getAsLong()));
            renewed.end = Format.SEGMENT_HEADER;
            Optional<Cut> cut =
                    unreadable <= 0 ? Optional.empty() : Optional.of(new Cut(first, first + most - 1, new Counts()));
            return new Last(renewed, cut, true);
        }
        return new Last(segment, recovery.scan(true), recovery.header.isEmpty());
    }

    /** @param headerLost the header has to be written again */
    record Last(Segment segment, Optional<Cut> cut, boolean headerLost) {}

    private OptionalLong mark() throws IOException {
        if (header.isPresent()) {
            return OptionalLong.of(header.get().mark());
        }
        if (size < Format.SEGMENT_HEADER + Format.BLOCK_HEADER) {
            return OptionalLong.empty();
        }
        Optional<BlockHeader> block = BlockHeader.decode(read(Format.SEGMENT_HEADER, Format.BLOCK_HEADER));
        return block.isPresent() ? OptionalLong.of(block.get().mark()) : OptionalLong.empty();
    }

    private boolean sealed(long highest) throws IOException {
        if (segment.mark.isEmpty() || size < Format.SEGMENT_HEADER + Format.BLOCK_HEADER + Format.SEAL_PAYLOAD) {
            return false;
        }
        int length = ByteBuffer.wrap(read(size - Format.SEAL_PAYLOAD, Format.SEAL_PAYLOAD))
                .getInt();
        if (length < Format.BLOCK_HEADER || length > size - Format.SEGMENT_HEADER) {
            return false;
        }
        try (BlockReader reader = new BlockReader(path, segment.mark.getAsLong(), size - length, size)) {
            Optional<Found> seal = reader.next();
            if (seal.isEmpty()
                    || seal.get().header().kind() != Kind.SEAL
                    || seal.get().next() != size
                    || seal.get().header().last() > highest
                    || reader.summary(seal.get()).isEmpty()) {
                return false;
            }
            segment.counts.add(reader.summary(seal.get()).orElseThrow());
            segment.last = seal.get().header().last();
            return true;
        }
    }

    /** Reads all blocks. With {@code toTheEnd}, also their payloads, and tells what has to be cut off. */
    private Optional<Cut> scan(boolean toTheEnd) throws IOException {
        segment.end = Format.SEGMENT_HEADER;
        if (segment.mark.isEmpty()) {
            return Optional.empty();
        }
        try (BlockReader reader = new BlockReader(path, segment.mark.getAsLong(), Format.SEGMENT_HEADER, size)) {
            Counts doubtful = new Counts();
            long highest = segment.last;
            for (Optional<Found> next = reader.next(); next.isPresent(); next = reader.next()) {
                Found block = next.get();
                if (block.header().kind() == Kind.SEAL || block.header().last() <= segment.last) {
                    continue; // a seal of which the end is damaged, or left over from before the file was emptied
                }
                highest = Math.max(highest, block.header().last());
                doubtful.add(reader.summary(block).orElse(List.of()));
                if (!toTheEnd || reader.payload(block).isPresent()) {
                    segment.counts.add(doubtful.list());
                    doubtful.clear();
                    segment.last = highest;
                    segment.end = block.next();
                }
            }
            return segment.end >= size ? Optional.empty() : Optional.of(cut(reader, highest, doubtful));
        }
    }

    private Cut cut(BlockReader reader, long highest, Counts doubtful) throws IOException {
        long last = highest;
        Optional<Found> torn = reader.cut();
        if (torn.isPresent() && torn.get().at() == reader.offset()) {
            boolean seal = torn.get().header().kind() == Kind.SEAL;
            last = seal ? highest : torn.get().header().last();
            doubtful.add(seal ? List.of() : reader.summary(torn.get()).orElse(List.of()));
        } else if (reader.offset() < size) {
            last = highest + most(size - reader.offset());
        }
        return new Cut(segment.last + 1, last, doubtful);
    }

    /** The most records that so many bytes can have held. */
    private long most(long bytes) {
        long blocks = 1 + bytes / Format.BLOCK_HEADER;
        return blocks * header.map(SegmentHeader::blockRecords).orElse(Format.MAX_BLOCK_RECORDS);
    }

    private static Optional<SegmentHeader> header(Path path, long size) throws IOException {
        return size < Format.SEGMENT_HEADER
                ? Optional.empty()
                : SegmentHeader.decode(read(path, 0, Format.SEGMENT_HEADER));
    }

    private byte[] read(long at, int length) throws IOException {
        return read(path, at, length);
    }

    private static byte[] read(Path path, long at, int length) throws IOException {
        try (RandomAccessFile file = new RandomAccessFile(path.toFile(), "r")) {
            byte[] bytes = new byte[length];
            file.seek(at);
            file.readFully(bytes);
            return bytes;
        }
    }
}
