package bzh.vigie.collector;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** What {@code detect} writes and how it reads several inputs: table, explanation, correlations over files. */
final class DetectFormsTest {
    private static final String RULES = """
            title: A tool was started
            id: tool
            name: tool
            author: Somebody Else
            license: DRL 1.1
            logsource: {product: windows, category: process_creation}
            detection:
              selection:
                Image|endswith: ['\\tool.exe', '\\other.exe']
                CommandLine|contains|all: [-a, -b]
              filter: {User: SYSTEM}
              condition: selection and not filter
            level: high
            ---
            title: Tools on several hosts
            id: spread
            correlation:
              type: value_count
              rules: [tool]
              group-by: [User]
              timespan: 1h
              condition: {field: Computer, gte: 3}
              generate: true
            level: critical
            """;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    private int run(String... arguments) {
        return new CommandLine(new DetectCommand())
                .setOut(new PrintWriter(out, true))
                .setErr(new PrintWriter(err, true))
                .execute(arguments);
    }

    private static String event(String host, int minute, String command, String user) {
        return "{\"Channel\":\"Microsoft-Windows-Sysmon/Operational\",\"EventID\":1,\"Computer\":\"" + host
                + "\",\"UtcTime\":\"2026-11-25 10:" + (10 + minute) + ":00.000\",\"Image\":\"C:\\\\x\\\\tool.exe\","
                + "\"CommandLine\":\"" + command + "\",\"User\":\"" + user + "\"}\n";
    }

    private static String rules(Path folder) throws IOException {
        Path rules = Files.createDirectories(folder.resolve("rules"));
        Files.writeString(rules.resolve("r.yml"), RULES);
        return rules.toString();
    }

    private static String events(Path folder, String name, String text) throws IOException {
        return Files.writeString(folder.resolve(name), text).toString();
    }

    @Test
    void aTableHasALineForEachFinding(@TempDir Path folder) throws IOException {
        String events = events(folder, "e.jsonl", event("PC-1", 0, "tool -a -b", "anna\\u001b[2J"));
        assertEquals(3, run("--rules", rules(folder), "--events", events, "--format", "table", "--lang", "en"));
        List<String> lines = out.toString().lines().toList();
        assertEquals(2, lines.size());
        assertTrue(lines.getFirst().startsWith("SEVERITY"));
        assertTrue(
                lines.getLast().matches("HIGH +2026-11-25 10:10:00.000 +PC-1 +A tool was started +tool"),
                lines.getLast());
    }

    @Test
    void anExplanationShowsEachPartAndWhatTheEventHas(@TempDir Path folder) throws IOException {
        String events = events(
                folder,
                "e.jsonl",
                event("PC-1", 0, "tool -a -b", "anna") + event("PC-1", 1, "tool -a", "anna")
                        + event("PC-1", 2, "tool -a -b", "SYSTEM") + "{\"kind\":\"location\",\"os\":\"linux\"}\n");
        assertEquals(3, run("--rules", rules(folder), "--events", events, "--explain", "tool", "--lang", "en"));
        String text = out.toString();
        assertTrue(text.contains("HOLDS  " + events + " #1"), text);
        assertTrue(text.contains("FAILS  " + events + " #2"), text);
        assertTrue(text.contains("- CommandLine|contains|all: -a | -b   <- tool -a\n"), text);
        assertTrue(text.contains("+ Image|endswith: \\tool.exe | \\other.exe   <- C:\\x\\tool.exe"), text);
        assertTrue(text.contains("+ User: SYSTEM   <- SYSTEM"), text);
        assertTrue(text.contains("holds of 1 event, not of 2 others of its log source; 1 event is"), text);
        assertFalse(text.contains("Tools on several hosts"));
    }

    @Test
    void aCorrelationIsExplainedByItsGroupsWithWhatIsMissing(@TempDir Path folder) throws IOException {
        StringBuilder text = new StringBuilder(event("PC-1", 9, "tool -a -b", "yann"));
        for (int i = 0; i < 4; i++) {
            text.append(event("PC-" + i, i, "tool -a -b", "anna"));
        }
        String events = events(folder, "e.jsonl", text.toString());
        String[] arguments = {"--rules", rules(folder), "--events", events, "--explain", "spread", "--lang", "fr"};
        assertEquals(3, run(arguments));
        List<String> lines = out.toString().lines().toList();
        assertEquals("OUI  {User=anna}  du 2026-11-25T10:10:00Z au 2026-11-25T10:13:00Z, 1 fois", lines.get(0));
        assertEquals("  + tool : 4 événements", lines.get(1));
        assertEquals("  valeurs différentes : 4", lines.get(2));
        assertEquals("NON  {User=yann}  du 2026-11-25T10:19:00Z au 2026-11-25T10:19:00Z", lines.get(3));
        assertTrue(lines.getLast().contains("(value_count gte 3 / 3600 s) : vérifiée par 1 groupe, non par 1"));
        assertFalse(out.toString().contains("A tool was started"));
    }

    @Test
    void anExplanationNamesTheFiltersThatNarrowTheRule(@TempDir Path folder) throws IOException {
        String rules = rules(folder);
        Files.writeString(
                Path.of(rules, "f.yml"),
                "title: Quiet\nlogsource: {product: windows}\nfilter: {rules: [tool], s: {User: anna}, condition: not s}\n");
        String events = events(folder, "e.jsonl", event("PC-1", 0, "tool -a -b", "anna"));
        assertEquals(0, run("--rules", rules, "--events", events, "--explain", "tool", "--lang", "en"));
        assertTrue(out.toString().contains("a filter keeps the rule from it: Quiet (f.yml)"), out.toString());
    }

    @Test
    void anExplanationForProgramsIsJson(@TempDir Path folder) throws IOException {
        String events = events(folder, "e.jsonl", event("PC-1", 1, "tool -a", "anna"));
        String[] arguments = {"--rules", rules(folder), "--events", events, "--explain", "tool", "--format", "jsonl"};
        assertEquals(0, run(arguments));
        assertTrue(out.toString().contains("\"matched\":false"), out.toString());
        assertTrue(out.toString()
                .contains("{\"depth\":2,\"holds\":false,\"written\":\"CommandLine|contains|all: -a | -b\""));
        arguments[5] = "nobody";
        assertEquals(2, run(arguments));
    }

    @Test
    void severalFilesAreReadAtOnceAndCorrelatedByTime(@TempDir Path folder) throws IOException {
        List<String> arguments =
                new ArrayList<>(List.of("--rules", rules(folder), "--format", "jsonl", "--threads", "4"));
        for (int i = 0; i < 8; i++) {
            String text = event("PC-" + i, 40 - 5 * i, "tool -a -b", "anna") + "no json\n";
            arguments.addAll(List.of("--events", events(folder, i + ".jsonl", text)));
        }
        assertEquals(3, run(arguments.toArray(String[]::new)));
        String[] lines = out.toString().strip().split("\n", -1);
        assertEquals(9, lines.length, out.toString());
        assertEquals(
                8,
                Arrays.stream(lines)
                        .filter(line -> line.contains("\"rule\":\"tool\""))
                        .count());
        String spread = lines[8];
        assertTrue(spread.contains("\"rule\":\"spread\""), spread);
        assertTrue(spread.contains("\"correlation.first\":\"2026-11-25T10:15:00Z\""), spread);
        assertTrue(spread.contains("\"correlation.number\":\"3\""), spread);
        assertTrue(lines[0].contains("\"author\":\"Somebody Else\",\"license\":\"DRL 1.1\""), lines[0]);
        assertTrue(err.toString().contains("8 "), err.toString());
    }

    @Test
    void aFileThatIsNotThereDoesNotKeepTheOthersFromBeingRead(@TempDir Path folder) throws IOException {
        String events = events(folder, "e.jsonl", event("PC-1", 0, "tool -a -b", "anna"));
        String missing = folder.resolve("missing.jsonl").toString();
        assertEquals(1, run("--rules", rules(folder), "--events", missing, "--events", events, "--lang", "en"));
        assertTrue(out.toString().contains("A tool was started"));
        assertTrue(out.toString().contains("Somebody Else"));
        assertTrue(err.toString().contains("missing.jsonl"));
    }

    @Test
    void whatOneInputLacksIsNamedAndTheOthersAreJudgedAndCorrelated(@TempDir Path folder) throws IOException {
        List<String> arguments = new ArrayList<>(List.of(
                "--rules", rules(folder), "--lang", "fr", "--events", folder.toString(), "--evtx", "absent.evtx"));
        for (int i = 0; i < 3; i++) {
            arguments.addAll(
                    List.of("--events", events(folder, i + ".jsonl", event("PC-" + i, i, "tool -a -b", "anna"))));
        }
        arguments.addAll(List.of("--inventory", "absent.jsonl"));
        assertEquals(1, run(arguments.toArray(String[]::new)));
        assertTrue(out.toString().contains("Tools on several hosts"), out.toString());
        assertTrue(err.toString().contains("Il n'y a pas de fichier absent.evtx"), err.toString());
        assertTrue(err.toString().contains("Il n'y a pas de fichier absent.jsonl"), err.toString());
        assertTrue(err.toString().contains(folder.toString()), err.toString());
        assertTrue(err.toString().contains("3 événements lus"), err.toString());
    }

    @Test
    void linesThatAreNoneAreNamedWithTheirFileAndTheNextIsRead(@TempDir Path folder) throws IOException {
        String endless = "x".repeat(4 << 20) + "\n";
        String first = events(folder, "first.jsonl", endless + event("PC-1", 0, "tool -a -b", "anna") + "{\n[]\n{}\n");
        Path second = folder.resolve("second.jsonl");
        byte[] bytes = ("\n\n" + event("PC-2", 0, "tool -a -b", "ann?")).getBytes(StandardCharsets.ISO_8859_1);
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = bytes[i] == '?' ? (byte) 0xE9 : bytes[i];
        }
        Files.write(second, bytes);
        Path utf16 = Files.writeString(folder.resolve("utf16.jsonl"), "\uFEFF{}", StandardCharsets.UTF_16LE);
        assertEquals(
                3,
                run(
                        "--rules",
                        rules(folder),
                        "--lang",
                        "fr",
                        "--events",
                        first,
                        "--events",
                        second.toString(),
                        "--events",
                        utf16.toString(),
                        "--format",
                        "jsonl"));
        assertTrue(out.toString().contains("PC-1"), out.toString());
        assertTrue(out.toString().contains("ann\uFFFD"), out.toString());
        String said = err.toString();
        assertTrue(said.contains("6 lignes n'ont pas pu être lues"), said);
        assertTrue(said.contains(first + ", ligne 1 : plus de 3145728 octets"), said);
        assertTrue(said.contains(first + ", ligne 3 : elle s'arrête au milieu de l'objet JSON"), said);
        assertTrue(said.contains(first + ", ligne 4 : ce n'est pas un objet JSON"), said);
        assertTrue(said.contains(first + ", ligne 5 : ni « kind »"), said);
        assertTrue(said.contains(second + ", ligne 3 : des octets"), said);
        assertTrue(said.contains(utf16 + ", ligne 1 : le fichier est en UTF-16"), said);
    }

    @Test
    void findingsComeInTheOrderOfTheInputsHoweverManyAreReadAtOnce(@TempDir Path folder) throws IOException {
        List<String> arguments = new ArrayList<>(List.of("--rules", rules(folder), "--format", "jsonl"));
        for (int i = 0; i < 12; i++) {
            StringBuilder text = new StringBuilder();
            for (int line = 0; line < 40 * (12 - i); line++) {
                text.append(event("PC-" + i, line % 40, "tool -a -b", "user" + i + "-" + line));
            }
            arguments.addAll(List.of("--events", events(folder, (20 - i) + ".jsonl", text.toString())));
        }
        arguments.addAll(List.of("--threads", "1"));
        assertEquals(3, run(arguments.toArray(String[]::new)));
        String alone = out.toString();
        out.getBuffer().setLength(0);
        arguments.set(arguments.size() - 1, "6");
        assertEquals(3, run(arguments.toArray(String[]::new)));
        assertEquals(alone, out.toString());
        assertTrue(alone.indexOf("20.jsonl") < alone.indexOf("19.jsonl"));
    }
}
