package bzh.vigie.agent.host.sqlite;

import bzh.vigie.agent.host.Bytes;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HashMap;
import java.util.Map;
import java.util.OptionalLong;

/**
 * The pages that a write-ahead log holds in the place of those in the database file (sqlite.org, "WAL File Format"):
 *
 * <pre>
 *   header, 32 bytes   magic 0x377f0682 or …83 · version · page size · sequence · salt 1 · salt 2 · checksum 1 · checksum 2
 *   frame, 24 bytes    page number · pages of the database after a commit, else 0 · salt 1 · salt 2 · checksum 1 · checksum 2
 *   and the page
 * </pre>
 *
 * All numbers are u32, big-endian. Checksums go over the header and all frames so far, in words that are big-endian if the
 * magic number is odd. The log ends before the first frame whose salts or checksum do not fit; what follows the last commit
 * does not count.
 */
final class WriteAheadLog {
    private static final int MAGIC = 0x377f0682;
    private static final int HEADER = 32;
    private static final int FRAME_HEADER = 24;
    /** SQLite writes a log back at 1,000 frames. */
    private static final int MAX_FRAMES = 1 << 17;

    private final int pageSize;
    private final Map<Integer, Long> pages;

    private WriteAheadLog(int pageSize, Map<Integer, Long> pages) {
        this.pageSize = pageSize;
        this.pages = pages;
    }

    /** Reads what was committed; nothing where it is no log. */
    static WriteAheadLog read(Bytes log) throws IOException {
        Map<Integer, Long> committed = new HashMap<>();
        byte[] start = new byte[HEADER];
        ByteBuffer header = ByteBuffer.wrap(start);
        if (log.read(0, start) < HEADER || (header.getInt(0) & ~1) != MAGIC || !Pages.isPageSize(header.getInt(8))) {
            return new WriteAheadLog(0, committed);
        }
        int pageSize = header.getInt(8);
        Sum sum = new Sum((header.getInt(0) & 1) == 1);
        sum.add(start, 0, 24);
        if (!sum.is(header, 24)) {
            return new WriteAheadLog(0, committed);
        }
        Map<Integer, Long> open = new HashMap<>();
        byte[] bytes = new byte[FRAME_HEADER + pageSize];
        ByteBuffer frame = ByteBuffer.wrap(bytes);
        long at = HEADER;
        for (int frames = 0; frames < MAX_FRAMES && log.read(at, bytes) == bytes.length; frames++) {
            sum.add(bytes, 0, 8);
            sum.add(bytes, FRAME_HEADER, pageSize);
            if (frame.getLong(8) != header.getLong(16) || !sum.is(frame, 16)) {
                break;
            }
            open.put(frame.getInt(0), at + FRAME_HEADER);
            if (frame.getInt(4) != 0) {
                committed.putAll(open);
                open.clear();
            }
            at += bytes.length;
        }
        return new WriteAheadLog(pageSize, committed);
    }

    /** The size of its pages, 0 where it holds none. */
    int pageSize() {
        return pageSize;
    }

    /** Where in the log the newest content of a page is. */
    OptionalLong page(int number) {
        Long at = pages.get(number);
        return at == null ? OptionalLong.empty() : OptionalLong.of(at);
    }

    private static final class Sum {
        private final ByteOrder order;
        private int first;
        private int second;

        Sum(boolean bigEndian) {
            order = bigEndian ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN;
        }

        void add(byte[] bytes, int from, int length) {
            ByteBuffer words = ByteBuffer.wrap(bytes, from, length).order(order);
            while (words.remaining() >= 8) {
                first += words.getInt() + second;
                second += words.getInt() + first;
            }
        }

        boolean is(ByteBuffer there, int at) {
            return there.getInt(at) == first && there.getInt(at + 4) == second;
        }
    }
}
