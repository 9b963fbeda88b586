package bzh.vigie.agent.persistence;

import static org.junit.jupiter.api.Assertions.assertTrue;

import bzh.vigie.agent.host.Machine;
import bzh.vigie.agent.host.Reading;
import bzh.vigie.agent.host.offline.MountedWindows;
import bzh.vigie.agent.persistence.catalogue.Catalogue;
import bzh.vigie.agent.persistence.catalogue.Location;
import bzh.vigie.agent.windows.regf.RegText;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * Invariant 10 on Windows: a folder {@code persistence/ID} holds what is set in the registry ({@code registry.reg}), of which real
 * hives are made, files of the system drive ({@code host}), and what the scan says of the location ({@code expected.jsonl}); of what
 * only a running Windows says, also what that is ({@code told.txt}, {@link ToldLists}).
 */
class WindowsCatalogueTest {
    private static final Path FOUND = Path.of("target/persistence-found");

    /** Of files only, what the checkout decides. */
    private static final Set<String> OF_THE_CHECKOUT = Set.of("modified");

    @TestFactory
    Stream<DynamicTest> everyLocationFindsItsSpecimen() {
        return Catalogue.windows().stream()
                .map(location -> DynamicTest.dynamicTest(location.id(), () -> {
                    Path folder = CatalogueTest.FIXTURES.resolve(location.id());
                    assertTrue(Files.isDirectory(folder), "no specimen: make " + folder + "/registry.reg or host");
                    List<String> found = scan(folder, location.id());
                    CatalogueTest.assertAsExpected(found, folder, FOUND.resolve(location.id() + ".jsonl"));
                }));
    }

    @Test
    void idsAreUniqueAndTechniquesWellFormed() {
        Set<String> ids = new HashSet<>();
        for (Location location : Catalogue.windows()) {
            assertTrue(ids.add(location.id()), location.id());
            assertTrue(location.id().matches("windows(\\.[a-z0-9-]+)+"), location.id());
            location.techniques().forEach(t -> assertTrue(t.matches("T\\d{4}(\\.\\d{3})?"), t));
        }
    }

    private static List<String> scan(Path folder, String location) throws IOException {
        Path root = Files.createTempDirectory("specimen");
        try {
            Path reg = folder.resolve("registry.reg");
            WindowsTree.make(root, Files.exists(reg) ? RegText.decoded(Files.readAllBytes(reg)) : "");
            Path host = folder.resolve("host");
            if (Files.exists(host)) {
                Trees.copy(host, root);
            }
            try (Machine disk = MountedWindows.open(root).ifFound().orElseThrow()) {
                Path told = folder.resolve("told.txt");
                Machine machine =
                        Files.exists(told) ? disk.telling(Reading.found(ToldLists.of(Files.readString(told)))) : disk;
                ByteArrayOutputStream out = new ByteArrayOutputStream();
                try (ScanLines lines = new ScanLines(out, OF_THE_CHECKOUT)) {
                    Scan.of(machine, Trees.CLOCK, location::equals, lines);
                }
                return out.toString(StandardCharsets.UTF_8).lines().toList();
            }
        } finally {
            Trees.delete(root);
        }
    }
}
