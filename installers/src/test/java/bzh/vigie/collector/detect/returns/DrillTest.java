package bzh.vigie.collector.detect.returns;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import bzh.vigie.collector.detect.returns.DrillScore.Word;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Things of attacks that public reports tell of come back otherwise than they were marked, and town halls change what town halls change.
 * The score stands in {@code docs/drill.md}: whoever makes it better or worse writes it there.
 */
final class DrillTest {
    private static final Path DRILL = Path.of("src/test/resources/drill");
    private static final Path PUBLISHED = Path.of("../docs/drill.md");
    private static final String BEGIN = "<!-- score -->\n\n";

    @Test
    void theScoreIsThePublishedOne(@TempDir Path folder) throws IOException, InterruptedException {
        DrillScore score = new DrillScore(DRILL, folder);
        Files.writeString(Path.of("target/drill-score.md"), score.table());
        Files.write(Path.of("target/drill-false.txt"), score.falsely());
        assertEquals(List.of(), score.untold(), "no agent tells of it");
        assertEquals(List.of(), score.unchanged(), "nothing changed");
        int returns = score.returns(Word.values());
        int changes = score.ordinary(Word.values());
        assertTrue(score.mechanisms() >= 40 && returns >= 200 && changes >= 500, "too small a drill");
        assertEquals(0, score.ordinary(Word.CERTAIN), "falsely certain");
        assertTrue(score.ordinary(Word.LIKELY) * 100 <= changes, "falsely likely");
        String published = Files.readString(PUBLISHED);
        assertEquals(
                published.substring(published.indexOf(BEGIN) + BEGIN.length()),
                score.table(),
                "target/drill-score.md has the new score, target/drill-false.txt what is told falsely");
    }
}
