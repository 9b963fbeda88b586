package bzh.vigie.agent.host;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Optional;

/**
 * Digests of whole files, by the operating system's own library where it has one. The agent's virtual machine goes without its
 * second compiler (docs/decisions/0005), and only that one knows the processor's instructions for SHA (docs/decisions/0035).
 * Thread-safe; each computation that it gives is for one thread.
 */
public final class FileDigest {
    private static final String SHA_256 = "SHA-256";
    private static final byte[] WORDS = "the lookout in the crow's nest".getBytes(StandardCharsets.US_ASCII);

    private static volatile Library library = algorithm -> Optional.empty();

    private FileDigest() {}

    /** Where a system computes digests. */
    @FunctionalInterface
    public interface Library {
        /** A new computation, by Java's name for it ({@code SHA-256}); empty where the library does not offer it. */
        Optional<MessageDigest> digest(String algorithm);
    }

    /** From now on they are computed there, where it offers them. */
    public static void by(Library offered) {
        library = offered;
    }

    /** A new computation of a digest that every Java platform has: SHA-256, SHA-1, MD5. */
    public static MessageDigest of(String algorithm) {
        return library.digest(algorithm).orElseGet(() -> ofJava(algorithm));
    }

    /** A new computation of a SHA-256. */
    public static MessageDigest sha256() {
        return of(SHA_256);
    }

    /** Whether it computes over a few words what Java does: a wrong digest would be told as a changed file. */
    public static boolean isRight(MessageDigest digest) {
        return MessageDigest.isEqual(
                digest.digest(WORDS), ofJava(digest.getAlgorithm()).digest(WORDS));
    }

    private static MessageDigest ofJava(String algorithm) {
        try {
            return MessageDigest.getInstance(algorithm);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has " + algorithm, e);
        }
    }
}
