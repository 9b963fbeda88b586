package bzh.vigie.agent.host.windows;

import static java.lang.foreign.ValueLayout.JAVA_CHAR;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import bzh.vigie.agent.host.windows.Wevtapi.Answer;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/**
 * Renders events and bookmarks as text, in one buffer for all subscriptions of a thread; a larger one is made for an event that needs it
 * and given back. Not thread-safe.
 */
final class EventRendering {
    private static final int USUAL_BYTES = 64 * 1024;

    /** An event is at most 64 KiB as it is written; its XML is larger by names and references. */
    private static final int LARGEST_BYTES = 1024 * 1024;

    private final Arena arena = Arena.ofAuto();
    private final MemorySegment used = arena.allocate(4, 4);
    private final MemorySegment properties = arena.allocate(4, 4);
    private final MemorySegment buffer = arena.allocate(USUAL_BYTES, 8);

    /**
     * What rendering gave.
     *
     * @param error 0 where it went well
     */
    record Rendered(String text, int error) {
        boolean isDone() {
            return error == 0;
        }

        boolean isTooLarge() {
            return error == Win32Error.INSUFFICIENT_BUFFER;
        }
    }

    /** EVT_RENDER_FLAGS. */
    Rendered render(long what, int flags) {
        Rendered usual = into(buffer, what, flags);
        long needed = Integer.toUnsignedLong(used.get(JAVA_INT, 0));
        if (!usual.isTooLarge() || needed <= USUAL_BYTES || needed > LARGEST_BYTES) {
            return usual;
        }
        try (Arena once = Arena.ofConfined()) {
            return into(once.allocate(needed, 8), what, flags);
        }
    }

    private Rendered into(MemorySegment place, long what, int flags) {
        used.set(JAVA_INT, 0, 0);
        Answer answer = Wevtapi.render(what, flags, place, used, properties);
        if (!answer.isDone()) {
            return new Rendered("", answer.error() == 0 ? Win32Error.NOT_FOUND : answer.error());
        }
        long bytes = Math.min(Integer.toUnsignedLong(used.get(JAVA_INT, 0)), place.byteSize());
        char[] chars = place.asSlice(0, bytes & ~1L).toArray(JAVA_CHAR);
        int length = 0;
        while (length < chars.length && chars[length] != 0) {
            length++;
        }
        return new Rendered(new String(chars, 0, length), 0);
    }
}
