package bzh.vigie.collector.identity;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.List;
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

    /** The same with 1,000 rounds: nobody guesses 256 random bits. */
    @Test
    void whatAnotherProgramSealedUnderRandomBitsIsOpened() {
        byte[] sealed = HexFormat.of()
                .parseHex(
                        "000102030405060708090a0b947de354f577c3c1f0801078bf17ca83c6bedb6be27fb19a06d88fed6d083a7762b9e004");
        Sealing other = new Sealing("q3fT0b9-ZKx1LrVw7uYdE_2hGmNsPjAcQ8o5iXvR4tB", random);
        assertArrayEquals(SECRET, other.open(sealed, "totp anne").orElseThrow());
    }

    @Test
    void onlyAPassphraseOfTheProgramsOwnIsHashedFewTimes() {
        for (int i = 0; i < 100; i++) {
            assertEquals(1_000, Passphrases.rounds(Passphrases.create(random).toCharArray(), 600_000));
        }
        for (String chosen : List.of(
                "tombolo-menhir-21",
                "a".repeat(43),
                "ab0_".repeat(10) + "xyz",
                "the-mayor-of-plougastel-likes-22-wild-boars",
                "q3fT0b9 ZKx1LrVw7uYdE_2hGmNsPjAcQ8o5iXvR4tB")) {
            assertEquals(600_000, Passphrases.rounds(chosen.toCharArray(), 600_000), chosen);
        }
    }

    @Test
    void theSecretDoesNotStandInIt() {
        String sealed = new String(sealing.seal(SECRET, "totp anne"), StandardCharsets.ISO_8859_1);
        assertFalse(sealed.contains("twenty"));
    }
}
