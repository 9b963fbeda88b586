package bzh.vigie.agent.windows.regf;

import bzh.vigie.agent.host.Bytes;
import java.io.IOException;

/**
 * A log of dirty sectors, as Windows wrote them up to 8. After a sector with a base block:
 *
 * <pre>
 *   512 "DIRT" · 516 a bit for each 512 bytes of the bins, the lowest first · from the next multiple of 512 on the sectors whose
 *       bits are set, one after another
 * </pre>
 */
final class SectorLog {
    private static final int START = 512;
    private static final int CHUNK = 4096;

    private SectorLog() {}

    /**
     * What of a log was laid over a hive.
     *
     * @param isWhole the log holds all the sectors that it lists
     */
    record Applied(int sectors, boolean isWhole) {}

    /** Lays its sectors over bins of that size. */
    static Applied apply(Bytes log, long size, Overlay overlay) throws IOException {
        byte[] mark = new byte[4];
        if (log.read(START, mark) < mark.length
                || new Cell(mark, 4).i32(0) != ('D' | ('I' << 8) | ('R' << 16) | ('T' << 24))) {
            return new Applied(0, false);
        }
        int number = overlay.add(log);
        long bitmap = size / (8 * Overlay.SECTOR);
        long end = START + 4 + bitmap;
        long position = (end + Overlay.SECTOR - 1) / Overlay.SECTOR * Overlay.SECTOR;
        long length = log.size();
        byte[] bits = new byte[CHUNK];
        int sectors = 0;
        boolean whole = true;
        for (long at = 0; at < bitmap; at++) {
            int inBuffer = (int) (at % CHUNK);
            if (inBuffer == 0 && log.read(START + 4 + at, bits) < Math.min(CHUNK, bitmap - at)) {
                whole = false;
                break;
            }
            for (int bit = 0; bit < 8; bit++) {
                if (((bits[inBuffer] >> bit) & 1) == 0) {
                    continue;
                }
                if (position + Overlay.SECTOR > length) {
                    return new Applied(sectors, false);
                }
                overlay.put((8 * at + bit) * Overlay.SECTOR, Overlay.SECTOR, number, position);
                position += Overlay.SECTOR;
                sectors++;
            }
        }
        return new Applied(sectors, whole);
    }
}
