package bzh.vigie.collector.console.sign;

import bzh.vigie.collector.identity.Sealing;
import bzh.vigie.collector.store.People.Person;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.Locale;
import java.util.OptionalLong;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * The second factor: codes of six digits that change every 30 seconds (RFC 6238 with HMAC-SHA-1, which every application for
 * it knows). One step before and after is taken too. Pure.
 */
final class Totp {
    private static final int KEY_BYTES = 20;
    private static final long STEP_SECONDS = 30;
    private static final String BASE32 = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

    private Totp() {}

    /** A new key. */
    static byte[] key(SecureRandom random) {
        byte[] key = new byte[KEY_BYTES];
        random.nextBytes(key);
        return key;
    }

    /** A key as it lies in the store: sealed for this person. */
    static byte[] sealed(Sealing sealing, byte[] key, Person person) {
        return sealing.seal(key, purpose(person));
    }

    /** The time step of this code by a sealed key of this person; empty where it is none of now, or the key cannot be opened. */
    static OptionalLong step(Sealing sealing, byte[] sealed, Person person, String code, Instant now) {
        return sealing.open(sealed, purpose(person))
                .map(key -> step(key, code, now))
                .orElse(OptionalLong.empty());
    }

    private static String purpose(Person person) {
        return "totp " + person.key();
    }

    /** The time step of this code; empty where it is none of now. */
    static OptionalLong step(byte[] key, String code, Instant now) {
        String digits = code.replace(" ", "");
        long current = Math.floorDiv(now.getEpochSecond(), STEP_SECONDS);
        for (long step = current - 1; step <= current + 1; step++) {
            if (MessageDigest.isEqual(
                    code(key, step).getBytes(StandardCharsets.UTF_8), digits.getBytes(StandardCharsets.UTF_8))) {
                return OptionalLong.of(step);
            }
        }
        return OptionalLong.empty();
    }

    /** The code of now. */
    static String code(byte[] key, Instant now) {
        return code(key, Math.floorDiv(now.getEpochSecond(), STEP_SECONDS));
    }

    private static String code(byte[] key, long step) {
        try {
            Mac mac = Mac.getInstance("HmacSHA1");
            mac.init(new SecretKeySpec(key, "HmacSHA1"));
            byte[] hash = mac.doFinal(ByteBuffer.allocate(8).putLong(step).array());
            // RFC 4226, 5.3: four bytes at the place that the last half byte names.
            int bits = ByteBuffer.wrap(hash).getInt(hash[hash.length - 1] & 0xf) & 0x7fffffff;
            return String.format(Locale.ROOT, "%06d", bits % 1_000_000);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java has HmacSHA1", e);
        }
    }

    /** The key as people type it: RFC 4648 base 32. */
    static String base32(byte[] key) {
        StringBuilder text = new StringBuilder();
        int bits = 0;
        int held = 0;
        for (byte each : key) {
            held = (held << 8) | (each & 0xff);
            bits += 8;
            while (bits >= 5) {
                text.append(BASE32.charAt((held >> (bits - 5)) & 31));
                bits -= 5;
            }
            held &= (1 << bits) - 1;
        }
        if (bits > 0) {
            text.append(BASE32.charAt((held << (5 - bits)) & 31));
        }
        return text.toString();
    }
}
