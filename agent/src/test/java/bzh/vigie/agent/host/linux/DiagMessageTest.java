package bzh.vigie.agent.host.linux;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import bzh.vigie.agent.host.SocketRow;
import bzh.vigie.event.Event.Transport;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Messages laid out by hand after linux/inet_diag.h and sock_diag(7), on a machine whose low byte comes first. */
class DiagMessageTest {
    private static final byte[] LOCAL4 = {10, 0, 0, 5};
    private static final byte[] REMOTE4 = {(byte) 203, 0, 113, 9};

    @Test
    void aRequestAsksForAllSocketsOfOneKind() {
        byte[] request = new byte[DiagMessage.REQUEST_SIZE];
        DiagMessage.writeRequest(MemorySegment.ofArray(request), DiagMessage.IPV6, DiagMessage.UDP, ~(1 << 6));
        assertEquals(
                "48000000" + "1400" + "0103" + "00000000" + "00000000" + "0a110200" + "bfffffff" + "00".repeat(48),
                HexFormat.of().formatHex(request));
    }

    @Test
    void aConnectionIsReadWithItsBytesAndItsOwner() {
        byte[] info = new byte[232];
        ByteBuffer.wrap(info).order(ByteOrder.LITTLE_ENDIAN).putLong(120, 1_234).putLong(128, 5_678_901_234L);
        SocketRow row = rows(socket(2, 1, LOCAL4, 0xd431, REMOTE4, 443, 4_200_000_000L, attribute(2, info)))
                .getFirst();
        assertEquals(Transport.TCP, row.transport());
        assertEquals(SocketRow.ESTABLISHED, row.state());
        assertEquals("10.0.0.5", row.local().address().getHostAddress());
        assertEquals(0xd431, row.local().port());
        assertEquals("203.0.113.9", row.remote().address().getHostAddress());
        assertEquals(443, row.remote().port());
        assertEquals(4_200_000_000L, row.holder());
        assertEquals(0x1122334455667788L, row.id());
        assertEquals(OptionalLong.of(1_234), row.bytesSent());
        assertEquals(OptionalLong.of(5_678_901_234L), row.bytesReceived());
        assertFalse(row.isListener());
    }

    @Test
    void aListenerOverIpv6HasNoBytes() {
        byte[] any = new byte[16];
        SocketRow row = rows(socket(10, 10, any, 22, any, 0, 77)).getFirst();
        assertTrue(row.isListener());
        assertEquals(16, row.local().address().getAddress().length);
        assertEquals(OptionalLong.empty(), row.bytesSent());
    }

    @Test
    void aSocketThatClosesSaysItsOwnProtocol() {
        byte[] udp = socket(2, 7, LOCAL4, 53, new byte[4], 0, 1, attribute(10, new byte[] {17}));
        assertEquals(Transport.UDP, rows(udp).getFirst().transport());
        byte[] sctp = socket(2, 7, LOCAL4, 53, new byte[4], 0, 1, attribute(10, new byte[] {(byte) 132}));
        assertEquals(List.of(), rows(sctp));
    }

    @Test
    void severalStandInOneDatagramUntilItIsDone() {
        byte[] one = socket(2, 1, LOCAL4, 1, REMOTE4, 2, 3);
        byte[] odd = socket(2, 1, LOCAL4, 4, REMOTE4, 5, 6, attribute(8, new byte[] {0}));
        byte[] done = message(3, new byte[4]);
        List<SocketRow> rows = new ArrayList<>();
        assertFalse(read(join(one, odd), rows));
        assertEquals(2, rows.size());
        assertTrue(read(join(odd, done, one), rows));
        assertEquals(3, rows.size());
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 5, 9, 11, 255})
    void otherFamiliesAreNone(int family) {
        assertEquals(List.of(), rows(socket(family, 1, LOCAL4, 1, REMOTE4, 2, 3)));
    }

    @Test
    void anErrorEndsTheAnswer() {
        assertTrue(read(message(2, new byte[20]), new ArrayList<>()));
    }

    /** However short a datagram is cut, nothing is read past its end. */
    @Test
    void aMessageThatIsCutTellsNothing() {
        byte[] whole = socket(2, 1, LOCAL4, 1, REMOTE4, 2, 3, attribute(2, new byte[232]));
        for (int length = 0; length < whole.length; length++) {
            List<SocketRow> rows = new ArrayList<>();
            boolean ended = DiagMessage.read(MemorySegment.ofArray(whole), length, DiagMessage.TCP, rows::add);
            assertEquals(List.of(), rows, "cut at " + length);
            assertEquals(length >= 16, ended, "cut at " + length);
        }
    }

    /** A length that lies costs that attribute, or that message, not the row before. */
    @ParameterizedTest
    @ValueSource(ints = {0, 3, 500, 65_535})
    void anAttributeWhoseLengthLiesIsPassedOver(int length) {
        byte[] info = attribute(2, new byte[232]);
        ByteBuffer.wrap(info).order(ByteOrder.LITTLE_ENDIAN).putShort(0, (short) length);
        SocketRow row = rows(socket(2, 1, LOCAL4, 1, REMOTE4, 2, 3, info)).getFirst();
        assertEquals(OptionalLong.empty(), row.bytesSent());
    }

    @ParameterizedTest
    @ValueSource(ints = {-1, 0, 15, 1_000_000, Integer.MIN_VALUE})
    void aMessageWhoseLengthLiesEndsTheAnswer(int length) {
        byte[] one = socket(2, 1, LOCAL4, 1, REMOTE4, 2, 3);
        byte[] lying = one.clone();
        ByteBuffer.wrap(lying).order(ByteOrder.LITTLE_ENDIAN).putInt(0, length);
        List<SocketRow> rows = new ArrayList<>();
        assertTrue(read(join(one, lying, one), rows));
        assertEquals(1, rows.size());
    }

    private static List<SocketRow> rows(byte[] datagram) {
        List<SocketRow> rows = new ArrayList<>();
        assertFalse(read(datagram, rows));
        return rows;
    }

    private static boolean read(byte[] datagram, List<SocketRow> rows) {
        return DiagMessage.read(MemorySegment.ofArray(datagram), datagram.length, DiagMessage.TCP, rows::add);
    }

    private static byte[] socket(
            int family,
            int state,
            byte[] local,
            int localPort,
            byte[] remote,
            int remotePort,
            long inode,
            byte[]... attributes) {
        ByteBuffer buffer = ByteBuffer.allocate(72).order(ByteOrder.LITTLE_ENDIAN);
        buffer.put(0, (byte) family).put(1, (byte) state);
        buffer.order(ByteOrder.BIG_ENDIAN).putShort(4, (short) localPort).putShort(6, (short) remotePort);
        buffer.put(8, local).put(24, remote);
        buffer.order(ByteOrder.LITTLE_ENDIAN).putLong(44, 0x1122334455667788L).putInt(68, (int) inode);
        return message(20, join(buffer.array(), join(attributes)));
    }

    private static byte[] attribute(int type, byte[] value) {
        ByteBuffer buffer = ByteBuffer.allocate((4 + value.length + 3) & ~3).order(ByteOrder.LITTLE_ENDIAN);
        return buffer.putShort((short) (4 + value.length))
                .putShort((short) type)
                .put(value)
                .array();
    }

    private static byte[] message(int type, byte[] payload) {
        return ByteBuffer.allocate(16 + payload.length)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putInt(16 + payload.length)
                .putShort((short) type)
                .put(16, payload)
                .array();
    }

    private static byte[] join(byte[]... parts) {
        ByteBuffer all =
                ByteBuffer.allocate(Arrays.stream(parts).mapToInt(p -> p.length).sum());
        for (byte[] part : parts) {
            all.put(part);
        }
        return all.array();
    }
}
