package bzh.vigie.agent.persistence;

import static org.junit.jupiter.api.Assertions.assertEquals;

import bzh.vigie.agent.host.FileWatch.Change;
import bzh.vigie.agent.host.HostPath;
import bzh.vigie.agent.host.Reading;
import bzh.vigie.agent.host.linux.LinuxFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WatchesTest {
    private static final HostPath TMP = HostPath.of("/tmp");

    @TempDir
    Path root;

    private Watches<String> watches;

    @BeforeEach
    void watch() throws IOException {
        Files.createDirectories(root.resolve("tmp/kept"));
        watches = new Watches<>(
                Reading.absent(), LinuxFiles.under(root.toString()).ifFound().orElseThrow());
        set(
                "trees",
                Set.of(
                        new Finder.Interest(TMP, "*", true),
                        new Finder.Interest(TMP.child("kept"), "lib", true),
                        new Finder.Interest(TMP.child("linked"), "lib", true)));
        set("files", Set.of(new Finder.Interest(TMP, "*.conf", false)));
    }

    @Test
    void aTreeThatAppearsConcernsWhoWaitsForOne() throws IOException {
        Files.createDirectory(root.resolve("tmp/venv"));
        assertEquals(Set.of("trees"), concernedBy("venv"));
        Files.createSymbolicLink(root.resolve("tmp/link"), Path.of("/tmp/kept"));
        assertEquals(Set.of("trees"), concernedBy("link"));
    }

    @Test
    void aTemporaryFileConcernsNobodyWhetherItIsStillThereOrNot() throws IOException {
        Files.writeString(root.resolve("tmp/scratch"), "x");
        assertEquals(Set.of(), concernedBy("scratch"));
        assertEquals(Set.of(), concernedBy("gone"));
        Files.writeString(root.resolve("tmp/a.conf"), "x");
        assertEquals(Set.of("files"), concernedBy("a.conf"));
        assertEquals(Set.of("files"), concernedBy("gone.conf"));
    }

    @Test
    void whatWasLookedIntoAndIsGoneOrAFileNowConcerns() throws IOException {
        assertEquals(Set.of("trees"), concernedBy("linked"));
        Files.writeString(root.resolve("tmp/linked"), "x");
        assertEquals(Set.of("trees"), concernedBy("linked"));
    }

    private void set(String subject, Set<Finder.Interest> wanted) {
        Optional<Reading.Refused<?>> ignored = watches.set(subject, wanted);
    }

    private Set<String> concernedBy(String name) {
        return watches.concernedBy(List.of(new Change.In(TMP, Optional.of(TMP.child(name)))));
    }
}
