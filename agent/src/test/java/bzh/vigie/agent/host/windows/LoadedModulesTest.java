package bzh.vigie.agent.host.windows;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** The bytes are invented after the layout that is known of them. */
final class LoadedModulesTest {
    private static byte[] list(int count, String... paths) {
        ByteBuffer bytes = ByteBuffer.allocate(8 + 296 * paths.length).order(ByteOrder.LITTLE_ENDIAN);
        bytes.putInt(0, count);
        for (int i = 0; i < paths.length; i++) {
            bytes.put(8 + 296 * i + 40, paths[i].getBytes(StandardCharsets.ISO_8859_1));
        }
        return bytes.array();
    }

    @Test
    void eachFileIsRead() {
        String longest = "\\SystemRoot\\" + "a".repeat(244);
        assertEquals(
                List.of("\\SystemRoot\\system32\\ntoskrnl.exe", longest),
                LoadedModules.parse(list(3, "\\SystemRoot\\system32\\ntoskrnl.exe", longest, "")));
        assertEquals(List.of("a"), LoadedModules.parse(list(1, "a", "not counted")));
        assertEquals(List.of("a"), LoadedModules.parse(list(-1, "a")));
        assertEquals(List.of(), LoadedModules.parse(new byte[3]));
    }

    @Test
    void anyBytesGiveAResult() {
        Random random = new Random(11);
        for (int i = 0; i < 500; i++) {
            byte[] bytes = new byte[random.nextInt(1_000)];
            random.nextBytes(bytes);
            assertTrue(LoadedModules.parse(bytes).size() <= bytes.length / 296);
        }
    }
}
