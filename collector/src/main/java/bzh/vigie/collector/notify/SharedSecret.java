package bzh.vigie.collector.notify;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.HexFormat;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** A secret that is shared with a receiver, by which it knows that a message is ours. Its {@code toString} never shows it. */
final class SharedSecret {
    private static final int LEAST = 16;
    private static final int MOST = 1_000;
    private static final String HMAC = "HmacSHA256";

    private final byte[] bytes;

    private SharedSecret(byte[] bytes) {
        this.bytes = bytes;
    }

    /**
     * What is in a file, but for the end of its last line.
     *
     * @throws IOException where it cannot be read, or is not 16 to 1,000 bytes
     */
    static SharedSecret read(Path file) throws IOException {
        if (Files.size(file) > MOST) {
            throw new IOException("longer than " + MOST + " bytes");
        }
        byte[] bytes =
                Files.readString(file, StandardCharsets.UTF_8).stripTrailing().getBytes(StandardCharsets.UTF_8);
        if (bytes.length < LEAST) {
            throw new IOException("shorter than " + LEAST + " bytes");
        }
        return new SharedSecret(bytes);
    }

    /** HMAC-SHA256 (RFC 2104) over this text in UTF-8, as 64 lower-case hexadecimal digits. */
    String sign(String text) {
        try {
            Mac mac = Mac.getInstance(HMAC);
            mac.init(new SecretKeySpec(bytes, HMAC));
            return HexFormat.of().formatHex(mac.doFinal(text.getBytes(StandardCharsets.UTF_8)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java has HMAC-SHA256", e);
        }
    }

    /** Whether it can be sent as a token: printable ASCII without blanks. */
    boolean isToken() {
        for (byte each : bytes) {
            if (each <= ' ' || each > '~') {
                return false;
            }
        }
        return true;
    }

    /** The value of a header Authorization (RFC 6750), of one that is a token. */
    String bearer() {
        return "Bearer " + new String(bytes, StandardCharsets.US_ASCII);
    }

    @Override
    public String toString() {
        return "[REDACTED]";
    }
}
