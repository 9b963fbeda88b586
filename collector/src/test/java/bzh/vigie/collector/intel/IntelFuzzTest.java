package bzh.vigie.collector.intel;

import static org.junit.jupiter.api.Assertions.assertTrue;

import bzh.vigie.collector.intel.stix.StixPattern;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

/** The seeds of the readers of indicators ({@code bench/fuzz.sh --hours 1 intel}). */
final class IntelFuzzTest {
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
}
