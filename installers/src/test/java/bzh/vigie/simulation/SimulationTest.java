package bzh.vigie.simulation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import bzh.vigie.collector.conclusion.Conclusion.Word;
import bzh.vigie.collector.detect.returns.Mutations.Wanted;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A small simulation, as {@code bench/ninety-days.sh} plays a large one: no conclusion is too good, and what comes back is told. */
final class SimulationTest {
    @TempDir
    Path folder;

    @Test
    void noConclusionIsTooGoodAndWhatComesBackAsItWasIsTold() throws Exception {
        try (Story story = new Story(Plan.small(7), folder)) {
            story.tell();
            String table = new Table(story, true).text();
            for (Story.Case each : story.cases) {
                assertTrue(each.days().size() >= 5, table);
                assertEquals(
                        List.of(),
                        each.days().stream().filter(Story.Day::isTooGood).toList(),
                        table);
                assertEquals(
                        Word.RECURRENCE_OBSERVED, each.days().getLast().said().word(), table);
            }
            assertTrue(story.truth.returns.size() >= 8, table);
            assertEquals(
                    List.of(),
                    story.truth.returns.stream()
                            .filter(each -> each.mutation.wanted() == Wanted.RETURN && each.told != Truth.Told.RETURN)
                            .toList(),
                    table);
            assertEquals(List.of(), story.analyst.falseReturns(), table);
        }
    }
}
