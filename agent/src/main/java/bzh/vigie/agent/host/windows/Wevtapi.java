package bzh.vigie.agent.host.windows;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.nio.charset.StandardCharsets;

/**
 * The calls of Windows Event Log (wevtapi, documented in winevt.h) by which channels are looked at and followed. Each gives a handle or
 * whether it went well, with what GetLastError says where it did not. Safe for any thread.
 */
final class Wevtapi {
    static final int RENDER_XML = 1;
    static final int RENDER_BOOKMARK = 2;

    private static final MethodHandle SUBSCRIBE = NativeCalls.keepingError(
            "wevtapi",
            "EvtSubscribe",
            JAVA_LONG,
            JAVA_LONG,
            JAVA_LONG,
            ADDRESS,
            ADDRESS,
            JAVA_LONG,
            JAVA_LONG,
            JAVA_LONG,
            JAVA_INT);
    private static final MethodHandle NEXT = NativeCalls.keepingError(
            "wevtapi", "EvtNext", JAVA_INT, JAVA_LONG, JAVA_INT, ADDRESS, JAVA_INT, JAVA_INT, ADDRESS);
    private static final MethodHandle RENDER = NativeCalls.keepingError(
            "wevtapi", "EvtRender", JAVA_INT, JAVA_LONG, JAVA_LONG, JAVA_INT, JAVA_INT, ADDRESS, ADDRESS, ADDRESS);
    private static final MethodHandle CREATE_BOOKMARK =
            NativeCalls.keepingError("wevtapi", "EvtCreateBookmark", JAVA_LONG, ADDRESS);
    private static final MethodHandle UPDATE_BOOKMARK =
            NativeCalls.keepingError("wevtapi", "EvtUpdateBookmark", JAVA_INT, JAVA_LONG, JAVA_LONG);
    private static final MethodHandle OPEN_CHANNEL =
            NativeCalls.keepingError("wevtapi", "EvtOpenChannelConfig", JAVA_LONG, JAVA_LONG, ADDRESS, JAVA_INT);
    private static final MethodHandle CHANNEL_PROPERTY = NativeCalls.keepingError(
            "wevtapi",
            "EvtGetChannelConfigProperty",
            JAVA_INT,
            JAVA_LONG,
            JAVA_INT,
            JAVA_INT,
            JAVA_INT,
            ADDRESS,
            ADDRESS);
    private static final MethodHandle OPEN_LOG =
            NativeCalls.keepingError("wevtapi", "EvtOpenLog", JAVA_LONG, JAVA_LONG, ADDRESS, JAVA_INT);
    private static final MethodHandle LOG_INFO = NativeCalls.keepingError(
            "wevtapi", "EvtGetLogInfo", JAVA_INT, JAVA_LONG, JAVA_INT, JAVA_INT, ADDRESS, ADDRESS);
    private static final MethodHandle CLOSE = NativeCalls.keepingError("wevtapi", "EvtClose", JAVA_INT, JAVA_LONG);

    private Wevtapi() {}

    /**
     * What a call gave.
     *
     * @param value a handle, or other than 0 for one that went well
     * @param error what GetLastError says; means nothing where it went well
     */
    record Answer(long value, int error) {
        boolean isDone() {
            return value != 0;
        }
    }

    /** @param bookmark 0 for none */
    static Answer subscribe(long signal, String channel, String query, long bookmark, int flags) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment state = NativeCalls.state(arena);
            long handle = (long) SUBSCRIBE.invokeExact(
                    state, 0L, signal, text(arena, channel), text(arena, query), bookmark, 0L, 0L, flags);
            return answer(handle, state);
        } catch (Throwable t) {
            throw NativeCalls.unexpected(t);
        }
    }

    /** {@code returned} takes how many handles came; nobody waits for them longer than that. */
    static Answer next(long subscription, int most, MemorySegment events, int waitMillis, MemorySegment returned) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment state = NativeCalls.state(arena);
            int done = (int) NEXT.invokeExact(state, subscription, most, events, waitMillis, 0, returned);
            return answer(done, state);
        } catch (Throwable t) {
            throw NativeCalls.unexpected(t);
        }
    }

    /** EVT_RENDER_FLAGS; {@code used} takes how many bytes there are. */
    static Answer render(long what, int flags, MemorySegment buffer, MemorySegment used, MemorySegment properties) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment state = NativeCalls.state(arena);
            int done =
                    (int) RENDER.invokeExact(state, 0L, what, flags, (int) buffer.byteSize(), buffer, used, properties);
            return answer(done, state);
        } catch (Throwable t) {
            throw NativeCalls.unexpected(t);
        }
    }

    /** One of that XML, or an empty one. */
    static Answer createBookmark(String xml) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment state = NativeCalls.state(arena);
            MemorySegment text = xml.isEmpty() ? MemorySegment.NULL : text(arena, xml);
            return answer((long) CREATE_BOOKMARK.invokeExact(state, text), state);
        } catch (Throwable t) {
            throw NativeCalls.unexpected(t);
        }
    }

    static Answer updateBookmark(long bookmark, long event) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment state = NativeCalls.state(arena);
            int done = (int) UPDATE_BOOKMARK.invokeExact(state, bookmark, event);
            return answer(done, state);
        } catch (Throwable t) {
            throw NativeCalls.unexpected(t);
        }
    }

    static Answer openChannel(String path) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment state = NativeCalls.state(arena);
            return answer((long) OPEN_CHANNEL.invokeExact(state, 0L, text(arena, path), 0), state);
        } catch (Throwable t) {
            throw NativeCalls.unexpected(t);
        }
    }

    /** EVT_CHANNEL_CONFIG_PROPERTY_ID. */
    static Answer channelProperty(long channel, int property, MemorySegment buffer, MemorySegment used) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment state = NativeCalls.state(arena);
            int done = (int)
                    CHANNEL_PROPERTY.invokeExact(state, channel, property, 0, (int) buffer.byteSize(), buffer, used);
            return answer(done, state);
        } catch (Throwable t) {
            throw NativeCalls.unexpected(t);
        }
    }

    /** The log of a channel. */
    static Answer openLog(String path) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment state = NativeCalls.state(arena);
            return answer((long) OPEN_LOG.invokeExact(state, 0L, text(arena, path), 1), state);
        } catch (Throwable t) {
            throw NativeCalls.unexpected(t);
        }
    }

    /** EVT_LOG_PROPERTY_ID. */
    static Answer logInfo(long log, int property, MemorySegment buffer, MemorySegment used) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment state = NativeCalls.state(arena);
            int done = (int) LOG_INFO.invokeExact(state, log, property, (int) buffer.byteSize(), buffer, used);
            return answer(done, state);
        } catch (Throwable t) {
            throw NativeCalls.unexpected(t);
        }
    }

    static void close(long handle) {
        if (handle == 0) {
            return;
        }
        try (Arena arena = Arena.ofConfined()) {
            int ignored = (int) CLOSE.invokeExact(NativeCalls.state(arena), handle);
        } catch (Throwable t) {
            throw NativeCalls.unexpected(t);
        }
    }

    private static Answer answer(long value, MemorySegment state) {
        return new Answer(value, NativeCalls.error(state));
    }

    private static MemorySegment text(Arena arena, String text) {
        return arena.allocateFrom(text, StandardCharsets.UTF_16LE);
    }
}
