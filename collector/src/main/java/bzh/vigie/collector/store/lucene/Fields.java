package bzh.vigie.collector.store.lucene;

import bzh.vigie.collector.store.StoreException;
import bzh.vigie.collector.store.StoreException.Fault;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.time.Instant;
import java.util.Locale;
import org.apache.lucene.index.CorruptIndexException;
import org.apache.lucene.store.LockObtainFailedException;

/** The fields of an index: all there are. */
final class Fields {
    /** Indexed whole, so that a replay replaces. */
    static final String ID = "id";
    /** Indexed: every {@link FieldTerm} of the event. */
    static final String TERMS = "f";
    /** Doc values: receipt, microseconds since 1970 UTC. */
    static final String RECEIVED = "t";
    /** Indexed: whose event it is, and how large ({@link HeldTerm}). */
    static final String HELD = "h";
    /** Stored: the {@link EventForm}. */
    static final String EVENT = "e";

    private Fields() {}

    static long micros(Instant instant) {
        return Math.addExact(Math.multiplyExact(instant.getEpochSecond(), 1_000_000L), instant.getNano() / 1_000);
    }

    /** A failure of Lucene or its files as the store's own, with what to do. */
    static StoreException failure(IOException e) {
        String words = String.valueOf(e.getMessage()).toLowerCase(Locale.ROOT);
        return switch (e) {
            case LockObtainFailedException busy ->
                new StoreException(Fault.BUSY, "Another collector writes this event history: stop it first.", busy);
            case CorruptIndexException damaged ->
                new StoreException(
                        Fault.DAMAGED,
                        "A slice of the event history is damaged: move its folder away and replay the ingest log.",
                        damaged);
            case AccessDeniedException refused ->
                new StoreException(
                        Fault.NO_RIGHT,
                        "The event history cannot be opened: check the folder's owner and rights.",
                        refused);
            // strerror(3) of ENOSPC and EDQUOT; Java has no type for them.
            default ->
                words.contains("no space left") || words.contains("quota exceeded")
                        ? new StoreException(Fault.DISK_FULL, "The disk of the event history is full: free space.", e)
                        : new StoreException(Fault.OTHER, "The event history failed: " + e.getMessage(), e);
        };
    }
}
