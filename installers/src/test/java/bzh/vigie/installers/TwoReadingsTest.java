package bzh.vigie.installers;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two readings of one system have equal keys wherever its disk is mounted, and what is planted in one of them is one finding. */
final class TwoReadingsTest {
    private static final Path SPECIMENS = Commands.TOP.resolve("agent/src/test/resources/persistence");
    private static final Path DEFAULTS = Path.of("src/test/resources/windows-defaults.reg");

    @TempDir
    Path folder;

    @Test
    void ofALinux() throws IOException, InterruptedException {
        Path one = Files.createDirectory(folder.resolve("one"));
        Path other = Files.createDirectories(folder.resolve("mounted/elsewhere"));
        for (String specimen : List.of("linux.cron.d", "linux.systemd.service", "linux.account.passwd")) {
            copy(SPECIMENS.resolve(specimen).resolve("host"), one);
            copy(SPECIMENS.resolve(specimen).resolve("host"), other);
        }
        Path before = scan("linux-one", one);
        assertEquals(List.of(), compare("linux-same", before, scan("linux-other", other)));
        Files.writeString(other.resolve("etc/cron.d/hidden"), "* * * * * root /usr/local/bin/hidden\n");
        List<Alert> alerts = compare("linux-planted", before, scan("linux-planted-scan", other));
        assertEquals(
                List.of("hidden"), alerts.stream().map(TwoReadingsTest::file).toList());
        assertEquals("vigie-item-in-one-reading", alerts.getFirst().rule());
    }

    @Test
    void ofAWindows() throws IOException, InterruptedException {
        Path one = Files.createDirectory(folder.resolve("one"));
        Path other = Files.createDirectories(folder.resolve("mounted/elsewhere"));
        Path planted = folder.resolve("planted.reg");
        Files.writeString(planted, Files.readString(DEFAULTS) + """

                [HKEY_LOCAL_MACHINE\\SOFTWARE\\Microsoft\\Windows\\CurrentVersion\\Run]
                "Hidden"="C:\\\\Tools\\\\hidden.exe"
                """);
        Disks.make("reg", DEFAULTS.toString(), one.toString());
        Disks.make("reg", DEFAULTS.toString(), other.toString());
        Path before = scan("windows-one", one);
        Path same = scan("windows-other", other);
        assertTrue(Files.readAllLines(before).size() > 100, "its default items");
        assertEquals(List.of(), compare("windows-same", before, same));
        Path third = Files.createDirectory(folder.resolve("third"));
        Disks.make("reg", planted.toString(), third.toString());
        List<Alert> alerts = compare("windows-planted", before, scan("windows-planted-scan", third));
        assertEquals(
                List.of("Hidden"), alerts.stream().map(each -> each.of("name")).toList());
    }

    private static String file(Alert alert) {
        String source = alert.of("source");
        return source.substring(source.lastIndexOf('/') + 1);
    }

    private Path scan(String name, Path root) throws IOException, InterruptedException {
        Path out = folder.resolve(name + ".jsonl");
        Commands.vigie("agent", "scan", "--root", root.toString(), "--format", "jsonl", "--out", out.toString())
                .orFail("agent scan");
        return out;
    }

    /** As of the running system and of its disk. */
    private List<Alert> compare(String name, Path one, Path other) throws IOException, InterruptedException {
        return Alert.detect(folder.resolve(name + "-alerts.jsonl"), List.of("--readings"), one, other);
    }

    private static void copy(Path from, Path to) throws IOException {
        try (Stream<Path> all = Files.walk(from)) {
            for (Path each : all.toList()) {
                Path there = to.resolve(from.relativize(each).toString());
                if (Files.isDirectory(each)) {
                    Files.createDirectories(there);
                } else if (!Files.exists(there)) {
                    Files.copy(each, there);
                }
            }
        }
    }
}
