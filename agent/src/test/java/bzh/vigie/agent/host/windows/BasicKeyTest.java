package bzh.vigie.agent.host.windows;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

/** Structures laid out by hand from wdm.h; the real ones are seen under Wine. */
class BasicKeyTest {
    @Test
    void aKeyTellsItsName() {
        BasicKey key = told(bytes(77, "Spooler"));
        assertEquals(7, key.units());
        assertTrue(key.isNamed("sPOOLER"));
        assertFalse(key.isNamed("Spoole"));
        assertFalse(key.isNamed("Spooles"));
        assertEquals(14, key.name().byteSize());
    }

    @Test
    void namesAreCountedAndToldApart() {
        assertTrue(told(bytes(1, "a\0b")).isNamed("a\0b"));
        assertNotEquals(sum("ab"), sum("ba"));
        assertNotEquals(sum("a"), sum("a\0"));
        assertNotEquals(sum("ab", "c"), sum("a", "bc"));
        assertEquals(sum("ab", "c"), sum("ab", "c"));
    }

    @Test
    void ofCutBytesThereIsAsMuchAsThereIs() {
        byte[] whole = bytes(77, "Spooler");
        for (int length = 0; length < whole.length; length++) {
            BasicKey key = told(Arrays.copyOf(whole, length));
            assertEquals(Math.max(0, length - 16) / 2, key.units());
            assertEquals(2L * key.units(), key.name().byteSize());
            assertFalse(key.isNamed("Spooler"));
        }
    }

    @Test
    void aLengthThatLiesReachesNoFurtherThanTheBuffer() {
        byte[] whole = bytes(77, "Spooler");
        ByteBuffer.wrap(whole).order(ByteOrder.LITTLE_ENDIAN).putInt(12, -1);
        BasicKey key = new BasicKey(MemorySegment.ofArray(whole));
        for (int said : new int[] {-1, Integer.MAX_VALUE, Integer.MIN_VALUE, whole.length + 1}) {
            key.told(said);
            assertEquals(7, key.units());
            assertEquals(sum("Spooler"), key.nameMixedInto(0));
        }
    }

    @Test
    void whatStoodInTheBufferBeforeIsNotTheNextKey() {
        BasicKey key = told(bytes(77, "Spooler"));
        key.told(0);
        assertEquals(0, key.units());
    }

    @Test
    void timeSubkeysAndValuesAreToldApart() {
        assertEquals(head(1, 2, 3), head(1, 2, 3));
        assertNotEquals(head(1, 2, 3), head(2, 2, 3));
        assertNotEquals(head(1, 2, 3), head(1, 3, 3));
        assertNotEquals(head(1, 2, 3), head(1, 2, 4));
    }

    @Test
    void aHeadThatIsCutOrLiesIsNoMoreThanThere() {
        MemorySegment whole = MemorySegment.ofArray(full(1, 2, 3));
        long none = BasicKey.mixed(5, 0);
        for (int bytes = 0; bytes < 36; bytes++) {
            assertEquals(none, BasicKey.headMixedInto(5, whole, bytes));
            assertEquals(none, BasicKey.headMixedInto(5, whole.asSlice(0, bytes), -1));
        }
        assertNotEquals(none, BasicKey.headMixedInto(5, whole, -1));
    }

    private static long head(long written, int subkeys, int values) {
        return BasicKey.headMixedInto(0, MemorySegment.ofArray(full(written, subkeys, values)), 44);
    }

    private static byte[] full(long written, int subkeys, int values) {
        return ByteBuffer.allocate(44)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putLong(0, written)
                .putInt(20, subkeys)
                .putInt(32, values)
                .array();
    }

    private static long sum(String... names) {
        long sum = 0;
        for (String name : names) {
            sum = told(bytes(1, name)).nameMixedInto(sum);
        }
        return sum;
    }

    private static BasicKey told(byte[] bytes) {
        BasicKey key = new BasicKey(MemorySegment.ofArray(bytes));
        key.told(bytes.length);
        return key;
    }

    private static byte[] bytes(long written, String name) {
        byte[] units = name.getBytes(StandardCharsets.UTF_16LE);
        return ByteBuffer.allocate(16 + units.length)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putLong(written)
                .putInt(0)
                .putInt(units.length)
                .put(units)
                .array();
    }
}
