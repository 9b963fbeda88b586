package bzh.vigie.agent.host.windows;

import bzh.vigie.agent.host.SocketRow;
import bzh.vigie.event.Endpoint;
import bzh.vigie.event.Event.Transport;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.OptionalLong;
import java.util.function.Consumer;

/**
 * The tables that GetExtendedTcpTable and GetExtendedUdpTable give with the pid of each owner (Microsoft,
 * "MIB_TCPROW_OWNER_PID", "MIB_TCP6ROW_OWNER_PID", "MIB_UDPROW_OWNER_PID", "MIB_UDP6ROW_OWNER_PID"): how many rows u32, then the
 * rows. Addresses and ports in network order, a port in the first two of its four bytes.
 *
 * <pre>
 *   TCP 4, 24 bytes: state u32 · local 4 · port 4 · remote 4 · port 4 · pid u32
 *   TCP 6, 56 bytes: local 16 · scope u32 · port 4 · remote 16 · scope u32 · port 4 · state u32 · pid u32
 *   UDP 4, 12 bytes: local 4 · port 4 · pid u32
 *   UDP 6, 28 bytes: local 16 · scope u32 · port 4 · pid u32
 * </pre>
 *
 * Rows beyond the bytes are not there. Pure.
 */
final class SocketTables {
    private static final ValueLayout.OfInt U32 = ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final byte[] SECRET = secret();

    /** MIB_TCP_STATE 1 to 12 (Microsoft, "MIB_TCPROW_OWNER_PID") as Linux numbers them. */
    private static final int[] STATES = {7, 7, 10, 2, 3, 1, 4, 5, 8, 11, 9, 6, 7};

    /** A kind of table. */
    enum Table {
        TCP4(Transport.TCP, 4, 24, 4, 20, 0, 12),
        TCP6(Transport.TCP, 16, 56, 0, 52, 48, 24),
        UDP4(Transport.UDP, 4, 12, 0, 8, -1, -1),
        UDP6(Transport.UDP, 16, 28, 0, 24, -1, -1);

        private final Transport transport;
        private final int addressBytes;
        private final int rowBytes;
        private final int local;
        private final int pid;
        private final int state;
        private final int remote;

        Table(Transport transport, int addressBytes, int rowBytes, int local, int pid, int state, int remote) {
            this.transport = transport;
            this.addressBytes = addressBytes;
            this.rowBytes = rowBytes;
            this.local = local;
            this.pid = pid;
            this.state = state;
            this.remote = remote;
        }

        boolean isTcp() {
            return transport == Transport.TCP;
        }

        boolean isVersion6() {
            return addressBytes == 16;
        }
    }

    private SocketTables() {}

    /** Tells each row. */
    static void parse(Table table, MemorySegment bytes, Consumer<SocketRow> each) {
        long rows = bytes.byteSize() < 4 ? 0 : Integer.toUnsignedLong(bytes.get(U32, 0));
        for (long i = 0; i < rows; i++) {
            long at = 4 + i * table.rowBytes;
            if (at + table.rowBytes > bytes.byteSize()) {
                return;
            }
            each.accept(row(table, bytes.asSlice(at, table.rowBytes)));
        }
    }

    private static SocketRow row(Table table, MemorySegment row) {
        byte[] none = new byte[table.addressBytes];
        byte[] local = address(table, row, table.local);
        int localPort = port(row, table, table.local);
        int state = table.isTcp() ? state(row.get(U32, table.state)) : STATES[0];
        boolean listens = state == SocketRow.LISTEN || !table.isTcp();
        byte[] remote = listens ? none : address(table, row, table.remote);
        int remotePort = listens ? 0 : port(row, table, table.remote);
        int pid = row.get(U32, table.pid);
        return new SocketRow(
                table.transport,
                state,
                endpoint(local, localPort),
                endpoint(remote, remotePort),
                id(table, local, localPort, remote, remotePort, pid),
                Integer.toUnsignedLong(pid),
                OptionalLong.empty(),
                OptionalLong.empty());
    }

    private static int state(int windows) {
        return windows > 0 && windows < STATES.length ? STATES[windows] : STATES[0];
    }

    private static byte[] address(Table table, MemorySegment row, int at) {
        return row.asSlice(at, table.addressBytes).toArray(ValueLayout.JAVA_BYTE);
    }

    /** Behind the address, with the scope of a version 6 address between. */
    private static int port(MemorySegment row, Table table, int address) {
        int at = address + table.addressBytes + (table.isVersion6() ? 4 : 0);
        return (row.get(ValueLayout.JAVA_BYTE, at) & 0xff) << 8 | (row.get(ValueLayout.JAVA_BYTE, at + 1) & 0xff);
    }

    static Endpoint endpoint(byte[] address, int port) {
        try {
            return new Endpoint(InetAddress.getByAddress(address), port);
        } catch (UnknownHostException e) {
            throw new IllegalStateException("an address of " + address.length + " bytes", e);
        }
    }

    /**
     * Windows gives no number to a socket: both ends of a connection make one, or one end and the owner of what waits for callers.
     * Whoever chooses an address must not be able to choose the number of another connection, behind which his own would not be
     * told: it is of SHA-256 over a secret of this run.
     */
    static long id(Table table, byte[] local, int localPort, byte[] remote, int remotePort, int pid) {
        ByteBuffer ends = ByteBuffer.allocate(SECRET.length + 5 * Integer.BYTES + local.length + remote.length)
                .put(SECRET)
                .putInt(table.isTcp() ? 6 : 17)
                .putInt(local.length)
                .putInt(localPort)
                .putInt(remotePort)
                .putInt(remotePort == 0 ? pid : 0)
                .put(local)
                .put(remote);
        return ByteBuffer.wrap(sha256(ends.array())).getLong();
    }

    private static byte[] secret() {
        byte[] secret = new byte[32];
        new SecureRandom().nextBytes(secret);
        return secret;
    }

    private static byte[] sha256(byte[] bytes) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(bytes);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
