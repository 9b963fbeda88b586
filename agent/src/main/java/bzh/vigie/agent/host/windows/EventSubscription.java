package bzh.vigie.agent.host.windows;

import static java.lang.foreign.ValueLayout.JAVA_CHAR;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import bzh.vigie.agent.host.EventLogs.Entry;
import bzh.vigie.agent.host.EventLogs.Next;
import bzh.vigie.agent.host.EventLogs.Subscription;
import bzh.vigie.agent.host.windows.Wevtapi.Answer;
import bzh.vigie.event.ReasonCode;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;

/**
 * A pull subscription: the service sets a signal when there is something, and gives events a batch at a time ("Subscribing to Events",
 * pull model). Nothing of ours is called by the service. Used and closed by one thread.
 */
final class EventSubscription implements Subscription {
    private static final int BATCH = 64;
    private static final int WAIT_MILLIS = 1_000;
    private static final int FIRST_BYTES = 16 * 1024;

    /** An event is at most 64 KiB as it is written; its XML is larger by names and references. */
    private static final int LARGEST_BYTES = 1024 * 1024;

    private static final int LONGEST_BOOKMARK = 2_048;

    private final String path;
    private final Signal signal;
    private final long handle;
    private final long bookmark;
    private final Arena arena = Arena.ofAuto();
    private final MemorySegment events = arena.allocate(8L * BATCH, 8);
    private final MemorySegment returned = arena.allocate(4, 4);
    private final MemorySegment used = arena.allocate(4, 4);
    private final MemorySegment properties = arena.allocate(4, 4);
    private MemorySegment buffer = arena.allocate(FIRST_BYTES, 8);
    private boolean more = true;
    private boolean given;

    /**
     * Takes them over.
     *
     * @param bookmark an empty one or 0 for none
     */
    EventSubscription(String path, Signal signal, long handle, long bookmark) {
        this.path = path;
        this.signal = signal;
        this.handle = handle;
        this.bookmark = bookmark;
    }

    @Override
    public Next next(int most) {
        boolean told = signal.take();
        if (!more && !told) {
            return new Next.Entries(List.of());
        }
        returned.set(JAVA_INT, 0, 0);
        Answer answer = Wevtapi.next(handle, Math.clamp(most, 1, BATCH), events, WAIT_MILLIS, returned);
        more = answer.isDone();
        if (!more) {
            return switch (answer.error()) {
                case Win32Error.NO_MORE_ITEMS, Win32Error.TIMEOUT -> new Next.Entries(List.of());
                case Win32Error.EVENT_RESULT_STALE, Win32Error.EVENT_RESULT_INVALID_POSITION -> new Next.Missing();
                default ->
                    new Next.Ended(
                            Win32Error.reason(answer.error()) == ReasonCode.NO_RIGHT
                                    ? ReasonCode.NO_RIGHT
                                    : ReasonCode.FAILED,
                            Win32Error.detail(path, answer.error()));
            };
        }
        int count = Math.clamp(returned.get(JAVA_INT, 0), 0, BATCH);
        List<Entry> entries = new ArrayList<>(count);
        try {
            for (int i = 0; i < count; i++) {
                entries.add(rendered(events.getAtIndex(JAVA_LONG, i)));
            }
            if (count > 0 && bookmark != 0) {
                given |= Wevtapi.updateBookmark(bookmark, events.getAtIndex(JAVA_LONG, count - 1L))
                        .isDone();
            }
        } finally {
            for (int i = 0; i < count; i++) {
                Wevtapi.close(events.getAtIndex(JAVA_LONG, i));
            }
        }
        return new Next.Entries(entries);
    }

    private Entry rendered(long event) {
        Answer answer = render(event, Wevtapi.RENDER_XML);
        if (answer.isDone()) {
            return new Entry.Rendered(text());
        }
        boolean large = answer.error() == Win32Error.INSUFFICIENT_BUFFER;
        return new Entry.NotRendered(large ? ReasonCode.TOO_LARGE : ReasonCode.FAILED);
    }

    private Answer render(long what, int flags) {
        Answer answer = Wevtapi.render(what, flags, buffer, used, properties);
        if (!answer.isDone() && answer.error() == Win32Error.INSUFFICIENT_BUFFER) {
            long needed = Integer.toUnsignedLong(used.get(JAVA_INT, 0));
            if (needed > buffer.byteSize() && needed <= LARGEST_BYTES) {
                buffer = arena.allocate(Math.min(LARGEST_BYTES, needed + FIRST_BYTES), 8);
                return Wevtapi.render(what, flags, buffer, used, properties);
            }
        }
        return answer;
    }

    /** What was rendered, up to the NUL at its end. */
    private String text() {
        long bytes = Math.min(Integer.toUnsignedLong(used.get(JAVA_INT, 0)), buffer.byteSize());
        char[] chars = buffer.asSlice(0, bytes & ~1L).toArray(JAVA_CHAR);
        int length = 0;
        while (length < chars.length && chars[length] != 0) {
            length++;
        }
        return new String(chars, 0, length);
    }

    @Override
    public String bookmark() {
        if (!given || !render(bookmark, Wevtapi.RENDER_BOOKMARK).isDone()) {
            return "";
        }
        String line = text().replaceAll("\\s+", " ").strip();
        return line.length() > LONGEST_BOOKMARK ? "" : line;
    }

    @Override
    public void close() {
        Wevtapi.close(handle);
        Wevtapi.close(bookmark);
        signal.close();
    }
}
