package bzh.vigie.agent.host.windows;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import bzh.vigie.agent.host.AuditPolicy;
import bzh.vigie.agent.host.Reading;
import bzh.vigie.event.AuditSubcategory;
import bzh.vigie.event.ReasonCode;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.invoke.MethodHandle;
import java.util.Optional;
import java.util.Set;

/**
 * What this Windows audits, by AuditQuerySystemPolicy of advapi32 (ntsecapi.h), which asks for the right to manage auditing or for read
 * access to the audit policy; SYSTEM has both. Asked for one subcategory at a time, so that the answer is one structure however several
 * would lie in memory. Safe for any thread.
 */
public final class WindowsAuditPolicy implements AuditPolicy {
    private static final SymbolLookup LIBRARY = library();
    private static final Optional<MethodHandle> QUERY = call(
            "AuditQuerySystemPolicy",
            FunctionDescriptor.of(JAVA_BYTE, ADDRESS, JAVA_INT, ADDRESS),
            NativeCalls.LAST_ERROR);
    private static final Optional<MethodHandle> FREE = call("AuditFree", FunctionDescriptor.ofVoid(ADDRESS));

    /** With that right switched on where the account has it. */
    public WindowsAuditPolicy() {
        Set<String> ignored = Privileges.enable("SeSecurityPrivilege");
    }

    @SuppressWarnings("restricted") // native access is what this class is for
    private static SymbolLookup library() {
        return SymbolLookup.libraryLookup("advapi32", Arena.global());
    }

    /** Empty where this Windows only looks like one. */
    @SuppressWarnings("restricted")
    private static Optional<MethodHandle> call(String name, FunctionDescriptor form, Linker.Option... options) {
        return LIBRARY.find(name).map(at -> Linker.nativeLinker().downcallHandle(at, form, options));
    }

    @Override
    @SuppressWarnings("restricted") // a structure that the system allocated has no size of its own
    public Reading<Audited> of(AuditSubcategory subcategory) {
        if (QUERY.isEmpty() || FREE.isEmpty()) {
            return Reading.refused(ReasonCode.NOT_SUPPORTED, "AuditQuerySystemPolicy");
        }
        try (Arena arena = Arena.ofConfined()) {
            byte[] guid = AuditInformation.guid(subcategory.guid());
            MemorySegment asked = arena.allocateFrom(JAVA_BYTE, guid);
            MemorySegment answer = arena.allocate(ADDRESS);
            MemorySegment state = NativeCalls.state(arena);
            byte done = (byte) QUERY.get().invokeExact(state, asked, 1, answer);
            if (done == 0) {
                int error = NativeCalls.error(state);
                return Win32Error.reason(error) == ReasonCode.NOT_PRESENT
                        ? Reading.absent()
                        : Reading.refused(Win32Error.reason(error), "AuditQuerySystemPolicy " + error);
            }
            MemorySegment given = answer.get(ADDRESS, 0);
            if (given.address() == 0) {
                return Reading.refused(ReasonCode.NOT_SUPPORTED, "AuditQuerySystemPolicy 0");
            }
            try {
                return AuditInformation.of(
                        guid, given.reinterpret(AuditInformation.SIZE).toArray(JAVA_BYTE));
            } finally {
                FREE.get().invokeExact(given);
            }
        } catch (Throwable t) {
            throw NativeCalls.unexpected(t);
        }
    }
}
