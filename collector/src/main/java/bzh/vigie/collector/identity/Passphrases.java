package bzh.vigie.collector.identity;

import java.security.SecureRandom;
import java.util.Base64;

/**
 * Passphrases as the program makes them, and how often PBKDF2 (RFC 8018) has to hash one: a word that a person chose is guessed
 * one by one, so that each guess has to be dear; 256 random bits are not, whatever a guess costs (docs/decisions/0184).
 */
final class Passphrases {
    private static final int BYTES = 32;
    private static final int CHARACTERS = 43;
    /** The different characters that 43 random ones of 64 hold at least; fewer are a person's. */
    private static final int FEWEST_DIFFERENT = 20;

    private static final String ALPHABET = "(?=.*[A-Z])(?=.*[a-z])[A-Za-z0-9_-]+";
    /** The fewest that NIST SP 800-132 (5.2) allows. */
    private static final int FEWEST_ROUNDS = 1_000;

    private Passphrases() {}

    /** A new one: 256 random bits as 43 characters of URL-safe Base64 (RFC 4648, section 5). */
    static String create(SecureRandom random) {
        byte[] secret = new byte[BYTES];
        random.nextBytes(secret);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(secret);
    }

    /** The rounds for this passphrase: so many for one that a person may have chosen. */
    static int rounds(char[] passphrase, int chosen) {
        return isRandom(passphrase) ? FEWEST_ROUNDS : chosen;
    }

    private static boolean isRandom(char[] passphrase) {
        String text = String.valueOf(passphrase);
        return text.length() == CHARACTERS
                && text.matches(ALPHABET)
                && text.chars().distinct().count() >= FEWEST_DIFFERENT;
    }
}
