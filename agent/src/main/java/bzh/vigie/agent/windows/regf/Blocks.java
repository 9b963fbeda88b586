package bzh.vigie.agent.windows.regf;

import bzh.vigie.agent.host.Bytes;
import java.io.IOException;
import java.util.Arrays;

/**
 * The bins of a hive in blocks of 4,096 bytes, each read when it is wanted and kept until another one takes its place: at most
 * 128 of them. What a log holds newer lies over what the file holds.
 */
final class Blocks {
    private static final int SIZE = 4096;
    private static final int SHIFT = 12;
    private static final int KEPT = 128;
    private static final byte[] NOT_YET = {};

    private final Bytes file;
    private final Overlay overlay;
    private final Damage damage;
    private final byte[][] kept = new byte[KEPT][];
    private final int[] numbers = new int[KEPT];
    private final int[] lengths = new int[KEPT];

    Blocks(Bytes file, Overlay overlay, Damage damage) {
        this.file = file;
        this.overlay = overlay;
        this.damage = damage;
        Arrays.fill(kept, NOT_YET);
        Arrays.fill(numbers, -1);
    }

    /** Puts what lies there into the array, as far as there is anything; how many bytes that were. */
    int read(long at, byte[] into, int length) {
        int done = 0;
        while (done < length) {
            int slot = slot((int) ((at + done) >>> SHIFT));
            int from = (int) (at + done) & (SIZE - 1);
            int there = Math.min(lengths[slot] - from, length - done);
            if (there <= 0) {
                break;
            }
            System.arraycopy(kept[slot], from, into, done, there);
            done += there;
        }
        return done;
    }

    /** The number that lies there, at a multiple of four; 0 where there is nothing. */
    int i32(long at) {
        int slot = slot((int) (at >>> SHIFT));
        int from = (int) at & (SIZE - 1);
        if (from + 4 > lengths[slot]) {
            return 0;
        }
        byte[] block = kept[slot];
        return (block[from] & 0xff)
                | ((block[from + 1] & 0xff) << 8)
                | ((block[from + 2] & 0xff) << 16)
                | (block[from + 3] << 24);
    }

    /** Where that block is kept now. */
    private int slot(int number) {
        int slot = number & (KEPT - 1);
        if (numbers[slot] != number) {
            if (kept[slot].length == 0) {
                kept[slot] = new byte[SIZE];
            }
            numbers[slot] = number;
            lengths[slot] = fill(number, kept[slot]);
        }
        return slot;
    }

    private int fill(int number, byte[] block) {
        long at = (long) number << SHIFT;
        int length = 0;
        try {
            length = Math.max(file.read(Hive.BASE + at, block), 0);
        } catch (IOException e) {
            damage.count(Damage.Why.REFUSED);
        }
        Arrays.fill(block, length, SIZE, (byte) 0);
        try {
            length = Math.max(length, overlay.lay(at, block));
        } catch (IOException e) {
            damage.count(Damage.Why.REFUSED);
        }
        return length;
    }
}
