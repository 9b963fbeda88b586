package bzh.vigie.agent.host.windows;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Over bytes made after [MS-FSCC] 2.7.1; none of them was recorded on a Windows. */
class FileNotificationsTest {
    private static final int ADDED = 1;
    private static final int MODIFIED = 3;

    @Test
    void eachNameIsToldOnceInTheOrderOfTheChanges() {
        byte[] buffer =
                buffer(List.of(entry(ADDED, "update.bat"), entry(MODIFIED, "update.bat"), entry(ADDED, "é\ud800.lnk")));
        assertEquals(List.of("update.bat", "é\ud800.lnk"), List.copyOf(FileNotifications.names(buffer)));
    }

    @Test
    void whatIsCutOffEndsThem() {
        byte[] buffer = buffer(List.of(entry(ADDED, "one"), entry(ADDED, "two")));
        assertEquals(Set.of("one"), FileNotifications.names(Arrays.copyOf(buffer, buffer.length - 4)));
        assertEquals(Set.of(), FileNotifications.names(new byte[0]));
    }

    @Test
    void aDistanceOrALengthThatLeadsOutEndsThem() {
        byte[] far = entry(ADDED, "one");
        ByteBuffer.wrap(far).order(ByteOrder.LITTLE_ENDIAN).putInt(0, 0x7fff_fff0);
        assertEquals(Set.of("one"), FileNotifications.names(far));
        byte[] itself = entry(ADDED, "one");
        ByteBuffer.wrap(itself).order(ByteOrder.LITTLE_ENDIAN).putInt(8, -1);
        assertEquals(Set.of(), FileNotifications.names(itself));
    }

    @Test
    void anyBytesGiveSomething() {
        Random random = new Random(7);
        for (int i = 0; i < 2_000; i++) {
            byte[] bytes = new byte[random.nextInt(200)];
            random.nextBytes(bytes);
            int at = 0;
            for (; at + 12 < bytes.length; at += 16) {
                ByteBuffer.wrap(bytes)
                        .order(ByteOrder.LITTLE_ENDIAN)
                        .putInt(at, 16)
                        .putInt(at + 8, 4);
            }
            assertEquals(true, FileNotifications.names(bytes).size() <= bytes.length / 12 + 1);
        }
    }

    private static byte[] entry(int action, String name) {
        byte[] text = name.getBytes(StandardCharsets.UTF_16LE);
        if (name.indexOf('\ud800') >= 0) {
            // The encoder writes a question mark for half of a pair.
            int at = 2 * name.indexOf('\ud800');
            text[at] = 0;
            text[at + 1] = (byte) 0xd8;
        }
        int length = 12 + text.length + 3 & ~3;
        return ByteBuffer.allocate(length)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putInt(0)
                .putInt(action)
                .putInt(text.length)
                .put(text)
                .array();
    }

    private static byte[] buffer(List<byte[]> entries) {
        ByteBuffer buffer =
                ByteBuffer.allocate(entries.stream().mapToInt(e -> e.length).sum());
        for (int i = 0; i < entries.size(); i++) {
            byte[] entry = entries.get(i).clone();
            if (i < entries.size() - 1) {
                ByteBuffer.wrap(entry).order(ByteOrder.LITTLE_ENDIAN).putInt(0, entry.length);
            }
            buffer.put(entry);
        }
        return buffer.array();
    }
}
