package bzh.vigie.agent;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import bzh.vigie.agent.SetupResult.End;
import bzh.vigie.agent.identity.StateFolder;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How those who installed learn of what came of it. */
final class SetupTest {
    private static final InstantSource CLOCK = InstantSource.fixed(Instant.parse("2026-01-02T03:04:05Z"));

    @TempDir
    Path folder;

    private long now;
    private final List<String> log = new ArrayList<>();
    private final ByteArrayOutputStream said = new ByteArrayOutputStream();

    @Test
    void theResultIsATextInFrenchThenEnglishWithoutTheToken() throws IOException {
        Files.writeString(folder.resolve(SetupFile.FILE), "token=vigie1.SECRETS\n");
        setup(Optional.empty()).tryIfDue(Words.in(Locale.FRENCH), lines());
        String text = Files.readString(folder.resolve(SetupResult.FILE));
        assertTrue(text.startsWith("\ufeffINSTALLATION DE VIGIE : NON ABOUTIE"), text);
        assertTrue(text.indexOf("INSTALLATION OF VIGIE: NOT COMPLETE") > text.indexOf("NON ABOUTIE"), text);
        assertTrue(text.contains("2026-01-02"), text);
        assertFalse(text.contains("SECRETS") || text.contains("{0}"), text);
        assertEquals(1, log.size());
        assertTrue(log.getFirst().startsWith(End.FAILED + " INSTALLATION DE VIGIE"), log::toString);
        assertTrue(said.toString(StandardCharsets.UTF_8).contains("TOKEN="), said::toString);
    }

    @Test
    void theSameResultStandsInTheSystemsLogOnlyOnce() throws IOException {
        Files.writeString(folder.resolve(SetupFile.FILE), "proxy=http://a:1\n");
        Files.createDirectory(folder.resolve(AgentConfig.FILE));
        Setup setup = setup(Optional.empty());
        for (int i = 0; i < 3; i++) {
            setup.tryIfDue(Words.in(Locale.FRENCH), lines());
            now += FirstEnrolment.LONGEST_WAIT.toNanos();
        }
        assertEquals(1, log.size(), log::toString);
        assertTrue(log.getFirst().startsWith(End.LATER.name()), log::toString);
    }

    @Test
    void theFileStandsWhereItIsAskedForInThePlaceOfALink() throws IOException {
        Path other = Files.writeString(folder.resolve("other"), "stays");
        Path where = Files.createSymbolicLink(folder.resolve("resultat.txt"), other);
        Files.writeString(folder.resolve(SetupFile.FILE), "token=vigie1.SECRETS\n");
        setup(Optional.of(where)).tryIfDue(Words.in(Locale.FRENCH), lines());
        assertEquals("stays", Files.readString(other));
        assertTrue(Files.readString(where).contains("VIGIE"));
        assertFalse(Files.exists(folder.resolve(SetupResult.FILE)));
    }

    @Test
    void aResultThatCannotBeWrittenIsSaid() throws IOException {
        Files.writeString(folder.resolve(SetupFile.FILE), "token=vigie1.SECRETS\n");
        setup(Optional.of(folder.resolve("absent/resultat.txt"))).tryIfDue(Words.in(Locale.ENGLISH), lines());
        assertTrue(said.toString(StandardCharsets.UTF_8).contains("could not be written"), said::toString);
        assertEquals(1, log.size());
    }

    @Test
    void aResultThatThereIsNoRoomForLeavesTheOneBefore() throws IOException {
        Path where = Files.writeString(folder.resolve("resultat.txt"), "the one before");
        Path inItsWay = Files.createDirectory(folder.resolve("resultat.txt.new"));
        Files.writeString(inItsWay.resolve("file"), "");
        Files.writeString(folder.resolve(SetupFile.FILE), "token=vigie1.SECRETS\n");
        setup(Optional.of(where)).tryIfDue(Words.in(Locale.ENGLISH), lines());
        assertTrue(said.toString(StandardCharsets.UTF_8).contains("could not be written"), said::toString);
        assertEquals("the one before", Files.readString(where));
    }

    private Setup setup(Optional<Path> where) {
        StateFolder state = new StateFolder(folder);
        return new Setup(
                state, new FirstEnrolment(state, () -> now), where, (end, text) -> log.add(end + " " + text), CLOCK);
    }

    private PrintStream lines() {
        return new PrintStream(said, true, StandardCharsets.UTF_8);
    }
}
