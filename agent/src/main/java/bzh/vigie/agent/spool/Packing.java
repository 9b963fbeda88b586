package bzh.vigie.agent.spool;

import bzh.vigie.event.Event;
import bzh.vigie.journal.Compressor;
import bzh.vigie.wire.Bounds;
import bzh.vigie.wire.EventCodec;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * Events to a spool record and that to what a batch frame carries.
 *
 * <pre>
 * 4 length of the EventBatch | n the EventBatch as zlib (RFC 1950)
 * </pre>
 */
final class Packing {
    /** Leaves room in a frame of 1 MiB for the batch's other fields. */
    static final int MAX_DEFLATED = 900 * 1024;

    private Packing() {}

    /** A record; empty if these events are too large for one batch. */
    @SuppressWarnings("OptionalOfArray") // absence is a size over the bound
    static Optional<byte[]> record(List<Event> events) {
        byte[] batch = EventCodec.encode(events);
        if (batch.length > Bounds.BATCH_BYTES) {
            return Optional.empty();
        }
        byte[] deflated = Compressor.DEFLATE.compress(batch);
        if (deflated.length > MAX_DEFLATED) {
            return Optional.empty();
        }
        return Optional.of(ByteBuffer.allocate(4 + deflated.length)
                .putInt(batch.length)
                .put(deflated)
                .array());
    }

    static int inflatedSize(byte[] record) {
        return record.length < 4 ? 0 : ByteBuffer.wrap(record).getInt();
    }

    static byte[] deflated(byte[] record) {
        return Arrays.copyOfRange(record, Math.min(4, record.length), record.length);
    }
}
