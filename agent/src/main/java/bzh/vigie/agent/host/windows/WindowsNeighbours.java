package bzh.vigie.agent.host.windows;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import bzh.vigie.agent.host.NeighbourCache;
import bzh.vigie.agent.host.NeighbourRow;
import bzh.vigie.agent.host.Refused;
import bzh.vigie.event.ReasonCode;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.util.function.Consumer;

/**
 * The neighbour cache of this machine by GetIpNetTable2 of iphlpapi, which any account may ask. Safe for any thread.
 *
 * @param family ADDRESS_FAMILY: 0 for IPv4 and IPv6, 2 for IPv4 alone
 */
public record WindowsNeighbours(short family) implements NeighbourCache {
    private static final int NO_ERROR = 0;
    /** ERROR_NOT_FOUND: neither IPv4 nor IPv6 has an entry. */
    private static final int NOT_FOUND = 1_168;

    private static final MethodHandle GET_TABLE =
            NativeCalls.call("iphlpapi", "GetIpNetTable2", FunctionDescriptor.of(JAVA_INT, JAVA_SHORT, ADDRESS));
    private static final MethodHandle FREE_TABLE =
            NativeCalls.call("iphlpapi", "FreeMibTable", FunctionDescriptor.ofVoid(ADDRESS));

    /** Over IPv4 and IPv6. */
    public static NeighbourCache overBoth() {
        return new WindowsNeighbours((short) 0);
    }

    /** Over IPv4 alone, for a system that tells no others (Wine 10). */
    public static NeighbourCache overIpv4() {
        return new WindowsNeighbours((short) 2);
    }

    @Override
    public void list(Consumer<NeighbourRow> each) throws Refused {
        NeighbourRows.read(table(), each);
    }

    /** A copy of the table, of at most {@link NeighbourCache#MOST} entries. */
    @SuppressWarnings("restricted") // the table's own count says how far it may be read
    private byte[] table() throws Refused {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment place = arena.allocate(ADDRESS);
            int error = (int) GET_TABLE.invokeExact(family, place);
            if (error == NOT_FOUND) {
                return new byte[0];
            }
            MemorySegment table = place.get(ADDRESS, 0);
            if (error != NO_ERROR || table.address() == 0) {
                throw new Refused(ReasonCode.FAILED, "GetIpNetTable2 " + error);
            }
            try {
                int entries = table.reinterpret(NeighbourRows.FIRST).get(JAVA_INT, 0);
                return table.reinterpret(NeighbourRows.bytes(entries)).toArray(JAVA_BYTE);
            } finally {
                FREE_TABLE.invokeExact(table);
            }
        } catch (Refused e) {
            throw e;
        } catch (Throwable t) {
            throw NativeCalls.unexpected(t);
        }
    }
}
