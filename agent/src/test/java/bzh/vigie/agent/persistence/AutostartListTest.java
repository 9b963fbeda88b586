package bzh.vigie.agent.persistence;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import bzh.vigie.agent.host.WindowsPath;
import bzh.vigie.agent.persistence.catalogue.Catalogue;
import bzh.vigie.event.Item;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A list of auto-start locations that others wrote: each is set in real hives, with a path, a class and a number in turn, and is
 * covered where the scan tells an item of it. {@code autostart-locations.tsv} has, by the row's number, the locations that do; a row
 * that none names by itself has a reason, and the locations that tell what it belongs to.
 */
class AutostartListTest {
    private static final Path LIST =
            Path.of(System.getProperty("vigie.corpora", "../shared/corpora"), "registry/asep-locations-recmd.json");
    private static final Path TABLE = Path.of("src/test/resources/autostart-locations.tsv");
    private static final String CLASS = "{11111111-2222-3333-4444-555555555555}";
    private static final List<String> CONTENTS =
            List.of("\"C:\\\\Tools\\\\backup.exe\"", "\"" + CLASS + "\"", "dword:00000001");

    /** What was reached. */
    private static final int COVERED = 294;

    @TempDir
    Path folder;

    /** A location of the list, its key below a root as {@code .reg} files name it, with a name for each star. */
    private record Listed(String hive, String key, String value) {
        String text() {
            return hive + "\t" + key + "\t" + value;
        }

        String path() {
            String plain = key.replaceFirst("^\\\\", "")
                    .replaceFirst("(?i)^ControlSet\\*", "CurrentControlSet")
                    .replace("Services\\*", "Services\\Backup")
                    .replaceAll("(?<=\\\\)\\*(?=\\\\|$)|(?<=[\\w{])\\*|\\*(?=\\.)", "Backup");
            return switch (hive.toLowerCase(Locale.ROOT)) {
                case "system" -> "HKEY_LOCAL_MACHINE\\SYSTEM\\" + plain;
                case "software" -> "HKEY_LOCAL_MACHINE\\SOFTWARE\\" + plain;
                case "ntuser" -> "HKEY_CURRENT_USER\\" + plain;
                default -> "HKEY_CURRENT_USER\\Software\\Classes\\" + plain;
            };
        }

        String normal() {
            return WindowsPath.fold(path().replaceFirst("^HKEY_LOCAL_MACHINE", "HKLM")
                    .replaceFirst("^HKEY_CURRENT_USER", "HKU\\\\" + WindowsTree.SID));
        }
    }

    @Test
    void everyLocationIsCoveredOrHasAReason() throws IOException {
        assumeTrue(Files.exists(LIST), "no corpus at " + LIST + ": set -Dvigie.corpora");
        List<Listed> all = listed();
        List<Set<String>> telling = new ArrayList<>();
        all.forEach(each -> telling.add(new TreeSet<>()));
        for (int i = 0; i < CONTENTS.size(); i++) {
            Path root = Files.createDirectories(folder.resolve("content" + i));
            WindowsTree.make(root, reg(all, CONTENTS.get(i)));
            for (Item item : WindowsTree.items(root)) {
                for (int row = 0; row < all.size(); row++) {
                    if (isOf(all.get(row), item)) {
                        telling.get(row).add(item.location());
                    }
                }
            }
        }
        Set<String> ids = new TreeSet<>();
        Catalogue.windows().forEach(location -> ids.add(location.id()));
        List<String> table = Files.readAllLines(TABLE);
        List<String> wanted = new ArrayList<>(
                table.stream().filter(line -> line.startsWith("#")).toList());
        List<String> rows = table.stream().filter(line -> !line.startsWith("#")).toList();
        List<String> without = new ArrayList<>();
        int covered = 0;
        for (int row = 0; row < all.size(); row++) {
            String[] stands = row < rows.size() ? rows.get(row).split("\t", -1) : new String[] {"", "", ""};
            if (!telling.get(row).isEmpty()) {
                covered++;
                wanted.add((row + 1) + "\t" + String.join(" ", telling.get(row)) + "\t");
                continue;
            }
            String named = stands[1].isEmpty() || stands[2].isBlank() ? "-" : stands[1];
            boolean exist = named.equals("-") || ids.containsAll(List.of(named.split(" ", -1)));
            if (stands[2].isBlank() || !exist) {
                without.add((row + 1) + " " + all.get(row).text());
            }
            wanted.add((row + 1) + "\t" + named + "\t" + stands[2]);
        }
        Path seen = Path.of("target/autostart-locations.tsv");
        Files.write(seen, wanted);
        assertEquals("", String.join("\n", without), "neither covered nor with a reason and locations that exist");
        assertEquals(String.join("\n", wanted), String.join("\n", table), "copy agent/" + seen + " to " + TABLE);
        assertTrue(covered >= COVERED, covered + " covered");
    }

    private static boolean isOf(Listed each, Item item) {
        String source = WindowsPath.fold(item.source());
        String key = each.normal();
        if (!source.equals(key) && !source.startsWith(key + "\\") && !key.startsWith(source + "\\")) {
            return false;
        }
        String there = source + "\\" + WindowsPath.fold(item.name());
        String value = WindowsPath.fold(each.value());
        return there.startsWith(key) && (value.isEmpty() || there.contains(value) || value.equals("(default)"));
    }

    /** Each with its value, and with a value and a subkey of every kind that a list of classes or names has. */
    private static String reg(List<Listed> all, String content) {
        StringBuilder reg = new StringBuilder("Windows Registry Editor Version 5.00\n");
        Map<String, Set<String>> values = new LinkedHashMap<>();
        for (Listed each : all) {
            Set<String> of = values.computeIfAbsent(each.path(), path -> new TreeSet<>());
            String value = each.value().replace("*", "");
            if (value.isEmpty()) {
                of.addAll(List.of("Backup", CLASS, ""));
                values.computeIfAbsent(each.path() + "\\" + CLASS, path -> new TreeSet<>())
                        .addAll(List.of("", "path"));
            } else {
                of.add(value.equalsIgnoreCase("(default)") ? "" : value);
                values.computeIfAbsent(each.path() + "\\Backup", path -> new TreeSet<>())
                        .add(value.equalsIgnoreCase("(default)") ? "" : value);
            }
        }
        values.forEach((path, names) -> {
            reg.append("\n[").append(path).append("]\n");
            names.forEach(name -> reg.append(name.isEmpty() ? "@" : "\"" + name + "\"")
                    .append('=')
                    .append(content)
                    .append('\n'));
        });
        return reg.toString();
    }

    private static List<Listed> listed() throws IOException {
        List<Listed> all = new ArrayList<>();
        try (JsonParser json = new JsonFactory().createParser(LIST.toFile())) {
            assertEquals(JsonToken.START_ARRAY, json.nextToken());
            while (json.nextToken() == JsonToken.START_OBJECT) {
                Map<String, String> texts = new HashMap<>();
                while (json.nextToken() == JsonToken.FIELD_NAME) {
                    String name = json.currentName();
                    texts.put(name, json.nextToken() == JsonToken.VALUE_NULL ? "" : json.getText());
                }
                all.add(new Listed(
                        texts.getOrDefault("hive", ""),
                        texts.getOrDefault("key", ""),
                        texts.getOrDefault("value", "")));
            }
        }
        return all;
    }
}
