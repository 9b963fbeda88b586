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

    private static final String CERTIFICATES = "HKLM\\SOFTWARE\\Microsoft\\SystemCertificates\\";
    private static final String THUMBPRINT = "3F0FC21E34DE3E1BB87C03FFF106B25C4AD4A233";

    /** SHA-1 of {@code 30 00}. */
    private static final String UNDECODED = "F944DCD635F9801F7AC90A407FBC479964DEC024";

    /** A {@code Blob} of its SHA-1 and of a certificate that was made for this test. */
    private static final String CERTIFICATE =
            "0300000001000000140000003f0fc21e34de3e1bb87c03fff106b25c4ad4a233200000000100000075010000308201713082"
                    + "0117a00302010202141fef9b6133f85cb45f83924a217ebaa7408d87bd300a06082a8648ce3d040302300d310b3009060355"
                    + "04030c0256753020170d3236313132363033303130395a180f32313236313130323033303130395a300d310b300906035504"
                    + "030c0256753059301306072a8648ce3d020106082a8648ce3d03010703420004bdf7760522905a243f15652db90e41a654c8"
                    + "b125a96911e50e39c34e5967bd25baf7884776430365021b4bd4a9b74df0d721917d676f0beee7fba0c7f9616014a3533051"
                    + "301d0603551d0e041604141afbf6dc6defde5a37296b2453007281cf2809cf301f0603551d230418301680141afbf6dc6def"
                    + "de5a37296b2453007281cf2809cf300f0603551d130101ff040530030101ff300a06082a8648ce3d04030203480030450220"
                    + "0768f97793233e9f94120d58b96e5342195bf17e32aa878132f93911ef6dd135022100d6c64c39ccfacea30f714dfd8d49da"
                    + "a6c2acaa0fb795e639433e0d0a0227c51f";

    @TempDir
    Path folder;

    @Test
    void whatIsWrittenPastTheServiceManagerIsToldAndWhatItMadeIsNot() throws IOException, InterruptedException {
        Wine windows = Wine.fresh(folder);
        // Otherwise the service manager of Wine ends, and forgets, where no program runs for a while.
        windows.run("wineserver", "--persistent=600").orFail("wineserver");
        try {
            compare(windows);
            compareCertificates(windows);
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

    /** Wine's crypt32 leaves out a key whose name is not its certificate's SHA-1, or whose value holds none. */
    private static void compareCertificates(Wine windows) throws IOException, InterruptedException {
        assertEquals(List.of("windows.hidden.certificate read "), certificates(windows));

        certificate(windows, "Root", THUMBPRINT, CERTIFICATE);
        certificate(windows, "CA", THUMBPRINT, CERTIFICATE);
        assertEquals(List.of("windows.hidden.certificate read "), certificates(windows));

        certificate(windows, "TrustedPublisher", "0".repeat(40), CERTIFICATE);
        certificate(windows, "Disallowed", "1".repeat(40), "200000000100000009000000");
        // Read as a certificate by no decoder, and so kept from whoever asks crypt32.
        certificate(windows, "AuthRoot", UNDECODED, "2000000001000000020000003000");
        assertEquals(
                List.of(
                        CERTIFICATES + "AuthRoot\\Certificates\\" + UNDECODED
                                + " malformed a value in the registry that cannot be decoded as a certificate, not told by Windows",
                        CERTIFICATES + "TrustedPublisher\\Certificates\\" + "0".repeat(40) + " thumbprint CN=Vu: SHA-1 "
                                + THUMBPRINT + ", under another name in the registry, not told by Windows",
                        CERTIFICATES + "Disallowed\\Certificates\\" + "1".repeat(40)
                                + " malformed a value in the registry that holds no certificate",
                        "windows.hidden.certificate read "),
                certificates(windows));
    }

    private static void certificate(Wine windows, String store, String name, String blob)
            throws IOException, InterruptedException {
        String key = CERTIFICATES + store + "\\Certificates\\" + name;
        windows.run("wine", "reg", "add", key, "/v", "Blob", "/t", "REG_BINARY", "/d", blob, "/f")
                .orFail("reg add");
    }

    private static List<String> certificates(Wine windows) throws IOException, InterruptedException {
        return said(windows, "windows.hidden.certificate");
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
