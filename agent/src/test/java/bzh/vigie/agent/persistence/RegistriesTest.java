package bzh.vigie.agent.persistence;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import bzh.vigie.agent.host.HostPath;
import bzh.vigie.agent.host.Machine;
import bzh.vigie.agent.host.Reading;
import bzh.vigie.agent.host.Registry.Profile;
import bzh.vigie.agent.host.Registry.State;
import bzh.vigie.agent.host.offline.MountedWindows;
import bzh.vigie.agent.windows.regf.RegKey;
import bzh.vigie.agent.windows.regf.RegText;
import bzh.vigie.event.Item;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Contract: one registry gives the same items, with the same keys and fingerprints, whichever implementation of
 * {@link bzh.vigie.agent.host.Registry} reads it (DESIGN.md 5.8): from hives, and as keys that are asked for one by one, as a running Windows gives
 * them. What is in it is all that the specimens set.
 */
class RegistriesTest {
    @TempDir
    Path folder;

    @Test
    void hivesAndKeysGiveTheSameItems() throws IOException {
        String all = specimens();
        WindowsTree.make(folder, all);
        RegKey keys = RegText.parse(WindowsTree.ALWAYS);
        RegText.apply(all, keys);
        Profile agent = new Profile(
                WindowsTree.SID, "agent", Optional.of(HostPath.of("/C:/Users/agent")), Reading.found(State.LOADED));
        try (Machine hives = MountedWindows.open(folder).ifFound().orElseThrow();
                Machine live = new Machine(
                        hives.files(),
                        hives.accounts(),
                        hives.packages(),
                        Reading.absent(),
                        Reading.absent(),
                        Reading.found(new MemoryRegistry(keys, agent)),
                        Reading.absent())) {
            Set<String> ofHives = names(hives);
            assertTrue(ofHives.size() > 250, ofHives.size() + " items");
            assertEquals(String.join("\n", ofHives), String.join("\n", names(live)));
        }
    }

    private static String specimens() throws IOException {
        StringBuilder all = new StringBuilder("Windows Registry Editor Version 5.00\n");
        try (Stream<Path> folders = Files.list(CatalogueTest.FIXTURES)) {
            List<Path> files = folders.sorted()
                    .map(specimen -> specimen.resolve("registry.reg"))
                    .filter(Files::exists)
                    .toList();
            for (Path file : files) {
                String text = RegText.decoded(Files.readAllBytes(file));
                all.append('\n').append(text.substring(text.indexOf('\n') + 1));
            }
        }
        return all.toString();
    }

    private static Set<String> names(Machine machine) {
        Set<String> names = new TreeSet<>();
        for (Item item : Scanned.of(machine).items()) {
            names.add(String.join(" ", item.location(), item.source(), item.name(), item.key(), item.fingerprint()));
        }
        return names;
    }
}
