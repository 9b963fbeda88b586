package bzh.vigie.agent.host.windows;

import bzh.vigie.agent.host.SocketRow;
import bzh.vigie.agent.windows.ByteReader;
import bzh.vigie.event.Event.Transport;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * A TCP connection that opens or closes, as Microsoft-Windows-Kernel-Network tells it (its manifest, as Windows has it registered;
 * fields as in the TcpIp classes of Microsoft's documentation): 12 and 28 attempted, 15 and 31 accepted, 13 and 29 closed, over IPv4
 * and IPv6.
 *
 * <pre>
 *   pid u32 · size u32 · remote address 4 or 16 · local address 4 or 16 · remote port u16 · local port u16, in network order
 * </pre>
 *
 * Pure and total.
 */
final class NetworkPayload {
    private static final int CLOSED = 7;

    private NetworkPayload() {}

    /** Whether that event tells of a connection that closed. */
    static boolean closes(int id) {
        return id == 13 || id == 29;
    }

    /** The connection of that event; empty where the data are cut. */
    static Optional<SocketRow> parse(int id, ByteReader data) {
        int bytes = id < 26 ? 4 : 16;
        int pid = data.i32();
        data.skip(4);
        byte[] remote = data.bytes(bytes);
        byte[] local = data.bytes(bytes);
        int remotePort = port(data);
        int localPort = port(data);
        if (data.failed()) {
            return Optional.empty();
        }
        SocketTables.Table table = bytes == 4 ? SocketTables.Table.TCP4 : SocketTables.Table.TCP6;
        return Optional.of(new SocketRow(
                Transport.TCP,
                closes(id) ? CLOSED : SocketRow.ESTABLISHED,
                SocketTables.endpoint(local, localPort),
                SocketTables.endpoint(remote, remotePort),
                SocketTables.id(table, local, localPort, remote, remotePort, pid),
                Integer.toUnsignedLong(pid),
                OptionalLong.empty(),
                OptionalLong.empty()));
    }

    private static int port(ByteReader data) {
        int high = data.u8();
        return high << 8 | data.u8();
    }
}
