package bzh.vigie.installers;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Whose the folder of the agent's state is on Windows. Wine keeps what an access list gives to others than the owner as the
 * permissions of the file on this machine, and the owner as its owner.
 */
final class WindowsFolderTest {
    private static final String STATE = "C:\\ProgramData\\Vigie\\agent";

    @TempDir
    Path folder;

    @Test
    void rightsOfOthersToAFolderThatWasThereAreTakenAwayAndItIsTold() throws IOException, InterruptedException {
        Wine windows = Wine.fresh(folder);
        Path state = Files.createDirectories(windows.prefix().resolve("drive_c/ProgramData/Vigie/agent"));
        Path inIt = Files.writeString(state.resolve("agent.key"), "readable by everybody");
        for (Path each : new Path[] {state.getParent(), state, inIt}) {
            Files.setPosixFilePermissions(each, PosixFilePermissions.fromString("rwxr-xr-x"));
        }
        Commands.Outcome outcome = windows.agent("run", "--lang", "en", "--state", STATE);
        assertTrue(outcome.said().contains("others had rights to " + STATE + ", which were taken away"), outcome::said);
        for (Path each : new Path[] {state.getParent(), state, inIt}) {
            String rights = PosixFilePermissions.toString(Files.getPosixFilePermissions(each));
            assertEquals("---", rights.substring(6), each + " " + rights);
        }
    }

    @Test
    void aFolderThatSomebodyElseMadeBeforeIsNotUsed() throws IOException, InterruptedException {
        Wine windows = Wine.fresh(folder);
        Path made = windows.prefix().resolve("drive_c/ProgramData/Vigie");
        Path state = Files.createDirectories(made.resolve("agent"));
        Files.writeString(state.resolve("setup.ini"), "token=vigie1.FROM-SOMEBODY\n");
        assumeTrue(
                Commands.run(List.of("chown", "65534", made.toString())).code() == 0,
                "skipped: no right to give a file away");
        Commands.Outcome outcome = windows.agent("run", "--lang", "fr", "--state", STATE);
        assertFalse(outcome.code() == 0, outcome::said);
        assertTrue(outcome.said().contains("ce dossier appartient à"), outcome::said);
        try (Stream<Path> there = Files.list(state)) {
            assertEquals(List.of(state.resolve("setup.ini")), there.toList(), "nothing is written into it");
        }
    }
}
