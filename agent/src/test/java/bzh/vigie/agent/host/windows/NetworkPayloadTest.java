package bzh.vigie.agent.host.windows;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import bzh.vigie.agent.host.SocketRow;
import bzh.vigie.agent.host.Sockets.NameAnswer;
import bzh.vigie.agent.host.windows.SocketTables.Table;
import bzh.vigie.agent.windows.ByteReader;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** The bytes are invented after the manifests' templates: no trace of a real Windows was at hand, and Wine has none. */
final class NetworkPayloadTest {
    private static byte[] connection(byte[] remote, byte[] local) {
        ByteBuffer bytes = ByteBuffer.allocate(24 + 2 * remote.length).order(ByteOrder.LITTLE_ENDIAN);
        bytes.putInt(4_321).putInt(0).put(remote).put(local);
        bytes.put(new byte[] {1, (byte) 0xbb, (byte) 0xc3, 0x51});
        byte[] all = new byte[bytes.position()];
        bytes.flip().get(all);
        return all;
    }

    private static byte[] answer(String name, int type, int status, String results) {
        ByteBuffer bytes = ByteBuffer.allocate(4_096).order(ByteOrder.LITTLE_ENDIAN);
        bytes.put(name.getBytes(StandardCharsets.UTF_16LE)).putShort((short) 0);
        bytes.putInt(type).putLong(0x4000).putInt(status);
        bytes.put(results.getBytes(StandardCharsets.UTF_16LE)).putShort((short) 0);
        byte[] all = new byte[bytes.position()];
        bytes.flip().get(all);
        return all;
    }

    @Test
    void aConnectionHasTheNumberThatTheTablesGiveIt() throws Exception {
        byte[] remote = {(byte) 198, 51, 100, 7};
        byte[] local = {(byte) 192, 0, 2, 9};
        SocketRow row = NetworkPayload.parse(12, ByteReader.of(connection(remote, local)))
                .orElseThrow();
        assertEquals(InetAddress.getByName("198.51.100.7"), row.remote().address());
        assertEquals(443, row.remote().port());
        assertEquals(InetAddress.getByName("192.0.2.9"), row.local().address());
        assertEquals(50_001, row.local().port());
        assertEquals(4_321, row.holder());
        assertEquals(SocketTables.id(Table.TCP4, local, 50_001, remote, 443, 99), row.id());
        assertTrue(NetworkPayload.closes(13));
        assertTrue(NetworkPayload.closes(29));
    }

    @Test
    void versionSixIsReadByItsOwnEvents() throws Exception {
        byte[] remote = InetAddress.getByName("2001:db8::7").getAddress();
        byte[] local = InetAddress.getByName("2001:db8::9").getAddress();
        SocketRow row = NetworkPayload.parse(29, ByteReader.of(connection(remote, local)))
                .orElseThrow();
        assertEquals(InetAddress.getByName("2001:db8::7"), row.remote().address());
        assertEquals(50_001, row.local().port());
        assertEquals(Optional.empty(), NetworkPayload.parse(29, ByteReader.of(new byte[20])));
    }

    @Test
    void anAnswerIsPartedAndAFailureHasNone() {
        assertEquals(
                Optional.of(new NameAnswer(7, "www.example.fr", 1, List.of("type:  5 a.example.fr", "192.0.2.1"))),
                NamePayload.parse(
                        7, ByteReader.of(answer("www.example.fr", 1, 0, "type:  5 a.example.fr;192.0.2.1;"))));
        assertEquals(
                Optional.of(new NameAnswer(7, "nowhere.example", 28, List.of())),
                NamePayload.parse(7, ByteReader.of(answer("nowhere.example", 28, 9_003, "x;"))));
        assertEquals(Optional.empty(), NamePayload.parse(7, ByteReader.of(answer("", 1, 0, ""))));
        assertEquals(
                32,
                NamePayload.parse(7, ByteReader.of(answer("many.example", 1, 0, "192.0.2.1;".repeat(99))))
                        .orElseThrow()
                        .answers()
                        .size());
    }

    @Test
    void providersAreKnownByTheirGuids() {
        assertEquals(TraceProvider.PROCESS, of("3d6fa8d0-fe05-11d0-9dda-00c04fd7ba7c"));
        assertEquals(TraceProvider.NETWORK, of("7dd42a49-5329-4832-8dfd-43d979153a88"));
        assertEquals(TraceProvider.NAMES, of("1c95126e-7eea-49a9-a3fe-a378b03ddb4d"));
    }

    private static TraceProvider of(String text) {
        UUID guid = UUID.fromString(text);
        long first = guid.getMostSignificantBits();
        long low = (first >>> 32) | (first >>> 16 & 0xffff) << 32 | (first & 0xffff) << 48;
        long high = Long.reverseBytes(guid.getLeastSignificantBits());
        return Arrays.stream(TraceProvider.values())
                .filter(each -> each.low() == low && each.high() == high)
                .findFirst()
                .orElseThrow();
    }

    @Test
    void anyBytesAreReadOrNot() {
        Random random = new Random(3);
        byte[] whole = answer("www.example.fr", 1, 0, "192.0.2.1;192.0.2.2;");
        for (int i = 0; i < 20_000; i++) {
            byte[] bytes = Arrays.copyOf(whole, random.nextInt(whole.length + 1));
            for (int j = 0; j < 4 && bytes.length > 0; j++) {
                bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
            }
            NamePayload.parse(1, ByteReader.of(bytes))
                    .ifPresent(read -> assertTrue(read.answers().size() <= 32));
            NetworkPayload.parse(random.nextInt(60), ByteReader.of(bytes))
                    .ifPresent(row -> assertTrue(row.local().port() <= 0xffff));
        }
    }
}
