package bzh.vigie.agent.spool;

import bzh.vigie.event.Event;
import bzh.vigie.journal.Compressor;
import bzh.vigie.wire.Bounds;
import bzh.vigie.wire.EventCodec;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Events to a spool record and that to what a batch frame carries.
 *
 * <pre>
 * 4 length of the EventBatch, its highest bit set where checkpoints follow
 *   4 length of the checkpoints | 2 how many | for each: source, state (modified UTF-8 each)
 * n the EventBatch as zlib (RFC 1950)
 * </pre>
 */
final class Packing {
    /** Leaves room in a frame of 1 MiB for the batch's other fields. */
    static final int MAX_DEFLATED = 900 * 1024;

    private static final int HAS_CHECKPOINTS = 1 << 31;

    private Packing() {}

    /**
     * A record; empty if these events are too large for one batch.
     *
     * @param checkpoints states by source
     */
    @SuppressWarnings("OptionalOfArray") // absence is a size over the bound
    static Optional<byte[]> record(List<Event> events, Map<String, String> checkpoints) {
        byte[] batch = EventCodec.encode(events);
        if (batch.length > Bounds.BATCH_BYTES
                || (batch.length > Bounds.EVENT_BYTES && events.stream().anyMatch(Packing::isTooLong))) {
            return Optional.empty();
        }
        byte[] deflated = Compressor.DEFLATE.compress(batch);
        if (deflated.length > MAX_DEFLATED) {
            return Optional.empty();
        }
        if (checkpoints.isEmpty()) {
            return Optional.of(ByteBuffer.allocate(4 + deflated.length)
                    .putInt(batch.length)
                    .put(deflated)
                    .array());
        }
        byte[] states = encoded(checkpoints);
        return Optional.of(ByteBuffer.allocate(8 + states.length + deflated.length)
                .putInt(batch.length | HAS_CHECKPOINTS)
                .putInt(states.length)
                .put(states)
                .put(deflated)
                .array());
    }

    private static byte[] encoded(Map<String, String> checkpoints) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            out.writeShort(checkpoints.size());
            for (Map.Entry<String, String> each : checkpoints.entrySet()) {
                out.writeUTF(each.getKey());
                out.writeUTF(each.getValue());
            }
        } catch (IOException e) {
            throw new IllegalArgumentException("a checkpoint that is too long", e);
        }
        return bytes.toByteArray();
    }

    private static boolean isTooLong(Event event) {
        return EventCodec.encode(List.of(event)).length > Bounds.EVENT_BYTES;
    }

    static int inflatedSize(byte[] record) {
        return record.length < 4 ? 0 : ByteBuffer.wrap(record).getInt() & ~HAS_CHECKPOINTS;
    }

    static byte[] deflated(byte[] record) {
        return Arrays.copyOfRange(record, Math.min(begin(record), record.length), record.length);
    }

    /** States by source, as they were when the record was written. */
    static Map<String, String> checkpoints(byte[] record) {
        Map<String, String> checkpoints = new TreeMap<>();
        int begin = begin(record);
        if (begin > 4 && begin <= record.length) {
            try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(record, 8, begin - 8))) {
                for (int i = in.readUnsignedShort(); i > 0; i--) {
                    checkpoints.put(in.readUTF(), in.readUTF());
                }
            } catch (IOException e) {
                // As of a record without any.
                checkpoints.clear();
            }
        }
        return checkpoints;
    }

    /** Where the events begin. */
    private static int begin(byte[] record) {
        if (record.length < 8 || (ByteBuffer.wrap(record).getInt() & HAS_CHECKPOINTS) == 0) {
            return 4;
        }
        return Math.clamp(8L + ByteBuffer.wrap(record).getInt(4), 8, record.length);
    }
}
