package bzh.vigie.collector.intel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import bzh.vigie.collector.fuzz.Fuzzing;
import bzh.vigie.collector.intel.stix.StixPattern;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.Test;

/**
 * The readers of indicators under what Jazzer calls: seeds and what little changes make of them each time, Jazzer itself where minutes are asked
 * for ({@code bench/fuzz.sh intel}), since its start costs more than the runs that CI has room for.
 */
final class IntelFuzzTest {
    private static final int LONGEST = 4_096;

    @Test
    void everySeedReachesWhatItIsFor() throws Exception {
        for (String seed : IntelFuzz.SEEDS) {
            if (seed.charAt(0) == IntelFuzz.PATTERN) {
                assertTrue(StixPattern.parse(seed.substring(1)).paths().size() > 0, seed);
            } else {
                byte[] bytes = seed.substring(1).getBytes(StandardCharsets.UTF_8);
                Imported imported =
                        IndicatorFile.read(() -> new ByteArrayInputStream(bytes), ImportOptions.of("fuzz", Tlp.AMBER));
                assertTrue(imported.broken().isEmpty() && imported.accepted().size() >= 2, () -> seed + imported);
            }
        }
    }

    @Test
    void nothingIsThrown() throws Exception {
        if (Fuzzing.minutes() > 0) {
            Fuzzing.run(IntelFuzz.class, Path.of("target/fuzz"), LONGEST, 0, IntelFuzz::writeSeeds);
            return;
        }
        Random random = new Random(20261126);
        int inputs = 0;
        for (int i = 0; i < 1_500; i++) {
            byte[] bytes = IntelFuzz.SEEDS.get(i % IntelFuzz.SEEDS.size()).getBytes(StandardCharsets.UTF_8);
            for (int j = random.nextInt(5); j >= 0; j--) {
                int at = 1 + random.nextInt(bytes.length - 1);
                bytes[at] =
                        random.nextBoolean() ? bytes[1 + random.nextInt(bytes.length - 1)] : (byte) random.nextInt(256);
            }
            IntelFuzz.fuzzerTestOneInput(bytes);
            inputs++;
        }
        assertEquals(1_500, inputs);
    }
}
