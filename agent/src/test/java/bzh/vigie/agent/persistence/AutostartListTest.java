package bzh.vigie.agent.persistence;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import bzh.vigie.agent.host.WindowsPath;
import bzh.vigie.event.Item;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
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
 * covered where the scan tells an item of it. Each that is not has a reason in {@code autostart-not-covered.tsv}; one that is has
 * none.
 */
class AutostartListTest {
    private static final Path LIST =
            Path.of(System.getProperty("vigie.corpora", "../shared/corpora"), "registry/asep-locations-recmd.json");
    private static final Path REASONS = Path.of("src/test/resources/autostart-not-covered.tsv");
    private static final String CLASS = "{11111111-2222-3333-4444-555555555555}";
    private static final List<String> CONTENTS =
            List.of("\"C:\\\\Tools\\\\backup.exe\"", "\"" + CLASS + "\"", "dword:00000001");

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
        Set<Listed> covered = new HashSet<>();
        for (int i = 0; i < CONTENTS.size(); i++) {
            Path root = Files.createDirectories(folder.resolve("content" + i));
            WindowsTree.make(root, reg(all, CONTENTS.get(i)));
            List<Item> items = WindowsTree.items(root);
            all.stream()
                    .filter(each -> items.stream().anyMatch(item -> isOf(each, item)))
                    .forEach(covered::add);
        }
        Map<String, String> reasons = reasons();
        Set<String> missing = new TreeSet<>();
        Set<String> stale = new TreeSet<>(reasons.keySet());
        for (Listed each : all) {
            if (covered.contains(each)) {
                continue;
            }
            stale.remove(each.text());
            if (!reasons.containsKey(each.text())) {
                missing.add(each.text());
            }
        }
        Path report = Path.of("target/autostart-list.txt");
        Files.write(
                report,
                List.of(
                        all.size() + " listed, " + covered.size() + " covered, "
                                + (all.size() - covered.size() - missing.size()) + " with a reason, " + missing.size()
                                + " missing",
                        String.join("\n", missing)));
        assertEquals("", String.join("\n", missing), "neither covered nor with a reason");
        assertEquals("", String.join("\n", stale), "covered, or not in the list: the reason goes");
        assertTrue(covered.size() >= 294, covered.size() + " covered");
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

    private static Map<String, String> reasons() throws IOException {
        Map<String, String> reasons = new LinkedHashMap<>();
        for (String line : Files.readAllLines(REASONS)) {
            int last = line.lastIndexOf('\t');
            if (!line.startsWith("#") && last > 0) {
                String ignored = reasons.put(line.substring(0, last), line.substring(last + 1));
            }
        }
        return reasons;
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
