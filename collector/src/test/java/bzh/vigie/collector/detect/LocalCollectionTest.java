package bzh.vigie.collector.detect;

import static bzh.vigie.collector.store.Specimens.AURAY;
import static bzh.vigie.collector.store.Specimens.alert;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import bzh.vigie.collector.store.Alerts.Alert;
import bzh.vigie.event.Sha256;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

final class LocalCollectionTest {
    private static List<String> of(Map<String, String> evidence) {
        Alert high = alert("a", AURAY, 1, "c", 1);
        return LocalCollection.lines(high.with(evidence));
    }

    @Test
    void theJournalComesFirstThenAFileIsCopiedThenTheListIsHashed() {
        List<String> lines = of(Map.of("location", "linux.cron", "target", "/opt/a b/tool"));
        int told = lines.indexOf("ls -ldb -- '/opt/a b/tool' 2>&1 | tee -a \"$D/collecte.txt\"");
        assertTrue(lines.get(told - 1).startsWith("journalctl"), lines::toString);
        assertTrue(
                lines.get(told + 1).endsWith("timeout 600 cp -p --parents --no-dereference -- '/opt/a b/tool' \"$D\")"),
                lines::toString);
        assertTrue(lines.getLast().endsWith("&& sha256sum collecte.txt | tee collecte.sha256)"), lines::getLast);
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
        assertTrue(all.contains("reg.exe export 'HKLM\\SOFTWARE\\Run' \"$D\\2.reg\" /y"), all);
        assertTrue(all.contains("wevtutil.exe epl Security \"$D\\Security.evtx\" /ow:true"), all);
        assertFalse(all.contains("journalctl"), all);
    }

    @Test
    void aPathThatAShellWouldReadOrNobodySeesIsLeftOut() {
        for (String path : List.of(
                "/tmp/a'b; rm -rf /",
                "/tmp/a\u202eb",
                "C:\\a\u2019b",
                "C:\\a\"b",
                "relative",
                "/a\nb",
                "/dev/zero",
                "//proc/kcore",
                "/sys/x",
                "/tmp/../dev/sda")) {
            List<String> lines = of(Map.of("target", path));
            assertTrue(lines.stream().noneMatch(line -> line.contains(path)), lines::toString);
            assertTrue(lines.size() > 5, "the logs are kept in any case");
        }
    }

    /** Runs what is printed, with the folder of its first line alone put elsewhere, as a person would. */
    private static String run(List<String> lines, Path folder, Path from) throws Exception {
        List<String> typed = new ArrayList<>(lines);
        assertEquals("D=/media/collecte", typed.get(1), "the only place to change");
        typed.set(1, "D='" + folder + "'");
        Process shell = new ProcessBuilder("/bin/sh")
                .directory(from.toFile())
                .redirectErrorStream(true)
                .start();
        try (Writer in = shell.outputWriter(StandardCharsets.UTF_8)) {
            in.write(String.join("\n", typed) + "\n");
        }
        String said = new String(shell.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        shell.waitFor();
        return said;
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void aPersonCanRunItOnLinuxAndTheHashesAreThoseOfWhatWasKept(@TempDir Path dir) throws Exception {
        Path file =
                Files.writeString(Files.createDirectories(dir.resolve("a b")).resolve("collecte-tool"), "evil");
        Path to = Files.createDirectories(dir.resolve("kept"));
        Path from = Files.createDirectories(dir.resolve("home"));
        List<String> lines = of(Map.of("location", "linux.cron", "target", file.toString(), "source", "/gone/away"));
        String said = run(lines, to, from);
        Path copy = to.resolve(file.toString().substring(1));
        assertEquals("evil", Files.readString(copy), said);
        String list = Files.readString(to.resolve("collecte.txt"));
        String hash = Sha256.over("evil".getBytes(StandardCharsets.UTF_8)).hex();
        assertTrue(list.contains(hash + "  ./" + to.relativize(copy)), list);
        assertTrue(list.contains("/gone/away"), "what was not there stands in the list: " + list);
        assertTrue(list.lines().findFirst().orElse("").endsWith(" a"), "the alert is named: " + list);
        assertEquals(
                Sha256.over(Files.readAllBytes(to.resolve("collecte.txt"))).hex() + "  collecte.txt",
                Files.readString(to.resolve("collecte.sha256")).strip());
        // Where nobody put a medium, nothing is written where the person stands.
        run(lines, dir.resolve("absent"), from);
        try (Stream<Path> left = Files.list(from)) {
            assertEquals(List.of(), left.toList());
        }
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void whatIsNoFileIsToldAndHoldsUpNothing(@TempDir Path dir) throws Exception {
        Path to = Files.createDirectories(dir.resolve("kept"));
        Path link = Files.createSymbolicLink(dir.resolve("link"), Path.of("/etc/hostname"));
        Path pipe = dir.resolve("pipe");
        assertEquals(0, new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor());
        Path devices = Files.createSymbolicLink(dir.resolve("devices"), Path.of("/dev"));
        String said = run(
                of(Map.of(
                        "target", link.toString(),
                        "Image", pipe.toString(),
                        "source", devices.resolve("zero").toString())),
                to,
                dir);
        String list = Files.readString(to.resolve("collecte.txt"));
        assertTrue(list.contains(link + " -> /etc/hostname"), list);
        assertTrue(list.contains("pipe") && list.contains("zero"), list);
        assertTrue(Files.exists(to.resolve("collecte.sha256")), said);
        assertFalse(Files.exists(to.resolve(link.toString().substring(1))), said);
    }
}
