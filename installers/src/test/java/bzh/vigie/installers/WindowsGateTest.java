package bzh.vigie.installers;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A Windows as it is set up asks for nobody: neither a base prefix that Wine makes, its registry converted to hives, nor what
 * Windows 10 and 11 have by themselves in the places that are watched gives an alert above low, but for those that
 * {@code windows-gate.txt} defends one by one ({@code what | rule | source | name | why}).
 */
final class WindowsGateTest {
    private static final Path DEFENDED = Path.of("src/test/resources/windows-gate.txt");

    private static final Path DEFAULTS = Path.of("src/test/resources/windows-defaults.reg");

    private static final Path PROGRAMS =
            Commands.TOP.resolve("agent/src/test/resources/bzh/vigie/agent/windows/program/specimens");

    @TempDir
    Path folder;

    @Test
    void whatWineMakesAsksForNobody() throws IOException, InterruptedException {
        Path prefix = Wine.fresh(folder).prefix();
        Disks.make("wine", prefix.toString());
        String inventory = judged("wine", prefix);
        assertTrue(inventory.contains("\"location\":\"windows.service\""), "services of Wine");
        assertTrue(inventory.contains("\\\\system32\\\\winemenubuilder.exe"), "its menu builder, started at boot");
    }

    @Test
    void whatWindowsHasByItselfAsksForNobody() throws IOException, InterruptedException {
        Path root = Files.createDirectory(folder.resolve("root"));
        Disks.make("reg", DEFAULTS.toString(), root.toString());
        String inventory = judged("defaults", root);
        assertTrue(inventory.contains("\"name\":\"SecurityHealth\""));
        assertTrue(inventory.contains("scext.dll"));
        assertTrue(inventory.contains("\"location\":\"windows.task.cache\""));
        assertTrue(inventory.contains("SCM Event Log Consumer"));
        assertTrue(inventory.contains("\"name\":\"WDAGUtilityAccount\""));
    }

    @Test
    void whatIsPlantedThereDoesNot() throws IOException, InterruptedException {
        Path root = Files.createDirectory(folder.resolve("root"));
        Path planted = folder.resolve("planted.reg");
        Files.writeString(planted, Files.readString(DEFAULTS) + """

                [HKEY_LOCAL_MACHINE\\SOFTWARE\\Microsoft\\Windows NT\\CurrentVersion\\Winlogon]
                "Shell"="explorer.exe,C:\\\\Users\\\\Public\\\\update.exe"

                [HKEY_LOCAL_MACHINE\\SOFTWARE\\Microsoft\\Windows\\CurrentVersion\\Run]
                "Tampered"="C:\\\\Tools\\\\tampered.exe"
                "Carrier"="C:\\\\Tools\\\\after-signature.exe"

                [HKEY_CURRENT_USER\\Software\\Microsoft\\Windows\\CurrentVersion\\Run]
                "Unsigned"="C:\\\\Users\\\\agent\\\\AppData\\\\Roaming\\\\Sync\\\\unsigned.exe"
                """);
        Disks.make("reg", planted.toString(), root.toString());
        program("tampered.exe", root.resolve("Tools"));
        program("after-signature.exe", root.resolve("Tools"));
        program("unsigned.exe", root.resolve("Users/agent/AppData/Roaming/Sync"));
        assertEquals(
                Set.of(
                        "high | vigie-windows-anybodys-folder | Shell: C:\\Users\\Public\\update.exe",
                        "high | vigie-windows-signature-broken | Tampered",
                        "medium | vigie-windows-bytes-beside-signature | Carrier",
                        "medium | vigie-windows-unsigned-in-profile | Unsigned"),
                loud("planted", root).stream()
                        .map(alert -> String.join(" | ", alert.severity(), alert.rule(), alert.of("name")))
                        .collect(Collectors.toSet()));
    }

    /** Lays one of the programs there that the agent's tests have, signed for them. */
    private static void program(String name, Path directory) throws IOException {
        Files.createDirectories(directory);
        Files.copy(PROGRAMS.resolve(name), directory.resolve(name));
    }

    /** Compares what is said above low with what is defended; gives the inventory. */
    private String judged(String what, Path root) throws IOException, InterruptedException {
        Set<String> loud = new TreeSet<>();
        for (Alert alert : loud(what, root)) {
            loud.add(String.join(" | ", what, alert.rule(), alert.of("source"), alert.of("name")));
        }
        assertEquals(
                String.join("\n", defended(what)),
                String.join("\n", loud),
                "defend each in " + DEFENDED + ", or judge it better; all alerts are in " + kept());
        return Files.readString(inventory(what));
    }

    /** What is said above low of the system under that directory; its inventory and all alerts are kept to be looked at. */
    private static List<Alert> loud(String what, Path root) throws IOException, InterruptedException {
        Files.createDirectories(kept());
        String out = inventory(what).toString();
        Commands.vigie("agent", "scan", "--root", root.toString(), "--format", "jsonl", "--out", out)
                .orFail("agent scan");
        return Alert.detect(kept().resolve(what + "-alerts.jsonl"), inventory(what)).stream()
                .filter(alert -> alert.isAtLeast("medium"))
                .toList();
    }

    private static Path inventory(String what) {
        return kept().resolve(what + ".jsonl").toAbsolutePath();
    }

    private static Path kept() {
        return Path.of("target/windows-gate");
    }

    private static Set<String> defended(String what) throws IOException {
        Set<String> defended = new TreeSet<>();
        for (String line : Files.readAllLines(DEFENDED)) {
            if (line.startsWith(what + " | ")) {
                int reason = line.lastIndexOf(" | ");
                assertFalse(line.substring(reason + 3).isBlank(), line);
                defended.add(line.substring(0, reason));
            }
        }
        return defended;
    }
}
