package bzh.vigie.collector.evtx;

import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * Reads a Windows event log file ({@code .evtx}) from its start to its end, 64 KiB at a time. Sources: libevtx, "Windows XML Event
 * Log (EVTX)", and [MS-EVEN6].
 *
 * <pre>
 *     0  "ElfFile" 00
 *     8  first and last chunk, next record's id         3 × u64
 *    32  size of the header (128), version 3.1 or 3.2    u32, u16, u16
 *    40  size of this block (4096), number of chunks     u16, u16
 *   120  flags u32: 1 not closed, 2 full, 4 no checksums
 *   124  CRC-32 of 0–120                                 u32
 *  4096  chunks of 64 KiB, see {@link Chunk}
 * </pre>
 *
 * The header is only looked at for what it says of checksums: a log that was not closed has more chunks than it knows, a wrapped
 * one begins anywhere, and zeros can lie between chunks. Each block that is a chunk is read, whatever its checksums; where a
 * record is damaged the next one is looked for. Any input gives what can be read of it and a {@link Tally}; only the stream
 * throws.
 */
public final class EvtxReader {
    private static final int HEADER = 4096;
    private static final long MAGIC = 0x00656c6946666c45L;
    private static final int NO_CHECKSUMS = 4;

    private final Consumer<EvtxRecord> to;
    private final Tally.Counting tally = new Tally.Counting();
    private boolean checked = true;

    private EvtxReader(Consumer<EvtxRecord> to) {
        this.to = to;
    }

    /**
     * Hands every record on, in the order of the file.
     *
     * @param to a record keeps its chunk's 64 KiB for as long as it is kept
     */
    public static Tally read(InputStream in, Consumer<EvtxRecord> to) throws IOException {
        EvtxReader reader = new EvtxReader(to);
        reader.header(in.readNBytes(HEADER));
        while (true) {
            byte[] block = in.readNBytes(Chunk.SIZE);
            if (block.length == 0) {
                return reader.tally.taken();
            }
            int there = block.length;
            reader.chunk(there == Chunk.SIZE ? block : java.util.Arrays.copyOf(block, Chunk.SIZE), there);
        }
    }

    private void header(byte[] header) {
        boolean right = header.length == HEADER && Cursor.i64(header, 0) == MAGIC;
        checked = !right || (Cursor.u32(header, 120) & NO_CHECKSUMS) == 0;
        tally.headerRight(right);
    }

    private void chunk(byte[] bytes, int there) {
        Chunk chunk = new Chunk(bytes);
        if (!chunk.isOne()) {
            if (!chunk.isZeros()) {
                tally.badChunk();
            }
            return;
        }
        boolean header = chunk.headerIsRight();
        boolean right = header && chunk.recordsAreRight();
        tally.chunk(right || !checked, there < Chunk.SIZE);
        int limit = Math.min(there, chunk.limit(right));
        long last = -1;
        boolean lost = false;
        boolean salvaged = false;
        int at = Chunk.HEADER_SIZE;
        while (at < limit) {
            int size = chunk.record(at, limit);
            if (size == 0 || !chunk.isClosed(at, size)) {
                // Counted once, when another follows or the rest is not empty.
                lost |= size > 0 || right || isRecordCutOff(chunk, at, limit);
                salvaged = true;
                at = next(chunk, at + 1, limit, last, header);
                continue;
            }
            if (!chunk.expects(at, last, header)) {
                // What an earlier use of the chunk left behind its records.
                break;
            }
            if (lost) {
                tally.unreadable();
                lost = false;
            }
            last = chunk.id(at);
            record(chunk, at, size, salvaged);
            at += size;
        }
        if (lost) {
            tally.unreadable();
        }
    }

    private static boolean isRecordCutOff(Chunk chunk, int at, int limit) {
        return at + 4 <= limit && Cursor.u32(chunk.bytes, at) == 0x2a2aL;
    }

    private static int next(Chunk chunk, int from, int limit, long last, boolean header) {
        for (int at = from; at < limit; at++) {
            int size = chunk.bytes[at] == 0x2a ? chunk.record(at, limit) : 0;
            if (size > 0 && chunk.isClosed(at, size) && chunk.expects(at, last, header)) {
                return at;
            }
        }
        return limit;
    }

    private void record(Chunk chunk, int at, int size, boolean salvaged) {
        Cursor in = chunk.content(at, size);
        List<Node> roots = new ArrayList<>(chunk.xml.fragments(in, 0));
        EvtxRecord record = EvtxRecord.of(chunk, at, roots, !in.failed(), salvaged);
        if (record.isEmpty()) {
            tally.unreadable();
            return;
        }
        tally.record(record);
        to.accept(record);
    }
}
