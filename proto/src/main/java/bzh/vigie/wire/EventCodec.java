package bzh.vigie.wire;

import bzh.vigie.event.Event;
import bzh.vigie.event.Item;
import bzh.vigie.v1.EventBatch;
import com.google.protobuf.InvalidProtocolBufferException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Events and items to bytes and back: with {@link Encoding} and {@link Decoding} the only code that knows both the records and
 * the generated classes. Encoding cuts a text that is over its bound and marks the cut with an ellipsis; decoding refuses it,
 * since only a hostile agent sends one. Stateless, thread-safe.
 */
public final class EventCodec {
    private EventCodec() {}

    /**
     * An {@code EventBatch} of {@code event.proto}.
     *
     * @param events 1 to {@link Bounds#BATCH_EVENTS}, all of one boot
     * @throws IllegalArgumentException for none, too many, or events of two boots
     */
    public static byte[] encode(List<Event> events) {
        if (events.isEmpty() || events.size() > Bounds.BATCH_EVENTS) {
            throw new IllegalArgumentException(events.size() + " events, must be 1 to " + Bounds.BATCH_EVENTS);
        }
        String bootId = events.getFirst().at().bootId();
        EventBatch.Builder batch = EventBatch.newBuilder().setBootId(bootId);
        Encoding encoding = new Encoding(bootId);
        for (Event event : events) {
            if (!event.at().bootId().equals(bootId)) {
                throw new IllegalArgumentException("events of two boots in one batch");
            }
            batch.addEvents(encoding.event(event));
        }
        return batch.build().toByteArray();
    }

    /** The events of a batch, in order. */
    public static List<Event> decode(byte[] batch) throws MalformedBatchException {
        if (batch.length > Bounds.BATCH_BYTES) {
            throw new MalformedBatchException("batch of " + batch.length + " bytes, at most " + Bounds.BATCH_BYTES);
        }
        EventReader reader = new EventReader(new ByteArrayInputStream(batch));
        List<Event> events = new ArrayList<>();
        try {
            for (Optional<Event> event = reader.next(); event.isPresent(); event = reader.next()) {
                events.add(event.get());
            }
        } catch (IOException e) {
            throw new UncheckedIOException("bytes in memory", e);
        }
        return events;
    }

    /** One item, as stores keep it. */
    public static byte[] encodeItem(Item item) {
        return Encoding.item(item).toByteArray();
    }

    /** An item from {@link #encodeItem}. */
    public static Item decodeItem(byte[] bytes) throws MalformedBatchException {
        try {
            return Decoding.item(bzh.vigie.v1.Item.parseFrom(bytes));
        } catch (InvalidProtocolBufferException | IllegalArgumentException e) {
            throw new MalformedBatchException("not an Item", e);
        }
    }
}
