package bzh.vigie.observable;

import java.io.ByteArrayOutputStream;
import java.math.BigInteger;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPairGenerator;
import java.security.SecureRandom;
import java.security.spec.NamedParameterSpec;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Map;
import java.util.function.Consumer;
import java.util.regex.Pattern;

/**
 * Reader of the public halves of keys that a text holds as files: private ones of OpenSSH (PROTOCOL.key, which has that half in clear), PKCS #1
 * (RFC 8017, A.1.2), SEC 1 (RFC 5915) and PKCS #8 (RFC 5958, RFC 8410) in PEM, PuTTY's, and public ones of RFC 4716. Lines of PEM may be strings
 * of a script. Other encrypted keys tell nothing, nor do those of SEC 1 that leave the public half out. Pure.
 */
final class KeyFiles {
    private static final int MOST = 16;
    private static final int LONGEST = 20_000;
    private static final String BEGIN = "-----BEGIN ";
    private static final String PRIVATE = "PRIVATE KEY-----";
    private static final String END = "-----END ";
    private static final Pattern ESCAPED_END = Pattern.compile("\\\\[nrt]");
    private static final Pattern JOINED = Pattern.compile("[\"']\\s*\\+\\s*[\"']");
    private static final Pattern NO_BASE64 = Pattern.compile("[^A-Za-z0-9+/=]");
    /** A key in lines of its own: of PuTTY, and of RFC 4716, where a header that goes on ends in a backslash. */
    private static final Pattern LINES = Pattern.compile("(?:\\nPublic-Lines: \\d{1,3}\\r?\\n"
            + "|---- BEGIN SSH2 PUBLIC KEY ----\\s{1,2}+(?:[\\w-]{1,64}:(?:[^\\n]{0,200}\\\\\\r?\\n){0,8}[^\\n]{0,200}\\n){0,8})"
            + "((?:[A-Za-z0-9+/]{1,76}={0,2}\\r?(?:\\n|\\z)){1,64})");

    private static final String MAGIC = "openssh-key-v1\0";
    private static final int SEQUENCE = 0x30;
    private static final int INTEGER = 2;
    private static final int BITS = 3;
    private static final int OCTETS = 4;
    private static final int OID = 6;
    private static final int PARAMETERS = 0xa0;
    private static final int PUBLIC = 0xa1;
    private static final String RSA = "2a864886f70d010101";
    private static final String EC = "2a8648ce3d0201";
    private static final String ED25519 = "2b6570";
    /** Curves of RFC 5656, 10.1. */
    private static final Map<String, String> CURVES =
            Map.of("2a8648ce3d030107", "nistp256", "2b81040022", "nistp384", "2b81040023", "nistp521");

    private KeyFiles() {}

    /** Public keys in a text, as RFC 4253, 6.6 writes them. */
    static void in(String text, Consumer<byte[]> each) {
        int from = text.indexOf(PRIVATE);
        for (int count = 0; count < MOST && from >= 0; count++) {
            int body = from + PRIVATE.length();
            int end = text.indexOf(END, body);
            int begin = text.lastIndexOf(BEGIN, from);
            if (begin >= 0 && end >= 0 && end - body <= LONGEST) {
                ofPrivate(
                        text.substring(Math.min(begin + BEGIN.length(), from), from)
                                .strip(),
                        text.substring(body, end),
                        each);
            }
            from = text.indexOf(PRIVATE, end < 0 ? body : end + END.length() + PRIVATE.length());
        }
        LINES.matcher(text).results().limit(MOST).forEach(lines -> ofLines(lines.group(1), each));
    }

    private static void ofLines(String lines, Consumer<byte[]> each) {
        try {
            each.accept(Base64.getDecoder().decode(NO_BASE64.matcher(lines).replaceAll("")));
        } catch (IllegalArgumentException e) {
            // no key
        }
    }

    private static void ofPrivate(String label, String body, Consumer<byte[]> each) {
        String joined = JOINED.matcher(ESCAPED_END.matcher(body).replaceAll("")).replaceAll("");
        try {
            byte[] key = Base64.getDecoder().decode(NO_BASE64.matcher(joined).replaceAll(""));
            byte[] half = switch (label) {
                case "OPENSSH" -> ofOpenssh(ByteBuffer.wrap(key));
                case "RSA" -> rsa(ByteBuffer.wrap(key));
                case "EC" -> ec(ByteBuffer.wrap(key), "");
                case "" -> pkcs8(ByteBuffer.wrap(key));
                default -> new byte[0];
            };
            if (half.length > 0) {
                each.accept(half);
            }
        } catch (IllegalArgumentException
                | BufferUnderflowException
                | IndexOutOfBoundsException
                | GeneralSecurityException e) {
            // no key that can be read
        }
    }

    private static byte[] ofOpenssh(ByteBuffer key) {
        if (!Arrays.equals(bytes(part(key, MAGIC.length())), MAGIC.getBytes(StandardCharsets.US_ASCII))) {
            return new byte[0];
        }
        for (int i = 0; i < 3; i++) {
            // cipher, derivation of its key, options of that
            part(key, key.getInt());
        }
        return key.getInt() < 1 ? new byte[0] : bytes(part(key, key.getInt()));
    }

    private static byte[] pkcs8(ByteBuffer der) throws GeneralSecurityException {
        ByteBuffer info = element(der, SEQUENCE);
        element(info, INTEGER);
        ByteBuffer algorithm = element(info, SEQUENCE);
        ByteBuffer key = element(info, OCTETS);
        return switch (hex(element(algorithm, OID))) {
            case RSA -> rsa(key);
            case EC -> ec(key, hex(element(algorithm, OID)));
            case ED25519 -> ed25519(bytes(element(key, OCTETS)));
            default -> new byte[0];
        };
    }

    private static byte[] rsa(ByteBuffer der) {
        ByteBuffer key = element(der, SEQUENCE);
        element(key, INTEGER);
        BigInteger modulus = new BigInteger(bytes(element(key, INTEGER)));
        BigInteger exponent = new BigInteger(bytes(element(key, INTEGER)));
        return strings("ssh-rsa".getBytes(StandardCharsets.US_ASCII), exponent.toByteArray(), modulus.toByteArray());
    }

    private static byte[] ec(ByteBuffer der, String curve) {
        ByteBuffer key = element(der, SEQUENCE);
        element(key, INTEGER);
        element(key, OCTETS);
        boolean named = key.hasRemaining() && (key.get(key.position()) & 0xff) == PARAMETERS;
        String oid = named ? hex(element(element(key, PARAMETERS), OID)) : curve;
        byte[] point = bytes(element(element(key, PUBLIC), BITS));
        String name = CURVES.getOrDefault(oid, "");
        return name.isEmpty()
                ? new byte[0]
                : strings(
                        ("ecdsa-sha2-" + name).getBytes(StandardCharsets.US_ASCII),
                        name.getBytes(StandardCharsets.US_ASCII),
                        // the first byte counts bits that are left over
                        Arrays.copyOfRange(point, 1, point.length));
    }

    /** A pair is made of nothing but its 32 random bytes, which are the private half (RFC 8032, 5.1.5). */
    private static byte[] ed25519(byte[] seed) throws GeneralSecurityException {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("Ed25519");
        generator.initialize(NamedParameterSpec.ED25519, new Fixed(seed));
        byte[] encoded = generator.generateKeyPair().getPublic().getEncoded();
        return strings(
                "ssh-ed25519".getBytes(StandardCharsets.US_ASCII),
                Arrays.copyOfRange(encoded, encoded.length - seed.length, encoded.length));
    }

    /** Contents of the next element of DER (X.690, 8.1), which has that tag. */
    private static ByteBuffer element(ByteBuffer der, int tag) {
        if ((der.get() & 0xff) != tag) {
            throw new IllegalArgumentException("another element than " + tag);
        }
        int length = der.get() & 0xff;
        if (length > 0x80) {
            int left = length & 0x7f;
            length = 0;
            for (; left > 0; left--) {
                length = length << 8 | (der.get() & 0xff);
            }
        }
        return part(der, length);
    }

    private static ByteBuffer part(ByteBuffer whole, int length) {
        ByteBuffer part = whole.slice(whole.position(), length);
        whole.position(whole.position() + length);
        return part;
    }

    private static byte[] bytes(ByteBuffer part) {
        byte[] bytes = new byte[part.remaining()];
        part.get(bytes);
        return bytes;
    }

    private static String hex(ByteBuffer part) {
        return HexFormat.of().formatHex(bytes(part));
    }

    /** Strings of RFC 4251, 5, one behind the other. */
    private static byte[] strings(byte[]... strings) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (byte[] string : strings) {
            all.writeBytes(
                    ByteBuffer.allocate(Integer.BYTES).putInt(string.length).array());
            all.writeBytes(string);
        }
        return all.toByteArray();
    }

    /** Source of random bytes that are known. */
    private static final class Fixed extends SecureRandom {
        private static final long serialVersionUID = 1;
        private final byte[] bytes;

        Fixed(byte[] bytes) {
            this.bytes = bytes.clone();
        }

        @Override
        public void nextBytes(byte[] into) {
            if (into.length != bytes.length) {
                throw new IllegalArgumentException(into.length + " bytes asked for");
            }
            System.arraycopy(bytes, 0, into, 0, into.length);
        }
    }
}
