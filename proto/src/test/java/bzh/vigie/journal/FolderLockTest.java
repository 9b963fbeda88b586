package bzh.vigie.journal;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class FolderLockTest {
    @TempDir
    Path folder;

    @Test
    void oneHoldsItAndOthersSeeThat() throws IOException {
        assertFalse(FolderLock.isHeld(folder), "nobody ever did");
        assertFalse(FolderLock.isHeld(folder.resolve("absent")));
        try (FolderLock held = FolderLock.take(folder).orElseThrow()) {
            assertTrue(FolderLock.isHeld(held.folder()));
            assertTrue(FolderLock.take(folder).isEmpty());
            assertTrue(FolderLock.isHeld(folder), "looking and asking took nothing away");
        }
        assertFalse(FolderLock.isHeld(folder));
        FolderLock.take(folder).orElseThrow().close();
    }
}
