package bzh.vigie.agent.host.windows;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import bzh.vigie.agent.host.Refused;
import bzh.vigie.event.ReasonCode;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.invoke.MethodHandle;
import java.nio.charset.StandardCharsets;

/**
 * Writes events into the Application log (RegisterEventSourceW, ReportEventW of advapi32). A program whose name is not registered writes
 * there all the same: Event Viewer alone then lacks a text to show around what was written. Safe for any thread.
 */
final class EventWriter {
    private static final short INFORMATION = 4;

    private static final SymbolLookup LIBRARY = library();
    private static final MethodHandle REGISTER = call("RegisterEventSourceW", JAVA_LONG, ADDRESS, ADDRESS);
    private static final MethodHandle REPORT = call(
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
    private static final MethodHandle DEREGISTER = call("DeregisterEventSource", JAVA_INT, JAVA_LONG);

    private EventWriter() {}

    @SuppressWarnings("restricted") // native access is what this class is for
    private static SymbolLookup library() {
        return SymbolLookup.libraryLookup("advapi32", Arena.global());
    }

    @SuppressWarnings("restricted")
    private static MethodHandle call(String name, MemoryLayout result, MemoryLayout... arguments) {
        return Linker.nativeLinker()
                .downcallHandle(LIBRARY.findOrThrow(name), FunctionDescriptor.of(result, arguments));
    }

    static void write(String program, int id, String text) throws Refused {
        try (Arena arena = Arena.ofConfined()) {
            long source = (long) REGISTER.invokeExact(MemorySegment.NULL, text(arena, program));
            if (source == 0) {
                throw new Refused(ReasonCode.FAILED, "RegisterEventSource " + program);
            }
            MemorySegment texts = arena.allocate(ADDRESS);
            texts.set(ADDRESS, 0, text(arena, text));
            int done = (int) REPORT.invokeExact(
                    source, INFORMATION, (short) 0, id, MemorySegment.NULL, (short) 1, 0, texts, MemorySegment.NULL);
            int ignored = (int) DEREGISTER.invokeExact(source);
            if (done == 0) {
                throw new Refused(ReasonCode.FAILED, "ReportEvent " + program);
            }
        } catch (Refused refused) {
            throw refused;
        } catch (Throwable t) {
            if (t instanceof Error error) {
                throw error;
            }
            throw new IllegalStateException("a native call with the wrong types", t);
        }
    }

    private static MemorySegment text(Arena arena, String text) {
        return arena.allocateFrom(text, StandardCharsets.UTF_16LE);
    }
}
