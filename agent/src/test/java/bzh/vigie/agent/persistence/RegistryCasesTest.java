package bzh.vigie.agent.persistence;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import bzh.vigie.agent.host.WindowsPath;
import bzh.vigie.agent.windows.regf.RegText;
import bzh.vigie.event.Item;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Persistence mechanisms that others recorded as {@code .reg} files, each imported into hives: the inventory names the key, the
 * value and the technique. Those that it does not are listed by name; one that is found has to leave the list. One of the listed
 * sets nothing: its key begins with {@code HKLM"}, which is no hive. The other, an extension of a browser, is found as T1176.001:
 * that this extension is a VPN, the registry does not say.
 */
class RegistryCasesTest {
    private static final Path CASES = Path.of(System.getProperty("vigie.corpora", "../shared/corpora"), "registry");

    @TempDir
    Path folder;

    private record Entry(String key, String value) {}

    private record Case(String file, String technique, List<Entry> entries) {}

    @Test
    void everyCaseButTheListedOnesIsFoundWithItsTechnique() throws Exception {
        assumeTrue(Files.exists(CASES.resolve("truth.json")), "no corpus at " + CASES + ": set -Dvigie.corpora");
        Set<String> missed = new TreeSet<>();
        int found = 0;
        for (Case each : cases()) {
            Path root = Files.createDirectories(folder.resolve(each.file()));
            WindowsTree.make(root, RegText.decoded(Files.readAllBytes(CASES.resolve(each.file()))));
            if (WindowsTree.items(root).stream().anyMatch(item -> isOf(each, item))) {
                found++;
            } else {
                missed.add(each.file());
            }
        }
        assertEquals(
                String.join("\n", Files.readAllLines(Path.of("src/test/resources/registry-cases.txt"))),
                found + " found\n" + String.join("\n", missed));
    }

    /** The same parent technique counts. */
    private static boolean isOf(Case each, Item item) {
        String parent = each.technique().replaceAll("\\..*", "");
        String there = WindowsPath.fold(item.source() + "\\" + item.name());
        return item.techniques().stream().anyMatch(t -> t.startsWith(parent))
                && each.entries().stream().anyMatch(entry -> {
                    String value = entry.value().isEmpty() ? "(default)" : WindowsPath.fold(entry.value());
                    // of a class each item bears the name of the subkey whose default value it is
                    return there.startsWith(WindowsPath.fold(entry.key()))
                            && (there.equals(WindowsPath.fold(entry.key()))
                                    || there.contains(value)
                                    || WindowsPath.fold(item.value()).contains(value));
                });
    }

    private static List<Case> cases() throws IOException {
        List<Case> cases = new ArrayList<>();
        try (JsonParser json =
                new JsonFactory().createParser(CASES.resolve("truth.json").toFile())) {
            assertEquals(JsonToken.START_ARRAY, json.nextToken());
            while (json.nextToken() == JsonToken.START_OBJECT) {
                Map<String, String> texts = new HashMap<>();
                List<Entry> entries = new ArrayList<>();
                while (json.nextToken() == JsonToken.FIELD_NAME) {
                    String field = json.currentName();
                    if (json.nextToken() == JsonToken.START_ARRAY) {
                        while (json.nextToken() == JsonToken.START_OBJECT) {
                            entries.add(entry(json));
                        }
                    } else {
                        texts.put(field, json.getText());
                    }
                }
                cases.add(new Case(texts.getOrDefault("file", ""), texts.getOrDefault("technique", ""), entries));
            }
        }
        return cases;
    }

    private static Entry entry(JsonParser json) throws IOException {
        Map<String, String> texts = new HashMap<>();
        while (json.nextToken() == JsonToken.FIELD_NAME) {
            texts.put(json.currentName(), json.nextTextValue());
        }
        String key = texts.getOrDefault("key", "")
                .replaceFirst("^HKEY_CLASSES_ROOT", "HKLM\\\\SOFTWARE\\\\Classes")
                .replaceFirst("^HKEY_LOCAL_MACHINE", "HKLM")
                .replaceFirst("^HKEY_CURRENT_USER", "HKU\\\\" + WindowsTree.SID);
        return new Entry(key, texts.getOrDefault("value", ""));
    }
}
