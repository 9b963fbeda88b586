package bzh.vigie.agent.host.windows;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** The bytes are made as DMTF DSP0134 draws them; the UUID and its bytes are the example of its "System — UUID". */
class SmbiosTablesTest {
    private static final String BYTES = "33221100554477668899aabbccddeeff";
    private static final UUID EXAMPLE = UUID.fromString("00112233-4455-6677-8899-aabbccddeeff");

    private static byte[] structure(int type, byte[] fields, String texts) {
        byte[] end = (texts + "\0").getBytes(StandardCharsets.US_ASCII);
        return ByteBuffer.allocate(4 + fields.length + end.length)
                .put((byte) type)
                .put((byte) (4 + fields.length))
                .putShort((short) 0)
                .put(fields)
                .put(end)
                .array();
    }

    private static byte[] system(String uuid) {
        byte[] fields = new byte[0x1B - 4];
        byte[] bytes = HexFormat.of().parseHex(uuid);
        System.arraycopy(bytes, 0, fields, 4, 16);
        return structure(1, fields, "Maker\0Model\0");
    }

    private static byte[] tables(byte[]... structures) {
        int length = Arrays.stream(structures).mapToInt(each -> each.length).sum();
        ByteBuffer out = ByteBuffer.allocate(8 + length).order(ByteOrder.LITTLE_ENDIAN);
        out.put(new byte[] {0, 3, 4, 0}).putInt(length);
        for (byte[] each : structures) {
            out.put(each);
        }
        return out.array();
    }

    @Test
    void theUuidStandsInTheSystemsStructure() {
        byte[] firmware = structure(0, new byte[20], "Vendor\0");
        byte[] withoutTexts = structure(126, new byte[8], "\0");
        assertEquals(Optional.of(EXAMPLE), SmbiosTables.systemUuid(tables(firmware, withoutTexts, system(BYTES))));
    }

    @Test
    void allZerosAndAllOnesAreNone() {
        assertEquals(Optional.empty(), SmbiosTables.systemUuid(tables(system("00".repeat(16)))));
        assertEquals(Optional.empty(), SmbiosTables.systemUuid(tables(system("ff".repeat(16)))));
        assertEquals(Optional.empty(), SmbiosTables.systemUuid(new byte[0]));
        assertEquals(
                Optional.empty(), SmbiosTables.systemUuid(tables(structure(127, new byte[0], "\0"), system(BYTES))));
    }

    @Test
    void whatEndsTooSoonOrIsRubbishIsRead() {
        byte[] whole = tables(structure(0, new byte[20], "Vendor\0"), system(BYTES));
        for (int length = 0; length < whole.length; length++) {
            Optional<UUID> read = SmbiosTables.systemUuid(Arrays.copyOf(whole, length));
            assertEquals(read.isPresent() ? Optional.of(EXAMPLE) : Optional.empty(), read);
        }
        Random random = new Random(7);
        for (int i = 0; i < 20_000; i++) {
            byte[] changed = whole.clone();
            changed[random.nextInt(changed.length)] = (byte) random.nextInt();
            changed[random.nextInt(changed.length)] = (byte) random.nextInt();
            Optional<UUID> ignored = SmbiosTables.systemUuid(changed);
            assertEquals(ignored, SmbiosTables.systemUuid(changed));
        }
    }
}
