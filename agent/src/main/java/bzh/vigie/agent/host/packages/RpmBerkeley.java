package bzh.vigie.agent.host.packages;

import bzh.vigie.agent.host.Files.OpenFile;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Optional;

/**
 * {@code Packages}, a hash table of Berkeley DB (db_page.h of Berkeley DB 4 and 5): key a package number, value its header.
 * Numbers are in the order of the machine that made it, which the magic number shows.
 *
 * <pre>
 * page 0     at 12 magic 0x061561, at 20 page size, at 32 number of the last page, at 25 type 8
 * a page     number at 8, next at 16, entries u16 at 20, length of an overflow u16 at 22, type at 25; content from 26
 * hash page  type 13 or 2: for each entry the offset u16 of an item; items are keys and values by turns
 * an item    type 1: bytes up to the item before it; type 3: 3 bytes, page u32 where it begins, its length u32
 * overflow   type 7: so many bytes of the value, then the next page
 * </pre>
 */
final class RpmBerkeley implements RpmStore {
    private static final int MAGIC = 0x061561;
    private static final int PAGE_HEADER = 26;
    private static final byte TYPE_META = 8;
    private static final byte TYPE_HASH = 13;
    private static final byte TYPE_HASH_UNSORTED = 2;
    private static final byte TYPE_OVERFLOW = 7;
    private static final byte ITEM_HERE = 1;
    private static final byte ITEM_ELSEWHERE = 3;
    private static final int ITEM_BITS = 16;

    private record Shape(ByteOrder order, int pageSize, long lastPage) {}

    @Override
    public long each(OpenFile file, OpenFile log, Taker taker) {
        Optional<Shape> shape = shape(file);
        if (shape.isEmpty()) {
            return -1;
        }
        long damaged = 0;
        int count = 0;
        for (long number = 1; number <= shape.get().lastPage() && count < MAX_PACKAGES; number++) {
            ByteBuffer page = page(file, shape.get(), number);
            if (!isHash(page)) {
                continue;
            }
            int entries = Short.toUnsignedInt(page.getShort(20));
            for (int item = 1; item < entries && PAGE_HEADER + 2L * item + 2 <= page.limit(); item += 2) {
                if (isPackage(page, item - 1)) {
                    count++;
                    long at = number << ITEM_BITS | item;
                    Optional<byte[]> value = value(file, shape.get(), page, item);
                    value.ifPresent(v -> taker.take(at, v));
                    damaged += value.isPresent() ? 0 : 1;
                }
            }
        }
        return damaged;
    }

    @Override
    public Optional<byte[]> one(OpenFile file, OpenFile log, long at) {
        return shape(file).flatMap(shape -> {
            ByteBuffer page = page(file, shape, at >>> ITEM_BITS);
            int item = (int) (at & 0xffff);
            return isHash(page) && PAGE_HEADER + 2L * item + 2 <= page.limit()
                    ? value(file, shape, page, item)
                    : Optional.empty();
        });
    }

    private static Optional<Shape> shape(OpenFile file) {
        byte[] bytes = new byte[512];
        if (file.read(0, bytes) < bytes.length || bytes[25] != TYPE_META) {
            return Optional.empty();
        }
        for (ByteOrder order : new ByteOrder[] {ByteOrder.LITTLE_ENDIAN, ByteOrder.BIG_ENDIAN}) {
            ByteBuffer meta = ByteBuffer.wrap(bytes).order(order);
            int pageSize = meta.getInt(20);
            if (meta.getInt(12) == MAGIC && pageSize >= 512 && pageSize <= 65_536) {
                long last = Math.min(
                        Integer.toUnsignedLong(meta.getInt(32)), file.status().size() / pageSize);
                return Optional.of(new Shape(order, pageSize, last));
            }
        }
        return Optional.empty();
    }

    private static ByteBuffer page(OpenFile file, Shape shape, long number) {
        byte[] bytes = new byte[shape.pageSize()];
        int length = number > shape.lastPage() ? 0 : file.read(number * shape.pageSize(), bytes);
        return ByteBuffer.wrap(bytes).order(shape.order()).limit(length < bytes.length ? 0 : length);
    }

    private static boolean isHash(ByteBuffer page) {
        return page.limit() > PAGE_HEADER && (page.get(25) == TYPE_HASH || page.get(25) == TYPE_HASH_UNSORTED);
    }

    /** Where an item of a page begins, below zero where that is not in the page. */
    private static int start(ByteBuffer page, int item) {
        int start = Short.toUnsignedInt(page.getShort(PAGE_HEADER + 2 * item));
        return start < PAGE_HEADER || start >= page.limit() ? -1 : start;
    }

    private static int end(ByteBuffer page, int item) {
        return item == 0 ? page.limit() : start(page, item - 1);
    }

    /** Whether the key is a package's number; under 0 the database keeps its own. */
    private static boolean isPackage(ByteBuffer page, int item) {
        int start = start(page, item);
        return start >= 0 && start + 5 <= page.limit() && page.get(start) == ITEM_HERE && page.getInt(start + 1) != 0;
    }

    private static Optional<byte[]> value(OpenFile file, Shape shape, ByteBuffer page, int item) {
        int start = start(page, item);
        int end = end(page, item);
        if (start < 0) {
            return Optional.empty();
        }
        if (page.get(start) == ITEM_HERE && end > start) {
            byte[] value = new byte[end - start - 1];
            page.get(start + 1, value);
            return Optional.of(value);
        }
        if (page.get(start) != ITEM_ELSEWHERE || start + 12 > page.limit()) {
            return Optional.empty();
        }
        long length = Integer.toUnsignedLong(page.getInt(start + 8));
        return length > MAX_HEADER || length > file.status().size()
                ? Optional.empty()
                : overflow(file, shape, Integer.toUnsignedLong(page.getInt(start + 4)), (int) length);
    }

    private static Optional<byte[]> overflow(OpenFile file, Shape shape, long first, int length) {
        byte[] value = new byte[length];
        int done = 0;
        long number = first;
        // Each page of the chain holds something, so that a circle ends.
        while (done < length) {
            ByteBuffer page = page(file, shape, number);
            if (page.limit() <= PAGE_HEADER || page.get(25) != TYPE_OVERFLOW) {
                return Optional.empty();
            }
            int here = Math.min(Short.toUnsignedInt(page.getShort(22)), length - done);
            if (here == 0 || PAGE_HEADER + here > page.limit()) {
                return Optional.empty();
            }
            page.get(PAGE_HEADER, value, done, here);
            done += here;
            number = Integer.toUnsignedLong(page.getInt(16));
        }
        return Optional.of(value);
    }
}
