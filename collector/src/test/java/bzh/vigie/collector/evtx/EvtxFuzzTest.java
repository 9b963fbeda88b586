package bzh.vigie.collector.evtx;

import bzh.vigie.collector.fuzz.Fuzzing;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** The reader of event logs under Jazzer ({@code bench/fuzz.sh evtx}). */
final class EvtxFuzzTest {
    private static final int RUNS = 6_000;

    @Test
    void nothingIsThrown() throws Exception {
        Fuzzing.run(EvtxFuzz.class, Path.of("target/fuzz"), Chunk.SIZE + 1, RUNS, EvtxFuzz::writeSeeds);
    }
}
