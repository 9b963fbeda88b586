package bzh.vigie.enrol;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import bzh.vigie.enrol.InvalidToken.Flaw;
import bzh.vigie.event.Sha256;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EnrolmentTokenTest {
    private static final byte[] SECRET = new byte[32];

    static {
        new Random(7).nextBytes(SECRET);
    }

    private static EnrolmentToken token(CollectorAddress... collectors) {
        return new EnrolmentToken(
                "0123456789abcdef",
                new TokenSecret(SECRET),
                Sha256.over("ca".getBytes(StandardCharsets.UTF_8)),
                List.of(collectors));
    }

    private static final EnrolmentToken TOKEN =
            token(new CollectorAddress("collecteur.exemple.bzh", 443), new CollectorAddress("2001:db8::1", 65_535));

    private static Flaw flaw(String text) {
        return assertThrows(InvalidToken.class, () -> EnrolmentToken.parse(text))
                .flaw();
    }

    @Test
    void whatIsEncodedIsReadAgain() throws InvalidToken {
        assertEquals(TOKEN, EnrolmentToken.parse(TOKEN.encode()));
        EnrolmentToken full = token(
                new CollectorAddress("a".repeat(253), 1),
                new CollectorAddress("b".repeat(253), 2),
                new CollectorAddress("c", 3),
                new CollectorAddress("10.0.0.1", 4));
        assertEquals(full, EnrolmentToken.parse(full.encode()));
    }

    @Test
    void blanksAndLineBreaksOfATerminalDoNotMatter() throws InvalidToken {
        String line = TOKEN.encode();
        assertEquals(TOKEN, EnrolmentToken.parse("  " + line.substring(0, 80) + "\n   " + line.substring(80) + "\r\n"));
    }

    @Test
    void aTokenCutAnywhereIsTruncatedNotWrong() {
        String line = TOKEN.encode();
        for (int end = 1; end < line.length(); end++) {
            assertEquals(Flaw.TRUNCATED, flaw(line.substring(0, end)), "cut at " + end);
        }
    }

    @Test
    void anyChangedCharacterIsFound() {
        String line = TOKEN.encode();
        for (int at = EnrolmentToken.PREFIX.length(); at < line.length(); at++) {
            char other = line.charAt(at) == 'A' ? 'B' : 'A';
            String changed = line.substring(0, at) + other + line.substring(at + 1);
            assertThrows(InvalidToken.class, () -> EnrolmentToken.parse(changed), "changed at " + at);
        }
        assertEquals(Flaw.ALTERED, flaw(line.substring(0, 60) + '!' + line.substring(61)));
    }

    @Test
    void whatIsNoTokenIsToldAsSuch() {
        assertEquals(Flaw.NOT_A_TOKEN, flaw(""));
        assertEquals(Flaw.NOT_A_TOKEN, flaw("bonjour"));
        assertEquals(Flaw.NOT_A_TOKEN, flaw("x".repeat(100_000)));
        assertEquals(Flaw.TOO_NEW, flaw("vigie2.AAAA"));
        assertEquals(Flaw.TOO_LONG, flaw(TOKEN.encode() + "AAAA"));
        assertEquals(Flaw.ALTERED, flaw("vigie1.AAAA"));
    }

    @Test
    void theSecretIsNeverShown() {
        assertFalse(TOKEN.toString().contains(java.util.HexFormat.of().formatHex(SECRET)));
        assertTrue(TOKEN.toString().contains("[REDACTED]"));
        InvalidToken refusal = assertThrows(
                InvalidToken.class, () -> EnrolmentToken.parse(TOKEN.encode().substring(0, 60)));
        assertFalse(String.valueOf(refusal.getMessage()).contains(TOKEN.encode().substring(10, 20)));
    }

    @Test
    void secretsAreEqualByTheirBytes() {
        byte[] other = SECRET.clone();
        other[31] ^= 1;
        assertEquals(new TokenSecret(SECRET), new TokenSecret(SECRET.clone()));
        assertNotEquals(new TokenSecret(SECRET), new TokenSecret(other));
        assertEquals(Sha256.over(SECRET), new TokenSecret(SECRET).hash());
        assertThrows(IllegalArgumentException.class, () -> new TokenSecret(new byte[31]));
    }

    @Test
    void anAddressIsHostAndPort() {
        assertEquals(
                new CollectorAddress("h", 443), CollectorAddress.parse("h:443").orElseThrow());
        assertEquals(
                new CollectorAddress("::1", 8443),
                CollectorAddress.parse("[::1]:8443").orElseThrow());
        assertEquals("[::1]:8443", new CollectorAddress("::1", 8443).toString());
        for (String bad : List.of("", "h", ":1", "h:", "h:0", "h:65536", "h:99999999999", "::1:443", "a b:1", "h:-1")) {
            assertTrue(CollectorAddress.parse(bad).isEmpty(), bad);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"vi==", "A===", "====", "AA==AAAA", "AAEA", "AIAA"})
    void paddingIsNoToken(String body) {
        assertThrows(InvalidToken.class, () -> EnrolmentToken.parse(EnrolmentToken.PREFIX + body));
        assertThrows(
                InvalidToken.class,
                () -> EnrolmentToken.parse(
                        EnrolmentToken.PREFIX + "AGAA" + (body + "=".repeat(200)).substring(0, 127)));
    }
}
