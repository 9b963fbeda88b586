package bzh.vigie.collector.identity;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class SealingTest {
    private static final byte[] SECRET = "twenty bytes, or so.".getBytes(StandardCharsets.US_ASCII);

    private final SecureRandom random = new SecureRandom();
    private final Sealing sealing = new Sealing("tombolo-menhir-21", random);

    @Test
    void whatIsSealedIsOpenedByTheSamePassphraseAndForTheSamePurpose() {
        byte[] sealed = sealing.seal(SECRET, "totp anne");
        assertArrayEquals(
                SECRET,
                new Sealing("tombolo-menhir-21", random)
                        .open(sealed, "totp anne")
                        .orElseThrow());
        assertEquals(Optional.empty(), sealing.open(sealed, "totp marc"));
        assertEquals(Optional.empty(), new Sealing("tombolo-menhir-22", random).open(sealed, "totp anne"));
        sealed[sealed.length - 1] ^= 1;
        assertEquals(Optional.empty(), sealing.open(sealed, "totp anne"));
        assertEquals(Optional.empty(), sealing.open(new byte[20], "totp anne"));
        assertEquals(Optional.empty(), sealing.open(new byte[0], "totp anne"));
    }

    /** Sealed by Python's cryptography: AESGCM(PBKDF2HMAC(SHA256, 32, salt, 600000)).encrypt(bytes(range(12)), secret, b"totp anne"). */
    @Test
    void whatAnotherProgramSealedIsOpened() {
        byte[] sealed = HexFormat.of()
                .parseHex(
                        "000102030405060708090a0b9dd641d9478f04d977196cd2d56f504e440f877f9cc1b06b7c5e3638bbee3f30c382c718");
        assertArrayEquals(SECRET, sealing.open(sealed, "totp anne").orElseThrow());
    }

    @Test
    void theSecretDoesNotStandInIt() {
        String sealed = new String(sealing.seal(SECRET, "totp anne"), StandardCharsets.ISO_8859_1);
        assertFalse(sealed.contains("twenty"));
    }
}
