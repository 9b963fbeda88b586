package bzh.vigie.collector.detect;

import java.io.IOException;
import java.time.Duration;
import java.util.List;

/** What detection reads of an ingest log. */
public interface Feed {
    /** Name of the log, under which positions are kept. */
    String name();

    /** Reads the records from this number on, or from the oldest that is still there. */
    Reading from(long number);

    /** One reader, for one thread. */
    interface Reading {
        /** The next batches, at most {@code max}, as soon as there is one; empty where none came in that time. */
        List<Delivered> next(int max, Duration patience) throws IOException, InterruptedException;

        /** Whether a record came after the last that was read. */
        boolean hasMore();

        /** Number of the last record that was read or passed over. */
        long position();
    }
}
