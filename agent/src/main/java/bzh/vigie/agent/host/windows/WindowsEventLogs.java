package bzh.vigie.agent.host.windows;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import bzh.vigie.agent.host.EventLogs;
import bzh.vigie.agent.host.Reading;
import bzh.vigie.agent.host.Refused;
import bzh.vigie.agent.host.windows.Wevtapi.Answer;
import bzh.vigie.event.ReasonCode;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.OptionalLong;

/** The event logs of this Windows by its own interface ({@link Wevtapi}). */
public final class WindowsEventLogs implements EventLogs {
    // EVT_SUBSCRIBE_FLAGS
    private static final int AT_OLDEST = 2;
    private static final int AFTER_BOOKMARK = 3;
    private static final int STRICT = 0x10000;

    // EVT_CHANNEL_CONFIG_PROPERTY_ID
    private static final int ENABLED = 0;
    private static final int MAX_SIZE = 8;

    // EVT_LOG_PROPERTY_ID
    private static final int NUMBER_OF_RECORDS = 5;
    private static final int OLDEST_RECORD = 6;

    private final EventRendering rendering = new EventRendering();

    @Override
    public Reading<Settings> channel(String path) {
        Answer channel = Wevtapi.openChannel(path);
        if (!channel.isDone()) {
            ReasonCode reason = Win32Error.reason(channel.error());
            return reason == ReasonCode.NOT_PRESENT
                    ? Reading.absent()
                    : Reading.refused(reason, Win32Error.detail(path, channel.error()));
        }
        try {
            OptionalLong enabled =
                    number((buffer, used) -> Wevtapi.channelProperty(channel.value(), ENABLED, buffer, used));
            OptionalLong size =
                    number((buffer, used) -> Wevtapi.channelProperty(channel.value(), MAX_SIZE, buffer, used));
            return enabled.isEmpty()
                    ? Reading.refused(ReasonCode.NOT_SUPPORTED, Win32Error.detail(path, 0))
                    : Reading.found(new Settings(enabled.getAsLong() != 0, size.orElse(0)));
        } finally {
            Wevtapi.close(channel.value());
        }
    }

    @Override
    public Opened subscribe(String path, From from) {
        long start = 0;
        if (from instanceof From.After(String bookmark)) {
            Answer made = Wevtapi.createBookmark(bookmark);
            if (!made.isDone()) {
                // What was kept on disk is no bookmark: as good as one whose record is gone.
                return new Opened.BookmarkGone();
            }
            start = made.value();
        }
        String query = EventQuery.of(from, from instanceof From.Past ? newest(path) : OptionalLong.empty());
        int flags = (start == 0 ? AT_OLDEST : AFTER_BOOKMARK) | STRICT;
        Signal signal = Signal.set();
        Answer subscription = Wevtapi.subscribe(signal.handle(), path, query, start, flags);
        Wevtapi.close(start);
        if (!subscription.isDone()) {
            signal.close();
            return refused(path, subscription.error(), start != 0);
        }
        return new Opened.Following(new EventSubscription(
                path, signal, subscription.value(), Wevtapi.createBookmark("").value(), rendering));
    }

    private static Opened refused(String path, int error, boolean behindBookmark) {
        boolean gone = error == Win32Error.NOT_FOUND
                || error == Win32Error.EVENT_RESULT_STALE
                || error == Win32Error.EVENT_RESULT_INVALID_POSITION;
        return behindBookmark && gone
                ? new Opened.BookmarkGone()
                : new Opened.Refused(Win32Error.reason(error), Win32Error.detail(path, error));
    }

    /** Number of the newest record in a channel's log. */
    private static OptionalLong newest(String path) {
        Answer log = Wevtapi.openLog(path);
        if (!log.isDone()) {
            return OptionalLong.empty();
        }
        try {
            OptionalLong count =
                    number((buffer, used) -> Wevtapi.logInfo(log.value(), NUMBER_OF_RECORDS, buffer, used));
            OptionalLong oldest = number((buffer, used) -> Wevtapi.logInfo(log.value(), OLDEST_RECORD, buffer, used));
            return count.isEmpty() || oldest.isEmpty()
                    ? OptionalLong.empty()
                    : OptionalLong.of(oldest.getAsLong() + count.getAsLong() - 1);
        } finally {
            Wevtapi.close(log.value());
        }
    }

    @FunctionalInterface
    private interface Property {
        Answer into(MemorySegment buffer, MemorySegment used);
    }

    private static OptionalLong number(Property property) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment buffer = arena.allocate(EventVariant.SIZE, 8);
            return property.into(buffer, arena.allocate(4, 4)).isDone()
                    ? EventVariant.number(buffer.toArray(JAVA_BYTE))
                    : OptionalLong.empty();
        }
    }

    @Override
    public void write(String program, int id, String text) throws Refused {
        EventWriter.write(program, id, EventWriter.Kind.INFORMATION, text);
    }
}
