package bzh.vigie.agent.host.windows;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import bzh.vigie.agent.host.EventLogs.Entry;
import bzh.vigie.agent.host.EventLogs.Next;
import bzh.vigie.agent.host.EventLogs.Subscription;
import bzh.vigie.agent.host.windows.EventRendering.Rendered;
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
    private static final int WAIT_MILLIS = 250;
    private static final int LONGEST_BOOKMARK = 2_048;

    private final String path;
    private final Signal signal;
    private final long handle;
    private final long bookmark;
    private final EventRendering rendering;
    private final Arena arena = Arena.ofAuto();
    private final MemorySegment events = arena.allocate(8L * BATCH, 8);
    private final MemorySegment returned = arena.allocate(4, 4);
    private boolean more = true;
    private boolean given;

    /**
     * Takes the handles over.
     *
     * @param bookmark an empty one or 0 for none
     */
    EventSubscription(String path, Signal signal, long handle, long bookmark, EventRendering rendering) {
        this.path = path;
        this.signal = signal;
        this.handle = handle;
        this.bookmark = bookmark;
        this.rendering = rendering;
    }

    @Override
    public Next next(int most) {
        boolean told = signal.take();
        if (!more && !told) {
            return new Next.Entries(List.of());
        }
        returned.set(JAVA_INT, 0, 0);
        Answer answer = Wevtapi.next(handle, Math.clamp(most, 1, BATCH), events, WAIT_MILLIS, returned);
        // What took too long is still there, and the signal for it is taken.
        more = answer.isDone() || answer.error() == Win32Error.TIMEOUT;
        if (!answer.isDone()) {
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
        Rendered rendered = rendering.render(event, Wevtapi.RENDER_XML);
        return rendered.isDone()
                ? new Entry.Rendered(rendered.text())
                : new Entry.NotRendered(rendered.isTooLarge() ? ReasonCode.TOO_LARGE : ReasonCode.FAILED);
    }

    @Override
    public String bookmark() {
        if (!given) {
            return "";
        }
        String line = rendering
                .render(bookmark, Wevtapi.RENDER_BOOKMARK)
                .text()
                .replaceAll("\\s+", " ")
                .strip();
        return line.length() > LONGEST_BOOKMARK ? "" : line;
    }

    @Override
    public void close() {
        Wevtapi.close(handle);
        Wevtapi.close(bookmark);
        signal.close();
    }
}
