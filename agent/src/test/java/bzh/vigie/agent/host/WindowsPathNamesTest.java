package bzh.vigie.agent.host;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Names of Windows are UTF-16 units of any kind; the agent keeps them as bytes. */
class WindowsPathNamesTest {
    @Test
    void halvesOfPairsAmongOtherLettersComeBack() {
        for (String name : List.of(
                "\ud800",
                "a\udc00b",
                "\u00e9\ud83d\u00e8",
                "\udc00\ud800",
                "\ud83d\ude00\ud83d",
                "\uf6ff\ud800\u4e00",
                "\udfff\u7fff\ud800x")) {
            assertEquals(name, WindowsPath.units(WindowsPath.bytes(name)));
        }
    }

    @Test
    void anyUnitsComeBack() {
        Random random = new Random(11);
        for (int i = 0; i < 5_000; i++) {
            StringBuilder name = new StringBuilder();
            for (int length = random.nextInt(12); length >= 0; length--) {
                int kind = random.nextInt(4);
                name.append((char)
                        (kind == 0
                                ? 0xd800 + random.nextInt(0x800)
                                : kind == 1 ? ' ' + random.nextInt(90) : random.nextInt(0x1_0000)));
            }
            assertEquals(name.toString(), WindowsPath.units(WindowsPath.bytes(name.toString())));
        }
    }

    @Test
    void bytesThatAreNoTextEachBecomeACharacterOfTheirOwn() {
        byte[] name = {'a', (byte) 0xff, (byte) 0xc3, (byte) 0xa9, (byte) 0xed, (byte) 0xa0};
        assertEquals("a\uf7ff\u00e9\uf7ed\uf7a0", WindowsPath.units(name));
        assertArrayEquals(new byte[] {(byte) 0xed, (byte) 0xa0, (byte) 0x80}, WindowsPath.bytes("\ud800"));
    }
}
