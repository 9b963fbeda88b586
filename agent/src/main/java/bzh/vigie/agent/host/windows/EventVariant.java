package bzh.vigie.agent.host.windows;

import bzh.vigie.agent.windows.ByteReader;
import java.util.OptionalLong;

/**
 * An EVT_VARIANT of a number or of true and false (winevt.h): 8 bytes of value, 4 of count, 4 of type, of which the highest bit says
 * array. Pure.
 */
final class EventVariant {
    /** Bytes of one without what it points to. */
    static final int SIZE = 16;

    private static final int TYPE_UINT32 = 8;
    private static final int TYPE_UINT64 = 10;
    private static final int TYPE_BOOLEAN = 13;

    private EventVariant() {}

    /** Its number, 1 for true; empty for one of another type, or none at all. */
    static OptionalLong number(byte[] bytes) {
        if (bytes.length < SIZE) {
            return OptionalLong.empty();
        }
        ByteReader reader = ByteReader.of(bytes);
        long value = reader.i64();
        reader.skip(4);
        return switch (reader.i32()) {
            case TYPE_UINT64 -> OptionalLong.of(value);
            case TYPE_UINT32 -> OptionalLong.of(value & 0xffff_ffffL);
            case TYPE_BOOLEAN -> OptionalLong.of((int) value == 0 ? 0 : 1);
            default -> OptionalLong.empty();
        };
    }
}
