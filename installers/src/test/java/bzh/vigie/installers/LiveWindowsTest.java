package bzh.vigie.installers;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The agent on a running Windows, as Wine plays it, and the same disk read from Linux afterwards: keys and fingerprints are equal
 * (DESIGN.md 5.8), so that what one of them does not show is a finding.
 */
@Order(0)
final class LiveWindowsTest {
    private static final Path CASES = Path.of(System.getProperty("vigie.corpora", "../../shared/corpora"), "registry");
    private static final String USER = "HKU\\S-1-5-21-0-0-0-1000";

    @TempDir
    Path folder;

    @Test
    void whatRunsAndItsDiskHaveTheSameItems() throws IOException, InterruptedException {
        Wine windows = Wine.fresh(folder);
        Path start = windows.prefix()
                .resolve("drive_c/ProgramData/Microsoft/Windows/Start Menu/Programs/StartUp/update.bat");
        Files.writeString(start, "C:\\Tools\\update.exe\r\n");
        windows.run(
                        "wine",
                        "reg",
                        "add",
                        "HKLM\\Software\\Microsoft\\Windows\\CurrentVersion\\Run",
                        "/v",
                        "Planted",
                        "/d",
                        "C:\\Tools\\planted.exe")
                .orFail("reg add");
        windows.run("wine", "sc", "create", "PlantedService", "binPath=", "C:\\Tools\\service.exe", "start=", "auto")
                .orFail("sc create");
        Path live = live(windows);
        Path disk = disk(windows);
        Map<String, String> alive = fingerprints(live);
        assertTrue(alive.size() > 500, () -> alive.size() + " items");
        assertEquals(fingerprints(disk), alive);
        String inventory = Files.readString(live);
        for (String each : List.of("\"name\":\"Planted\"", "PlantedService", "update.bat")) {
            assertTrue(inventory.contains(each), each);
        }
        assertEquals(List.of(), Alert.detect(folder.resolve("differences.jsonl"), List.of("--readings"), live, disk));
    }

    @Test
    void recordedMechanismsThatAreImportedAreFound() throws IOException, InterruptedException {
        assumeTrue(Files.exists(CASES.resolve("truth.json")), "no corpus at " + CASES + ": set -Dvigie.corpora");
        Wine windows = Wine.fresh(folder);
        try (Stream<Path> all = Files.list(CASES)) {
            for (Path each : all.filter(file -> file.toString().endsWith(".reg"))
                    .sorted()
                    .toList()) {
                windows.run("wine", "reg", "import", Wine.windows(each));
            }
        }
        List<Map<String, String>> items = items(live(windows));
        TreeSet<String> missed = new TreeSet<>();
        List<Case> cases = cases();
        for (Case each : cases) {
            if (items.stream().noneMatch(item -> isOf(each, item))) {
                missed.add(each.file());
            }
        }
        Path reached = Commands.TOP.resolve("agent/src/test/resources/registry-cases.txt");
        assertEquals(
                String.join("\n", Files.readAllLines(reached)),
                cases.size() - missed.size() + " found\n" + String.join("\n", missed));
    }

    /** Nothing that the agent reads is kept from others, and what others keep from it is told. */
    @Test
    void programsDoNotGetInEachOthersWay() throws IOException, InterruptedException {
        Wine windows = Wine.fresh(folder);
        Path probe = Files.createDirectories(windows.prefix().resolve("drive_c/probe"));
        Files.writeString(probe.resolve("dot."), "six by");
        Files.createDirectories(windows.prefix().resolve("drive_c/users/away"));
        Path large = folder.resolve("large.reg");
        Files.writeString(large, """
                Windows Registry Editor Version 5.00

                [HKEY_LOCAL_MACHINE\\SOFTWARE\\Probe]
                "small"=hex:01,02
                "large"=hex:%s00
                "last"=hex:03
                """.formatted("2a,".repeat(300_000)));
        windows.run("wine", "reg", "import", Wine.windows(large)).orFail("reg import");
        windows.run(
                        "wine",
                        "reg",
                        "add",
                        "HKLM\\SOFTWARE\\Microsoft\\Windows NT\\CurrentVersion\\ProfileList\\S-1-5-21-7-7-7-1001",
                        "/v",
                        "ProfileImagePath",
                        "/d",
                        "C:\\users\\away")
                .orFail("reg add");
        Commands.Outcome said = windows.java(
                        "bzh.vigie.agent.host.windows.LiveProbe", "C:\\probe", "C:\\users\\away\\NTUSER.DAT")
                .orFail("the probe");
        assertEquals(
                List.of(
                        "of a file that a program keeps to itself the size is 4",
                        "its content is file-locked|C:\\probe\\locked.txt",
                        "it was held true",
                        "then its content is 4 bytes",
                        "a file that the agent reads can be deleted: 4",
                        "a name that ends in a dot has 6",
                        "a data stream is absent",
                        "the root tells the same twice: true true",
                        "a folder above all drives has C: true",
                        "privileges: true",
                        "a user who is away is told: true",
                        "he has away",
                        "his hive can be had alone afterwards: true",
                        "while it is he has file-locked|C:\\users\\away\\NTUSER.DAT",
                        "and again he has away",
                        "what he changed is changed by himself",
                        "of a large value is read [1, 2, 65536]",
                        "and missed 0",
                        "the system's own settings are HKU\\S-1-5-18",
                        "nobody's are absent",
                        "it shuts down: Optional[false]"),
                said.said()
                        .lines()
                        .filter(line -> line.startsWith("probe: "))
                        .map(line -> line.substring("probe: ".length()).strip())
                        .toList(),
                said::said);
    }

    /** As of its hives: the same parent technique, and one of its keys and values. */
    private static boolean isOf(Case each, Map<String, String> item) {
        String parent = each.technique().replaceAll("\\..*", "");
        String there = fold(item.getOrDefault("source", "") + "\\" + item.getOrDefault("name", ""));
        return item.getOrDefault("techniques", "").contains(parent)
                && each.entries().stream().anyMatch(entry -> {
                    String key = entry.getOrDefault("key", "")
                            .replace("HKEY_CLASSES_ROOT", "HKLM\\SOFTWARE\\Classes")
                            .replace("HKEY_LOCAL_MACHINE", "HKLM")
                            .replace("HKEY_CURRENT_USER", USER);
                    String value = entry.getOrDefault("value", "");
                    String name = value.isEmpty() ? "(default)" : fold(value);
                    // Each item of a class bears the name of the subkey whose default value it is.
                    return there.startsWith(fold(key))
                            && (there.equals(fold(key))
                                    || there.contains(name)
                                    || fold(item.getOrDefault("value", "")).contains(name));
                });
    }

    private static String fold(String text) {
        return text.toLowerCase(Locale.ROOT);
    }

    private Path live(Wine windows) throws IOException, InterruptedException {
        Path out = folder.resolve("live.jsonl");
        windows.agent("scan", "--format", "jsonl", "--out", Wine.windows(out)).orFail("agent scan on Windows");
        windows.stop();
        return out;
    }

    private Path disk(Wine windows) throws IOException, InterruptedException {
        Disks.make("wine", windows.prefix().toString());
        Path out = folder.resolve("disk.jsonl");
        Commands.vigie(
                        "agent",
                        "scan",
                        "--root",
                        windows.prefix().toString(),
                        "--format",
                        "jsonl",
                        "--out",
                        out.toString())
                .orFail("agent scan of the disk");
        return out;
    }

    /** Fingerprints by place, name and key, ordered, but for what only a running system says: a disk does not hold it. */
    private static Map<String, String> fingerprints(Path inventory) throws IOException {
        Map<String, String> fingerprints = new TreeMap<>();
        for (Map<String, String> item : items(inventory)) {
            if (item.getOrDefault("location", "").startsWith("windows.hidden.")) {
                continue;
            }
            fingerprints.put(
                    String.join(
                            " | ",
                            item.getOrDefault("location", ""),
                            item.getOrDefault("source", ""),
                            item.getOrDefault("name", ""),
                            item.getOrDefault("key", "")),
                    item.getOrDefault("fingerprint", ""));
        }
        return fingerprints;
    }

    private static List<Map<String, String>> items(Path inventory) throws IOException {
        List<Map<String, String>> items = new ArrayList<>();
        for (String line : Files.readAllLines(inventory)) {
            try (JsonParser json = new JsonFactory().createParser(line)) {
                json.nextToken();
                Map<String, String> item = texts(json, new ArrayList<>());
                if (item.getOrDefault("kind", "").equals("item")) {
                    items.add(item);
                }
            }
        }
        return items;
    }

    private record Case(String file, String technique, List<Map<String, String>> entries) {}

    private static List<Case> cases() throws IOException {
        List<Case> cases = new ArrayList<>();
        try (JsonParser json =
                new JsonFactory().createParser(CASES.resolve("truth.json").toFile())) {
            assertEquals(JsonToken.START_ARRAY, json.nextToken());
            while (json.nextToken() == JsonToken.START_OBJECT) {
                List<Map<String, String>> entries = new ArrayList<>();
                Map<String, String> texts = texts(json, entries);
                cases.add(new Case(texts.getOrDefault("file", ""), texts.getOrDefault("technique", ""), entries));
            }
        }
        return cases;
    }

    /** The texts of an object that begins here, several of one field with a blank between; objects in it go into the list. */
    private static Map<String, String> texts(JsonParser json, List<Map<String, String>> below) throws IOException {
        Map<String, String> texts = new HashMap<>();
        while (json.nextToken() == JsonToken.FIELD_NAME) {
            String name = json.currentName();
            if (json.nextToken() != JsonToken.START_ARRAY) {
                texts.put(name, json.getText());
                continue;
            }
            while (json.nextToken() != JsonToken.END_ARRAY) {
                if (json.currentToken() == JsonToken.START_OBJECT) {
                    below.add(texts(json, below));
                } else {
                    texts.merge(name, json.getText(), (one, other) -> one + " " + other);
                }
            }
        }
        return texts;
    }
}
