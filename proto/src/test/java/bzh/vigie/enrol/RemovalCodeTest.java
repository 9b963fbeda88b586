package bzh.vigie.enrol;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** The code by which an agent is removed without its collector. */
final class RemovalCodeTest {
    private static final SecureRandom RANDOM = new SecureRandom();

    @Test
    void theCodeOpensHoweverItIsTypedAndNoOtherDoes() {
        String code = RemovalCode.make(RANDOM);
        assertTrue(code.matches("[0-9A-HJKMNP-TV-Z]{4}(-[0-9A-HJKMNP-TV-Z]{4}){3}"), code);
        RemovalCode kept =
                RemovalCode.parse(RemovalCode.of(code, RANDOM).bytes()).orElseThrow();
        assertTrue(kept.isOpenedBy(code));
        assertTrue(kept.isOpenedBy(" " + code.toLowerCase(Locale.ROOT).replace("-", "  ") + "\n"));
        assertTrue(kept.isOpenedBy(code.replace('0', 'o').replace('1', 'l')));
        assertFalse(kept.isOpenedBy(""));
        assertFalse(kept.isOpenedBy(code.substring(1)));
        assertFalse(kept.isOpenedBy(code + "0"));
        assertFalse(kept.isOpenedBy(RemovalCode.make(RANDOM)));
    }

    @Test
    void nothingOfTheCodeIsKeptAndTheSameCodeIsKeptOtherwiseEachTime() {
        String code = RemovalCode.make(RANDOM);
        RemovalCode one = RemovalCode.of(code, RANDOM);
        RemovalCode other = RemovalCode.of(code, RANDOM);
        assertNotEquals(Arrays.toString(one.bytes()), Arrays.toString(other.bytes()));
        assertFalse(new String(one.bytes(), StandardCharsets.ISO_8859_1).contains(code.substring(0, 4)));
        assertEquals("[REDACTED]", one.toString());
        assertNotEquals(code, RemovalCode.make(RANDOM));
    }

    @Test
    void bytesOfAnotherShapeOrAnotherAmountOfWorkAreNone() {
        byte[] good = RemovalCode.of("ABCD", RANDOM).bytes();
        assertArrayEquals(good, RemovalCode.parse(good).orElseThrow().bytes());
        assertEquals(Optional.empty(), RemovalCode.parse(new byte[0]));
        assertEquals(Optional.empty(), RemovalCode.parse(Arrays.copyOf(good, RemovalCode.LENGTH + 1)));
        for (int iterations : new int[] {0, -1, 99_999, 3_000_001, Integer.MAX_VALUE, Integer.MIN_VALUE}) {
            byte[] bad = good.clone();
            ByteBuffer.wrap(bad).putInt(iterations);
            assertEquals(Optional.empty(), RemovalCode.parse(bad), Integer.toString(iterations));
        }
    }
}
