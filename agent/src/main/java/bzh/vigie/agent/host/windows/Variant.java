package bzh.vigie.agent.host.windows;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Values of COM (VARIANT and SAFEARRAY of oaidl.h) as text, and numbers given as such. */
final class Variant {
    private static final int TYPE_OBJECT = 13;
    private static final int TYPE_NUMBER = 3;
    private static final int TYPE_TEXT = 8;
    private static final int TYPE_ARRAY_OF_TEXTS = 0x2008;
    private static final int OFFSET = 8;
    private static final int MAX_TEXTS = 64;

    /** SAFEARRAY: u16 dimensions, u16 features, u32 bytes of an element, u32 locks, 4 bytes, the data, u32 elements, i32 first. */
    private static final int ARRAY_SIZE = 32;

    private Variant() {}

    /** None, for a caller that says nothing. */
    static MemorySegment empty(Arena arena) {
        return arena.allocate(ComObject.VARIANT_SIZE, 8);
    }

    /** A number of 32 bits. */
    static MemorySegment number(Arena arena, int value) {
        MemorySegment variant = empty(arena);
        variant.set(JAVA_BYTE, 0, (byte) TYPE_NUMBER);
        variant.set(JAVA_INT, OFFSET, value);
        return variant;
    }

    /** The object that one holds, which stays whose it was; empty where it holds something else. */
    static Optional<MemorySegment> object(MemorySegment variant) {
        int type = VariantValue.type(variant.toArray(JAVA_BYTE));
        MemorySegment held = variant.get(ADDRESS, OFFSET);
        return (type == TYPE_OBJECT || type == TYPE_OBJECT - 4) && held.address() != 0
                ? Optional.of(held)
                : Optional.empty();
    }

    /** As text: what it says, digits, or texts one per line; empty where there is nothing, or something else. */
    static Optional<String> text(MemorySegment variant, int mostBytes) {
        byte[] bytes = variant.toArray(JAVA_BYTE);
        return switch (VariantValue.type(bytes)) {
            case TYPE_TEXT -> Optional.of(Ole.text(variant.get(ADDRESS, OFFSET), mostBytes));
            case TYPE_ARRAY_OF_TEXTS -> texts(variant.get(ADDRESS, OFFSET), mostBytes);
            default -> VariantValue.number(bytes);
        };
    }

    @SuppressWarnings("restricted") // a SAFEARRAY says its own size
    private static Optional<String> texts(MemorySegment array, int mostBytes) {
        if (array.address() == 0) {
            return Optional.empty();
        }
        int count = VariantValue.elements(array.reinterpret(ARRAY_SIZE).toArray(JAVA_BYTE), (int) ADDRESS.byteSize());
        int read = Math.min(count, MAX_TEXTS);
        MemorySegment data = array.reinterpret(ARRAY_SIZE).get(ADDRESS, 16);
        if (read == 0 || data.address() == 0) {
            return Optional.empty();
        }
        MemorySegment texts = data.reinterpret(read * ADDRESS.byteSize());
        List<String> all = new ArrayList<>();
        for (int i = 0; i < read; i++) {
            all.add(Ole.text(texts.getAtIndex(ADDRESS, i), mostBytes / MAX_TEXTS));
        }
        return Optional.of(String.join("\n", all));
    }
}
