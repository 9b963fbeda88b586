package bzh.vigie.agent.windows.regf;

import bzh.vigie.agent.host.Bytes;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Sectors of a hive that logs hold newer: which, and where in which log. Of a hive's 64 KiB that nothing lies over, 4 bytes are
 * kept, of others half a KiB.
 */
final class Overlay {
    static final int SECTOR = 512;

    private static final int IN_A_PART = 128;
    private static final int[] NOTHING = {};
    /** What positions in a log are multiples of: entries begin at sectors, a page in them after 40 bytes and 8 for each page. */
    private static final int UNIT = 8;

    private final List<Bytes> logs = new ArrayList<>();
    /** By sector: 0 for none, else position / 8 + 1, with the number of the log in the top bit. */
    private int[][] parts = {};

    /** Takes a log, at most two. */
    int add(Bytes log) {
        logs.add(log);
        return logs.size() - 1;
    }

    /** Lays so many bytes over the bins from that place on; both multiples of a sector. */
    void put(long at, long size, int log, long position) {
        for (long done = 0; done < size; done += SECTOR) {
            long sector = (at + done) / SECTOR;
            int part = (int) (sector / IN_A_PART);
            if (part >= parts.length) {
                int before = parts.length;
                parts = Arrays.copyOf(parts, part + part / 2 + 1);
                Arrays.fill(parts, before, parts.length, NOTHING);
            }
            if (parts[part].length == 0) {
                parts[part] = new int[IN_A_PART];
            }
            parts[part][(int) (sector % IN_A_PART)] = (int) ((position + done) / UNIT + 1) | (log << 31);
        }
    }

    /** Lays what it has over that block, which lies there; where the last of it ends in the block, 0 for none. */
    int lay(long at, byte[] block) throws IOException {
        int part = (int) (at / SECTOR / IN_A_PART);
        if (part >= parts.length || parts[part].length == 0) {
            return 0;
        }
        int first = (int) (at / SECTOR % IN_A_PART);
        int end = 0;
        byte[] sector = new byte[SECTOR];
        for (int i = 0; i < block.length / SECTOR; i++) {
            int where = parts[part][first + i];
            if (where != 0) {
                long position = ((where & Integer.MAX_VALUE) - 1L) * UNIT;
                int length = Math.max(logs.get(where >>> 31).read(position, sector), 0);
                System.arraycopy(sector, 0, block, i * SECTOR, length);
                end = i * SECTOR + length;
            }
        }
        return end;
    }
}
