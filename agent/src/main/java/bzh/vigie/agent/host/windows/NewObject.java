package bzh.vigie.agent.host.windows;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_CHAR;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.SegmentAllocator;

/** What ntdll takes to make a thing that has a name and a descriptor from its first instant. */
final class NewObject {
    private static final int BYTES = 48;
    private static final int CASE_INSENSITIVE = 0x40;

    private NewObject() {}

    /** OBJECT_ATTRIBUTES: size u32 · root · 16 name · 24 attributes u32 · 32 descriptor · 40 quality of service. */
    static MemorySegment attributes(SegmentAllocator arena, String name, byte[] descriptor) {
        MemorySegment attributes = arena.allocate(BYTES, 8);
        attributes.set(JAVA_INT, 0, BYTES);
        attributes.set(ADDRESS, 16, name(arena, name));
        attributes.set(JAVA_INT, 24, CASE_INSENSITIVE);
        attributes.set(ADDRESS, 32, descriptor(arena, descriptor));
        return attributes;
    }

    /** UNICODE_STRING: bytes u16 · bytes there is room for u16 · 8 units. */
    static MemorySegment name(SegmentAllocator arena, String name) {
        MemorySegment text = arena.allocate(2L * Math.max(1, name.length()), 2);
        MemorySegment.copy(name.toCharArray(), 0, text, JAVA_CHAR, 0, name.length());
        MemorySegment counted = arena.allocate(16, 8);
        counted.set(JAVA_SHORT, 0, (short) (2 * name.length()));
        counted.set(JAVA_SHORT, 2, (short) (2 * name.length()));
        counted.set(ADDRESS, 8, text);
        return counted;
    }

    /** A self-relative descriptor. */
    static MemorySegment descriptor(SegmentAllocator arena, byte[] descriptor) {
        MemorySegment bytes = arena.allocate(descriptor.length, 8);
        MemorySegment.copy(descriptor, 0, bytes, JAVA_BYTE, 0, descriptor.length);
        return bytes;
    }
}
