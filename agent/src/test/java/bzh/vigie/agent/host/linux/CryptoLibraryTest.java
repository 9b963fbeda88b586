package bzh.vigie.agent.host.linux;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CryptoLibraryTest {
    private static final int MANY = 200;
    private static final int LARGE = 200_000;

    private static MessageDigest ofThisSystem(String algorithm) {
        Optional<MessageDigest> found = CryptoLibrary.digest(algorithm);
        assumeTrue(found.isPresent(), "skipped: this system has no libcrypto");
        return found.orElseThrow();
    }

    @ParameterizedTest
    @ValueSource(strings = {"SHA-256", "MD5"})
    void isWhatJavaComputesHoweverTheBytesAreHandedIn(String algorithm) throws NoSuchAlgorithmException {
        MessageDigest digest = ofThisSystem(algorithm);
        MessageDigest java = MessageDigest.getInstance(algorithm);
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
            assertArrayEquals(java.digest(bytes), digest.digest());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"SHA-256", "MD5"})
    void aComputationThatIsGivenUpLeavesNothingInTheNext(String algorithm) throws NoSuchAlgorithmException {
        MessageDigest digest = ofThisSystem(algorithm);
        MessageDigest java = MessageDigest.getInstance(algorithm);
        digest.update(new byte[70_000]);
        digest.reset();
        assertArrayEquals(java.digest(), digest.digest());
        assertEquals(java.getDigestLength(), digest.getDigestLength());
    }

    @Test
    void whatItDoesNotOfferIsLeftToJava() {
        assertEquals(Optional.empty(), CryptoLibrary.digest("SHA-1"));
    }
}
