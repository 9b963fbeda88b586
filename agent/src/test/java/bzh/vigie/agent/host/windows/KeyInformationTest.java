package bzh.vigie.agent.host.windows;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import bzh.vigie.agent.host.RegistryValue;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Structures laid out by hand from wdm.h; the real ones are seen under Wine. */
class KeyInformationTest {
    @Test
    void aKeyTellsItselfAndItsClass() {
        byte[] told = ByteBuffer.allocate(50)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putLong(77)
                .putInt(0)
                .putInt(44)
                .putInt(6)
                .putInt(3)
                .putInt(0)
                .putInt(0)
                .putInt(5)
                .putInt(0)
                .putInt(0)
                .put(units("abc"))
                .array();
        assertEquals(new KeyInformation.Head(77, 3, 5, "abc"), KeyInformation.head(told));
        for (int length = 0; length < told.length; length++) {
            assertTrue(
                    KeyInformation.head(Arrays.copyOf(told, length)).className().length() < 3);
        }
    }

    @Test
    void ofAValueThatDidNotFitTheBeginningIsTold() {
        byte[] told = value("name", 3, 16 << 20, new byte[] {1, 2, 3, 4, 5});
        KeyInformation.Value value = KeyInformation.value(told, 64 << 10).orElseThrow();
        assertEquals("name", value.value().name());
        assertEquals(5, value.bytes());
        assertEquals(16 << 20, value.size());
        assertTrue(value.value().data() instanceof RegistryValue.Data.Raw);
        assertEquals(2, KeyInformation.value(told, 2).orElseThrow().bytes());
    }

    @Test
    void aCutOrLyingValueHasNoMoreThanIsThere() {
        byte[] told = value("name", 3, 5, new byte[] {1, 2, 3, 4, 5});
        for (int length = 0; length < 28; length++) {
            assertEquals(Optional.empty(), KeyInformation.value(Arrays.copyOf(told, length), 100));
        }
        ByteBuffer.wrap(told).order(ByteOrder.LITTLE_ENDIAN).putInt(8, -1);
        assertEquals(0, KeyInformation.value(told, 100).orElseThrow().bytes());
    }

    @Test
    void namesAreCounted() {
        ByteBuffer subkey = ByteBuffer.allocate(22).order(ByteOrder.LITTLE_ENDIAN);
        subkey.putInt(12, 6).put(16, units("a\0b"));
        assertEquals("a\0b", KeyInformation.subkey(subkey.array()));
        ByteBuffer name = ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN);
        name.putInt(0, 4).put(4, units("xy"));
        assertEquals("xy", KeyInformation.name(name.array()));
        assertArrayEquals(new byte[0], KeyInformation.name(new byte[3]).getBytes(StandardCharsets.UTF_8));
    }

    private static byte[] value(String name, int type, int size, byte[] data) {
        return ByteBuffer.allocate(20 + 2 * name.length() + data.length)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putInt(0)
                .putInt(type)
                .putInt(20 + 2 * name.length())
                .putInt(size)
                .putInt(2 * name.length())
                .put(units(name))
                .put(data)
                .array();
    }

    private static byte[] units(String text) {
        return text.getBytes(StandardCharsets.UTF_16LE);
    }
}
