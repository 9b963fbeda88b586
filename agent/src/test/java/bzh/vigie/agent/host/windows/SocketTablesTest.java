package bzh.vigie.agent.host.windows;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import bzh.vigie.agent.host.SocketRow;
import bzh.vigie.agent.host.windows.SocketTables.Table;
import bzh.vigie.event.Event.Transport;
import java.lang.foreign.MemorySegment;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The bytes are invented after the documented layout; Wine's own tables are read by LiveProcessesTest. */
final class SocketTablesTest {
    private static ByteBuffer table(int rows, int bytes) {
        return ByteBuffer.allocate(4 + bytes).order(ByteOrder.LITTLE_ENDIAN).putInt(0, rows);
    }

    private static List<SocketRow> read(Table table, ByteBuffer bytes) {
        List<SocketRow> rows = new ArrayList<>();
        SocketTables.parse(table, MemorySegment.ofBuffer(bytes), rows::add);
        return rows;
    }

    private static void port(ByteBuffer bytes, int at, int port) {
        bytes.put(at, (byte) (port >> 8)).put(at + 1, (byte) port);
    }

    private static ByteBuffer tcp4(int state) {
        ByteBuffer bytes = table(1, 24).putInt(4, state).putInt(24, 4_321);
        bytes.put(8, new byte[] {(byte) 192, 0, 2, 9}).put(16, new byte[] {(byte) 198, 51, 100, 7});
        port(bytes, 12, 50_001);
        port(bytes, 20, 443);
        return bytes;
    }

    @Test
    void aConnectionHasItsTwoEndsAndItsProcess() throws Exception {
        SocketRow row = read(Table.TCP4, tcp4(5)).getFirst();
        assertEquals(Transport.TCP, row.transport());
        assertEquals(SocketRow.ESTABLISHED, row.state());
        assertEquals(InetAddress.getByName("192.0.2.9"), row.local().address());
        assertEquals(50_001, row.local().port());
        assertEquals(InetAddress.getByName("198.51.100.7"), row.remote().address());
        assertEquals(443, row.remote().port());
        assertEquals(4_321, row.holder());
    }

    @Test
    void aListenerHasNoOtherSideWhateverStandsThere() {
        SocketRow row = read(Table.TCP4, tcp4(2)).getFirst();
        assertTrue(row.isListener());
        assertEquals(0, row.remote().port());
    }

    @Test
    void theStateDoesNotChangeTheNumberOfASocketAndTheRestDoes() {
        long id = read(Table.TCP4, tcp4(5)).getFirst().id();
        assertEquals(id, read(Table.TCP4, tcp4(8)).getFirst().id());
        ByteBuffer other = tcp4(5);
        port(other, 12, 50_002);
        assertNotEquals(id, read(Table.TCP4, other).getFirst().id());
    }

    @Test
    void versionSixIsReadWithItsScopesPassedOver() throws Exception {
        ByteBuffer bytes = table(1, 56);
        byte[] address = InetAddress.getByName("2001:db8::9").getAddress();
        bytes.put(4, address)
                .put(28, address)
                .putInt(20, 7)
                .putInt(44, 7)
                .putInt(52, 5)
                .putInt(56, 77);
        port(bytes, 24, 50_001);
        port(bytes, 48, 443);
        SocketRow row = read(Table.TCP6, bytes).getFirst();
        assertEquals(InetAddress.getByName("2001:db8::9"), row.local().address());
        assertEquals(50_001, row.local().port());
        assertEquals(443, row.remote().port());
        assertEquals(77, row.holder());
        ByteBuffer udp = table(1, 28).putInt(28, 78);
        port(udp, 24, 123);
        SocketRow listener = read(Table.UDP6, udp).getFirst();
        assertTrue(listener.isListener());
        assertEquals(123, listener.local().port());
        assertEquals(78, listener.holder());
    }

    @Test
    void rowsThatWereNotWrittenAreNotThere() {
        assertEquals(1, read(Table.TCP4, tcp4(5).putInt(0, -1)).size());
        assertEquals(0, read(Table.TCP6, tcp4(5)).size());
        assertEquals(List.of(), read(Table.UDP4, ByteBuffer.allocate(3)));
    }
}
