package bzh.vigie.agent.host.sqlite;

import bzh.vigie.agent.host.Bytes;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * The pages of a database, numbered from 1, each from the write-ahead log where it holds it, else from the file. The first
 * begins with the header (sqlite.org, "The Database Header"), of which this counts:
 *
 * <pre>
 *   0 "SQLite format 3\0" · 16 page size u16, 1 for 65,536 · 19 version to read, 2 with a write-ahead log
 *   20 unused bytes at each page's end u8 · 24 change counter u32 · 56 text encoding u32, 1 UTF-8, 2 UTF-16le, 3 UTF-16be
 * </pre>
 */
final class Pages {
    static final int HEADER = 100;

    private static final byte[] MAGIC = "SQLite format 3\0".getBytes(StandardCharsets.US_ASCII);
    /** The format's own bound: 480 (file format, 1.3.4). */
    private static final int MIN_USABLE = 480;

    private final Bytes file;
    private final Bytes log;
    private final WriteAheadLog frames;
    private final ByteBuffer header;
    private final int pageSize;

    private Pages(Bytes file, Bytes log, WriteAheadLog frames, ByteBuffer header) {
        this.file = file;
        this.log = log;
        this.frames = frames;
        this.header = header;
        this.pageSize = pageSize(header);
    }

    /** Opens them; empty where it is no database that can be read. */
    static Optional<Pages> open(Bytes file, Bytes log) throws IOException {
        byte[] start = new byte[HEADER];
        ByteBuffer header = ByteBuffer.wrap(start);
        boolean begun = file.read(0, start) == HEADER;
        // Whatever lies beside a database that keeps no write-ahead log is not its own.
        WriteAheadLog frames = WriteAheadLog.read(begun && start[19] != 2 ? Bytes.NONE : log);
        OptionalLong first = frames.page(1);
        boolean there = first.isPresent() ? log.read(first.getAsLong(), start) == HEADER : begun;
        if (!there) {
            return Optional.empty();
        }
        boolean readable = Arrays.equals(MAGIC, 0, MAGIC.length, start, 0, MAGIC.length)
                && isPageSize(pageSize(header))
                && pageSize(header) - Byte.toUnsignedInt(start[20]) >= MIN_USABLE
                && (frames.pageSize() == 0 || frames.pageSize() == pageSize(header));
        return readable ? Optional.of(new Pages(file, log, frames, header)) : Optional.empty();
    }

    private static int pageSize(ByteBuffer header) {
        int size = Short.toUnsignedInt(header.getShort(16));
        return size == 1 ? 65_536 : size;
    }

    static boolean isPageSize(int size) {
        return size >= 512 && size <= 65_536 && Integer.bitCount(size) == 1;
    }

    /** What of a page may hold content. */
    int usable() {
        return pageSize - Byte.toUnsignedInt(header.get(20));
    }

    /** Grows with each change of a database without a write-ahead log. */
    long changes() {
        return Integer.toUnsignedLong(header.getInt(24));
    }

    /** How many bytes there are altogether: no row is longer. */
    long size() throws IOException {
        return file.size() + log.size();
    }

    Charset encoding() {
        return switch (header.getInt(56)) {
            case 2 -> StandardCharsets.UTF_16LE;
            case 3 -> StandardCharsets.UTF_16BE;
            default -> StandardCharsets.UTF_8;
        };
    }

    /** What of a page may hold content; empty where the file does not reach so far. */
    Optional<ByteBuffer> page(int number) throws IOException {
        if (number < 1) {
            return Optional.empty();
        }
        byte[] page = new byte[usable()];
        OptionalLong newest = frames.page(number);
        int length =
                newest.isPresent() ? log.read(newest.getAsLong(), page) : file.read((number - 1L) * pageSize, page);
        return length == page.length ? Optional.of(ByteBuffer.wrap(page)) : Optional.empty();
    }
}
