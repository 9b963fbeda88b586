package bzh.vigie.agent.host.windows;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/**
 * The name of a COM class or interface.
 *
 * @param text as it is written, without braces
 */
record Guid(String text) {
    MemorySegment in(Arena arena) {
        return arena.allocateFrom(JAVA_BYTE, AuditInformation.guid(text));
    }
}
