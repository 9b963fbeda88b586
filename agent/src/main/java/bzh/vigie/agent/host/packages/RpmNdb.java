package bzh.vigie.agent.host.packages;

import bzh.vigie.agent.host.Files.OpenFile;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Optional;

/**
 * {@code Packages.db}, rpm's own format. All numbers u32 little-endian.
 *
 * <pre>
 * header     "RpmP", version 0, generation, how many pages of slots, next package number, 12 bytes more
 * slots      to the end of those pages of 4,096 bytes: "Slot", package number (0 for none), offset and length in blocks of 16
 * blob       "BlbS", package number, generation, length; the header; padding and a tail
 * </pre>
 */
final class RpmNdb implements RpmStore {
    private static final int MAGIC = 0x506d7052;
    private static final int SLOT = 0x746f6c53;
    private static final int BLOB = 0x53626c42;
    private static final int PAGE = 4_096;
    private static final int BLOCK = 16;
    private static final int HEADER = 32;

    @Override
    public long each(OpenFile file, OpenFile log, Taker taker) {
        ByteBuffer header = read(file, 0, HEADER);
        if (header.remaining() < HEADER || header.getInt(0) != MAGIC || header.getInt(4) != 0) {
            return -1;
        }
        long pages = Math.min(Integer.toUnsignedLong(header.getInt(12)), 1 + MAX_PACKAGES / (PAGE / BLOCK) * 2L);
        long damaged = 0;
        int count = 0;
        for (long page = 0; page < pages; page++) {
            ByteBuffer slots = read(file, page * PAGE, PAGE);
            for (int at = page == 0 ? HEADER : 0; at + BLOCK <= slots.remaining(); at += BLOCK) {
                if (slots.getInt(at) != SLOT) {
                    damaged++;
                } else if (slots.getInt(at + 4) != 0 && ++count <= MAX_PACKAGES) {
                    long offset = Integer.toUnsignedLong(slots.getInt(at + 8)) * BLOCK;
                    Optional<byte[]> blob = one(file, log, offset);
                    blob.ifPresent(b -> taker.take(offset, b));
                    damaged += blob.isPresent() ? 0 : 1;
                }
            }
        }
        return damaged;
    }

    @Override
    public Optional<byte[]> one(OpenFile file, OpenFile log, long at) {
        ByteBuffer head = read(file, at, BLOCK);
        if (head.remaining() < BLOCK || head.getInt(0) != BLOB) {
            return Optional.empty();
        }
        long length = Integer.toUnsignedLong(head.getInt(12));
        if (length > MAX_HEADER || at + BLOCK + length > file.status().size()) {
            return Optional.empty();
        }
        byte[] blob = new byte[(int) length];
        return file.read(at + BLOCK, blob) == blob.length ? Optional.of(blob) : Optional.empty();
    }

    private static ByteBuffer read(OpenFile file, long at, int length) {
        byte[] bytes = new byte[length];
        return ByteBuffer.wrap(bytes, 0, Math.max(0, file.read(at, bytes))).order(ByteOrder.LITTLE_ENDIAN);
    }
}
