package bzh.vigie.agent.persistence.format;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import bzh.vigie.agent.host.HostPath;
import bzh.vigie.agent.persistence.format.server.IisRoots;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class IisRootsTest {
    private static final HostPath CONFIGURATION =
            HostPath.of("/C:/Windows/System32/inetsrv/config/applicationHost.config");

    @Test
    void theOutermostRootsAreFollowedWhereverTheyLie() {
        assertEquals(
                List.of("D:\\Web\\**\\*.as*", "%SystemDrive%\\Sites\\a b\\**\\*.as*"),
                files("D:/Web//", "%SystemDrive%\\Sites\\a b\\", "d:\\web\\Mairie", "%systemdrive%\\sites\\A B"));
        assertEquals(List.of("D:\\**\\*.as*"), files("D:\\"));
    }

    @Test
    void whatIsNoFolderOfThisMachineOrHoldsWindowsIsNotFollowed() {
        assertEquals(
                List.of(),
                files(
                        "",
                        "\\\\server\\share\\site",
                        "sites\\a",
                        "C:",
                        "C:\\",
                        "c:\\windows",
                        "C:\\x\\..\\Windows\\System32",
                        "%SystemDrive%\\",
                        "%windir%",
                        "%SystemDrive%\\Windows",
                        "%systemdrive%/WINDOWS/System32/",
                        "%SystemRoot%\\System32\\inetsrv",
                        "C:\\a*\\b",
                        "C:\\a\n",
                        "C:\\" + "a".repeat(600)));
        assertEquals(List.of("C:\\Windows.old\\**\\*.as*"), files("C:\\Windows.old"));
    }

    @Test
    void beyondFortyRootsEachCountsAsNotUnderstood() {
        Parsed parsed = parsed(IntStream.range(0, 43).mapToObj(i -> "D:\\" + (100 + i)));
        assertEquals(40, parsed.includes().size());
        assertEquals(3, parsed.malformed());
        assertEquals(1, IisRoots.below(CONFIGURATION, "", List.of("*.as*")).malformed());
    }

    @Test
    void aConfigurationKeptElsewhereIsFollowedOnThisMachineOnly() {
        assertEquals(
                List.of("D:\\IIS\\applicationHost.config"),
                redirected("true", "D:\\IIS\\").includes().stream()
                        .map(Parsed.Include::path)
                        .toList());
        assertEquals(0, redirected("true", "D:\\IIS").malformed());
        assertEquals(Parsed.of(List.of(), 1), redirected("true", "\\\\server\\share"));
        assertEquals(Parsed.of(List.of(), 0), redirected("false", "\\\\server\\share"));
    }

    private static Parsed redirected(String enabled, String path) {
        return IisRoots.below(
                HostPath.of("/C:/Windows/System32/inetsrv/config/redirection.config"),
                "<configuration><configurationRedirection enabled=\"" + enabled + "\" path=\"" + path
                        + "\"/></configuration>",
                List.of("*.as*"));
    }

    @Test
    void itsFileIsKnownInAnyLetterCase() {
        assertTrue(IisRoots.isConfiguration(CONFIGURATION));
        assertTrue(IisRoots.isConfiguration(HostPath.of("/C:/WINDOWS/system32/INETSRV/Config/applicationhost.config")));
        assertFalse(IisRoots.isConfiguration(HostPath.of("/C:/inetpub/web.config")));
    }

    private static List<String> files(String... roots) {
        return parsed(Stream.of(roots)).includes().stream()
                .map(Parsed.Include::path)
                .toList();
    }

    private static Parsed parsed(Stream<String> roots) {
        String folders = roots.map(
                        root -> "<virtualDirectory path=\"/\" physicalPath=\"" + root.replace("\n", "&#10;x") + "\"/>")
                .collect(Collectors.joining());
        return IisRoots.below(
                CONFIGURATION, "<configuration><site>" + folders + "</site></configuration>", List.of("*.as*"));
    }
}
