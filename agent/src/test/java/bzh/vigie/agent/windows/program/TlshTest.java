package bzh.vigie.agent.windows.program;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

/** Digests as {@code tlsh_unittest} of libtlsh 3.4.4 (Debian 13) and its Python module give them. */
final class TlshTest {
    @Test
    void equalsTheOriginal() {
        assertEquals(
                "T137E0E753510130D4A89345BA12353973FFC5DCAA1645531147C04443751D761D94DD15", tlsh(pattern(300), 300));
        assertEquals(
                "T125412A9BE909F2E49A02A4BC17FE3E21D26AEB480FCDBD4063024CCA703C345D104A2A",
                tlsh(pattern(2_000), 2_000));
        assertEquals(
                "T1A7A312C176DC7E0AD1ABD5E7C9CBACE417AB905DC49D2A8848120D8C3C8A03D999E57E",
                tlsh(pattern(100_000), 100_000));
    }

    @Test
    void piecesDoNotMatter() {
        byte[] bytes = pattern(5_000);
        for (int piece : new int[] {1, 2, 3, 4, 5, 7, 64, 4_999}) {
            assertEquals(tlsh(bytes, 5_000), tlsh(bytes, piece), "pieces of " + piece);
        }
    }

    @Test
    void tooLittleHasNone() {
        assertEquals("", tlsh(pattern(49), 49));
        assertEquals("", tlsh(new byte[10_000], 10_000));
    }

    private static String tlsh(byte[] bytes, int piece) {
        Tlsh tlsh = new Tlsh();
        for (int at = 0; at < bytes.length; at += piece) {
            tlsh.update(bytes, at, Math.min(piece, bytes.length - at));
        }
        return tlsh.text();
    }

    /** Bytes of a linear congruence, the same everywhere. */
    private static byte[] pattern(int length) {
        byte[] bytes = new byte[length];
        int state = 12_345;
        for (int i = 0; i < length; i++) {
            state = state * 1_103_515_245 + 12_345;
            bytes[i] = (byte) (state >>> 16);
        }
        return bytes;
    }
}
