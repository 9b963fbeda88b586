package bzh.vigie.collector.evtx;

import java.util.zip.CRC32;

/**
 * The 64 KiB in which records lie, with all the names and templates that they use:
 *
 * <pre>
 *     0  "ElfChnk" 00
 *     8  first and last record by number, first and last record by id          4 × u64
 *    40  size of the header (128), place of the last record, where free space begins   3 × u32
 *    52  CRC-32 of the records, from 512 to the free space                      u32
 *   120  flags u32;  124 CRC-32 of 0–120 and 128–512                             u32
 *   128  64 offsets of names by hash;  384  32 offsets of templates by id       u32
 *   512  records: 2a 2a 00 00, size u32, id u64, FILETIME, binary XML, size u32
 * </pre>
 *
 * A log that was not closed has chunks whose header is older than their records, so the records themselves say where they end;
 * the header is believed where its checksum is right and that of the records is too. The tables of names and templates are
 * not needed: records say where those are.
 */
final class Chunk {
    static final int SIZE = 1 << 16;
    static final int HEADER_SIZE = 512;

    private static final long MAGIC = 0x006b6e6843666c45L;
    private static final long RECORD_MAGIC = 0x00002a2aL;
    private static final int RECORD_HEAD = 24;

    final byte[] bytes;
    final BinXml xml;

    Chunk(byte[] bytes) {
        this.bytes = bytes;
        this.xml = new BinXml(bytes);
    }

    boolean isOne() {
        return Cursor.i64(bytes, 0) == MAGIC;
    }

    boolean isZeros() {
        for (int i = 0; i < SIZE; i += 8) {
            if (Cursor.i64(bytes, i) != 0) {
                return false;
            }
        }
        return true;
    }

    private int free() {
        return (int) Cursor.u32(bytes, 48);
    }

    boolean headerIsRight() {
        CRC32 crc = new CRC32();
        crc.update(bytes, 0, 120);
        crc.update(bytes, 128, HEADER_SIZE - 128);
        return crc.getValue() == Cursor.u32(bytes, 124);
    }

    boolean recordsAreRight() {
        int free = free();
        if (free < HEADER_SIZE || free > SIZE) {
            return false;
        }
        CRC32 crc = new CRC32();
        crc.update(bytes, HEADER_SIZE, free - HEADER_SIZE);
        return crc.getValue() == Cursor.u32(bytes, 52);
    }

    /** Where records end for certain; the chunk's end where the header cannot be believed. */
    int limit(boolean right) {
        return right ? free() : SIZE;
    }

    /** Size of the record here, its end within the limit; 0 where there is none. */
    int record(int at, int limit) {
        if (at + RECORD_HEAD + 4 > limit || Cursor.u32(bytes, at) != RECORD_MAGIC) {
            return 0;
        }
        long size = Cursor.u32(bytes, at + 4);
        return size >= RECORD_HEAD + 4 && size <= limit - at ? (int) size : 0;
    }

    /** Whether the size stands at the record's end too. */
    boolean isClosed(int at, int size) {
        return Cursor.u32(bytes, at + size - 4) == size;
    }

    /**
     * Whether a record here belongs to what the chunk holds now: any where a right header says that records are; elsewhere one
     * that is newer than the last.
     */
    boolean expects(int at, long last, boolean header) {
        if (header && at < free()) {
            return true;
        }
        long newest = header ? Math.max(last, Cursor.i64(bytes, 32)) : last;
        return id(at) > newest;
    }

    long id(int at) {
        return Cursor.i64(bytes, at + 8);
    }

    long written(int at) {
        return Cursor.i64(bytes, at + 16);
    }

    /** The binary XML of a record. */
    Cursor content(int at, int size) {
        return new Cursor(bytes, at + RECORD_HEAD, at + size - 4);
    }
}
