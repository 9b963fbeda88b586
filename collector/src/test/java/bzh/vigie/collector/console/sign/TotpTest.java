package bzh.vigie.collector.console.sign;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import org.junit.jupiter.api.Test;

/** The codes of RFC 6238, appendix B (their last six digits), and the key's form of RFC 4648, section 10. */
final class TotpTest {
    private static final byte[] KEY = "12345678901234567890".getBytes(StandardCharsets.US_ASCII);

    @Test
    void codesAreThoseOfTheStandard() {
        assertEquals("287082", Totp.code(KEY, Instant.ofEpochSecond(59)));
        assertEquals("081804", Totp.code(KEY, Instant.ofEpochSecond(1_111_111_109L)));
        assertEquals("050471", Totp.code(KEY, Instant.ofEpochSecond(1_111_111_111L)));
        assertEquals("005924", Totp.code(KEY, Instant.ofEpochSecond(1_234_567_890L)));
        assertEquals("353130", Totp.code(KEY, Instant.ofEpochSecond(20_000_000_000L)));
    }

    @Test
    void oneStepToEachSideIsTaken() {
        Instant now = Instant.ofEpochSecond(1_234_567_890L);
        assertEquals(41_152_263L, Totp.step(KEY, "005 924", now).orElseThrow());
        assertTrue(Totp.step(KEY, "005924", now.plusSeconds(30)).isPresent());
        assertTrue(Totp.step(KEY, "005924", now.minusSeconds(30)).isPresent());
        assertTrue(Totp.step(KEY, "005924", now.plusSeconds(60)).isEmpty());
        assertTrue(Totp.step(KEY, "", now).isEmpty());
    }

    @Test
    void keysAreTypedInBase32() {
        assertEquals("MZXW6YTBOI", Totp.base32("foobar".getBytes(StandardCharsets.US_ASCII)));
        assertEquals("MZXW6", Totp.base32("foo".getBytes(StandardCharsets.US_ASCII)));
        assertEquals("GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ", Totp.base32(KEY));
    }
}
