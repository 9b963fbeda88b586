package bzh.vigie.agent.persistence.format.access;

import bzh.vigie.event.Sha256;
import java.io.ByteArrayOutputStream;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A public key of SSH as one line holds it (RFC 4253, 6.6; PROTOCOL.certkeys of OpenSSH):
 *
 * <pre>
 * blob        = string type, then per type: RSA mpint e, mpint n · Ed25519 string key · ECDSA string curve, string point
 *               (keys on a token: one string more, the application)
 * certificate = string type-cert-v01@openssh.com, string nonce, the fields of the key, then what is certified
 * string      = 4 bytes length, big endian, and so many bytes
 * </pre>
 *
 * The fingerprint of a certificate is that of its key, as ssh-keygen has it.
 *
 * @param fingerprint {@code SHA256:} and base64 without padding
 * @param bits length of the key, 0 where the type does not tell
 */
record PublicKey(String type, String fingerprint, int bits, String comment) {
    private static final Pattern LINE = Pattern.compile(
            "((?:ssh|ecdsa|sk-ssh|sk-ecdsa)-[A-Za-z0-9@.-]{1,64})[ \\t]+([A-Za-z0-9+/]+={0,2})(?:[ \\t]+(.*))?");
    private static final String CERTIFICATE = "-cert-v01@openssh.com";

    /** Of a line that begins with a key's type; empty where there is none. */
    static Optional<PublicKey> of(String line) {
        Matcher key = LINE.matcher(line);
        if (!key.matches()) {
            return Optional.empty();
        }
        byte[] blob;
        try {
            blob = Base64.getDecoder().decode(key.group(2));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
        String type = key.group(1);
        byte[] plain = type.endsWith(CERTIFICATE) ? plain(type, blob) : blob;
        String fingerprint = "SHA256:"
                + Base64.getEncoder()
                        .withoutPadding()
                        .encodeToString(Sha256.over(plain).bytes());
        String comment = key.group(3) == null ? "" : key.group(3).strip();
        return Optional.of(new PublicKey(type, fingerprint, bits(type, plain), comment));
    }

    /** Type, length, fingerprint and comment. */
    String text() {
        return "%s %s%s %s"
                .formatted(type, bits == 0 ? "" : bits + " ", fingerprint, comment)
                .strip();
    }

    /** The key within a certificate; the certificate itself where it is not well formed. */
    private static byte[] plain(String type, byte[] blob) {
        String ofKey = type.substring(0, type.length() - CERTIFICATE.length());
        boolean onToken = ofKey.startsWith("sk-");
        int fields = (ofKey.endsWith("ed25519") ? 1 : 2) + (onToken ? 1 : 0);
        ByteBuffer in = ByteBuffer.wrap(blob);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        put(out, (onToken ? ofKey + "@openssh.com" : ofKey).getBytes(StandardCharsets.US_ASCII));
        // before the fields of the key stand type and nonce
        for (int i = -2; i < fields; i++) {
            Optional<byte[]> field = string(in);
            if (field.isEmpty()) {
                return blob;
            }
            if (i >= 0) {
                put(out, field.get());
            }
        }
        return out.toByteArray();
    }

    private static int bits(String type, byte[] plain) {
        if (type.contains("ed25519")) {
            return 256;
        }
        Matcher curve = Pattern.compile("nistp(\\d{3})").matcher(type);
        if (curve.find()) {
            return Integer.parseInt(curve.group(1));
        }
        ByteBuffer in = ByteBuffer.wrap(plain);
        int before = type.startsWith("ssh-rsa") ? 2 : 1;
        for (int i = 0; i < before; i++) {
            if (string(in).isEmpty()) {
                return 0;
            }
        }
        // the modulus n of RSA, the prime p of DSA: a leading zero byte keeps it positive
        return string(in).map(number -> new BigInteger(1, number).bitLength()).orElse(0);
    }

    private static Optional<byte[]> string(ByteBuffer in) {
        if (in.remaining() < 4) {
            return Optional.empty();
        }
        int length = in.getInt();
        if (length < 0 || length > in.remaining()) {
            return Optional.empty();
        }
        byte[] bytes = new byte[length];
        in.get(bytes);
        return Optional.of(bytes);
    }

    private static void put(ByteArrayOutputStream out, byte[] bytes) {
        out.writeBytes(ByteBuffer.allocate(4).putInt(bytes.length).array());
        out.writeBytes(bytes);
    }
}
