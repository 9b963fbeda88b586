package bzh.vigie.installers;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The MSI on a Windows, as Wine plays it, from the first installation to the last: the agent as a service by Apache Commons Daemon's
 * procrun, enrolled by the token it was installed with.
 */
final class WindowsInstallerTest {
    @TempDir
    Path folder;

    @Test
    void fromTheFirstInstallationToRemoval() throws IOException, InterruptedException {
        Path msi = WindowsPackage.msi();
        Path later = WindowsPackage.msi("99.1.0", folder.resolve("later"));
        Wine windows = Wine.fresh(folder);
        // How long a service may take to answer at its start, in ms: Wine's ten seconds are few where much else runs.
        windows.run(
                        "wine",
                        "reg",
                        "add",
                        "HKLM\\SYSTEM\\CurrentControlSet\\Control",
                        "/v",
                        "ServicesPipeTimeout",
                        "/d",
                        "120000",
                        "/f")
                .orFail("reg add");
        try (Collector collector = Collector.start(folder.resolve("collector"))) {
            InstalledWindows pc = new InstalledWindows(windows, collector);
            List<String> before = pc.inRegistry();
            withoutNetworkItSaysSoAndTheNextInstallationMendsIt(pc, msi);
            String started = aFileThatIsGoneIsRepaired(pc, msi);
            started = aLaterVersionKeepsTheIdentityAndAnEarlierOneIsRefused(pc, msi, later, started);
            pc.restart();
            pc.connectedAfter(started);
            removalTellsTheCollectorAndLeavesNothing(pc, later, before);
            aTokenInTheNameThatIsNoneIsSaidAndStateStaysWhereThatIsAskedFor(pc, msi);
        } finally {
            windows.kill();
        }
    }

    private static void withoutNetworkItSaysSoAndTheNextInstallationMendsIt(InstalledWindows pc, Path msi)
            throws IOException, InterruptedException {
        String token = pc.collector().token();
        pc.msiexec("/i", msi, "TOKEN=" + token, "COLLECTOR=localhost:" + closedPort())
                .orFail("msiexec /i");
        String result = pc.result("PAS ENCORE FINIE");
        assertTrue(result.contains("rien ne répond à"), result);
        assertTrue(result.contains("NOT FINISHED YET"), result);
        assertFalse(result.contains(token), result);
        assertTrue(pc.is("RUNNING"), "the service waits");
        assertTrue(Files.readString(pc.state().resolve("setup.ini")).contains(token), "to be tried again");

        // Without the token: it was kept.
        pc.msiexec("/i", msi, "COLLECTOR=localhost:" + pc.collector().port()).orFail("msiexec /i again");
        pc.result("RÉUSSIE");
        pc.connectedAfter("");
        assertFalse(Files.exists(pc.state().resolve("setup.ini")), "erased");
        assertEquals(List.of(), pc.filesWith(token), "the token is nowhere any more");
        pc.awaitEvent("\"kind\":\"event\"");
    }

    private static String aFileThatIsGoneIsRepaired(InstalledWindows pc, Path msi)
            throws IOException, InterruptedException {
        String started = pc.connectedAfter("");
        Path taken = pc.programs().resolve("lib/resident.options");
        byte[] content = Files.readAllBytes(taken);
        Files.delete(taken);
        // What msiexec /fa asks for, which Wine's does not know.
        pc.msiexec("/i", msi, "REINSTALL=ALL", "REINSTALLMODE=amus").orFail("msiexec /i REINSTALL=ALL");
        assertArrayEquals(content, Files.readAllBytes(taken));
        return pc.connectedAfter(started);
    }

    private static String aLaterVersionKeepsTheIdentityAndAnEarlierOneIsRefused(
            InstalledWindows pc, Path msi, Path later, String started) throws IOException, InterruptedException {
        String identity = Files.readString(pc.state().resolve("identity.conf"));
        byte[] key = Files.readAllBytes(pc.state().resolve("agent.key"));
        pc.keepingState().msiexec("/i", later).orFail("msiexec /i of a later version");
        String again = pc.connectedAfter(started);
        assertEquals(identity, Files.readString(pc.state().resolve("identity.conf")));
        assertArrayEquals(key, Files.readAllBytes(pc.state().resolve("agent.key")));
        assertNotEquals(0, pc.msiexec("/i", msi).code(), "an earlier version over a later one");
        assertTrue(pc.is("RUNNING"), "the later version goes on");
        return again;
    }

    private static void removalTellsTheCollectorAndLeavesNothing(InstalledWindows pc, Path later, List<String> before)
            throws IOException, InterruptedException {
        pc.msiexec("/x", later).orFail("msiexec /x");
        pc.awaitEvent("\"action\":\"stopping\"");
        assertFalse(Files.exists(pc.programs().getParent()), () -> "programs: " + list(pc.programs()));
        assertFalse(Files.exists(pc.state().getParent()), () -> "state: " + list(pc.state()));
        assertFalse(pc.is("STATE"), "the service");
        assertEquals(before, pc.inRegistry());
    }

    private void aTokenInTheNameThatIsNoneIsSaidAndStateStaysWhereThatIsAskedFor(InstalledWindows pc, Path msi)
            throws IOException, InterruptedException {
        Path named =
                Files.copy(msi, folder.resolve("vigie-" + pc.collector().token().replaceAll("....$", "AAAA") + ".msi"));
        pc.msiexec("/i", named).orFail("msiexec /i of a package with a token in its name");
        String result = pc.result("NON ABOUTIE");
        assertTrue(result.contains("altéré") && result.contains("Demandez un nouveau jeton"), result);
        assertTrue(pc.is("RUNNING"), "somebody may still enrol it");
        pc.msiexec("/x", named, "KEEPSTATE=1").orFail("msiexec /x KEEPSTATE=1");
        assertTrue(Files.exists(pc.state().resolve("agent.0.log")));
        assertFalse(Files.exists(pc.programs().getParent()), () -> "programs: " + list(pc.programs()));
    }

    private static String list(Path folder) {
        try {
            return Folders.files(folder).toString();
        } catch (IOException e) {
            return e.toString();
        }
    }

    private static int closedPort() throws IOException {
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return free.getLocalPort();
        }
    }
}
