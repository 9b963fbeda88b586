package bzh.vigie.agent.persistence;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import bzh.vigie.agent.host.Files.OpenFile;
import bzh.vigie.agent.host.HostPath;
import bzh.vigie.agent.host.Machine;
import bzh.vigie.agent.host.Reading;
import bzh.vigie.agent.host.Registry;
import bzh.vigie.agent.host.RegistryKey;
import bzh.vigie.agent.host.offline.MountedWindows;
import bzh.vigie.agent.persistence.format.Draft;
import bzh.vigie.agent.persistence.format.SourceKey;
import bzh.vigie.agent.persistence.format.Surroundings;
import bzh.vigie.agent.persistence.format.windows.TaskCache;
import bzh.vigie.agent.windows.regf.RegText;
import bzh.vigie.event.Item.Trait;
import bzh.vigie.event.ReasonCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is said of a task's definition when it is not there, and when it may be and cannot be read. */
class TaskCacheTest {
    private static final String CACHE = "HKLM\\SOFTWARE\\Microsoft\\Windows NT\\CurrentVersion\\Schedule\\TaskCache";

    @TempDir
    Path root;

    @Test
    void aDefinitionThatCannotBeReadIsNotSaidToBeMissing() throws IOException {
        WindowsTree.make(
                root,
                RegText.decoded(Files.readAllBytes(CatalogueTest.FIXTURES.resolve("windows.task.cache/registry.reg"))));
        try (Machine machine = MountedWindows.open(root).ifFound().orElseThrow()) {
            Registry registry = machine.registry().ifFound().orElseThrow();
            SourceKey key = new SourceKey(registry.key(CACHE).ifFound().orElseThrow(), registry, Optional.empty());
            List<Draft> missing = drafts(key, registry, Reading.absent());
            List<Draft> refused = drafts(key, registry, Reading.refused(ReasonCode.NO_RIGHT, "a definition"));
            assertEquals(4, missing.size());
            assertTrue(missing.stream().allMatch(d -> d.traits().contains(Trait.MISMATCH)), missing::toString);
            assertEquals(4, refused.size());
            assertTrue(refused.stream().noneMatch(d -> d.traits().contains(Trait.MISMATCH)), refused::toString);
            assertEquals(
                    List.of("\\Caché"),
                    refused.stream()
                            .filter(d -> d.traits().contains(Trait.HIDDEN))
                            .map(Draft::name)
                            .toList());
        }
    }

    private static List<Draft> drafts(SourceKey key, Registry registry, Reading<OpenFile> definition) {
        return new TaskCache()
                .parse(key, new Surroundings() {
                    @Override
                    public Reading<OpenFile> open(HostPath file) {
                        return definition;
                    }

                    @Override
                    public Optional<RegistryKey> key(String path) {
                        return registry.key(path).ifFound();
                    }

                    @Override
                    public boolean hasRegistry() {
                        return true;
                    }
                })
                .drafts();
    }
}
