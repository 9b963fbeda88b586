package bzh.vigie.collector.detect;

import java.time.Duration;
import java.util.List;

/** What detection reads of an ingest log. */
public interface Feed {
    /** Name of the log, under which positions are kept. */
    String name();

    /**
     * The records after a position, oldest first, at most {@code max}; waits up to {@code patience} for the first, and
     * returns as soon as there is one. Empty where none came.
     *
     * @param position -1 for the very first
     */
    List<Delivered> after(long position, int max, Duration patience) throws InterruptedException;
}
