package bzh.vigie.collector.fuzz;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.util.List;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every reader of the collector takes its seeds and what little changes make of them; Jazzer's hours are {@code bench/fuzz.sh}'s. */
final class FuzzTest {
    private static final int INPUTS = 500;

    static List<String> names() {
        return Fuzz.TARGETS.stream().map(Fuzz.Target::name).toList();
    }

    @ParameterizedTest
    @MethodSource("names")
    void nothingIsThrown(String name) throws Exception {
        Fuzz.Target target = Fuzz.TARGETS.stream()
                .filter(each -> each.name().equals(name))
                .findFirst()
                .orElseThrow();
        List<byte[]> seeds = target.seeds().all();
        assertFalse(seeds.isEmpty());
        for (byte[] seed : seeds) {
            target.reader().read(seed);
        }
        Random random = new Random(20261126);
        int inputs = 0;
        for (; inputs < INPUTS; inputs++) {
            byte[] bytes = seeds.get(inputs % seeds.size()).clone();
            for (int j = random.nextInt(5); j >= 0 && bytes.length > 1; j--) {
                int at = 1 + random.nextInt(bytes.length - 1);
                bytes[at] =
                        random.nextBoolean() ? bytes[1 + random.nextInt(bytes.length - 1)] : (byte) random.nextInt(256);
            }
            target.reader().read(bytes);
        }
        assertEquals(INPUTS, inputs);
    }
}
