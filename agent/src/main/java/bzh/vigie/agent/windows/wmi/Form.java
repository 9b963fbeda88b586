package bzh.vigie.agent.windows.wmi;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Locale;

/** The two forms of the repository: they differ in the digest that names things and in the mapping's entries. */
enum Form {
    /** Windows XP and Server 2003. */
    XP("MD5", 32, 4),
    /** Windows Vista and later. */
    VISTA("SHA-256", 64, 24);

    private final String algorithm;

    /** Hexadecimal digits of a digest. */
    final int digits;

    /** Bytes of an entry of the mapping. */
    final int entry;

    Form(String algorithm, int digits, int entry) {
        this.algorithm = algorithm;
        this.digits = digits;
        this.entry = entry;
    }

    /** The digest of a name in upper-case UTF-16, as upper-case hexadecimal digits. */
    String digest(String name) {
        try {
            byte[] upper = name.toUpperCase(Locale.ROOT).getBytes(StandardCharsets.UTF_16LE);
            return HexFormat.of()
                    .withUpperCase()
                    .formatHex(MessageDigest.getInstance(algorithm).digest(upper));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has " + algorithm, e);
        }
    }
}
