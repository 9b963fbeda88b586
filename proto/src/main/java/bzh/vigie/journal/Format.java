package bzh.vigie.journal;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Optional;
import java.util.zip.CRC32C;

/**
 * The bytes of a segment file. A journal is a directory of them, each named after its first number in 20 digits
 * ({@code 00000000000000000001.seg}), beside {@code released} ({@link Position}) and {@code lock}. Numbers are big-endian.
 *
 * <pre>
 * segment = header, block*
 *
 * header, 64 bytes
 *    0  8  magic "VIGIEJNL"
 *    8  2  version, 1
 *   10  2  length of the header, 64
 *   12  4  most records in one block of this segment, 1 to 4,096
 *   16  8  first number
 *   24  8  mark: random, made with the segment
 *   32 28  zero
 *   60  4  CRC32C of bytes 0 to 59
 *
 * block, 52 bytes + summary + payload
 *    0  8  the segment's mark
 *    8  1  kind: 1 records, 2 seal, 3 cut, 4 dropped
 *    9  1  compressor of the payload; 0 none
 *   10  2  records in it: 1 to 4,096 for kind 1, else 0
 *   12  8  first number
 *   20  8  last number
 *   28  4  length of the summary
 *   32  4  length of the payload once inflated, at most 8 MiB + 4
 *   36  4  length of the payload as stored, at most that
 *   40  4  CRC32C of the payload as stored
 *   44  4  CRC32C of the summary
 *   48  4  CRC32C of bytes 0 to 47
 *   52  n  summary: events per source ({@link Counts})
 *       m  payload
 * payload of records = for each: 4 length, at most 8 MiB; n the record. Its number is the block's first plus its index.
 * payload of a seal  = 4 length of the whole block, so that the last four bytes of a sealed file lead to its seal
 * </pre>
 *
 * <p>Invariants: numbers only grow, through the blocks of a file and through the files. A seal ends a file that is no
 * longer written; its summary is the whole segment's. A <i>cut</i> or <i>dropped</i> block stands for numbers whose records
 * are gone. A block is one write. Nothing past the first block that was not flushed is ever shown to a reader.
 *
 * <p>Recovery: the last file is read through, and what follows its last whole block is cut off and replaced by a cut block,
 * so that its numbers are never used again. In any file, a block whose header does not match is passed over by searching for
 * the next mark with a matching header; the numbers between are lost and said so. The mark is random so that no record's
 * content can pass for a block. A header of a file that does not match is stood in for by the file's name and the mark of
 * its first block.
 */
final class Format {
    static final int MAX_RECORD = 8 * 1024 * 1024;
    static final int MAX_RAW = MAX_RECORD + 4;
    static final int MAX_BLOCK_RECORDS = 4_096;
    static final int SEGMENT_HEADER = 64;
    static final int BLOCK_HEADER = 52;
    static final int SEAL_PAYLOAD = 4;

    private static final long MAGIC = 0x56494749454A4E4CL; // VIGIEJNL
    private static final int VERSION = 1;

    private Format() {}

    static int crc(byte[] bytes, int from, int length) {
        CRC32C crc = new CRC32C();
        crc.update(bytes, from, length);
        return (int) crc.getValue();
    }

    /** What kind of block. */
    enum Kind {
        RECORDS(1),
        SEAL(2),
        CUT(3),
        DROPPED(4);

        private final byte code;

        Kind(int code) {
            this.code = (byte) code;
        }

        byte code() {
            return code;
        }

        static Optional<Kind> of(byte code) {
            return Arrays.stream(values()).filter(kind -> kind.code == code).findFirst();
        }
    }

    /** The header of a segment. */
    record SegmentHeader(int version, int blockRecords, long first, long mark) {
        SegmentHeader(int blockRecords, long first, long mark) {
            this(VERSION, blockRecords, first, mark);
        }

        boolean known() {
            return version == VERSION;
        }

        byte[] encode() {
            ByteBuffer out = ByteBuffer.allocate(SEGMENT_HEADER);
            out.putLong(MAGIC).putShort((short) version).putShort((short) SEGMENT_HEADER);
            out.putInt(blockRecords).putLong(first).putLong(mark);
            return out.putInt(SEGMENT_HEADER - 4, crc(out.array(), 0, SEGMENT_HEADER - 4))
                    .array();
        }

        static Optional<SegmentHeader> decode(byte[] bytes) {
            ByteBuffer in = ByteBuffer.wrap(bytes);
            if (bytes.length < SEGMENT_HEADER
                    || in.getLong() != MAGIC
                    || in.getInt(SEGMENT_HEADER - 4) != crc(bytes, 0, SEGMENT_HEADER - 4)) {
                return Optional.empty();
            }
            int version = Short.toUnsignedInt(in.getShort());
            in.getShort();
            int blockRecords = Math.clamp(in.getInt(), 1, MAX_BLOCK_RECORDS);
            return Optional.of(new SegmentHeader(version, blockRecords, in.getLong(), in.getLong()));
        }
    }

    /** The header of a block; one that was decoded is within all bounds but the file's size. */
    record BlockHeader(
            long mark,
            Kind kind,
            byte compressor,
            int records,
            long first,
            long last,
            int summaryLength,
            int rawLength,
            int storedLength,
            int payloadCrc,
            int summaryCrc) {

        /** Length of the whole block. */
        int length() {
            return BLOCK_HEADER + summaryLength + storedLength;
        }

        static Optional<BlockHeader> decode(byte[] bytes) {
            if (bytes.length < BLOCK_HEADER) {
                return Optional.empty();
            }
            ByteBuffer in = ByteBuffer.wrap(bytes);
            if (in.getInt(BLOCK_HEADER - 4) != crc(bytes, 0, BLOCK_HEADER - 4)) {
                return Optional.empty();
            }
            long mark = in.getLong();
            Optional<Kind> kind = Kind.of(in.get());
            if (kind.isEmpty()) {
                return Optional.empty();
            }
            BlockHeader header = new BlockHeader(
                    mark,
                    kind.get(),
                    in.get(),
                    Short.toUnsignedInt(in.getShort()),
                    in.getLong(),
                    in.getLong(),
                    in.getInt(),
                    in.getInt(),
                    in.getInt(),
                    in.getInt(),
                    in.getInt());
            return header.withinBounds() ? Optional.of(header) : Optional.empty();
        }

        private boolean withinBounds() {
            boolean lengths = summaryLength >= 0
                    && summaryLength <= Counts.MAX_ENCODED
                    && rawLength >= 0
                    && rawLength <= MAX_RAW
                    && storedLength >= 0
                    && storedLength <= rawLength;
            boolean numbers = first >= 1 && last >= first - 1 && last < Long.MAX_VALUE;
            boolean count = kind != Kind.RECORDS
                    || (records >= 1 && records <= MAX_BLOCK_RECORDS && last - first == records - 1);
            return lengths && numbers && count;
        }
    }

    /** A whole block, ready to be written. */
    static byte[] block(
            long mark,
            Kind kind,
            byte compressor,
            int records,
            long first,
            long last,
            byte[] summary,
            int rawLength,
            byte[] payload) {
        ByteBuffer out = ByteBuffer.allocate(BLOCK_HEADER + summary.length + payload.length);
        out.putLong(mark).put(kind.code()).put(compressor).putShort((short) records);
        out.putLong(first).putLong(last);
        out.putInt(summary.length).putInt(rawLength).putInt(payload.length);
        out.putInt(crc(payload, 0, payload.length)).putInt(crc(summary, 0, summary.length));
        out.putInt(crc(out.array(), 0, BLOCK_HEADER - 4));
        return out.put(summary).put(payload).array();
    }

    /** A block that ends a file. */
    static byte[] seal(long mark, long first, long last, byte[] summary) {
        int length = BLOCK_HEADER + summary.length + SEAL_PAYLOAD;
        byte[] payload = ByteBuffer.allocate(SEAL_PAYLOAD).putInt(length).array();
        return block(mark, Kind.SEAL, Compressor.NONE.id(), 0, first, last, summary, SEAL_PAYLOAD, payload);
    }

    /** A block that stands for numbers whose records are gone. */
    static byte[] hole(long mark, Kind kind, long first, long last, byte[] summary) {
        return block(mark, kind, Compressor.NONE.id(), 0, first, last, summary, 0, new byte[0]);
    }
}
