package bzh.vigie.event;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class ItemLabelTest {
    @Test
    void aNameThatEveryKeyHasIsSaidWithItsKey() {
        assertEquals(
                "WinUpd\\ImagePath", ItemLabel.of("HKLM\\SYSTEM\\CurrentControlSet\\Services\\WinUpd", "ImagePath"));
        assertEquals("x\\", ItemLabel.of("HKU\\x", ""));
    }

    @Test
    void anotherNameStandsByItself() {
        assertEquals("OneDrive", ItemLabel.of("HKLM\\Software\\Microsoft\\Windows\\CurrentVersion\\Run", "OneDrive"));
        assertEquals("ImagePath", ItemLabel.of("C:\\x\\ImagePath", "ImagePath"));
        assertEquals("path", ItemLabel.of("/etc/path", "path"));
        assertEquals("ImagePath", ItemLabel.of("", "ImagePath"));
    }

    /** The first line of /bin/true, as its bytes are and as an agent escapes them. */
    @Test
    void bytesOfAProgramAreCalledByItsFile() {
        assertEquals("gateway", ItemLabel.of("/etc/profile.d/gateway", "\u007fELF\u0002\u0001\u0001\u0000\u0000"));
        assertEquals("gateway", ItemLabel.of("/etc/profile.d/gateway", "\\x7fELF\\x02\\x01\\x01"));
        assertEquals("export A=\u00e9t\u00e9", ItemLabel.of("/etc/profile.d/a.sh", "export A=\u00e9t\u00e9"));
        assertEquals("printf '\\x7f'", ItemLabel.of("/etc/profile.d/a.sh", "printf '\\x7f'"));
        assertEquals("a\tb\tc", ItemLabel.of("/etc/profile.d/a.sh", "a\tb\tc"));
    }
}
