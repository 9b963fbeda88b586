package bzh.vigie.journal;

import java.nio.file.Path;
import java.util.OptionalLong;

/** What a journal knows of one of its files without reading it. Guarded by the journal's lock. */
final class Segment {
    final Path path;
    final long first;
    /** Empty where the file is damaged so much that no block of it can be found. */
    final OptionalLong mark;

    final Counts counts = new Counts();
    /** Last number written; first - 1 while there is none. */
    long last;
    /** Bytes written. */
    long end;
    /** Bytes that readers may see: what was flushed. */
    long readable;
    /** Nothing more is written to it. */
    boolean sealed;
    /** Goes up when the file was emptied in place, so that a reader in it starts again. */
    int generation;

    Segment(Path path, long first, OptionalLong mark) {
        this.path = path;
        this.first = first;
        this.mark = mark;
        this.last = first - 1;
    }

    int sealLength() {
        return Format.BLOCK_HEADER + counts.encodedSize() + Format.SEAL_PAYLOAD;
    }
}
