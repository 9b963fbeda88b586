package bzh.vigie.installers;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The zip on a Windows, as Wine plays it: what a person does with a USB stick. */
final class WindowsStickTest {
    @TempDir
    Path folder;

    @Test
    void anInventoryIsMadeBesideTheProgramAndNothingIsWrittenElsewhere() throws IOException, InterruptedException {
        Wine windows = Wine.fresh(folder);
        String stick = WindowsPackage.unpack(windows, "Cle USB");
        Path programs =
                windows.prefix().resolve("drive_c/Cle USB").resolve(stick.substring(stick.lastIndexOf('\\') + 1));
        windows.run(
                        "wine",
                        "reg",
                        "add",
                        "HKLM\\Software\\Microsoft\\Windows\\CurrentVersion\\Run",
                        "/v",
                        "OfThisPc",
                        "/d",
                        "C:\\program.exe")
                .orFail("reg add");
        Commands.Outcome outcome = windows.run("wine", "cmd", "/c", stick + "\\inventaire.cmd", "--lang", "fr");
        outcome.orFail("inventaire.cmd");
        windows.stop();
        List<Path> made;
        try (Stream<Path> all = Files.list(programs)) {
            made = all.filter(each -> each.toString().endsWith(".jsonl")).toList();
        }
        assertEquals(1, made.size(), outcome::said);
        String inventory = Files.readString(made.getFirst());
        assertTrue(inventory.contains("\"kind\":\"summary\""), inventory);
        assertTrue(
                inventory.lines().anyMatch(line -> line.startsWith("{\"kind\":\"item\"") && line.contains("OfThisPc")),
                inventory);
        assertTrue(outcome.said().contains("é"), outcome::said);
        assertFalse(Files.exists(windows.prefix().resolve("drive_c/ProgramData/Vigie")), "nothing on the PC itself");
    }

    @Test
    void theCommandLineGivesTheAgentsExitCode() throws IOException, InterruptedException {
        Wine windows = Wine.fresh(folder);
        String program = WindowsPackage.unpack(windows, "stick") + "\\vigie-agent.cmd";
        assertEquals(0, windows.run("wine", "cmd", "/c", program, "--version").code());
        assertEquals(
                2, windows.run("wine", "cmd", "/c", program, "no-such-command").code());
        assertTrue(windows.run("wine", "cmd", "/c", program, "status", "--lang", "fr")
                .said()
                .contains("n'est pas inscrite"));
        windows.stop();
    }
}
