package bzh.vigie.agent.windows.regf;

import bzh.vigie.agent.host.Bytes;
import java.io.IOException;
import java.util.Arrays;
import java.util.Optional;

/**
 * The first sector of a hive or of a log ({@link Hive} draws it).
 *
 * @param primary sequence number that a write begins with
 * @param secondary sequence number that a write ends with
 * @param lastWritten FILETIME
 * @param type {@link #HIVE}, {@link #DIRTY_SECTORS} or {@link #ENTRIES}
 * @param size of the bins in bytes, at most 2 GiB - 4,096
 * @param manager GUID of the resource manager, as two numbers; both 0 where there is none. A log has that of its hive (msuhanov's
 *     specification, "Base block": RmId at 112, and the log's block is a copy)
 * @param isSound its checksum is right
 */
record BaseBlock(
        int primary,
        int secondary,
        long lastWritten,
        int type,
        int root,
        long size,
        String name,
        ManagerIds manager,
        boolean isSound) {
    /** A GUID. */
    record ManagerIds(long first, long second) {
        static final ManagerIds NONE = new ManagerIds(0, 0);
    }

    static final int LENGTH = 512;
    static final int HIVE = 0;
    static final int DIRTY_SECTORS = 1;
    /** That of Windows 2000's SYSTEM.ALT, and of logs before. */
    static final int ALTERNATE = 2;

    static final int ENTRIES = 6;

    private static final long MAX_SIZE = Integer.MAX_VALUE & ~0xfffL;

    /** Reads one; empty where there is none. */
    static Optional<BaseBlock> read(Bytes file) throws IOException {
        byte[] bytes = new byte[LENGTH];
        if (file.read(0, bytes) < LENGTH) {
            return Optional.empty();
        }
        Cell block = new Cell(bytes, LENGTH);
        if (!block.is("re") || block.u16(2) != ('g' | ('f' << 8))) {
            return Optional.empty();
        }
        String name = block.utf16(48, 64);
        int end = name.indexOf('\0');
        return Optional.of(new BaseBlock(
                block.i32(4),
                block.i32(8),
                block.i64(12),
                block.i32(28),
                block.i32(36),
                Math.min(block.u32(40), MAX_SIZE),
                end < 0 ? name : name.substring(0, end),
                new ManagerIds(block.i64(112), block.i64(120)),
                block.i32(508) == checksum(bytes)));
    }

    /** What stands at 508 of such a sector. */
    static int checksum(byte[] sector) {
        Cell words = new Cell(sector, sector.length);
        int sum = 0;
        for (int i = 0; i < 508; i += 4) {
            sum ^= words.i32(i);
        }
        return sum == 0 ? 1 : sum == -1 ? -2 : sum;
    }

    /** Whether all that was begun to be written was written. */
    boolean isSettled() {
        return isSound && primary == secondary;
    }

    /** Whether this, of a log, is sound and belongs to another hive than that. */
    boolean isOfAnother(BaseBlock hive) {
        return isSound
                && !manager.equals(ManagerIds.NONE)
                && !hive.manager.equals(ManagerIds.NONE)
                && !manager.equals(hive.manager);
    }

    boolean isOf(int... types) {
        return Arrays.stream(types).anyMatch(t -> t == type);
    }

    /** The same with bins of that size. */
    BaseBlock sized(long now) {
        return new BaseBlock(
                primary, secondary, lastWritten, type, root, Math.min(now, MAX_SIZE), name, manager, isSound);
    }
}
