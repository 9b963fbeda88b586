package bzh.vigie.agent.persistence;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import bzh.vigie.agent.host.Machine;
import bzh.vigie.agent.host.offline.MountedLinux;
import bzh.vigie.agent.persistence.catalogue.Catalogue;
import bzh.vigie.agent.persistence.catalogue.Location;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * Invariant 10: each catalogue entry has a planted specimen that must be found. A folder {@code persistence/ID} holds the tree
 * of a host ({@code host}), links to make in it ({@code links}, lines of {@code path -> target}), modes to give ({@code modes},
 * lines of {@code path mode}; only the superuser's files have the owner that is expected) and what the scan of that tree
 * says of the location ({@code expected.jsonl}). A mismatch writes what was found beside the compiled tests.
 */
class CatalogueTest {
    static final Path FIXTURES = Path.of("src/test/resources/persistence");
    private static final Path FOUND = Path.of("target/persistence-found");

    /** What the checkout decides: times and owners of the files. */
    private static final Set<String> OF_THE_CHECKOUT = Set.of("modified", "replaceable_by");

    @TestFactory
    Stream<DynamicTest> everyLocationFindsItsSpecimen() {
        return Catalogue.linux().stream()
                .map(location -> DynamicTest.dynamicTest(location.id(), () -> {
                    Path folder = FIXTURES.resolve(location.id());
                    assertTrue(Files.isDirectory(folder), "no specimen: make " + folder + "/host and expected.jsonl");
                    assumeTrue(
                            !Files.exists(folder.resolve("modes"))
                                    || Files.getAttribute(Path.of("/proc/self"), "unix:uid")
                                            .equals(0),
                            "files of the superuser are needed");
                    List<String> found = scan(folder, location.id());
                    assertAsExpected(found, folder, FOUND.resolve(location.id() + ".jsonl"));
                }));
    }

    /** That this was found which the folder expects, and an item among it; otherwise what was found is written to a file. */
    static void assertAsExpected(List<String> found, Path folder, Path actual) throws IOException {
        Path expected = folder.resolve("expected.jsonl");
        List<String> wanted = Files.exists(expected) ? Files.readAllLines(expected) : List.of();
        if (!found.equals(wanted)) {
            Files.createDirectories(FOUND);
            Files.write(actual, found);
            assertEquals(
                    String.join("\n", wanted),
                    String.join("\n", found),
                    "what was found is in agent/" + actual + ": read the difference, then copy it to " + expected);
        }
        assertTrue(found.stream().anyMatch(line -> line.contains("\"kind\":\"item\"")), "nothing was found");
    }

    @Test
    void everyFolderBelongsToALocation() throws IOException {
        Set<String> ids = new TreeSet<>();
        Catalogue.linux().forEach(location -> ids.add(location.id()));
        Catalogue.windows().forEach(location -> ids.add(location.id()));
        try (Stream<Path> folders = Files.list(FIXTURES)) {
            assertEquals(
                    ids, folders.map(f -> f.getFileName().toString()).collect(Collectors.toCollection(TreeSet::new)));
        }
    }

    @Test
    void idsAreUniqueAndTechniquesWellFormed() {
        Set<String> ids = new HashSet<>();
        for (Location location : Catalogue.linux()) {
            assertTrue(ids.add(location.id()), location.id());
            assertTrue(location.id().matches("linux(\\.[a-z-]+)+"), location.id());
            location.techniques().forEach(t -> assertTrue(t.matches("T\\d{4}(\\.\\d{3})?"), t));
        }
    }

    /** The collector takes no other. */
    @Test
    void idsAreOfTheFormThatGoesOverTheWire() {
        Stream.of(Catalogue.linux(), Catalogue.windows(), Catalogue.directory())
                .flatMap(List::stream)
                .forEach(location -> assertTrue(location.id().matches("[a-z0-9.-]{1,128}"), location.id()));
    }

    private static List<String> scan(Path folder, String location) throws IOException {
        Path root = Files.createTempDirectory("specimen");
        try {
            Trees.copy(folder.resolve("host"), root);
            Path links = folder.resolve("links");
            if (Files.exists(links)) {
                Trees.link(root, Files.readAllLines(links));
            }
            Path modes = folder.resolve("modes");
            if (Files.exists(modes)) {
                Trees.modes(root, Files.readAllLines(modes));
            }
            try (Machine machine = MountedLinux.open(root).ifFound().orElseThrow()) {
                ByteArrayOutputStream out = new ByteArrayOutputStream();
                try (ScanLines lines = new ScanLines(out, OF_THE_CHECKOUT)) {
                    Scan.of(machine, Trees.CLOCK, lines);
                }
                return out.toString(StandardCharsets.UTF_8)
                        .lines()
                        .filter(line -> line.contains("\"location\":\"" + location + "\""))
                        .toList();
            }
        } finally {
            Trees.delete(root);
        }
    }
}
