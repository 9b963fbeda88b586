package bzh.vigie.agent.host.windows;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import bzh.vigie.agent.host.Refused;
import bzh.vigie.event.ReasonCode;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.nio.charset.StandardCharsets;

/**
 * Writes events into the Application log (RegisterEventSourceW, ReportEventW of advapi32). A program whose name is not registered writes
 * there all the same: Event Viewer alone then lacks a text to show around what was written. Safe for any thread.
 */
public final class EventWriter {
    private static final MethodHandle REGISTER =
            NativeCalls.call("advapi32", "RegisterEventSourceW", JAVA_LONG, ADDRESS, ADDRESS);
    private static final MethodHandle REPORT = NativeCalls.call(
            "advapi32",
            "ReportEventW",
            JAVA_INT,
            JAVA_LONG,
            JAVA_SHORT,
            JAVA_SHORT,
            JAVA_INT,
            ADDRESS,
            JAVA_SHORT,
            JAVA_INT,
            ADDRESS,
            ADDRESS);
    private static final MethodHandle DEREGISTER =
            NativeCalls.call("advapi32", "DeregisterEventSource", JAVA_INT, JAVA_LONG);

    private EventWriter() {}

    /** How grave it is ("Event Types"). */
    public enum Kind {
        ERROR((short) 1),
        WARNING((short) 2),
        INFORMATION((short) 4);

        private final short type;

        Kind(short type) {
            this.type = type;
        }
    }

    /**
     * Writes one.
     *
     * @param program its provider
     * @param id 1 to 65,535
     * @param text at most some 31,000 characters
     * @throws Refused where it was not taken
     */
    public static void write(String program, int id, Kind kind, String text) throws Refused {
        try (Arena arena = Arena.ofConfined()) {
            long source = (long) REGISTER.invokeExact(MemorySegment.NULL, text(arena, program));
            if (source == 0) {
                throw new Refused(ReasonCode.FAILED, "RegisterEventSource " + program);
            }
            MemorySegment texts = arena.allocate(ADDRESS);
            texts.set(ADDRESS, 0, text(arena, text));
            int done = (int) REPORT.invokeExact(
                    source, kind.type, (short) 0, id, MemorySegment.NULL, (short) 1, 0, texts, MemorySegment.NULL);
            int ignored = (int) DEREGISTER.invokeExact(source);
            if (done == 0) {
                throw new Refused(ReasonCode.FAILED, "ReportEvent " + program);
            }
        } catch (Refused refused) {
            throw refused;
        } catch (Throwable t) {
            throw NativeCalls.unexpected(t);
        }
    }

    private static MemorySegment text(Arena arena, String text) {
        return arena.allocateFrom(text, StandardCharsets.UTF_16LE);
    }
}
