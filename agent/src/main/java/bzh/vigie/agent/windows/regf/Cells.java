package bzh.vigie.agent.windows.regf;

import bzh.vigie.agent.windows.regf.Damage.Why;
import java.util.Arrays;
import java.util.stream.IntStream;

/** The cells of a hive by their offsets. What is no cell in use gives {@link Cell#NONE} and is counted. */
final class Cells {
    /** No cell. */
    static final int NIL = -1;

    private static final int ALIGNMENT = 8;
    private static final int BIN_HEADER = 32;
    private static final int BIN_MASK = 4095;
    private static final int BIN_MAGIC = 'h' | ('b' << 8) | ('i' << 16) | ('n' << 24);

    private final Blocks blocks;
    private final long size;
    private final Damage damage;

    Cells(Blocks blocks, long size, Damage damage) {
        this.blocks = blocks;
        this.size = size;
        this.damage = damage;
    }

    long size() {
        return size;
    }

    void count(Why why) {
        damage.count(why);
    }

    /** The content of the cell there, of which no more than so many bytes are read. */
    Cell cell(int offset, int limit) {
        int length = length(offset);
        byte[] bytes = new byte[Math.min(length, limit)];
        if (length == 0) {
            return Cell.NONE;
        }
        if (blocks.read(offset + 4L, bytes, bytes.length) < bytes.length) {
            count(Why.CUT_OFF);
            return Cell.NONE;
        }
        return new Cell(bytes, length);
    }

    /** How long the content of the cell there is; 0 where there is none in use. */
    int length(int offset) {
        if (offset < 0 || offset % ALIGNMENT != 0 || offset + 8L > size || isInHeader(offset)) {
            count(Why.OUTSIDE);
            return 0;
        }
        int marked = blocks.i32(offset);
        if (marked >= 0) {
            count(marked == 0 ? Why.CUT_OFF : Why.FREE);
            return 0;
        }
        long length = -(long) marked;
        if (length < ALIGNMENT || offset + length > size) {
            count(Why.CUT_OFF);
            return 0;
        }
        return (int) length - 4;
    }

    /** The number at that place of the content of a cell. */
    int i32(int offset, int at) {
        return blocks.i32(offset + 4L + at);
    }

    /** These offsets, each once: what a list names again is counted. */
    int[] once(int[] offsets) {
        int[] sorted = offsets.clone();
        Arrays.sort(sorted);
        for (int i = 1; i < sorted.length; i++) {
            if (sorted[i] == sorted[i - 1]) {
                count(Why.MISPLACED);
                return IntStream.of(offsets).distinct().toArray();
            }
        }
        return offsets;
    }

    private boolean isInHeader(int offset) {
        return (offset & BIN_MASK) < BIN_HEADER && blocks.i32(offset & ~BIN_MASK) == BIN_MAGIC;
    }
}
