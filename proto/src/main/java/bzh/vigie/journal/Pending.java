package bzh.vigie.journal;

import bzh.vigie.event.SourceCount;
import bzh.vigie.journal.Format.Kind;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Collection;

/** Records that are numbered and not yet written: the next block. Guarded by the journal's lock. */
final class Pending {
    private static final int SMALL = 8 * 1024;
    private static final int LARGE = 512 * 1024;

    private final Counts counts = new Counts();
    private byte[] buffer = new byte[SMALL];
    private int size;
    private int records;

    void add(byte[] record, Collection<SourceCount> sources) {
        int needed = size + 4 + record.length;
        if (needed > buffer.length) {
            buffer = Arrays.copyOf(buffer, Math.clamp(buffer.length * 2L, needed, Math.max(needed, Format.MAX_RAW)));
        }
        ByteBuffer.wrap(buffer, size, needed - size).putInt(record.length).put(record);
        size = needed;
        records++;
        counts.add(sources);
    }

    boolean isEmpty() {
        return records == 0;
    }

    int records() {
        return records;
    }

    /** Bytes of the payload so far. */
    int size() {
        return size;
    }

    Counts counts() {
        return counts;
    }

    /** The most the block can take on disk. */
    int blockLength() {
        return Format.BLOCK_HEADER + counts.encodedSize() + size;
    }

    /** The block that holds these records, of which the last has that number. */
    byte[] block(long mark, long last, Compressor compressor) {
        byte[] raw = Arrays.copyOf(buffer, size);
        byte[] small = compressor.compress(raw);
        boolean smaller = small.length < raw.length;
        return Format.block(
                mark,
                Kind.RECORDS,
                smaller ? compressor.id() : Compressor.NONE.id(),
                records,
                last - records + 1,
                last,
                counts.encode(),
                raw.length,
                smaller ? small : raw);
    }

    void clear() {
        size = 0;
        records = 0;
        counts.clear();
        if (buffer.length > LARGE) {
            buffer = new byte[SMALL];
        }
    }
}
