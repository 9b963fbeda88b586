package bzh.vigie.journal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FolderLockTest {
    @TempDir
    private Path folder;

    @Test
    void oneHoldsItUntilItIsClosedAndAnotherNameIsAnotherLock() throws IOException {
        try (FolderLock held = FolderLock.take(folder, "a").orElseThrow();
                FolderLock other = FolderLock.take(folder, "b").orElseThrow()) {
            assertEquals(Optional.empty(), FolderLock.take(folder, "a"));
            assertTrue(FolderLock.isHeld(folder, "a"));
            assertEquals(held.folder(), other.folder());
        }
        assertFalse(FolderLock.isHeld(folder, "a"));
        FolderLock.take(folder, "a").orElseThrow().close();
    }

    @Test
    void askingMakesNothingAndAFolderThatIsNotThereIsHeldByNobody() {
        assertFalse(FolderLock.isHeld(folder, "a"));
        assertTrue(Files.notExists(folder.resolve("a")));
        assertFalse(FolderLock.isHeld(folder.resolve("none"), "a"));
    }
}
