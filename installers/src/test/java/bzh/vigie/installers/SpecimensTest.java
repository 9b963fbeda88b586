package bzh.vigie.installers;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/**
 * Each specimen, planted by real programs in a Debian system, is found where it is, called by its technique and judged as gravely
 * as it should be by what comes with the program. All are planted in one system; each is told from the others by its source or
 * target. Those that are missed are listed in {@code specimens-missed.txt}; one missed that is not there fails, and one found that
 * is there has to leave the list.
 */
@ExtendWith(DebianSystems.OfTheRun.class)
final class SpecimensTest {
    @Test
    void everySpecimenIsFoundNamedAndJudged(DebianSystems systems, @TempDir Path folder)
            throws IOException, InterruptedException {
        List<Specimen> specimens = Specimen.all();
        Path before = folder.resolve("before.jsonl");
        Path after = folder.resolve("after.jsonl");
        List<String> missed = new ArrayList<>();
        try (DebianRoot root = systems.servers().root().on()) {
            root.run(Specimen.host()).orFail("host.sh");
            root.scan(before);
            for (Specimen each : specimens) {
                Commands.Outcome planted = root.run(each.script());
                if (planted.code() != 0) {
                    missed.add(each.name() + " could not be planted: " + planted.said());
                }
            }
            root.scan(after);
        }
        List<Alert> alerts = Alert.detect(folder.resolve("alerts.jsonl"), before, after);
        for (Specimen each : specimens) {
            if (alerts.stream().noneMatch(each::isAlerted)) {
                missed.add(each.name() + " (" + each.technique() + " " + each.location() + " " + each.severity() + "): "
                        + alerts.stream()
                                .filter(each::names)
                                .map(a -> a.rule() + " " + a.severity() + " " + a.techniques())
                                .collect(Collectors.joining(", ", "said was [", "]")));
            }
        }
        String score = (specimens.size() - missed.size()) + " of " + specimens.size() + " specimens";
        Path kept = Files.createDirectories(Path.of("target/specimens"));
        for (String name : List.of("before.jsonl", "after.jsonl", "alerts.jsonl")) {
            Files.copy(folder.resolve(name), kept.resolve(name), StandardCopyOption.REPLACE_EXISTING);
        }
        Files.writeString(kept.resolve("score.txt"), score + "\n" + String.join("\n", missed) + "\n");
        assertEquals(
                Files.readAllLines(Path.of("src/test/specimens-missed.txt")),
                missed.stream()
                        .map(m -> m.substring(0, m.indexOf(' ')))
                        .sorted()
                        .toList(),
                score + "; what was found and said is in installers/target/specimens/score.txt");
    }

    @Test
    void everySpecimenIsToldFromTheOthers() throws IOException {
        List<Specimen> specimens = Specimen.all();
        assertAll(specimens.stream().map(each -> () -> {
            assertFalse(each.source().isEmpty() && each.target().isEmpty(), each.name());
            assertTrue(List.of("medium", "high", "critical").contains(each.severity()), each.name());
            assertEquals(
                    1,
                    specimens.stream()
                            .filter(other -> other.location().equals(each.location())
                                    && other.source().equals(each.source())
                                    && other.target().equals(each.target())
                                    && other.item().equals(each.item()))
                            .count(),
                    each.name());
        }));
    }
}
