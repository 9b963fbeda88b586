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
import bzh.vigie.agent.persistence.format.Parsed;
import bzh.vigie.agent.persistence.format.SourceKey;
import bzh.vigie.agent.persistence.format.Surroundings;
import bzh.vigie.agent.persistence.format.windows.TaskCache;
import bzh.vigie.agent.windows.regf.RegKey;
import bzh.vigie.agent.windows.regf.RegText;
import bzh.vigie.agent.windows.task.TaskSamples;
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

    @Test
    void longTasksAreBoundedTogether() {
        RegKey root = new RegKey("");
        RegKey cache = root.make(CACHE.replaceFirst("HKLM", "HKEY_LOCAL_MACHINE"));
        for (int i = 0; i < 300; i++) {
            RegKey tree = cache.make("Tree\\t" + i);
            tree.value("Id", 1, RegText.text("{" + i + "}"));
            cache.make("Tasks\\{" + i + "}")
                    .value(
                            "Actions",
                            3,
                            TaskSamples.execute(TaskSamples.actions(3, "a"), 3, "x".repeat(20_000), "", "")
                                    .toBytes());
        }
        MemoryRegistry registry = new MemoryRegistry(
                root, new Registry.Profile("S-1-5-21-1", "a", Optional.empty(), Reading.found(Registry.State.FILE)));
        SourceKey key = new SourceKey(registry.key(CACHE).ifFound().orElseThrow(), registry, Optional.empty());
        Parsed parsed = new TaskCache().parse(key);
        assertEquals((4 << 20) / 20_000, parsed.drafts().size());
        assertTrue(parsed.malformed() >= 90, parsed.malformed() + " left out");
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
