package bzh.vigie.enrol;

import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Locale;
import java.util.Optional;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;

/**
 * What is kept of a commune's break-glass code, by which an agent can be removed while no collector can be reached: a salted hash that
 * is slow on purpose (PBKDF2 with HMAC-SHA-256, RFC 8018), never the code. The code is sixteen characters of an alphabet without those
 * that look alike (80 bits), in four groups; how it is typed does not matter. Immutable; {@code toString} shows nothing of it.
 *
 * <p>As bytes, 52: iterations u32 big-endian, 16 of salt, 32 of hash.
 */
public final class RemovalCode {
    /** Length of its bytes. */
    public static final int LENGTH = 52;

    private static final int ITERATIONS = 600_000;
    /** Fewer would make guessing cheap, more would keep a slow PC busy for minutes. */
    private static final int FEWEST = 100_000;

    private static final int MOST = 3_000_000;
    private static final int SALT = 16;
    private static final int HASH = 32;
    private static final String ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
    private static final int CHARACTERS = 16;
    private static final int GROUP = 4;
    private static final int LONGEST_TYPED = 200;

    private final int iterations;
    private final byte[] salt;
    private final byte[] hash;

    private RemovalCode(int iterations, byte[] salt, byte[] hash) {
        this.iterations = iterations;
        this.salt = salt;
        this.hash = hash;
    }

    /** A new code, to be shown once. */
    public static String make(SecureRandom random) {
        StringBuilder code = new StringBuilder();
        for (int i = 0; i < CHARACTERS; i++) {
            code.append(i > 0 && i % GROUP == 0 ? "-" : "").append(ALPHABET.charAt(random.nextInt(ALPHABET.length())));
        }
        return code.toString();
    }

    /** What to keep of this code, with a salt of its own. Takes a fraction of a second. */
    public static RemovalCode of(String code, SecureRandom random) {
        byte[] salt = new byte[SALT];
        random.nextBytes(salt);
        return new RemovalCode(ITERATIONS, salt, slowHash(plain(code), salt, ITERATIONS));
    }

    /** Reads its bytes; empty where they are none of it, or ask for too little or too much work. */
    public static Optional<RemovalCode> parse(byte[] bytes) {
        if (bytes.length != LENGTH) {
            return Optional.empty();
        }
        ByteBuffer in = ByteBuffer.wrap(bytes);
        int iterations = in.getInt();
        if (iterations < FEWEST || iterations > MOST) {
            return Optional.empty();
        }
        byte[] salt = new byte[SALT];
        byte[] hash = new byte[HASH];
        in.get(salt).get(hash);
        return Optional.of(new RemovalCode(iterations, salt, hash));
    }

    /** A copy of its bytes. */
    public byte[] bytes() {
        return ByteBuffer.allocate(LENGTH)
                .putInt(iterations)
                .put(salt)
                .put(hash)
                .array();
    }

    /** Whether this was typed from the code. Takes as long whatever was typed: about half a second. */
    public boolean isOpenedBy(String typed) {
        return MessageDigest.isEqual(hash, slowHash(plain(typed), salt, iterations));
    }

    /** Without blanks and hyphens, in capitals, and what looks like a digit read as that. */
    private static char[] plain(String typed) {
        StringBuilder plain = new StringBuilder();
        String capitals =
                typed.substring(0, Math.min(typed.length(), LONGEST_TYPED)).toUpperCase(Locale.ROOT);
        for (int i = 0; i < capitals.length(); i++) {
            char c = capitals.charAt(i);
            switch (c) {
                case 'O' -> plain.append('0');
                case 'I', 'L' -> plain.append('1');
                case '-', ' ', '\t', '\r', '\n', '\u00a0' -> {
                    // between groups
                }
                default -> plain.append(c);
            }
        }
        return plain.toString().toCharArray();
    }

    private static byte[] slowHash(char[] code, byte[] salt, int iterations) {
        try {
            return SecretKeyFactory.getInstance("PBKDF2WithHmacSHA256")
                    .generateSecret(new PBEKeySpec(code, salt, iterations, HASH * Byte.SIZE))
                    .getEncoded();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java platform of ours has PBKDF2 with HMAC-SHA-256", e);
        }
    }

    @Override
    public String toString() {
        return "[REDACTED]";
    }
}
