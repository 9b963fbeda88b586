package bzh.vigie.agent.windows.wmi;

import bzh.vigie.agent.windows.ByteReader;
import bzh.vigie.agent.windows.security.Sid;
import bzh.vigie.agent.windows.wmi.Layout.Property;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * An instance of a class.
 *
 * <pre>
 * digest of the class in UTF-16, FILETIME, FILETIME, u32 bytes with itself,
 * u32 place of the class's name, u8, two bits a property (1: not set, 2: the class's default), the values,
 * u32 bytes of qualifiers with itself, u8 1, or 2 and u32 n and n times (u32 bytes with itself, data),
 * u32 bytes of the heap with the highest bit set, the heap
 * text of the heap: u8 0 and one byte a character, or 1 and UTF-16, with a zero
 * </pre>
 *
 * <p>Sources: MS-WMIO 2.2 (which describes the same encoding on the wire); libyal/dtformats; flare-wmi.
 *
 * @param className as the instance says
 * @param values by the property's name; those that are not set or the class's default are left out. Of a class that is not known
 *     the texts of its heap, named {@code 1}, {@code 2} …
 * @param complete whether it was understood to its end
 */
record Instance(String className, Map<String, String> values, boolean complete) {
    private static final int MAX_TEXT = 65_536;
    private static final int MAX_TEXTS = 64;
    private static final int MAX_SID = 68;
    private static final int MAX_DYNAMIC = 256;
    private static final int HEAP = 0x3FFF_FFFF;

    Instance {
        values = Map.copyOf(values);
    }

    /** A value, empty text if it has none. */
    String value(String property) {
        return values.getOrDefault(property, "");
    }

    /** Any bytes that begin with the digest of that class. */
    static Optional<Instance> parse(byte[] record, Form form, Layout layout) {
        ByteReader in = ByteReader.of(record);
        in.skip(2L * form.digits + 16);
        in.skip(4 + 4 + 1);
        int states = in.position();
        in.skip((layout.properties().size() + 3) / 4);
        int values = in.position();
        in.skip(layout.size());
        in.skip(Math.max(in.u32(), 4) - 4);
        if (in.u8() == 2) {
            long dynamic = Math.min(in.u32(), MAX_DYNAMIC);
            for (long i = 0; i < dynamic; i++) {
                in.skip(Math.max(in.u32(), 4) - 4);
            }
        }
        int size = in.i32() & HEAP;
        if (in.failed()) {
            return Optional.empty();
        }
        ByteReader heap = ByteReader.of(in.bytes(size));
        Map<String, String> found = new LinkedHashMap<>();
        ByteReader place = ByteReader.of(record);
        boolean complete = !in.failed();
        int number = 0;
        for (Property property : layout.properties()) {
            place.seek(states + number / 4);
            int state = (place.u8() >> (2 * (number % 4))) & 3;
            number++;
            place.seek(values);
            values += property.type().size;
            if (state == 0) {
                complete &= put(found, property, place, heap);
            }
        }
        String name = text(heap, 0);
        return Optional.of(new Instance(name.isEmpty() ? layout.className : name, found, complete));
    }

    private static boolean put(Map<String, String> found, Property property, ByteReader place, ByteReader heap) {
        ByteReader at = heap;
        switch (property.type()) {
            case TEXT -> found.put(property.name(), text(at, place.u32()));
            case BITS_16 -> found.put(property.name(), Integer.toString(place.u16()));
            case BITS_32 -> found.put(property.name(), Long.toString(place.u32()));
            case BITS_64 -> found.put(property.name(), Long.toUnsignedString(place.i64()));
            case BYTES -> {
                at.seek(place.u32());
                found.put(
                        property.name(),
                        Sid.read(at.part(Math.min(at.u32(), MAX_SID)))
                                .map(Sid::toString)
                                .orElse(""));
            }
            case TEXTS -> {
                at.seek(place.u32());
                ByteReader list = ByteReader.of(at.bytes(4L * Math.min(at.u32(), MAX_TEXTS)));
                List<String> texts = new ArrayList<>();
                while (list.remaining() >= 4) {
                    texts.add(text(at, list.u32()));
                }
                found.put(property.name(), String.join("\n", texts));
            }
        }
        return !heap.failed();
    }

    /** An instance of a class whose properties are not known. */
    static Optional<Instance> ofUnknown(byte[] record, Form form) {
        ByteReader in = ByteReader.of(record);
        in.skip(2L * form.digits + 16);
        // the heap is what ends the record: its size with the highest bit stands before it
        for (int at = in.position() + 9; at + 4 < record.length; at++) {
            in.seek(at);
            int size = in.i32();
            if (size < 0 && (size & HEAP) == record.length - at - 4) {
                return Optional.of(texts(in.bytes(size & HEAP)));
            }
        }
        return Optional.empty();
    }

    private static Instance texts(byte[] heap) {
        Map<String, String> found = new LinkedHashMap<>();
        ByteReader in = ByteReader.of(heap);
        String name = text(in, 0);
        while (in.remaining() > 2 && found.size() < MAX_TEXTS) {
            int before = in.position();
            String text = text(in, before);
            if (text.isEmpty() || text.chars().anyMatch(c -> c < ' ' && c != '\t' && c != '\n' && c != '\r')) {
                in.seek(before + 1L);
            } else {
                found.put(Integer.toString(found.size() + 1), text);
            }
        }
        return new Instance(name, found, true);
    }

    private static String text(ByteReader heap, long place) {
        heap.seek(place);
        int kind = heap.u8();
        return switch (kind) {
            case 0 -> heap.latin1z(MAX_TEXT);
            case 1 -> heap.utf16z(MAX_TEXT);
            default -> "";
        };
    }
}
