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
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/**
 * Each specimen, planted by real programs in a Debian system with the packages of servers, is found where it is, called by its
 * technique and judged as gravely as it should be by what comes with the program. All are planted in one system; each is told
 * from the others by its source, target or name. By which rule and how gravely each is judged stands in {@code specimens.txt};
 * a judgement that changes shows there, and what was judged now is written beside it.
 */
@ExtendWith(DebianSystems.OfTheRun.class)
@Order(0)
final class SpecimensTest {
    private static final Path JUDGED = Path.of("src/test/resources/specimens.txt");
    private static final String HEAD = "# specimen | technique | location | least that is right | judged | rule";

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
        List<String> judged = new ArrayList<>(List.of(HEAD));
        for (Specimen each : specimens) {
            List<Alert> about = alerts.stream().filter(each::names).toList();
            Optional<Alert> gravest = about.stream().filter(each::isAlerted).max(Comparator.naturalOrder());
            gravest.ifPresent(alert -> judged.add(String.join(
                    " | ",
                    each.name(),
                    each.technique(),
                    each.location(),
                    each.severity(),
                    alert.severity(),
                    alert.rule())));
            if (gravest.isEmpty()) {
                missed.add(each.name() + " (" + each.technique() + " " + each.location() + " " + each.severity() + "): "
                        + about.stream()
                                .map(a -> a.rule() + " " + a.severity() + " " + a.techniques())
                                .collect(Collectors.joining(", ", "said was [", "]")));
            }
        }
        Path kept = Files.createDirectories(Path.of("target/specimens"));
        for (String name : List.of("before.jsonl", "after.jsonl", "alerts.jsonl")) {
            Files.copy(folder.resolve(name), kept.resolve(name), StandardCopyOption.REPLACE_EXISTING);
        }
        Path now = Files.write(kept.resolve(JUDGED.getFileName()), judged);
        assertEquals(List.of(), missed, "what was found is in " + kept);
        assertEquals(Files.readString(JUDGED), Files.readString(now), "read the difference, then copy " + now);
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
