package bzh.vigie.collector.store.lucene;

import bzh.vigie.collector.store.AgentId;
import bzh.vigie.collector.store.Commune;
import bzh.vigie.collector.store.EventSearch.Hit;
import bzh.vigie.collector.store.StoreException;
import bzh.vigie.collector.store.StoreException.Fault;
import bzh.vigie.event.Moment;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import org.apache.lucene.util.BytesRef;

/**
 * An event as the bytes of the one stored field.
 *
 * <pre>
 * bytes = version 1 (1 byte) · id · host · commune · received (microseconds, 8 bytes) · fields (varint) · (name · value)*
 * text  = length of the UTF-8 (varint) · UTF-8
 * </pre>
 *
 * Not thread-safe: the buffer is used again for each event.
 */
final class EventForm {
    private static final byte VERSION = 1;

    private byte[] buffer = new byte[4096];
    private int length;

    /** What is indexed and stored of an event. */
    record Content(String id, AgentId host, Commune commune, Instant received, Map<String, String> fields) {}

    /** The bytes, valid until the next call. */
    BytesRef encode(Content event) {
        length = 0;
        room(1);
        buffer[length++] = VERSION;
        text(event.id());
        text(event.host().text());
        text(event.commune().insee());
        room(8);
        ByteBuffer.wrap(buffer, length, 8).putLong(Fields.micros(event.received()));
        length += 8;
        number(event.fields().size());
        event.fields().forEach((name, value) -> {
            text(name);
            text(value);
        });
        return new BytesRef(buffer, 0, length);
    }

    static Hit decode(BytesRef bytes) {
        ByteBuffer in = ByteBuffer.wrap(bytes.bytes, bytes.offset, bytes.length);
        try {
            if (in.get() != VERSION) {
                throw new IllegalArgumentException("version of the event's form");
            }
            String id = text(in);
            AgentId host = new AgentId(text(in));
            Commune commune = new Commune(text(in));
            Instant received = Moment.instant(in.getLong());
            int count = number(in);
            Map<String, String> fields = HashMap.newHashMap(Math.min(count, in.remaining()));
            for (int i = 0; i < count; i++) {
                String name = text(in);
                fields.put(name, text(in));
            }
            return new Hit(id, host, commune, received, fields);
        } catch (BufferUnderflowException | IllegalArgumentException | DateTimeException e) {
            throw new StoreException(
                    Fault.DAMAGED, "The event history holds a damaged event: replay it from the ingest log.", e);
        }
    }

    /** What takes a field. */
    interface Taker {
        void take(String name, String value);
    }

    /** Gives the fields whose values have more than so many bytes, without making the rest of the event. */
    static void eachField(BytesRef bytes, int longer, Taker taker) {
        ByteBuffer in = ByteBuffer.wrap(bytes.bytes, bytes.offset, bytes.length);
        try {
            in.get();
            skip(in);
            skip(in);
            skip(in);
            in.getLong();
            int count = number(in);
            for (int i = 0; i < count; i++) {
                int name = in.position();
                skip(in);
                int value = in.position();
                int length = skip(in);
                if (length > longer) {
                    int after = in.position();
                    in.position(name);
                    String text = text(in);
                    in.position(value);
                    taker.take(text, text(in));
                    in.position(after);
                }
            }
        } catch (BufferUnderflowException | IllegalArgumentException e) {
            throw new StoreException(
                    Fault.DAMAGED, "The event history holds a damaged event: replay it from the ingest log.", e);
        }
    }

    private static int skip(ByteBuffer in) {
        int length = number(in);
        if (length < 0 || length > in.remaining()) {
            throw new BufferUnderflowException();
        }
        in.position(in.position() + length);
        return length;
    }

    private void text(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        number(bytes.length);
        room(bytes.length);
        System.arraycopy(bytes, 0, buffer, length, bytes.length);
        length += bytes.length;
    }

    private void number(int value) {
        room(5);
        int rest = value;
        while ((rest & ~0x7f) != 0) {
            buffer[length++] = (byte) (rest | 0x80);
            rest >>>= 7;
        }
        buffer[length++] = (byte) rest;
    }

    private void room(int more) {
        if (buffer.length - length < more) {
            buffer = Arrays.copyOf(buffer, Math.max(buffer.length * 2, length + more));
        }
    }

    private static String text(ByteBuffer in) {
        int bytes = number(in);
        if (bytes < 0 || bytes > in.remaining()) {
            throw new BufferUnderflowException();
        }
        String text = new String(in.array(), in.arrayOffset() + in.position(), bytes, StandardCharsets.UTF_8);
        in.position(in.position() + bytes);
        return text;
    }

    private static int number(ByteBuffer in) {
        int value = 0;
        for (int shift = 0; shift < 35; shift += 7) {
            byte b = in.get();
            value |= (b & 0x7f) << shift;
            if (b >= 0) {
                return value;
            }
        }
        throw new IllegalArgumentException("number of more than 5 bytes");
    }
}
