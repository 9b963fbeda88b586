package bzh.vigie.agent.windows.shortcut;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import bzh.vigie.agent.windows.Mutations;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

final class ShortcutTest {
    @Test
    void allPartsOfALinkAreRead() {
        Shortcut link = read(new ShortcutWriter()
                .idList("C:\\Program Files\\Bureautique Étendue\\logiciel.exe")
                .basePath("C:\\PROGRA~1\\logiciel.exe")
                .text(0x4, "Démarrer")
                .text(0x8, "..\\logiciel.exe")
                .text(0x10, "C:\\Temp")
                .text(0x20, "/s")
                .text(0x40, "%SystemRoot%\\shell32.dll")
                .machine("pc-accueil")
                .window(7)
                .flag(0x2000));
        assertEquals(0, link.malformed());
        assertEquals(0, link.overlay());
        assertEquals("C:\\Program Files\\Bureautique Étendue\\logiciel.exe", link.target());
        assertEquals("\"C:\\Program Files\\Bureautique Étendue\\logiciel.exe\" /s", link.commandLine());
        assertEquals("C:\\PROGRA~1\\logiciel.exe", link.basePath());
        assertEquals("Démarrer", link.description());
        assertEquals("..\\logiciel.exe", link.relativePath());
        assertEquals("C:\\Temp", link.workingDirectory());
        assertEquals("%SystemRoot%\\shell32.dll", link.icon());
        assertEquals("pc-accueil", link.machine());
        assertEquals("{0c4bb8a1-b7d0-11f0-9a01-0050569c1d2e}", link.fileId());
        assertTrue(link.isMinimised() && link.runsAsAdministrator());
        assertFalse(link.isDisguised() || link.hasHiddenArguments());
    }

    @Test
    void theEnvironmentBlockIsWhatRuns() {
        Shortcut link = read(
                new ShortcutWriter().idList("C:\\Windows\\notepad.exe").environment("%windir%\\System32\\mshta.exe"));
        assertEquals("%windir%\\System32\\mshta.exe", link.target());
        assertTrue(link.isDisguised());
        assertFalse(read(new ShortcutWriter()
                        .idList("C:\\Windows\\System32\\cmd.exe")
                        .environment("%comspec%"))
                .isDisguised());
        assertTrue(read(new ShortcutWriter().idList("C:\\Windows\\notepad.exe").environment("%ComSpec%"))
                .isDisguised());
    }

    @Test
    void argumentsOutOfSightAreSeen() {
        String padded = " ".repeat(300) + "-enc AAAA";
        assertTrue(read(new ShortcutWriter().basePath("C:\\a.exe").text(0x20, padded))
                .hasHiddenArguments());
        assertTrue(read(new ShortcutWriter().basePath("C:\\a.exe").text(0x20, "\n".repeat(40) + "x"))
                .hasHiddenArguments());
        assertFalse(read(new ShortcutWriter().basePath("C:\\a.exe").text(0x20, "a b c"))
                .hasHiddenArguments());
    }

    @Test
    void aLinkToTheShellStartsNoFile() {
        Shortcut link = read(new ShortcutWriter().text(0x4, "nothing"));
        assertEquals("", link.target());
    }

    @Test
    void bytesAfterTheEndAreCounted() {
        byte[] good = new ShortcutWriter().basePath("C:\\a.exe").toBytes();
        Shortcut link = Shortcut.parse(Arrays.copyOf(good, good.length + 5_000)).orElseThrow();
        assertEquals(5_000, link.overlay());
    }

    @Test
    void whatIsNoLinkIsNone() {
        assertTrue(Shortcut.parse(new byte[100]).isEmpty());
        assertTrue(Shortcut.parse(new byte[0]).isEmpty());
    }

    @Test
    void brokenLinksGiveWhatCanBeRead() {
        byte[] good = new ShortcutWriter()
                .idList("C:\\Users\\accueil\\fichier long.exe")
                .basePath("C:\\x.exe")
                .text(0x20, "a")
                .environment("%a%")
                .machine("m")
                .toBytes();
        Mutations.forEach(good, 40_000, b -> Shortcut.parse(b).ifPresent(Shortcut::commandLine));
    }

    private static Shortcut read(ShortcutWriter link) {
        return Shortcut.parse(link.toBytes()).orElseThrow();
    }
}
