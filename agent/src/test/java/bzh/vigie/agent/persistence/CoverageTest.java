package bzh.vigie.agent.persistence;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import bzh.vigie.agent.persistence.catalogue.Catalogue;
import bzh.vigie.agent.persistence.catalogue.Location;
import bzh.vigie.agent.persistence.catalogue.NotObservable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The catalogue is measured against lists that were written before it: subjects of persistence on Linux, techniques of ATT&CK. */
class CoverageTest {
    private static final Path RESOURCES = Path.of("src/test/resources");

    private record Subject(List<String> techniques, String title, Set<String> locations) {
        static Subject of(String line) {
            String[] parts = line.split(" \\| ", 3);
            return new Subject(
                    List.of(parts[0].split(" ", -1)),
                    parts[1],
                    Arrays.stream(parts[2].split(" ", -1)).collect(Collectors.toCollection(TreeSet::new)));
        }
    }

    @Test
    void everyLocationIsOfSomeSubjectAndEverySubjectHasItsLocations() throws IOException {
        Set<String> ids = Catalogue.linux().stream().map(Location::id).collect(Collectors.toCollection(TreeSet::new));
        Set<String> named = new TreeSet<>();
        for (Subject subject : subjects()) {
            assertFalse(subject.locations().isEmpty(), subject.title());
            named.addAll(subject.locations());
        }
        assertEquals(String.join("\n", ids), String.join("\n", named));
    }

    @Test
    void everyTechniqueOfASubjectIsOneOfItsLocations() throws IOException {
        for (Subject subject : subjects()) {
            Set<String> told = new TreeSet<>();
            Catalogue.linux().stream()
                    .filter(location -> subject.locations().contains(location.id()))
                    .forEach(location -> told.addAll(location.techniques()));
            for (String technique : subject.techniques()) {
                assertTrue(
                        told.stream().anyMatch(t -> t.equals(technique) || t.startsWith(technique + ".")),
                        subject.title() + " is " + technique + ", its locations are " + told);
            }
        }
    }

    @Test
    void everyTechniqueHasALocationOrAReasonAndNotBoth() throws IOException {
        Set<String> told = PlaceText.techniques();
        Set<String> without = new TreeSet<>();
        for (String technique : lines("linux-techniques.txt")
                .flatMap(line -> Arrays.stream(line.split(" ", -1)))
                .toList()) {
            if (told.stream().noneMatch(t -> t.equals(technique) || t.startsWith(technique + "."))) {
                without.add(technique);
            }
        }
        Set<String> reasons = Arrays.stream(NotObservable.values())
                .map(NotObservable::id)
                .collect(Collectors.toCollection(TreeSet::new));
        assertTrue(reasons.containsAll(without), "without a location and a reason: " + without);
        reasons.retainAll(told);
        assertEquals(Set.of(), reasons, "with a location and a reason why there is none");
    }

    private static List<Subject> subjects() throws IOException {
        return lines("linux-subjects.txt").map(Subject::of).toList();
    }

    private static Stream<String> lines(String name) throws IOException {
        return Files.readAllLines(RESOURCES.resolve(name)).stream()
                .map(String::strip)
                .filter(line -> !line.isEmpty() && !line.startsWith("#"));
    }
}
