package bzh.vigie.agent.persistence;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import bzh.vigie.agent.persistence.catalogue.Catalogue;
import bzh.vigie.agent.persistence.catalogue.Location;
import bzh.vigie.agent.persistence.catalogue.NotOnWindows;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * The catalogue of Windows is measured against a list of what persistence there is made of, which was written before it: each
 * subject has its locations or a reason, and each location a specimen.
 */
class WindowsCoverageTest {
    private static final Path SUBJECTS = Path.of("src/test/resources/windows-subjects.txt");

    private record Subject(List<String> techniques, String title, Set<String> locations, Set<String> reasons) {
        static Subject of(String line) {
            String[] parts = line.split(" \\| ", 3);
            List<String> places = List.of(parts[2].split(" ", -1));
            return new Subject(
                    List.of(parts[0].split(" ", -1)),
                    parts[1],
                    places.stream().filter(p -> !p.startsWith("!")).collect(Collectors.toCollection(TreeSet::new)),
                    places.stream()
                            .filter(p -> p.startsWith("!"))
                            .map(p -> p.substring(1))
                            .collect(Collectors.toCollection(TreeSet::new)));
        }
    }

    @Test
    void everySubjectHasLocationsOrAReasonAndEachOfThemIsOfASubject() throws IOException {
        Set<String> locations = new TreeSet<>();
        Set<String> reasons = new TreeSet<>();
        for (Subject subject : subjects()) {
            assertFalse(subject.locations().isEmpty() && subject.reasons().isEmpty(), subject.title());
            locations.addAll(subject.locations());
            reasons.addAll(subject.reasons());
        }
        assertEquals(ids(Catalogue.windows().stream().map(Location::id)), String.join("\n", locations));
        assertEquals(ids(Arrays.stream(NotOnWindows.values()).map(NotOnWindows::id)), String.join("\n", reasons));
    }

    private static String ids(Stream<String> ids) {
        return String.join("\n", ids.collect(Collectors.toCollection(TreeSet::new)));
    }

    @Test
    void everyTechniqueOfASubjectIsOneOfItsLocationsOrReasons() throws IOException {
        for (Subject subject : subjects()) {
            Set<String> told = new TreeSet<>();
            Catalogue.windows().stream()
                    .filter(location -> subject.locations().contains(location.id()))
                    .forEach(location -> told.addAll(location.techniques()));
            Arrays.stream(NotOnWindows.values())
                    .filter(reason -> subject.reasons().contains(reason.id()))
                    .forEach(reason -> told.add(reason.technique()));
            for (String technique : subject.techniques()) {
                assertTrue(
                        told.stream().anyMatch(t -> t.equals(technique) || t.startsWith(technique + ".")),
                        subject.title() + " is " + technique + ", its locations are " + told);
            }
        }
    }

    @Test
    void everyReasonIsGivenInBothLanguages() {
        for (NotOnWindows reason : NotOnWindows.values()) {
            for (Locale locale : List.of(Locale.ENGLISH, Locale.FRENCH)) {
                assertFalse(reason.title(locale).isBlank(), reason + " " + locale);
                assertFalse(reason.reason(locale).isBlank(), reason + " " + locale);
            }
            assertFalse(
                    reason.reason(Locale.ENGLISH).equals(reason.reason(Locale.FRENCH)), reason + " is not translated");
        }
    }

    @Test
    void everyLocationHasASpecimenThatIsFound() throws IOException {
        for (Location location : Catalogue.windows()) {
            Path folder = CatalogueTest.FIXTURES.resolve(location.id());
            assertTrue(
                    Files.exists(folder.resolve("registry.reg")) || Files.exists(folder.resolve("host")),
                    location.id());
            String expected = Files.readString(folder.resolve("expected.jsonl"));
            assertTrue(expected.contains("\"kind\":\"item\""), location.id() + " expects no item");
            assertTrue(expected.contains("\"location\":\"" + location.id() + "\""), location.id());
        }
    }

    private static List<Subject> subjects() throws IOException {
        return Files.readAllLines(SUBJECTS).stream()
                .map(String::strip)
                .filter(line -> !line.isEmpty() && !line.startsWith("#"))
                .map(Subject::of)
                .toList();
    }
}
