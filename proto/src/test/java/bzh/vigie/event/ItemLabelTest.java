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
}
