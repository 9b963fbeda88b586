package bzh.vigie.installers;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import bzh.vigie.agent.host.Machine;
import bzh.vigie.agent.host.offline.MountedWindows;
import bzh.vigie.agent.identity.Installation;
import bzh.vigie.agent.persistence.Scan;
import bzh.vigie.agent.persistence.ScanLines;
import bzh.vigie.collector.detect.Offline;
import bzh.vigie.collector.detect.ShippedRules;
import bzh.vigie.collector.store.Alerts.Severity;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What others recorded of real Windows, read by the agent and judged by the collector: a freshly installed one raises nothing, and
 * what APTSimulator planted in another is told by name.
 */
final class RealWindowsTest {
    private static final Path CORPUS =
            Path.of(System.getProperty("vigie.corpora", "../../shared/corpora"), "windows-real");

    @TempDir
    private Path folder;

    @Test
    void aFreshWindowsRaisesNothing() throws IOException {
        Path config = Files.createDirectories(folder.resolve("root/Windows/System32/config"));
        try (InputStream system = new GZIPInputStream(open("fresh-windows-10-SYSTEM.gz"))) {
            Files.copy(system, config.resolve("SYSTEM"));
        }
        assertEquals(List.of(), asking());
    }

    @Test
    void thePlantedTaskAndSubscriptionAreTold() throws IOException {
        Path windows = folder.resolve("root/Windows/System32");
        Files.createDirectories(windows.resolve("config"));
        // Without a hive it would be no Windows; this one holds nothing.
        Files.write(windows.resolve("config/SYSTEM"), new byte[0]);
        unpack("attacked-windows-10-tasks.zip", windows.resolve("Tasks"), "APTSimulatorVM/");
        unpack("attacked-windows-10-wbem.zip", windows.resolve("wbem/Repository"), "");
        assertEquals(
                List.of(
                        "HIGH vigie-windows-anybodys-folder \\GameOver C:\\TMP\\mim.exe T1053.005",
                        "HIGH vigie-windows-wmi-runs-code root\\subscription:ActiveScriptEventConsumer.KillProcess "
                                + " T1546.003"),
                asking());
    }

    /** What is of medium or above in an inventory of the system below the folder. */
    private List<String> asking() throws IOException {
        Path inventory = folder.resolve("inventory.jsonl");
        try (Machine machine =
                        MountedWindows.open(folder.resolve("root")).ifFound().orElseThrow();
                OutputStream out = Files.newOutputStream(inventory);
                ScanLines lines = new ScanLines(out)) {
            Scan.of(machine, InstantSource.system(), lines);
            lines.summary("/", machine.files().reader(), Scan.os(machine), Installation.of(machine));
        }
        List<String> found = new ArrayList<>();
        Offline offline = new Offline(ShippedRules.load(), result -> {
            if (result.severity().compareTo(Severity.MEDIUM) >= 0) {
                found.add(result.severity() + " " + result.rule() + " "
                        + result.record().value("name") + " " + result.record().value("target") + " "
                        + result.techniques().getFirst());
            }
        });
        offline.inventory(inventory);
        offline.end();
        return found;
    }

    private void unpack(String archive, Path into, String below) throws IOException {
        try (ZipInputStream zip = new ZipInputStream(open(archive))) {
            for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
                String name = entry.getName().replace('\\', '/');
                if (!entry.isDirectory() && name.startsWith(below)) {
                    Path file = into.resolve(name.substring(below.length())).normalize();
                    assertTrue(file.startsWith(into), name);
                    Files.createDirectories(file.resolveSibling("."));
                    Files.write(file, zip.readAllBytes());
                }
            }
        }
    }

    private static InputStream open(String file) throws IOException {
        Path path = CORPUS.resolve(file);
        assumeTrue(Files.exists(path), "skipped: no corpus at " + CORPUS + ": set -Dvigie.corpora");
        return Files.newInputStream(path);
    }
}
