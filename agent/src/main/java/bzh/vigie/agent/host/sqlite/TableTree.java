package bzh.vigie.agent.host.sqlite;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;

/**
 * Goes through the b-tree of one table (sqlite.org, "B-tree Pages"). A page, the first one behind the file's header:
 *
 * <pre>
 *   0 kind u8: 5 branch, 13 leaf · 3 cells u16 · 8 rightmost page u32, only in a branch · places of the cells, u16 each
 *   cell of a branch   page u32 · its greatest row id varint
 *   cell of a leaf     length of the row varint · row id varint · row, or its beginning and the page u32 where it goes on
 *   page of the rest   next page u32, 0 in the last · the next usable-4 bytes
 * </pre>
 *
 * No page is entered twice, and cells of a page may not be longer than the page all together, so that any bytes end.
 */
final class TableTree {
    private static final int BRANCH = 5;
    private static final int LEAF = 13;
    /** SQLite's own bound. */
    private static final int MAX_DEPTH = 20;
    /** 64 GiB with pages of 4 KiB; the marks of that many take 2 MiB. */
    private static final int MAX_PAGE = 1 << 24;

    private final Pages pages;
    private final long from;
    private final int longestRow;
    private final Database.Taker taker;
    private final BitSet entered = new BitSet();
    private long rows;
    private long skipped;

    TableTree(Pages pages, long from, int longestRow, Database.Taker taker) {
        this.pages = pages;
        this.from = from;
        this.longestRow = longestRow;
        this.taker = taker;
    }

    Database.Scan walk(int root) throws IOException {
        walk(root, 0);
        return new Database.Scan(rows, skipped);
    }

    /** Whether more is wanted. */
    private boolean walk(int number, int depth) throws IOException {
        Optional<ByteBuffer> read = depth > MAX_DEPTH ? Optional.empty() : enter(number);
        if (read.isEmpty()) {
            skipped++;
            return true;
        }
        ByteBuffer page = read.get();
        int start = number == 1 ? Pages.HEADER : 0;
        int cells = Short.toUnsignedInt(page.getShort(start + 3));
        return switch (page.get(start)) {
            case BRANCH -> branch(page, start, cells, depth);
            case LEAF -> leaf(page, start + 8, cells);
            default -> {
                skipped++;
                yield true;
            }
        };
    }

    private Optional<ByteBuffer> enter(int number) throws IOException {
        if (number < 1 || number > MAX_PAGE || entered.get(number)) {
            return Optional.empty();
        }
        entered.set(number);
        return pages.page(number);
    }

    private boolean branch(ByteBuffer page, int start, int cells, int depth) throws IOException {
        for (int i = 0; i < cells; i++) {
            int at = place(page, start + 12, i);
            if (at < 0 || at + 5 > page.limit()) {
                skipped++;
                continue;
            }
            ByteBuffer cell = page.duplicate().position(at);
            int child = cell.getInt();
            Optional<Long> greatest = varint(cell);
            if (greatest.isPresent() && greatest.get() < from) {
                continue;
            }
            if (!walk(child, depth + 1)) {
                return false;
            }
        }
        return walk(page.getInt(start + 8), depth + 1);
    }

    private boolean leaf(ByteBuffer page, int places, int cells) throws IOException {
        long room = page.limit();
        for (int i = 0; i < cells; i++) {
            int at = place(page, places, i);
            ByteBuffer cell = page.duplicate().position(Math.max(0, at));
            Optional<Long> length = at < 0 ? Optional.empty() : varint(cell);
            Optional<Long> id = length.isEmpty() ? Optional.empty() : varint(cell);
            if (id.isEmpty() || length.get() < 0) {
                skipped++;
                continue;
            }
            int local = local(length.get());
            room -= local;
            if (room < 0 || local > cell.remaining()) {
                skipped++;
            } else if (id.get() >= from && !row(id.get(), length.get(), local, cell)) {
                return false;
            }
        }
        return true;
    }

    private boolean row(long id, long length, int local, ByteBuffer cell) throws IOException {
        Optional<byte[]> payload =
                length > longestRow || length > pages.size() ? Optional.empty() : payload((int) length, local, cell);
        Optional<List<Value>> values = payload.flatMap(bytes -> RecordFormat.parse(bytes, pages.encoding()));
        if (values.isEmpty()) {
            skipped++;
            return true;
        }
        rows++;
        return taker.take(new Row(id, values.get()));
    }

    /** How much of a row of that length lies in its leaf. */
    private int local(long length) {
        int usable = pages.usable();
        int most = usable - 35;
        if (length <= most) {
            return (int) length;
        }
        int least = (usable - 12) * 32 / 255 - 23;
        int kept = (int) (least + (length - least) % (usable - 4));
        return kept <= most ? kept : least;
    }

    private Optional<byte[]> payload(int length, int local, ByteBuffer cell) throws IOException {
        byte[] payload = new byte[length];
        cell.get(payload, 0, local);
        if (local == length) {
            return Optional.of(payload);
        }
        if (cell.remaining() < 4) {
            return Optional.empty();
        }
        int next = cell.getInt();
        for (int filled = local; filled < length; ) {
            Optional<ByteBuffer> page = enter(next);
            if (page.isEmpty()) {
                return Optional.empty();
            }
            next = page.get().getInt();
            int part = Math.min(page.get().remaining(), length - filled);
            page.get().get(payload, filled, part);
            filled += part;
        }
        return Optional.of(payload);
    }

    /** Where a cell begins; -1 where that is outside the page. */
    private static int place(ByteBuffer page, int places, int index) {
        int at = places + 2 * index;
        int cell = at + 2 > page.limit() ? page.limit() : Short.toUnsignedInt(page.getShort(at));
        return cell < page.limit() ? cell : -1;
    }

    private static Optional<Long> varint(ByteBuffer in) {
        try {
            return Optional.of(Varint.read(in));
        } catch (java.nio.BufferUnderflowException e) {
            return Optional.empty();
        }
    }
}
