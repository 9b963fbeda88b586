package bzh.vigie.agent.windows.shortcut;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import bzh.vigie.agent.OutsideProgram;
import bzh.vigie.agent.OutsideProgram.Result;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Shell links of the tests as lnkinfo (liblnk) of the system reads them, and one that Wine wrote. */
final class ShortcutWitnessTest {
    private static final String LNKINFO = "/usr/bin/lnkinfo";

    @TempDir
    Path dir;

    @Test
    void lnkinfoReadsEachPartAsItWasMeant() throws IOException {
        OutsideProgram.assumeInstalled(LNKINFO);
        Path file = Files.write(
                dir.resolve("a.lnk"),
                new ShortcutWriter()
                        .idList("C:\\Program Files\\Bureautique\\logiciel.exe")
                        .basePath("C:\\PROGRA~1\\logiciel.exe")
                        .text(0x4, "Démarrer")
                        .text(0x8, "..\\logiciel.exe")
                        .text(0x10, "C:\\Temp")
                        .text(0x20, "/s")
                        .text(0x40, "%SystemRoot%\\shell32.dll")
                        .environment("%windir%\\System32\\mshta.exe")
                        .machine("pc-accueil")
                        .window(7)
                        .toBytes());
        Result read = OutsideProgram.run(LNKINFO, "-v", file.toString());
        assertEquals(0, read.code(), read.text());
        for (String line : List.of(
                "Local path\t\t\t: C:\\\\PROGRA~1\\\\logiciel.exe",
                "Description\t\t\t: Démarrer",
                "Relative path\t\t\t: ..\\\\logiciel.exe",
                "Working directory\t\t: C:\\\\Temp",
                "Command line arguments\t\t: /s",
                "Icon location\t\t\t: %SystemRoot%\\\\shell32.dll",
                "Volume name\t\t: C:\\",
                "Long name\t\t: Program Files",
                "Long name\t\t: logiciel.exe",
                "%windir%\\",
                "pc-accueil")) {
            assertTrue(read.text().contains(line), () -> line + " in\n" + read.text());
        }
    }

    /** {@code wine/make.js}, run by Wine 10's wscript, made it. */
    @Test
    void aLinkThatWineWroteSaysWhatWineWasAskedFor() throws IOException {
        Shortcut link = Shortcut.parse(Files.readAllBytes(
                        Path.of("src/test/resources/bzh/vigie/agent/windows/shortcut/wine/temoin.lnk")))
                .orElseThrow();
        assertEquals(0, link.malformed());
        assertEquals(
                "C:\\windows\\system32\\notepad.exe /p C:\\windows\\win.ini",
                link.commandLine().replace("\"", ""));
        assertEquals("C:\\windows", link.workingDirectory());
        assertEquals("Témoin", link.description());
        assertEquals("C:\\windows\\explorer.exe", link.icon());
        assertTrue(link.isMinimised());
    }
}
