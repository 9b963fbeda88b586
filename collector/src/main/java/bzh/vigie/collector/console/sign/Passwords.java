package bzh.vigie.collector.console.sign;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.text.Normalizer;
import java.util.Base64;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.bouncycastle.crypto.generators.Argon2BytesGenerator;
import org.bouncycastle.crypto.params.Argon2Parameters;

/**
 * Passwords, hashed by Argon2id (RFC 9106). A hash is a PHC string, {@code $argon2id$v=19$m=19456,t=2,p=1$salt$hash}, so that
 * stronger parameters can come later. Two are worked out at a time, so that who asks for many takes neither memory nor
 * processors away; who has waited two seconds is sent away. Thread-safe.
 */
public final class Passwords {
    /** Least and most characters of a password. */
    public static final int LEAST = 12;

    public static final int MOST = 200;

    private static final Pattern PHC = Pattern.compile(
            "\\$argon2id\\$v=19\\$m=(\\d{1,7}),t=(\\d{1,2}),p=(\\d{1,2})\\$([A-Za-z0-9+/]{11,64})\\$([A-Za-z0-9+/]{22,86})");
    private static final int HASH_BYTES = 32;

    private final SecureRandom random;
    private final int memory;
    private final int passes;
    private final Semaphore turns = new Semaphore(2, true);

    /** Too many passwords are being worked out. */
    public static final class BusyException extends IOException {
        private static final long serialVersionUID = 1L;

        BusyException() {
            super("too many passwords at a time");
        }
    }

    /** 19 MiB and two passes, as OWASP's cheat sheet on storing passwords advises. */
    public Passwords(SecureRandom random) {
        this(random, 19_456, 2);
    }

    Passwords(SecureRandom random, int memory, int passes) {
        this.random = random;
        this.memory = memory;
        this.passes = passes;
    }

    /** What is wrong about a new password, as a key of words; empty where nothing is. */
    public static Optional<String> wrong(String password, String name) {
        if (password.length() < LEAST) {
            return Optional.of("wrong.password-short");
        }
        if (password.length() > MOST) {
            return Optional.of("wrong.long");
        }
        boolean same =
                password.equalsIgnoreCase(name) || password.chars().distinct().count() < 5;
        return same ? Optional.of("wrong.password-easy") : Optional.empty();
    }

    /** A hash of it, with a salt of its own. */
    public String hash(String password) throws InterruptedException, BusyException {
        byte[] salt = new byte[16];
        random.nextBytes(salt);
        byte[] hash = argon2(password, salt, memory, passes, 1, HASH_BYTES);
        Base64.Encoder base64 = Base64.getEncoder().withoutPadding();
        return "$argon2id$v=19$m=" + memory + ",t=" + passes + ",p=1$" + base64.encodeToString(salt) + "$"
                + base64.encodeToString(hash);
    }

    /** Whether it is the password of this hash. Without a hash it takes as long and is not. */
    public boolean matches(String password, Optional<String> phc) throws InterruptedException, BusyException {
        Matcher parts = PHC.matcher(phc.orElse(""));
        if (!parts.matches()) {
            argon2(password, new byte[16], memory, passes, 1, HASH_BYTES);
            return false;
        }
        byte[] salt = Base64.getDecoder().decode(parts.group(4));
        byte[] expected = Base64.getDecoder().decode(parts.group(5));
        byte[] hash = argon2(
                password,
                salt,
                Integer.parseInt(parts.group(1)),
                Integer.parseInt(parts.group(2)),
                Integer.parseInt(parts.group(3)),
                expected.length);
        return MessageDigest.isEqual(expected, hash);
    }

    private byte[] argon2(String password, byte[] salt, int memory, int passes, int lanes, int bytes)
            throws InterruptedException, BusyException {
        if (!turns.tryAcquire(2, TimeUnit.SECONDS)) {
            throw new BusyException();
        }
        try {
            Argon2BytesGenerator generator = new Argon2BytesGenerator();
            generator.init(new Argon2Parameters.Builder(Argon2Parameters.ARGON2_id)
                    .withVersion(Argon2Parameters.ARGON2_VERSION_13)
                    .withMemoryAsKB(memory)
                    .withIterations(passes)
                    .withParallelism(lanes)
                    .withSalt(salt)
                    .build());
            byte[] hash = new byte[bytes];
            // One form, however the keyboard composes accents.
            generator.generateBytes(
                    Normalizer.normalize(password, Normalizer.Form.NFKC).getBytes(StandardCharsets.UTF_8), hash);
            return hash;
        } finally {
            turns.release();
        }
    }
}
