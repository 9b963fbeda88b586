package bzh.vigie.agent.host.windows;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import bzh.vigie.agent.host.windows.LinkTarget.From;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class LinkTargetTest {
    @Test
    void anAbsoluteTargetBeginsWithItsDrive() {
        assertEquals(
                Optional.of(new LinkTarget(From.DRIVES, List.of("D:", "a", "b c"))), absolute("\\??\\D:\\a\\\\b c\\"));
        assertEquals(Optional.of(new LinkTarget(From.DRIVES, List.of("c:"))), absolute("\\??\\c:"));
    }

    @Test
    void aRelativeTargetCountsFromWhereTheLinkIs() {
        assertEquals(Optional.of(new LinkTarget(From.HERE, List.of("..", "x"))), relative("..\\.\\x"));
    }

    @Test
    void aTargetThatBeginsWithABackslashCountsFromTheRootOfTheDrive() {
        assertEquals(Optional.of(new LinkTarget(From.ROOT, List.of("dir", "x"))), relative("\\dir\\x"));
        assertEquals(Optional.of(new LinkTarget(From.ROOT, List.of())), relative("\\"));
    }

    @Test
    void whatLeadsToNoDriveIsNotFollowed() {
        for (String target : List.of(
                "\\??\\UNC\\server\\share",
                "\\??\\Volume{01234567-89ab-cdef-0123-456789abcdef}\\",
                "\\Device\\Mup\\server\\share",
                "\\\\server\\share",
                "C:\\a",
                "\\??\\C:a",
                "\\??\\C:\\a:stream",
                "\\??\\C:\\a/b",
                "\\??\\C:\\" + "x\\".repeat(2_000))) {
            assertEquals(Optional.empty(), absolute(target), target);
        }
        for (String target : List.of("\\\\server\\share\\x", "C:x", "a:b", "a/..", "x\\".repeat(2_000))) {
            assertEquals(Optional.empty(), relative(target), target);
        }
    }

    @Test
    void oneNameIsNoPathAndNoStream() {
        for (String name : List.of("a", "a.", " ", "...", "\ud800x", "aux")) {
            assertTrue(FileNames.isOne(name), name);
        }
        for (String name : List.of("", ".", "..", "a\\b", "a/b", "a:b", "a\0")) {
            assertFalse(FileNames.isOne(name), name);
        }
    }

    @Test
    void aDriveOfAnotherMachineOrAFolderIsNone() {
        for (String target : List.of(
                "\\Device\\HarddiskVolume3", "\\device\\CdRom0", "\\Device\\Harddisk1\\DP(1)0-0+5", "\\Device\\x0")) {
            assertTrue(Drives.isOfThisMachine(target), target);
        }
        for (String target : List.of(
                "\\Device\\LanmanRedirector\\;Z:0000000000012345\\server\\share",
                "\\Device\\Mup\\;WebDavRedirector\\;Y:00\\server\\dav",
                "\\Device\\Mup",
                "\\??\\C:\\folder",
                "\\??\\UNC\\server\\share",
                "\\Device",
                "")) {
            assertFalse(Drives.isOfThisMachine(target), target);
        }
    }

    private static Optional<LinkTarget> absolute(String target) {
        return LinkTarget.of(new ReparsePoint(target, false));
    }

    private static Optional<LinkTarget> relative(String target) {
        return LinkTarget.of(new ReparsePoint(target, true));
    }
}
