package bzh.vigie.enrol;

import bzh.vigie.event.Sha256;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Arrays;

/** The 32 secret bytes of an enrolment token. Its {@code toString} never shows them; comparison takes constant time. */
public final class TokenSecret {
    /** Length in bytes. */
    public static final int LENGTH = 32;

    private final byte[] bytes;

    /** From its 32 bytes, which are copied. */
    public TokenSecret(byte[] bytes) {
        if (bytes.length != LENGTH) {
            throw new IllegalArgumentException("a token's secret is " + LENGTH + " bytes, not " + bytes.length);
        }
        this.bytes = bytes.clone();
    }

    /** A new one. */
    public static TokenSecret random(SecureRandom random) {
        byte[] bytes = new byte[LENGTH];
        random.nextBytes(bytes);
        return new TokenSecret(bytes);
    }

    /** A copy of its bytes. */
    public byte[] bytes() {
        return bytes.clone();
    }

    /** What the collector stores instead of the secret. */
    public Sha256 hash() {
        return Sha256.over(bytes);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof TokenSecret secret && MessageDigest.isEqual(bytes, secret.bytes);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(bytes);
    }

    @Override
    public String toString() {
        return "[REDACTED]";
    }
}
