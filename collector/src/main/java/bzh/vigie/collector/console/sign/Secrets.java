package bzh.vigie.collector.console.sign;

import bzh.vigie.event.Sha256;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.Base64;

/** Secrets of 256 random bits as text, of which only the hash is kept. */
public final class Secrets {
    private Secrets() {}

    /** A new one. */
    public static String fresh(SecureRandom random) {
        byte[] bytes = new byte[32];
        random.nextBytes(bytes);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    /** Before the token of a program. */
    public static final String TOKEN = "vigie_";

    /** The token of a program with this id: {@code vigie_ID_SECRET}. */
    public static String token(String id, String secret) {
        return TOKEN + id + "_" + secret;
    }

    /** What is kept of it. */
    public static Sha256 hash(String secret) {
        return Sha256.of(Sha256.digest().digest(secret.getBytes(StandardCharsets.UTF_8)));
    }
}
