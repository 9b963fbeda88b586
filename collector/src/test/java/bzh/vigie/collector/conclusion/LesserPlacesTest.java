package bzh.vigie.collector.conclusion;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Locale;
import java.util.ResourceBundle;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** For which places a word stands: nothing that runs as the system is among them, and nothing that is new. */
final class LesserPlacesTest {
    private static final Pattern OF_ONE_USER = Pattern.compile("user-|-user$|\\.user$");

    /** Those that no name shows to be of one user: the programs of his own session, his shell's history, and the names of hosts. */
    private static final Set<String> OTHERS = Set.of(
            "ad.database",
            "linux.browser.extension",
            "linux.browser.native-host",
            "linux.desktop.extension",
            "linux.hosts",
            "linux.ide.extension",
            "linux.mail.filter",
            "linux.mail.forward",
            "linux.mail.procmail",
            "linux.shell.history",
            "windows.browser.extension",
            "windows.hosts");

    @Test
    void eachIsAPlaceOfTheCatalogueAndOfOneUserOrNamedHere() {
        Set<String> catalogue = ResourceBundle.getBundle("bzh.vigie.text.locations", Locale.ROOT)
                .keySet();
        assertTrue(catalogue.size() > 500, "the catalogue is read");
        Set<String> unknown = new TreeSet<>(LesserPlaces.ALL);
        unknown.removeAll(catalogue);
        assertEquals(Set.of(), unknown);
        Set<String> others = new TreeSet<>(LesserPlaces.ALL);
        others.removeIf(place -> OF_ONE_USER.matcher(place).find());
        assertEquals(new TreeSet<>(OTHERS), others);
    }

    @Test
    void ofWhatRunsAsTheSystemOrIsNewNoWordStands() {
        for (String place : List.of(
                "ad.rights.domain",
                "ad.rights.protected",
                "ad.rights.unit",
                "ad.group.privileged",
                "ad.key-credential",
                "ad.delegation",
                "linux.polkit.rules",
                "linux.dbus.system-service",
                "linux.name-service",
                "linux.ssh.authorized-keys",
                "linux.cron.user",
                "linux.grub.config",
                "windows.accessibility.tool",
                "windows.credential-provider",
                "windows.com.class",
                "windows.run-key.user",
                "windows.start-folder-user",
                "windows.of-next-year-user",
                "linux.shell.user-profile  root")) {
            assertFalse(LesserPlaces.has(place), place);
        }
        assertTrue(LesserPlaces.has("linux.shell.user-profile  anne"));
        assertTrue(LesserPlaces.has("windows.com.class-user  AURAY\\anne"));
    }
}
