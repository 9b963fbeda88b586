package bzh.vigie.wire;

import bzh.vigie.event.Event;
import bzh.vigie.v1.EventBatch;
import com.google.protobuf.ByteString;
import com.google.protobuf.CodedInputStream;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.WireFormat;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;

/** Reads the events of an {@code EventBatch} one after the other, so that whoever reads can stop between two. Not thread-safe. */
public final class EventReader {
    private static final int BOOT_ID = EventBatch.BOOT_ID_FIELD_NUMBER << 3 | WireFormat.WIRETYPE_LENGTH_DELIMITED;
    private static final int EVENT = EventBatch.EVENTS_FIELD_NUMBER << 3 | WireFormat.WIRETYPE_LENGTH_DELIMITED;
    /** Longest id of a boot. */
    private static final int LONGEST_BOOT_ID = 64;
    /** Fields of a later protocol that are passed over, and the bytes of each. */
    private static final int MOST_UNKNOWN = 16;

    private static final int UNKNOWN_BYTES = 64 * 1024;

    private final CodedInputStream in;
    private String bootId = "";
    private int events;
    private int unknown;

    /** Reads that batch; whoever gives it bounds its bytes. */
    public EventReader(InputStream batch) {
        in = CodedInputStream.newInstance(batch);
    }

    /**
     * The next event; empty after the last.
     *
     * @throws MalformedBatchException where the bytes are none of a batch, from there on
     * @throws IOException that the stream throws
     */
    public Optional<Event> next() throws IOException, MalformedBatchException {
        try {
            for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
                if (tag == EVENT) {
                    return Optional.of(event(bytes("event " + events, Bounds.EVENT_BYTES)));
                } else if (tag == BOOT_ID) {
                    bootId(bytes("boot_id", 4 * LONGEST_BOOT_ID));
                } else {
                    skip(tag);
                }
            }
        } catch (InvalidProtocolBufferException e) {
            throw new MalformedBatchException("not an EventBatch", e);
        }
        if (events == 0) {
            throw count(0);
        }
        return Optional.empty();
    }

    private byte[] bytes(String what, int most) throws IOException, MalformedBatchException {
        int length = in.readRawVarint32();
        if (length < 0 || length > most) {
            throw new MalformedBatchException(
                    what + " has " + Integer.toUnsignedString(length) + " bytes, at most " + most);
        }
        return in.readRawBytes(length);
    }

    private void bootId(byte[] bytes) throws MalformedBatchException {
        if (events > 0) {
            throw new MalformedBatchException("boot_id after an event");
        }
        ByteString id = ByteString.copyFrom(bytes);
        if (!id.isValidUtf8()) {
            throw new MalformedBatchException("boot_id is no UTF-8");
        }
        bootId = id.toStringUtf8();
        if (bootId.length() > LONGEST_BOOT_ID) {
            throw new MalformedBatchException("boot_id has more than " + LONGEST_BOOT_ID + " characters");
        }
    }

    private void skip(int tag) throws IOException, MalformedBatchException {
        if (++unknown > MOST_UNKNOWN) {
            throw new MalformedBatchException("not an EventBatch");
        }
        if (WireFormat.getTagWireType(tag) == WireFormat.WIRETYPE_LENGTH_DELIMITED) {
            var _ = bytes("an unknown field", UNKNOWN_BYTES);
        } else if (WireFormat.getTagWireType(tag) == WireFormat.WIRETYPE_START_GROUP || !in.skipField(tag)) {
            throw new MalformedBatchException("not an EventBatch");
        }
    }

    private Event event(byte[] bytes) throws InvalidProtocolBufferException, MalformedBatchException {
        if (events == Bounds.BATCH_EVENTS) {
            throw count(events + 1);
        }
        try {
            Event event = new Decoding(bootId).event(bzh.vigie.v1.Event.parseFrom(bytes));
            events++;
            return event;
        } catch (IllegalArgumentException | ArithmeticException e) {
            throw new MalformedBatchException("event " + events + ": " + e.getMessage(), e);
        }
    }

    private static MalformedBatchException count(int events) {
        return new MalformedBatchException("batch of " + events + " events, must be 1 to " + Bounds.BATCH_EVENTS);
    }
}
