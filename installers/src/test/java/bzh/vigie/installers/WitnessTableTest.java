package bzh.vigie.installers;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Table of docs/testing.md: each format has who vouches for it, and the test that asks exists. */
final class WitnessTableTest {
    private static final Path TOP = Path.of("..");
    private static final Pattern TEST = Pattern.compile("`([A-Z][A-Za-z0-9]*Test)`");

    private static List<String> rows() throws IOException {
        return Files.readAllLines(TOP.resolve("docs/testing.md")).stream()
                .filter(line -> line.startsWith("| ") && !line.matches("\\| (format|interface|protocol) \\|.*"))
                .toList();
    }

    private static Set<String> tests() throws IOException {
        Set<String> names = new TreeSet<>();
        for (String module : List.of("proto", "agent", "collector", "installers")) {
            try (Stream<Path> files = Files.walk(TOP.resolve(module + "/src/test/java"))) {
                names.addAll(files.map(file -> file.getFileName().toString())
                        .filter(name -> name.endsWith("Test.java"))
                        .map(name -> name.substring(0, name.length() - ".java".length()))
                        .collect(Collectors.toSet()));
            }
        }
        return names;
    }

    @Test
    void eachTestThatIsNamedExists() throws IOException {
        Set<String> named = rows().stream()
                .flatMap(row -> TEST.matcher(row).results().map(found -> found.group(1)))
                .collect(Collectors.toCollection(TreeSet::new));
        assertTrue(named.size() > 30, named::toString);
        named.removeAll(tests());
        assertEquals(Set.of(), named);
    }

    @Test
    void eachRowSaysWhoVouchesAndWhoAsks() throws IOException {
        List<String> incomplete = rows().stream()
                .filter(row -> row.split(" *\\| *", -1).length != 5
                        || row.contains("|  |")
                        || !TEST.matcher(row).find()
                        || (row.contains("| none") && !row.contains("| none:")))
                .toList();
        assertEquals(List.of(), incomplete);
        assertTrue(rows().size() > 40);
    }
}
