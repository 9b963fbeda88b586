package bzh.vigie.agent.host.windows;

import bzh.vigie.agent.host.NeighbourCache;
import bzh.vigie.agent.host.NeighbourRow;
import bzh.vigie.event.MacAddress;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * MIB_IPNET_TABLE2 (Microsoft's documentation, netioapi.h), little-endian but for addresses. The number of entries stands in four
 * bytes; the entries follow at {@value #FIRST}, {@value #ROW} bytes each:
 *
 * <pre>
 *  0 Address (SOCKADDR_INET, ws2ipdef.h)  family u16: 2 is AF_INET, address at 4; 23 is AF_INET6, address at 8
 * 28 InterfaceIndex u32 · 32 InterfaceLuid u64
 * 40 PhysicalAddress 32 bytes · 72 PhysicalAddressLength u32
 * 76 State (NL_NEIGHBOR_STATE, nldef.h) u32: 2 probe · 3 delay · 4 stale · 5 reachable · 6 permanent
 * 80 flags u8 · 84 ReachabilityTime u32
 * </pre>
 */
final class NeighbourRows {
    static final int FIRST = 8;
    static final int ROW = 88;

    private static final int INET = 2;
    private static final int INET6 = 23;
    private static final int PROBE = 2;
    private static final int STALE = 4;
    private static final int REACHABLE = 5;
    private static final int PERMANENT = 6;

    private NeighbourRows() {}

    /** Bytes of a table of that many entries, of which no more are read than {@link NeighbourCache#MOST}. */
    static int bytes(int entries) {
        return FIRST + ROW * (int) Math.min(Integer.toUnsignedLong(entries), NeighbourCache.MOST);
    }

    /** Tells the neighbours of a table, as far as its bytes go. */
    static void read(byte[] table, Consumer<NeighbourRow> each) {
        if (table.length < FIRST) {
            return;
        }
        ByteBuffer bytes = ByteBuffer.wrap(table).order(ByteOrder.LITTLE_ENDIAN);
        long entries = Math.min(Integer.toUnsignedLong(bytes.getInt(0)), NeighbourCache.MOST);
        for (int at = FIRST; entries-- > 0 && at + ROW <= table.length; at += ROW) {
            row(Arrays.copyOfRange(table, at, at + ROW)).ifPresent(each);
        }
    }

    private static Optional<NeighbourRow> row(byte[] row) {
        ByteBuffer bytes = ByteBuffer.wrap(row).order(ByteOrder.LITTLE_ENDIAN);
        int state = bytes.getInt(76);
        if (state < PROBE || state > PERMANENT || bytes.getInt(72) != MacAddress.LENGTH) {
            return Optional.empty();
        }
        MacAddress mac = MacAddress.of(Arrays.copyOfRange(row, 40, 40 + MacAddress.LENGTH));
        // Of a stale one it is only known that it answered once: the table does not say when.
        Optional<Duration> age = state == STALE ? Optional.empty() : Optional.of(Duration.ZERO);
        return address(row, bytes.getShort(0))
                .flatMap(address -> NeighbourRow.of(address, mac, state > REACHABLE, age));
    }

    private static Optional<InetAddress> address(byte[] row, int family) {
        try {
            return switch (family) {
                case INET -> Optional.of(InetAddress.getByAddress(Arrays.copyOfRange(row, 4, 8)));
                case INET6 -> Optional.of(InetAddress.getByAddress(Arrays.copyOfRange(row, 8, 24)));
                default -> Optional.empty();
            };
        } catch (UnknownHostException e) {
            return Optional.empty();
        }
    }
}
