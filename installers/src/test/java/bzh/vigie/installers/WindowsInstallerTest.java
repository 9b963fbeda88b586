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
import java.util.Optional;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The MSI on a Windows, as Wine plays it, from the first installation to the last: the agent as a service by Apache Commons Daemon's
 * procrun, enrolled by the token it was installed with.
 */
@Order(0)
final class WindowsInstallerTest {
    private static final String PASSWORD = "of-this-test-4711";

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
        try (Collector collector = Collector.start(folder.resolve("collector"));
                ConnectProxy proxy = new ConnectProxy(Optional.of("mairie:" + PASSWORD))) {
            InstalledWindows pc = new InstalledWindows(windows, collector);
            String code = pc.collector().breakGlass();
            List<String> before = pc.inRegistry();
            withoutNetworkItSaysSoAndTheNextInstallationTakesWhatWasKept(pc, proxy, msi);
            String started = aFileThatIsGoneIsRepaired(pc, msi);
            started = aLaterVersionKeepsTheIdentityAndAnEarlierOneIsRefused(pc, msi, later, started);
            pc.restart();
            started = pc.connectedAfter(started);
            removalIsRefusedWhereNoCollectorAnswersAndTheAgentGoesOn(pc, later, started);
            removalTellsTheCollectorAndLeavesNothing(pc, later, before);
            aTokenInTheNameThatIsNoneIsSaidAndTheSamePackageTakesTheNext(pc, msi);
            withoutItsCollectorTheCodeOfTheCommuneRemovesIt(pc, msi, code, before);
        } finally {
            windows.kill();
        }
    }

    private static void withoutNetworkItSaysSoAndTheNextInstallationTakesWhatWasKept(
            InstalledWindows pc, ConnectProxy proxy, Path msi) throws IOException, InterruptedException {
        String token = pc.collector().token();
        pc.msiexec("/i", msi, "TOKEN=" + token, "COLLECTOR=localhost:" + closedPort())
                .orFail("msiexec /i");
        String result = pc.result("PAS ENCORE FINIE");
        assertTrue(result.contains("rien ne répond à"), result);
        assertTrue(result.contains("NOT FINISHED YET"), result);
        assertFalse(result.contains(token), result);
        pc.awaitService("RUNNING");
        assertTrue(Files.readString(pc.state().resolve("setup.ini")).contains(token), "to be tried again");

        pc.msiexec("/x", msi, "KEEPSTATE=1").orFail("msiexec /x KEEPSTATE=1");
        assertFalse(Files.exists(pc.programs().getParent()), () -> "programs: " + list(pc.programs()));
        assertTrue(Files.exists(pc.state().resolve("agent.0.log")));

        // Without the token: it was kept.
        pc.msiexec(
                        "/i",
                        msi,
                        "COLLECTOR=localhost:" + pc.collector().port(),
                        "PROXY=http://mairie:" + PASSWORD + "@localhost:" + proxy.port())
                .orFail("msiexec /i again");
        pc.result("RÉUSSIE");
        pc.connectedAfter("");
        assertTrue(proxy.tunnels() > 1, "enrolled and connected through the proxy");
        assertFalse(Files.exists(pc.state().resolve("setup.ini")), "erased");
        assertEquals(List.of(), pc.filesWith(token), "the token is nowhere any more");
        assertEquals(List.of(pc.state().resolve("agent.conf")), pc.filesWith(PASSWORD));
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

    private static void removalIsRefusedWhereNoCollectorAnswersAndTheAgentGoesOn(
            InstalledWindows pc, Path later, String started) throws IOException, InterruptedException {
        Path config = pc.state().resolve("agent.conf");
        String right = Files.readString(config);
        Files.writeString(config, "collectors = localhost:" + closedPort() + "\nproxy = none\n");
        Path code = Files.writeString(pc.state().resolve("code-de-secours.txt"), "0000-0000-0000-0000");
        assertNotEquals(
                0,
                pc.msiexec("/x", later, "CODE_FILE=C:\\ProgramData\\Vigie\\agent\\" + code.getFileName())
                        .code(),
                "without a collector");
        assertTrue(Files.exists(code), "a code that is none has not served");
        Files.delete(code);
        Files.writeString(config, right);
        String result = pc.result("DÉSINSTALLATION DE VIGIE : REFUSÉE");
        assertTrue(result.contains("rien ne répond à") && result.contains("REMOVAL OF VIGIE: REFUSED"), result);
        assertTrue(result.contains("n'est pas le code de secours") && !result.contains("0000-0000"), result);
        assertTrue(Files.exists(pc.state().resolve("identity.conf")), "who it is");
        assertTrue(Files.exists(pc.programs().resolve("lib/resident.options")), "its program");
        // Started again by the installer. While it starts it takes no stop, and cannot be removed.
        pc.startedAfter(started);
        pc.awaitService("RUNNING");
    }

    private static void removalTellsTheCollectorAndLeavesNothing(InstalledWindows pc, Path later, List<String> before)
            throws IOException, InterruptedException {
        pc.msiexec("/x", later).orFail("msiexec /x");
        pc.awaitEvent("\"action\":\"stopping\"");
        assertTrue(pc.collector().lines("hosts", "states").contains("state-uninstalled-msi"));
        assertTrue(pc.collector().lines("hosts", "list").contains("\"state\":\"uninstalled\""));
        nothingIsLeft(pc, before);
    }

    private void aTokenInTheNameThatIsNoneIsSaidAndTheSamePackageTakesTheNext(InstalledWindows pc, Path msi)
            throws IOException, InterruptedException {
        Path named =
                Files.copy(msi, folder.resolve("vigie-" + pc.collector().token().replaceAll("....$", "AAAA") + ".msi"));
        pc.msiexec("/i", named).orFail("msiexec /i of a package with a token in its name");
        String result = pc.result("NON ABOUTIE");
        assertTrue(result.contains("altéré") && result.contains("Demandez un nouveau jeton"), result);
        pc.awaitService("RUNNING");
        pc.msiexec("/i", msi, "TOKEN=" + pc.collector().token()).orFail("msiexec /i with the next token");
        pc.result("RÉUSSIE");
        pc.connectedAfter("");
    }

    private static void withoutItsCollectorTheCodeOfTheCommuneRemovesIt(
            InstalledWindows pc, Path msi, String code, List<String> before) throws IOException, InterruptedException {
        pc.awaitFile("removal-code");
        pc.collector().close();
        Files.writeString(pc.state().resolve("removal-code.txt"), code + "\r\n");
        pc.msiexec("/x", msi).orFail("msiexec /x with the code");
        nothingIsLeft(pc, before);
    }

    private static void nothingIsLeft(InstalledWindows pc, List<String> before)
            throws IOException, InterruptedException {
        assertFalse(Files.exists(pc.programs().getParent()), () -> "programs: " + list(pc.programs()));
        assertFalse(Files.exists(pc.state().getParent()), () -> "state: " + list(pc.state()));
        assertFalse(pc.is("STATE"), "the service");
        assertEquals(before, pc.inRegistry());
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
