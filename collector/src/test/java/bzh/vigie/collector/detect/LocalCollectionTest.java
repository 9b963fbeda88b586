package bzh.vigie.collector.detect;

import static bzh.vigie.collector.store.Specimens.AURAY;
import static bzh.vigie.collector.store.Specimens.alert;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import bzh.vigie.collector.store.Alerts.Alert;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class LocalCollectionTest {
    private static List<String> of(Map<String, String> evidence) {
        Alert high = alert("a", AURAY, 1, "c", 1);
        return LocalCollection.lines(high.with(evidence));
    }

    @Test
    void aFileOfLinuxIsHashedThenCopiedThenTheListIsHashed() {
        List<String> lines = of(Map.of("location", "linux.cron", "target", "/opt/a b/tool"));
        int hash = lines.indexOf("sha256sum -- '/opt/a b/tool' | tee -a collecte.txt");
        int copy = lines.indexOf("cp -p --parents --no-dereference -- '/opt/a b/tool' .");
        assertTrue(hash > 0 && copy > hash, lines::toString);
        assertEquals("sha256sum collecte.txt | tee collecte.sha256", lines.getLast());
        assertTrue(lines.stream().noneMatch(line -> line.contains("wevtutil")), lines::toString);
        assertTrue(
                lines.stream().anyMatch(line -> line.contains("--since=@1772434857 --until=@1772442060")),
                lines::toString);
    }

    @Test
    void windowsKeepsTheFileTheKeyAndTheEventLogs() {
        List<String> lines = of(Map.of("Image", "C:\\x y\\t.exe", "source", "HKLM\\SOFTWARE\\Run"));
        String all = String.join("\n", lines);
        assertTrue(all.contains("Get-FileHash -Algorithm SHA256 -LiteralPath 'C:\\x y\\t.exe'"), all);
        assertTrue(all.contains("reg.exe export 'HKLM\\SOFTWARE\\Run' 2.reg /y"), all);
        assertTrue(all.contains("wevtutil.exe epl Security Security.evtx /ow:true"), all);
        assertFalse(all.contains("journalctl"), all);
    }

    @Test
    void aPathThatAShellWouldReadOrNobodySeesIsLeftOut() {
        for (String path :
                List.of("/tmp/a'b; rm -rf /", "/tmp/a\u202eb", "C:\\a\u2019b", "C:\\a\"b", "relative", "/a\nb")) {
            List<String> lines = of(Map.of("target", path));
            assertTrue(lines.stream().noneMatch(line -> line.contains(path)), lines::toString);
            assertTrue(lines.size() > 5, "the logs are kept in any case");
        }
    }
}
