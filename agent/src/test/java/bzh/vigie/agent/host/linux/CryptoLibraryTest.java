package bzh.vigie.agent.host.linux;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import bzh.vigie.event.Sha256;
import java.security.MessageDigest;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

class CryptoLibraryTest {
    private static final int MANY = 200;
    private static final int LARGE = 200_000;

    private final MessageDigest digest = ofThisSystem();

    private static MessageDigest ofThisSystem() {
        Optional<MessageDigest> found = CryptoLibrary.digest("SHA-256");
        assumeTrue(found.isPresent(), "skipped: this system has no libcrypto");
        return found.orElseThrow();
    }

    @Test
    void isWhatJavaComputesHoweverTheBytesAreHandedIn() {
        Random random = new Random(11);
        for (int i = 0; i < MANY; i++) {
            byte[] bytes = new byte[random.nextInt(i % 10 == 0 ? LARGE : 300)];
            random.nextBytes(bytes);
            int from = random.nextInt(bytes.length + 1);
            int count = random.nextInt(bytes.length - from + 1);
            digest.update(bytes, 0, from);
            digest.update(bytes, from, count);
            for (int at = from + count; at < bytes.length && at < from + count + 5; at++) {
                digest.update(bytes[at]);
            }
            int rest = Math.min(bytes.length, from + count + 5);
            digest.update(bytes, rest, bytes.length - rest);
            assertEquals(Sha256.over(bytes), Sha256.of(digest.digest()));
        }
    }

    @Test
    void aComputationThatIsGivenUpLeavesNothingInTheNext() {
        digest.update(new byte[70_000]);
        digest.reset();
        assertArrayEquals(Sha256.digest().digest(), digest.digest());
        assertEquals(32, digest.getDigestLength());
    }

    @Test
    void whatItDoesNotOfferIsLeftToJava() {
        assertEquals(Optional.empty(), CryptoLibrary.digest("MD5"));
    }
}
