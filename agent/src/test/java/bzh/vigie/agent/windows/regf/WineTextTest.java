package bzh.vigie.agent.windows.regf;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class WineTextTest {
    @Test
    void keysAndValuesOfAllKinds() {
        RegKey root = new RegKey("");
        WineText.apply(
                List.of(
                        "WINE REGISTRY Version 2",
                        ";; All keys relative to REGISTRY\\\\Machine",
                        "",
                        "#arch=win64",
                        "",
                        "[Software\\\\a \\[b\\]\\\\\\xe9t\\xe9] 1732500000",
                        "#time=1db3eeb2a5c8000",
                        "#class=\"c\"",
                        "@=\"x\\\"y\"",
                        "\"path\"=str(2):\"%windir%\\\\z\"",
                        "\"many\"=str(7):\"one\\0two\\0\"",
                        "\"number\"=dword:80000001",
                        "\"bytes\"=hex:01,02,\\",
                        "  ff",
                        "\"none\"=hex(0):"),
                root);
        RegKey key = root.find("Software\\a [b]\\été").orElseThrow();
        assertEquals(0x1db3eeb2a5c8000L, key.written());
        assertEquals("c", key.className());
        assertArrayEquals(RegText.text("x\"y"), data(key, "").bytes());
        assertEquals(2, data(key, "path").type());
        assertArrayEquals(RegText.text("%windir%\\z"), data(key, "path").bytes());
        assertArrayEquals(RegText.text("one\0two\0"), data(key, "many").bytes());
        assertArrayEquals(new byte[] {1, 0, 0, (byte) 0x80}, data(key, "number").bytes());
        assertArrayEquals(new byte[] {1, 2, (byte) 0xff}, data(key, "bytes").bytes());
        assertEquals(0, data(key, "none").type());
    }

    private static RegKey.Data data(RegKey key, String name) {
        return Optional.ofNullable(key.values().get(name)).orElseThrow();
    }
}
