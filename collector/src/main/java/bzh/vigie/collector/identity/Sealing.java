package bzh.vigie.collector.identity;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Optional;
import javax.crypto.Cipher;
import javax.crypto.SecretKey;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.PBEKeySpec;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * Secrets as they lie in the store: sealed by AES-256-GCM (NIST SP 800-38D) under a key that PBKDF2 (RFC 8018, HMAC-SHA-256; 600,000 rounds for one
 * that a person chose) makes of the authority's passphrase, which lies apart from the store. Layout: nonce (12 bytes), ciphertext, tag (16 bytes). Thread-safe; the key is
 * made at the first use.
 */
public final class Sealing {
    private static final int NONCE = 12;
    private static final int TAG_BITS = 128;
    private static final int ROUNDS = 600_000;
    private static final int KEY_BITS = 256;
    private static final byte[] SALT = "vigie: secrets in the store".getBytes(StandardCharsets.US_ASCII);

    private final char[] passphrase;
    private final SecureRandom random;
    private @Nullable SecretKey key;

    /** Seals under this passphrase. */
    public Sealing(String passphrase, SecureRandom random) {
        this.passphrase = passphrase.toCharArray();
        this.random = random;
    }

    /** Seals under the passphrase in this file. */
    static Sealing of(Path passphrase, SecureRandom random) throws IOException {
        return new Sealing(Files.readString(passphrase).strip(), random);
    }

    /** This secret, sealed for this purpose alone. */
    public byte[] seal(byte[] secret, String purpose) {
        try {
            byte[] nonce = new byte[NONCE];
            random.nextBytes(nonce);
            byte[] sealed = cipher(Cipher.ENCRYPT_MODE, nonce, purpose).doFinal(secret);
            byte[] all = Arrays.copyOf(nonce, NONCE + sealed.length);
            System.arraycopy(sealed, 0, all, NONCE, sealed.length);
            return all;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java has AES-GCM and PBKDF2", e);
        }
    }

    /** The secret; empty where it was sealed under another passphrase, for another purpose, or changed since. */
    public Optional<byte[]> open(byte[] sealed, String purpose) {
        if (sealed.length < NONCE) {
            return Optional.empty();
        }
        try {
            return Optional.of(cipher(Cipher.DECRYPT_MODE, Arrays.copyOf(sealed, NONCE), purpose)
                    .doFinal(sealed, NONCE, sealed.length - NONCE));
        } catch (GeneralSecurityException e) {
            return Optional.empty();
        }
    }

    private Cipher cipher(int mode, byte[] nonce, String purpose) throws GeneralSecurityException {
        Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
        cipher.init(mode, key(), new GCMParameterSpec(TAG_BITS, nonce));
        cipher.updateAAD(purpose.getBytes(StandardCharsets.UTF_8));
        return cipher;
    }

    private synchronized SecretKey key() throws GeneralSecurityException {
        SecretKey made = key;
        if (made == null) {
            byte[] bits = SecretKeyFactory.getInstance("PBKDF2WithHmacSHA256")
                    .generateSecret(new PBEKeySpec(passphrase, SALT, Passphrases.rounds(passphrase, ROUNDS), KEY_BITS))
                    .getEncoded();
            made = new SecretKeySpec(bits, "AES");
            key = made;
        }
        return made;
    }
}
