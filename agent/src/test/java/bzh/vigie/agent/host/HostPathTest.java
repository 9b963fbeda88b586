package bzh.vigie.agent.host;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

class HostPathTest {
    @Test
    void slashesAndDotsAreNormalisedAndDoubleDotsStay() {
        assertEquals(HostPath.of("/etc/cron.d"), HostPath.of("//etc/./cron.d/"));
        assertEquals("/etc/../root", HostPath.of("/etc/../root").text());
        assertEquals(HostPath.ROOT, HostPath.of("///"));
        assertEquals(HostPath.ROOT, HostPath.of("/a").parent());
        assertEquals("b", HostPath.of("/a/b").nameText());
    }

    @Test
    void aRelativePathAndANulAreNoPath() {
        assertTrue(HostPath.parse("etc").isEmpty());
        assertTrue(HostPath.parse("").isEmpty());
        assertTrue(HostPath.parse("/a\0b").isEmpty());
    }

    @Test
    void aNameThatIsNoUtf8KeepsItsBytesAndHasATextOfItsOwn() {
        byte[] latin = "/home/rené".getBytes(StandardCharsets.ISO_8859_1);
        HostPath path = HostPath.ofBytes(latin);
        assertEquals("/home/ren\\xe9", path.text());
        assertEquals("/home/rené", HostPath.of("/home/rené").text());
        assertNotEquals(path.text(), HostPath.of("/home/ren\\xe9").text());
        assertEquals(path, HostPath.ROOT.child("home").child(path.name()));
    }

    @Test
    void charactersThatHideAreShown() {
        assertEquals("/tmp/a\\xe2\\x80\\x8bb", HostPath.of("/tmp/a\u200bb").text());
        assertEquals("/tmp/a\\x0ab", HostPath.of("/tmp/a\nb").text());
        assertTrue(HostText.hides("a\u202eb"));
        assertTrue(HostText.hides("a "));
        assertFalse(HostText.hides("mise à jour"));
    }

    @Test
    void bytesOfNoUtf8ComeBackFromAContent() {
        Random random = new Random(3);
        for (int i = 0; i < 5_000; i++) {
            byte[] bytes = new byte[random.nextInt(40)];
            random.nextBytes(bytes);
            for (int j = 0; j < bytes.length; j++) {
                bytes[j] = bytes[j] == '\\' ? (byte) 'a' : bytes[j];
            }
            assertArrayEquals(bytes, HostText.bytes(HostText.content(bytes)));
        }
        assertArrayEquals("\\x41\\xE9\\x".getBytes(StandardCharsets.UTF_8), HostText.bytes("\\x41\\xE9\\x"));
    }

    @Test
    void differentBytesNeverGiveTheSameText() {
        Random random = new Random(7);
        Set<String> bytes = new HashSet<>();
        Set<String> texts = new HashSet<>();
        byte[] alphabet = {'a', '\\', 'x', '5', 'c', 'e', '9', (byte) 0xc3, (byte) 0xa9, (byte) 0xe9, '\n'};
        for (int i = 0; i < 20_000; i++) {
            byte[] name = new byte[1 + random.nextInt(5)];
            for (int j = 0; j < name.length; j++) {
                name[j] = alphabet[random.nextInt(alphabet.length)];
            }
            bytes.add(new String(name, StandardCharsets.ISO_8859_1));
            texts.add(HostText.escaped(name));
        }
        assertEquals(bytes.size(), texts.size());
    }

    @Test
    void underIsByWholeComponents() {
        assertTrue(HostPath.of("/etc/cron.d/x").startsWith(HostPath.of("/etc/cron.d")));
        assertFalse(HostPath.of("/etc/cron.daily").startsWith(HostPath.of("/etc/cron.d")));
        assertTrue(HostPath.of("/a").startsWith(HostPath.ROOT));
    }
}
