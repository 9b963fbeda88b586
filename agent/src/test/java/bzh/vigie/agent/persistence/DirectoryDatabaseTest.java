package bzh.vigie.agent.persistence;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import bzh.vigie.agent.host.Machine;
import bzh.vigie.agent.host.offline.MountedWindows;
import bzh.vigie.event.LocationStatus.State;
import bzh.vigie.event.ReasonCode;
import bzh.vigie.text.SourceText;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A scan of a controller's disk says that the directory on it is not read, and where it lies; one of a PC says nothing of it. */
final class DirectoryDatabaseTest {
    @TempDir
    Path root;

    @Test
    void ofAWindowsWhereItLiesByItself() throws IOException {
        WindowsTree.make(root, "");
        assertEquals(List.of(), windows());
        Files.createDirectories(root.resolve("Windows/NTDS"));
        Files.write(root.resolve("Windows/NTDS/ntds.dit"), new byte[8_192]);
        assertUnread("C:\\Windows\\NTDS\\ntds.dit", windows());
    }

    @Test
    void ofAWindowsWhereItsSettingsSayThoughThatDriveIsNotHere() throws IOException {
        WindowsTree.make(root, """
                Windows Registry Editor Version 5.00

                [HKEY_LOCAL_MACHINE\\SYSTEM\\CurrentControlSet\\Services\\NTDS\\Parameters]
                "DSA Database file"="E:\\\\Annuaire\\\\ntds.dit"
                """);
        assertUnread("E:\\Annuaire\\ntds.dit", windows());
    }

    @Test
    void ofSamba() throws IOException {
        Files.createDirectories(root.resolve("etc"));
        Files.writeString(root.resolve("etc/passwd"), "root:x:0:0::/root:/bin/sh\n");
        assertEquals(List.of(), linux());
        Path folder = Files.createDirectories(root.resolve("var/lib/samba/private"));
        Files.write(folder.resolve("sam.ldb"), new byte[8_192]);
        assertUnread("/var/lib/samba/private/sam.ldb", linux());
    }

    private List<Scan.Place> linux() {
        return Scanned.linux(root, DirectoryDatabase.ID::equals).places();
    }

    private List<Scan.Place> windows() {
        try (Machine disk = MountedWindows.open(root).ifFound().orElseThrow()) {
            return Scanned.of(disk, DirectoryDatabase.ID::equals).places();
        }
    }

    private static void assertUnread(String where, List<Scan.Place> places) {
        assertEquals(1, places.size());
        Scan.Place place = places.getFirst();
        assertEquals(State.UNREADABLE, place.state());
        assertEquals(ReasonCode.NOT_SUPPORTED, place.reason());
        for (Locale locale : List.of(Locale.ENGLISH, Locale.FRENCH)) {
            String said = SourceText.say(place.detail(), locale);
            assertTrue(said.contains(where), said);
        }
    }
}
