package bzh.vigie.agent.windows.regf;

import bzh.vigie.agent.host.Bytes;
import java.io.IOException;

/**
 * A log of entries, as Windows 8.1 and later write them. After a sector with a base block whose sequence numbers are that of the
 * first entry, entries at multiples of 512 bytes:
 *
 * <pre>
 *    0 "HvLE" · 4 size u32, a multiple of 512 · 8 flags u32 · 12 sequence u32 · 16 size of the bins u32 · 20 pages u32
 *   24 Marvin32 of what follows 40 · 32 Marvin32 of the 32 bytes before
 *   40 (offset in the bins u32, size u32) [pages] · the pages, one after another
 * </pre>
 *
 * It ends before the first entry that is not whole or not the next in sequence: what follows is left from before.
 */
final class EntryLog {
    private static final int START = 512;
    private static final int HEADER = 40;
    private static final int PAGE = 4096;
    private static final int CHUNK = 64 << 10;

    private final Bytes log;
    private final long length;
    private final byte[] buffer = new byte[CHUNK];

    /**
     * What of a log was laid over a hive.
     *
     * @param isWhole no entry of the next number follows that was not written to its end
     */
    record Applied(int entries, int nextSequence, long size, boolean isWhole) {
        private Applied(int entries, int nextSequence, long size) {
            this(entries, nextSequence, size, true);
        }

        /** The same, after so many entries of another log. */
        Applied after(int before) {
            return new Applied(entries + before, nextSequence, size, isWhole);
        }

        private Applied torn() {
            return new Applied(entries, nextSequence, size, false);
        }
    }

    EntryLog(Bytes log) throws IOException {
        this.log = log;
        this.length = log.size();
    }

    /** Lays the entries from that number on over the hive; the size of its bins stays where there are none. */
    Applied apply(int sequence, long size, Overlay overlay) throws IOException {
        int number = overlay.add(log);
        Applied applied = new Applied(0, sequence, size);
        byte[] head = new byte[HEADER];
        for (long at = START; log.read(at, head) == HEADER; ) {
            Cell entry = new Cell(head, HEADER);
            if (!isEntry(entry) || entry.i32(12) != applied.nextSequence()) {
                break;
            }
            if (!isWhole(at, entry) || !lay(at, entry, number, overlay)) {
                return applied.torn();
            }
            applied = new Applied(applied.entries() + 1, applied.nextSequence() + 1, entry.u32(16));
            at += entry.u32(4);
        }
        return applied;
    }

    private static boolean isEntry(Cell entry) {
        return entry.is("Hv") && entry.u16(2) == ('L' | ('E' << 8));
    }

    private boolean isWhole(long at, Cell entry) throws IOException {
        long size = entry.u32(4);
        boolean shaped = size >= START
                && size % START == 0
                && at + size <= length
                && entry.u32(16) >= PAGE
                && entry.u32(16) % PAGE == 0
                && entry.u32(20) > 0
                && HEADER + 8 * entry.u32(20) <= size;
        if (!shaped) {
            return false;
        }
        Marvin32 head = new Marvin32(Marvin32.SEED);
        head.add(entry.bytes(), 32);
        if (head.sum() != entry.i64(32)) {
            return false;
        }
        Marvin32 rest = new Marvin32(Marvin32.SEED);
        for (long done = HEADER; done < size; ) {
            int wanted = (int) Math.min(CHUNK, size - done);
            if (log.read(at + done, buffer) < wanted) {
                return false;
            }
            rest.add(buffer, wanted);
            done += wanted;
        }
        return rest.sum() == entry.i64(24);
    }

    /** Lays the pages of an entry over the hive; false, and nothing is laid, where they are more than the entry holds. */
    private boolean lay(long at, Cell entry, int number, Overlay overlay) throws IOException {
        long pages = entry.u32(20);
        long first = at + HEADER + 8 * pages;
        return pages(at, pages, first, at + entry.u32(4), (offset, size, from) -> {})
                && pages(
                        at,
                        pages,
                        first,
                        at + entry.u32(4),
                        (offset, size, from) -> overlay.put(offset, size, number, from));
    }

    private interface Page {
        void take(long offset, long size, long from);
    }

    private boolean pages(long at, long pages, long first, long end, Page page) throws IOException {
        long from = first;
        for (long i = 0; i < pages; i++) {
            int inBuffer = (int) (i % (CHUNK / 8));
            if (inBuffer == 0 && log.read(at + HEADER + 8 * i, buffer) < Math.min(8 * (pages - i), CHUNK)) {
                return false;
            }
            Cell reference = new Cell(buffer, CHUNK);
            long offset = reference.u32(8 * inBuffer);
            long size = reference.u32(8 * inBuffer + 4);
            if (offset % Overlay.SECTOR != 0
                    || size % Overlay.SECTOR != 0
                    || from + size > end
                    || offset + size > Integer.MAX_VALUE) {
                return false;
            }
            page.take(offset, size, from);
            from += size;
        }
        return true;
    }
}
