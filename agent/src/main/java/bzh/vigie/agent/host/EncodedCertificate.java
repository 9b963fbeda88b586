package bzh.vigie.agent.host;

import java.io.ByteArrayInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Optional;

/**
 * A certificate as it was encoded (X.509, DER), whether or not it can be decoded; what follows its outermost element is left off.
 * Equal where the bytes are. Immutable.
 */
public final class EncodedCertificate {
    private static final HexFormat HEX = HexFormat.of().withUpperCase();
    private static final int SEQUENCE = 0x30;
    private static final int MOST_LENGTH_BYTES = 4;

    private final byte[] bytes;

    /** Of bytes that are copied. */
    public EncodedCertificate(byte[] bytes) {
        this.bytes = Arrays.copyOf(bytes, length(bytes));
    }

    /** How many of these bytes the outermost element takes; all of them where it cannot be told. */
    private static int length(byte[] bytes) {
        if (bytes.length < 2 || bytes[0] != SEQUENCE) {
            return bytes.length;
        }
        int first = bytes[1] & 0xff;
        int more = first - 0x80;
        if (more < 0) {
            return Math.min(bytes.length, 2 + first);
        }
        if (more == 0 || more > MOST_LENGTH_BYTES || bytes.length < 2 + more) {
            return bytes.length;
        }
        long length = 0;
        for (int i = 0; i < more; i++) {
            length = (length << 8) | (bytes[2 + i] & 0xff);
        }
        return (int) Math.min(bytes.length, 2 + more + length);
    }

    /** Its SHA-1 in capital hexadecimal digits: the name that its key in a store has. */
    public String thumbprint() {
        try {
            return HEX.formatHex(MessageDigest.getInstance("SHA-1").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-1", e);
        }
    }

    /** {@code SHA256:} and its SHA-256 in base64 without padding, as fingerprints of keys are written. */
    public String fingerprint() {
        return fingerprint(bytes);
    }

    /** Fingerprint of other bytes in that form. */
    public static String fingerprint(byte[] encoded) {
        return "SHA256:"
                + Base64.getEncoder()
                        .withoutPadding()
                        .encodeToString(FileDigest.sha256().digest(encoded));
    }

    /** The certificate; empty where it cannot be decoded. */
    public Optional<X509Certificate> decoded() {
        try {
            return CertificateFactory.getInstance("X.509").generateCertificate(new ByteArrayInputStream(bytes))
                            instanceof X509Certificate certificate
                    ? Optional.of(certificate)
                    : Optional.empty();
        } catch (CertificateException e) {
            return Optional.empty();
        }
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof EncodedCertificate certificate && Arrays.equals(certificate.bytes, bytes);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(bytes);
    }

    @Override
    public String toString() {
        return thumbprint();
    }
}
