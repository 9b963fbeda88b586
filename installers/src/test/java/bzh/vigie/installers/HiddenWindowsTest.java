package bzh.vigie.installers;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What a running Windows, as Wine plays it, says of itself against its registry and files. Wine lists every service to everybody, so
 * that none can be hidden by its rights there.
 */
final class HiddenWindowsTest {
    private static final String SERVICES = "HKLM\\SYSTEM\\CurrentControlSet\\Services\\";

    @TempDir
    Path folder;

    @Test
    void whatIsWrittenPastTheServiceManagerIsToldAndWhatItMadeIsNot() throws IOException, InterruptedException {
        Wine windows = Wine.fresh(folder);
        // Otherwise the service manager of Wine ends, and forgets, where no program runs for a while.
        windows.run("wineserver", "--persistent=600").orFail("wineserver");
        try {
            compare(windows);
        } finally {
            windows.run("wineserver", "--kill");
        }
    }

    private static void compare(Wine windows) throws IOException, InterruptedException {
        assertEquals(List.of("windows.hidden.service read "), services(windows));

        windows.run("wine", "sc", "create", "Made", "binPath=", "C:\\Tools\\made.exe", "start=", "auto")
                .orFail("sc create");
        windows.run("wine", "sc", "create", "Emptied", "binPath=", "C:\\Tools\\emptied.exe", "start=", "demand")
                .orFail("sc create");
        windows.run("wine", "reg", "delete", SERVICES + "Emptied", "/f").orFail("reg delete");
        number(windows, "Past", "Type", 0x10);
        number(windows, "Past", "Start", 2);
        number(windows, "Past", "ErrorControl", 1);
        windows.run("wine", "reg", "add", SERVICES + "Past", "/v", "ImagePath", "/d", "C:\\Tools\\past.exe", "/f")
                .orFail("reg add");
        number(windows, "Made", "Start", 4);
        assertEquals(
                List.of(
                        SERVICES + "Made Start registry: disabled; service manager: auto",
                        SERVICES
                                + "Past not loaded in the registry since Windows started, unknown to the service manager: C:\\Tools\\past.exe (auto)",
                        SERVICES
                                + "Emptied without key known to the service manager, without a key: C:\\Tools\\emptied.exe",
                        "windows.hidden.service read "),
                services(windows));
    }

    /** Wine says of hardly any driver that it is loaded. */
    @Test
    void whatCannotBeComparedIsSaid() throws IOException, InterruptedException {
        assertEquals(
                List.of("windows.hidden.driver unreadable system-drivers-not-told"),
                said(Wine.fresh(folder), "windows.hidden.driver"));
    }

    private static void number(Wine windows, String service, String name, int value)
            throws IOException, InterruptedException {
        windows.run(
                        "wine",
                        "reg",
                        "add",
                        SERVICES + service,
                        "/v",
                        name,
                        "/t",
                        "REG_DWORD",
                        "/d",
                        Integer.toString(value),
                        "/f")
                .orFail("reg add");
    }

    /** But for the services that Wine makes by itself for its drivers, and keeps out of the registry. */
    private static List<String> services(Wine windows) throws IOException, InterruptedException {
        return said(windows, "windows.hidden.service").stream()
                .filter(line -> !line.startsWith(SERVICES + "Winedevice"))
                .toList();
    }

    /** What is told of a location, then what became of it. */
    private static List<String> said(Wine windows, String location) throws IOException, InterruptedException {
        return windows.java("bzh.vigie.agent.persistence.HiddenProbe", location)
                .orFail("the probe")
                .said()
                .lines()
                .filter(line -> line.startsWith("HKLM\\") || line.startsWith("C:\\") || line.startsWith(location))
                .toList();
    }
}
