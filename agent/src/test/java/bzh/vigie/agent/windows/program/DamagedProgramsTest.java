package bzh.vigie.agent.windows.program;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import bzh.vigie.agent.host.Bytes;
import bzh.vigie.event.Item.Signature;
import bzh.vigie.event.Sha256;
import java.io.IOException;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Whatever a file holds, it is told of in bounded time, and no damage to what was signed goes unnoticed. */
final class DamagedProgramsTest {
    private static final List<String> SEEDS =
            List.of("valid.exe", "stamped.exe", "counter-signed.exe", "nested.exe", "page-hashes.exe", "unsigned.exe");

    private final Programs programs = new Programs(Catalogues.NONE, Specimens.pins(), Specimens.CLOCK);

    @Test
    void damageIsNeverValid() {
        assertTimeoutPreemptively(Duration.ofMinutes(10), () -> {
            Random random = new Random(11);
            int valid = 0;
            for (int i = 0; i < 6_000; i++) {
                byte[] seed = Specimens.read(SEEDS.get(i % SEEDS.size()));
                byte[] changed = Mutations.of(seed, random);
                ProgramFacts facts = programs.facts(Bytes.of(changed));
                if (facts.signing().verdict() == Signature.VALID) {
                    assertEquals(image(seed), facts.authentihash(), "mutation " + i);
                    valid++;
                }
            }
            // Some damage hits what no signature covers.
            assertTrue(valid < 3_000, valid + " are valid");
        });
    }

    @Test
    void cutOffAnywhereNothingThrows() throws IOException {
        byte[] seed = Specimens.read("stamped.exe");
        for (int length = 0; length < seed.length; length += length < 1_024 ? 1 : 37) {
            ProgramFacts facts = programs.facts(Bytes.of(Arrays.copyOf(seed, length)));
            assertTrue(facts.signing().verdict() != Signature.VALID, "at " + length);
        }
    }

    @Test
    void randomBytesBehindTheHeadersAreRead() {
        assertTimeoutPreemptively(Duration.ofMinutes(10), () -> {
            Random random = new Random(5);
            byte[] seed = Specimens.read("valid.exe");
            for (int i = 0; i < 1_500; i++) {
                byte[] changed = seed.clone();
                byte[] rubbish = new byte[random.nextInt(4_000)];
                random.nextBytes(rubbish);
                int at = 0x40 + random.nextInt(changed.length - 0x40);
                System.arraycopy(rubbish, 0, changed, at, Math.min(rubbish.length, changed.length - at));
                ProgramFacts facts = programs.facts(Bytes.of(changed));
                if (facts.signing().verdict() == Signature.VALID) {
                    assertEquals(image(seed), facts.authentihash(), "round " + i);
                }
            }
        });
    }

    private Optional<Sha256> image(byte[] seed) throws IOException {
        return programs.facts(Bytes.of(seed)).authentihash();
    }
}
