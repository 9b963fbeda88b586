package bzh.vigie.agent.source;

import static org.junit.jupiter.api.Assertions.assertEquals;

import bzh.vigie.agent.host.FakeRegistry;
import bzh.vigie.agent.host.RegistryValue;
import bzh.vigie.event.Account;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class WindowsAccountNamesTest {
    @Test
    void accountsOfTheSystemAreNamedByTheirNumber() {
        WindowsAccountNames names = new WindowsAccountNames(Optional.empty());
        assertEquals(new Account("S-1-5-18", "SYSTEM"), names.of("S-1-5-18"));
        assertEquals(new Account("S-1-5-90-0-2", "DWM-2"), names.of("S-1-5-90-0-2"));
        assertEquals(new Account("S-1-5-21-1-2-3-1001", ""), names.of("S-1-5-21-1-2-3-1001"));
    }

    @Test
    void aUserIsNamedByTheFolderOfTheProfile() {
        FakeRegistry registry = new FakeRegistry()
                .set(
                        "HKLM\\SOFTWARE\\Microsoft\\Windows NT\\CurrentVersion\\ProfileList\\S-1-5-21-1-2-3-1001",
                        "ProfileImagePath",
                        new RegistryValue.Data.Text("%SystemDrive%\\Users\\bob.MAIRIE", true));
        WindowsAccountNames names = new WindowsAccountNames(Optional.of(registry));
        assertEquals("bob.MAIRIE", names.of("S-1-5-21-1-2-3-1001").name());
        assertEquals("", names.of("S-1-5-21-1-2-3-1002").name());
    }
}
