package bzh.vigie.collector.detect;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import bzh.vigie.collector.store.Alerts.Severity;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Logs of a Windows 10 on which the scripts of APTSimulator ran. What has to be found is what the corpus says that they planted; where the log
 * that tells of it was not on, it cannot be.
 */
final class AttackedLogsTest {
    private static final String SYSMON = "Microsoft-Windows-Sysmon%4Operational.evtx";

    /** What was planted, the technique, and the log that tells of it. */
    private record Planted(String what, String technique, String log) {}

    private static final Set<Planted> PLANTED = Set.of(
            new Planted("C:\\TMP\\mim.exe", "T1053.005", SYSMON),
            new Planted("KillProcess", "T1546.003", "Microsoft-Windows-WMI-Activity%4Operational.evtx"),
            new Planted("sethc.exe", "T1546.008", SYSMON),
            new Planted("CurrentVersion\\Run", "T1547.001", SYSMON),
            new Planted("UserInitMprLogonScript", "T1037.001", SYSMON),
            new Planted("Guest", "T1078.001", "Security.evtx"));

    @TempDir
    private Path folder;

    @Test
    void whatWasPlantedIsFoundWhereItsLogTellsOfIt() throws IOException {
        Path logs = Path.of(System.getProperty("vigie.corpora", "../../shared/corpora"), "windows-real")
                .resolve("attacked-windows-10-logs.zip");
        assumeTrue(Files.exists(logs), "no corpus at " + logs + ": set -Dvigie.corpora");
        Set<Planted> found = new TreeSet<>(Comparator.comparing(Planted::toString));
        Map<String, Integer> rules = new TreeMap<>();
        String[] log = {""};
        Offline offline = new Offline(ShippedRules.load(), result -> {
            if (result.severity().compareTo(Severity.MEDIUM) >= 0) {
                rules.merge(result.severity() + " " + result.rule(), 1, Integer::sum);
                String text = result.record().flat().toString();
                PLANTED.stream()
                        .filter(planted -> planted.log().equals(log[0])
                                && text.contains(planted.what())
                                && result.techniques().contains(planted.technique()))
                        .forEach(found::add);
            }
        });
        try (ZipInputStream zip = new ZipInputStream(Files.newInputStream(logs))) {
            for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
                if (!entry.isDirectory()) {
                    log[0] = entry.getName();
                    offline.evtx(Files.write(folder.resolve("log.evtx"), zip.readAllBytes()));
                }
            }
        }
        offline.end();
        System.out.println("attacked Windows 10: " + offline.progress() + " events, " + rules);
        assertEquals(
                PLANTED.stream().map(Planted::what).collect(Collectors.toSet()),
                found.stream().map(Planted::what).collect(Collectors.toSet()));
    }
}
