package bzh.vigie.installers;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import bzh.vigie.event.Sha256;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Checksums by which Maven refuses an artifact that a repository serves otherwise: each library that is shipped has one. */
final class PinnedArtifactsTest {
    private static final Path LIST = Path.of("../.mvn/checksums/checksums.sha256");

    @Test
    void eachLibraryThatIsShippedIsPinned() throws IOException {
        Map<String, String> pinned = new HashMap<>();
        for (String line : Files.readAllLines(LIST)) {
            String[] parts = line.split(" {2}", 2);
            pinned.put(parts[1].substring(parts[1].lastIndexOf('/') + 1), parts[0]);
        }
        List<String> others = new ArrayList<>();
        int seen = 0;
        for (String module : List.of("agent", "collector")) {
            try (Stream<Path> libraries = Files.list(Path.of("..", module, "target/lib"))) {
                for (Path each : libraries.toList()) {
                    String name = each.getFileName().toString();
                    if (name.startsWith("vigie-")) {
                        continue;
                    }
                    seen++;
                    if (!Sha256.over(Files.readAllBytes(each)).hex().equals(pinned.get(name))) {
                        others.add(name);
                    }
                }
            }
        }
        assertTrue(seen > 20, seen + " libraries");
        assertEquals(List.of(), others, "CONTRIBUTING.md says how they are pinned");
    }
}
