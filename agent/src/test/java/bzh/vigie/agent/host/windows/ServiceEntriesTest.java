package bzh.vigie.agent.host.windows;

import static org.junit.jupiter.api.Assertions.assertEquals;

import bzh.vigie.agent.host.ServiceRow;
import bzh.vigie.agent.host.ServiceRow.Settings;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** The bytes are invented after winsvc.h; Wine's own lists are read by HiddenWindowsTest. */
final class ServiceEntriesTest {
    private static final long ADDRESS = 0x1_2345_0000L;

    private static byte[] list() {
        ByteBuffer bytes = ByteBuffer.allocate(256).order(ByteOrder.LITTLE_ENDIAN);
        bytes.putLong(0, ADDRESS + 160).putInt(16, 0x10).putInt(20, 4);
        bytes.putLong(56, ADDRESS + 200).putInt(72, 0x1).putInt(76, 1);
        bytes.put(160, "Spooler".getBytes(StandardCharsets.UTF_16LE));
        bytes.put(200, "é".getBytes(StandardCharsets.UTF_16LE));
        return bytes.array();
    }

    private static ServiceRow row(String name, int type, int state) {
        return new ServiceRow(name, type, state, Optional.empty());
    }

    @Test
    void eachServiceIsReadWithTypeAndState() {
        assertEquals(List.of(row("Spooler", 0x10, 4), row("é", 0x1, 1)), ServiceEntries.list(list(), ADDRESS, 2));
    }

    @Test
    void aPointerOutOfTheBufferGivesNone() {
        byte[] bytes = list();
        ByteBuffer.wrap(bytes)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putLong(56, ADDRESS + 256)
                .putLong(0, ADDRESS - 2);
        assertEquals(List.of(), ServiceEntries.list(bytes, ADDRESS, 2));
        assertEquals(4, ServiceEntries.list(list(), ADDRESS, 1_000).size() + 2);
    }

    @Test
    void settingsAreRead() {
        ByteBuffer bytes = ByteBuffer.allocate(256).order(ByteOrder.LITTLE_ENDIAN);
        bytes.putInt(0, 0x20).putInt(4, 2).putLong(16, ADDRESS + 64).putLong(48, ADDRESS + 128);
        bytes.put(64, "C:\\a.exe -k".getBytes(StandardCharsets.UTF_16LE));
        bytes.put(128, "LocalSystem".getBytes(StandardCharsets.UTF_16LE));
        assertEquals(
                Optional.of(new Settings(0x20, 2, "C:\\a.exe -k", "LocalSystem")),
                ServiceEntries.settings(bytes.array(), ADDRESS));
        bytes.putLong(48, 0);
        assertEquals(
                Optional.of(new Settings(0x20, 2, "C:\\a.exe -k", "")),
                ServiceEntries.settings(bytes.array(), ADDRESS));
        assertEquals(Optional.empty(), ServiceEntries.settings(new byte[63], ADDRESS));
    }

    @Test
    void anyBytesGiveAResult() {
        Random random = new Random(7);
        for (int i = 0; i < 2_000; i++) {
            byte[] bytes = new byte[random.nextInt(300)];
            random.nextBytes(bytes);
            long address = random.nextLong();
            if (bytes.length > 8 && random.nextBoolean()) {
                ByteBuffer.wrap(bytes)
                        .order(ByteOrder.LITTLE_ENDIAN)
                        .putLong(0, address + random.nextInt(bytes.length));
            }
            int most = bytes.length / 56;
            assertEquals(
                    true, ServiceEntries.list(bytes, address, random.nextInt()).size() <= most);
            assertEquals(
                    bytes.length >= 64, ServiceEntries.settings(bytes, address).isPresent());
        }
    }
}
