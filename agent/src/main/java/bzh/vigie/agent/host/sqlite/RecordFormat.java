package bzh.vigie.agent.host.sqlite;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.Charset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The values of a row (sqlite.org, "Record Format"): a varint with the header's length, itself included; a varint per value
 * with its type; then the values.
 *
 * <pre>
 *   0 null · 1 to 4, 5, 6 whole number of 1, 2, 3, 4, 6, 8 bytes · 7 double · 8 zero · 9 one
 *   12, 14 … bytes, (type-12)/2 of them · 13, 15 … text, (type-13)/2 bytes
 * </pre>
 */
final class RecordFormat {
    /** SQLite's own bound on columns. */
    private static final int MAX_COLUMNS = 32_767;

    private RecordFormat() {}

    /** The values; empty where the bytes are no record. Total. */
    static Optional<List<Value>> parse(byte[] payload, Charset encoding) {
        try {
            ByteBuffer body = ByteBuffer.wrap(payload);
            long headerLength = Varint.read(body);
            if (headerLength < body.position() || headerLength > payload.length) {
                return Optional.empty();
            }
            ByteBuffer header = body.duplicate().limit((int) headerLength);
            body.position((int) headerLength);
            List<Value> values = new ArrayList<>();
            while (header.hasRemaining()) {
                long type = Varint.read(header);
                if (values.size() == MAX_COLUMNS || type < 0 || type == 10 || type == 11) {
                    return Optional.empty();
                }
                values.add(value(type, body, encoding));
            }
            return Optional.of(values);
        } catch (BufferUnderflowException e) {
            return Optional.empty();
        }
    }

    private static Value value(long type, ByteBuffer body, Charset encoding) {
        if (type >= 12) {
            long length = (type - 12) / 2;
            if (length > body.remaining()) {
                throw new BufferUnderflowException();
            }
            byte[] bytes = new byte[(int) length];
            body.get(bytes);
            return type % 2 == 0 ? new Value.Blob(bytes) : new Value.Text(new String(bytes, encoding));
        }
        return switch ((int) type) {
            case 0 -> new Value.Null();
            case 5 -> new Value.Whole(whole(body, 6));
            case 6 -> new Value.Whole(whole(body, 8));
            case 7 -> new Value.Real(body.getDouble());
            case 8 -> new Value.Whole(0);
            case 9 -> new Value.Whole(1);
            default -> new Value.Whole(whole(body, (int) type));
        };
    }

    private static long whole(ByteBuffer body, int bytes) {
        long value = body.get();
        for (int i = 1; i < bytes; i++) {
            value = (value << 8) | Byte.toUnsignedInt(body.get());
        }
        return value;
    }
}
