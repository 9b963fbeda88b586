package bzh.vigie.agent.host.linux;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import bzh.vigie.agent.host.Files.Descent;
import bzh.vigie.agent.host.Files.Kind;
import bzh.vigie.agent.host.Files.Listed;
import bzh.vigie.agent.host.Files.Status;
import bzh.vigie.agent.host.HostPath;
import bzh.vigie.agent.host.Reading.Refused;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class TreeWalkTest {
    @TempDir
    private Path root;

    private final List<String> told = new ArrayList<>();
    private final List<String> refused = new ArrayList<>();
    private int left = Integer.MAX_VALUE;

    @BeforeEach
    void fill() throws IOException {
        for (String directory : List.of("b", "a/deep", "c")) {
            Files.createDirectories(root.resolve(directory));
        }
        for (String file : List.of("z", "b/2", "b/1", "a/x", "a/deep/y", "c/3", "c/not-wanted")) {
            Files.writeString(root.resolve(file), file);
        }
        Files.createSymbolicLink(root.resolve("c/link"), Path.of("../a"));
    }

    @Test
    void filesAreToldInOrderAndTheLastDirectoryFirst() {
        below("/");
        assertEquals(List.of("/z", "/c/3", "/c/link", "/b/1", "/b/2", "/a/x", "/a/deep/y"), told);
        assertEquals(List.of(), refused);
    }

    @Test
    void aLinkIsToldAndNotFollowed() {
        below("/c");
        assertEquals(List.of("/c/3", "/c/link"), told);
    }

    @Test
    void itEndsWhereItIsToEnd() {
        left = 2;
        below("/");
        assertEquals(List.of("/z", "/c/3", "/c/link"), told);
    }

    @Test
    void aFileIsNoDirectoryAndWhatIsNotThereIsNothing() {
        below("/z");
        below("/missing");
        assertEquals(List.of(), told);
        assertEquals(List.of(), refused);
    }

    @Test
    void aDirectoryWithTooManyEntriesIsRefusedByItsOwnName() throws IOException {
        Path many = Files.createDirectories(root.resolve("b/many"));
        for (int i = 0; i <= 20; i++) {
            Files.createFile(many.resolve(Integer.toString(i)));
        }
        below("/", 20);
        assertEquals(List.of("/b/many"), refused);
        assertTrue(told.contains("/a/deep/y"));
    }

    @Test
    void directoriesThatAreTooManyToRememberAreRefusedByTheirNames() throws IOException {
        for (int i = 0; i < 4; i++) {
            Files.createDirectories(root.resolve("b/many/" + i));
        }
        // one more waits below the root: of the four here, only three have room
        below("/", 4);
        assertEquals(List.of("/b/many/3"), refused);
        assertTrue(told.contains("/a/deep/y"));
    }

    private void below(String top) {
        below(top, bzh.vigie.agent.host.Files.MAX_ENTRIES);
    }

    private void below(String top, int maxEntries) {
        try (LinuxFiles files =
                LinuxFiles.under(root.toString(), maxEntries).ifFound().orElseThrow()) {
            files.below(HostPath.of(top), new Descent() {
                @Override
                public boolean goesOn() {
                    return left-- > 0;
                }

                @Override
                public boolean enters(HostPath directory, Status status, long device) {
                    assertEquals(Kind.DIRECTORY, status.kind());
                    assertEquals(device, status.device());
                    return true;
                }

                @Override
                public boolean wants(byte[] name) {
                    return !new String(name, StandardCharsets.UTF_8).startsWith("not");
                }

                @Override
                public boolean wants(Status status) {
                    return true;
                }

                @Override
                public boolean wantsCapable() {
                    return true;
                }

                @Override
                public void take(Listed entry) {
                    told.add(entry.path().text());
                }

                @Override
                public void refused(HostPath directory, Refused<?> why) {
                    refused.add(directory.text());
                }
            });
        }
    }
}
