package bzh.vigie.collector.evtx;

import bzh.vigie.collector.fuzz.Fuzzing;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** The reader of event logs under Jazzer ({@code bench/fuzz.sh --hours 1 evtx}). */
final class EvtxFuzzTest {
    private static final int RUNS = 2_000;
    private static final Path CORPORA = Path.of(System.getProperty("vigie.corpora", "../shared/corpora"));

    @Test
    void nothingIsThrown() throws Exception {
        Fuzzing.run(EvtxFuzz.class, Path.of("target/fuzz"), Chunk.SIZE + 1, RUNS, EvtxFuzz.seeds(CORPORA));
    }
}
