package bzh.vigie.collector.evtx;

/**
 * What was read of a log file, and what could not be.
 *
 * @param headerRight whether the file says that it is an event log
 * @param records that were handed on
 * @param partial those of them of which a part could not be read
 * @param salvaged those of them that were found by searching behind damage
 * @param unreadable records of which nothing could be read; several damaged ones in a row count once
 * @param chunks that were read
 * @param badChunks blocks of 64 KiB that are neither chunks nor zeros
 * @param badChecksums chunks whose checksums are wrong, of a log that has some
 * @param cutOff whether the file ends within a chunk
 */
public record Tally(
        boolean headerRight,
        long records,
        long partial,
        long salvaged,
        long unreadable,
        long chunks,
        long badChunks,
        long badChecksums,
        boolean cutOff) {

    /** Of no file. */
    public static final Tally NONE = new Tally(true, 0, 0, 0, 0, 0, 0, 0, false);

    /** Whether all of the file could be read; wrong checksums alone cost nothing. */
    public boolean isWhole() {
        return headerRight && partial == 0 && unreadable == 0 && badChunks == 0 && !cutOff;
    }

    /** Of both files. */
    public Tally plus(Tally other) {
        return new Tally(
                headerRight && other.headerRight,
                records + other.records,
                partial + other.partial,
                salvaged + other.salvaged,
                unreadable + other.unreadable,
                chunks + other.chunks,
                badChunks + other.badChunks,
                badChecksums + other.badChecksums,
                cutOff || other.cutOff);
    }

    /** Adds up while a file is read. */
    static final class Counting {
        private boolean headerRight;
        private long records;
        private long partial;
        private long salvaged;
        private long unreadable;
        private long chunks;
        private long badChunks;
        private long badChecksums;
        private boolean cutOff;

        void headerRight(boolean right) {
            headerRight = right;
        }

        void record(EvtxRecord record) {
            records++;
            partial += record.whole() ? 0 : 1;
            salvaged += record.salvaged() ? 1 : 0;
        }

        void unreadable() {
            unreadable++;
        }

        void badChunk() {
            badChunks++;
        }

        void chunk(boolean right, boolean cut) {
            chunks++;
            badChecksums += right ? 0 : 1;
            cutOff |= cut;
        }

        Tally taken() {
            return new Tally(
                    headerRight, records, partial, salvaged, unreadable, chunks, badChunks, badChecksums, cutOff);
        }
    }
}
