package bzh.vigie.agent.persistence;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

final class KeySetTest {
    @Test
    void aPathIsAddedOnce() {
        KeySet keys = new KeySet();
        for (int i = 0; i < 10_000; i++) {
            assertTrue(keys.add("hklm\\software\\classes\\clsid\\" + i));
        }
        for (int i = 0; i < 10_000; i++) {
            assertFalse(keys.add("hklm\\software\\classes\\clsid\\" + i));
        }
        assertEquals(10_000, keys.size());
    }

    @Test
    void halfACharacterIsNoOther() {
        KeySet keys = new KeySet();
        assertTrue(keys.add("a\ud800"));
        assertTrue(keys.add("a\ud801"));
        assertTrue(keys.add("a?"));
    }
}
