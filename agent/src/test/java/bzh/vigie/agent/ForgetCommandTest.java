package bzh.vigie.agent;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import bzh.vigie.agent.identity.StateFolder;
import bzh.vigie.journal.FolderLock;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

final class ForgetCommandTest {
    @TempDir
    Path folder;

    private Path state = Path.of("");

    @BeforeEach
    void makeAState() throws IOException {
        state = folder.resolve("Vigie/agent");
        Files.createDirectories(state.resolve("spool/lane-0"));
        Files.writeString(state.resolve("agent.key"), "key");
        Files.writeString(state.resolve("spool/lane-0/1"), "events");
    }

    @Test
    void everythingIsGoneAndNothingThatALinkNames() throws IOException {
        Path other = Files.createDirectories(folder.resolve("other"));
        Files.writeString(other.resolve("file"), "stays");
        Files.createSymbolicLink(state.resolve("spool/link"), other);
        assertEquals(Main.DONE, forget(state));
        assertFalse(Files.exists(state) || Files.exists(state.getParent()));
        assertTrue(Files.exists(other.resolve("file")));
    }

    @Test
    void theFolderAroundStaysWhereSomethingElseLiesInIt() throws IOException {
        Files.writeString(folder.resolve("Vigie/other"), "stays");
        assertEquals(Main.DONE, forget(state));
        assertTrue(Files.exists(folder.resolve("Vigie/other")) && !Files.exists(state));
    }

    @Test
    void itWaitsUntilAProgramHasEnded() throws IOException {
        Path sleep = Files.copy(Path.of("/bin/sleep"), folder.resolve("program"));
        Process running = new ProcessBuilder(sleep.toString(), "1").start();
        try {
            assertEquals(Main.DONE, forget(state, "--after", sleep.toString(), "--keep"));
            assertFalse(running.isAlive());
            assertTrue(Files.exists(state.resolve("agent.key")), "kept");
            assertEquals(Main.DONE, forget(state, "--after", sleep.toString()));
            assertFalse(Files.exists(state));
        } finally {
            running.destroyForcibly();
        }
    }

    @Test
    void aRunningAgentKeepsItsState() throws IOException {
        try (FolderLock _ = FolderLock.take(state).orElseThrow()) {
            assertEquals(Main.FAILED, forget(state));
        }
        assertTrue(Files.exists(state.resolve("agent.key")));
    }

    @Test
    void whyNothingWasRemovedStandsInAFileInBothLanguages() throws IOException {
        Path result = folder.resolve("resultat.txt");
        try (FolderLock _ = FolderLock.take(state).orElseThrow()) {
            assertEquals(Main.FAILED, forget(state, "--by", "msi", "--result", result.toString()));
        }
        String said = Files.readString(result);
        assertTrue(said.startsWith("\ufeffDÉSINSTALLATION DE VIGIE : REFUSÉE"), said);
        assertTrue(said.contains("REMOVAL OF VIGIE: REFUSED"), said);
        assertEquals(2, said.split(state.toString(), -1).length - 1, said);
    }

    @Test
    void aCodeThatStandsInTheStateFolderIsTakenWhereNoneWasTypedAndErasedOnceItServed() throws IOException {
        StateFolder own = new StateFolder(state);
        assertEquals(Optional.empty(), new CodeOption().typed(own));
        Files.writeString(state.resolve("removal-code.txt"), "ABCD-EFGH-JKMN-PQRS\r\n");
        assertEquals(
                "ABCD-EFGH-JKMN-PQRS", new CodeOption().typed(own).orElseThrow().strip());
        new CodeOption().served(own);
        assertFalse(Files.exists(state.resolve("removal-code.txt")));

        Files.createSymbolicLink(state.resolve("removal-code.txt"), state.resolve("agent.key"));
        assertThrows(IOException.class, () -> new CodeOption().typed(own), "a link is not followed");
    }

    /** Where the MSI is told that the code stands: it is in no command line. */
    @Test
    void aCodeInAFileThatIsNamedIsTakenBeforeThatOfTheStateFolderAndErasedOnceItServed() throws IOException {
        StateFolder own = new StateFolder(state);
        Path named = Files.writeString(folder.resolve("code de secours.txt"), "ABCD-EFGH-JKMN-PQRS\r\n");
        Files.writeString(state.resolve("removal-code.txt"), "0000-0000-0000-0000");
        CodeOption code = CommandLine.populateCommand(new CodeOption(), "--code-file=" + named);
        assertEquals("ABCD-EFGH-JKMN-PQRS", code.typed(own).orElseThrow().strip());
        assertTrue(Files.exists(named), "it has not served yet");
        code.served(own);
        assertFalse(Files.exists(named));
        assertFalse(Files.exists(state.resolve("removal-code.txt")));

        // As the MSI says it where none is named.
        CodeOption none = CommandLine.populateCommand(new CodeOption(), "--code-file=");
        assertEquals(Optional.empty(), none.typed(own));
        none.served(own);
    }

    @Test
    void aRemovalThatWasCutOffCanBeBegunAgain() throws IOException {
        // What shows that it is an agent's goes last; then an empty folder is left.
        Files.delete(state.resolve("agent.key"));
        Files.delete(state.resolve("spool/lane-0/1"));
        Files.delete(state.resolve("spool/lane-0"));
        Files.delete(state.resolve("spool"));
        assertEquals(Main.DONE, forget(state));
        assertFalse(Files.exists(state));
    }

    @Test
    void aFolderThatIsNoAgentsIsLeftAlone() throws IOException {
        Path other = Files.createDirectories(folder.resolve("documents"));
        Files.writeString(other.resolve("letter"), "stays");
        assertEquals(Main.FAILED, forget(other));
        assertTrue(Files.exists(other.resolve("letter")));
        assertEquals(Main.DONE, forget(folder.resolve("absent")));
    }

    @Test
    void whatIsNotErasedNeedNotBeOurs() throws IOException {
        Path left = Files.createDirectories(folder.resolve("left"));
        Files.writeString(left.resolve("setup-result.txt"), "of an installation that came to nothing");
        assertEquals(Main.DONE, forget(left, "--keep", "--by", "deb"));
        assertTrue(Files.exists(left.resolve("setup-result.txt")));
    }

    private static int forget(Path state, String... options) {
        PrintStream nowhere = new PrintStream(OutputStream.nullOutputStream(), true, StandardCharsets.UTF_8);
        List<String> words = new ArrayList<>(List.of("forget", "--state", state.toString()));
        words.addAll(List.of(options));
        return Main.start(words.toArray(String[]::new), nowhere, nowhere);
    }
}
