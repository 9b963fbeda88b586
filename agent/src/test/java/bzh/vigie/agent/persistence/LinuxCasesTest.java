package bzh.vigie.agent.persistence;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import bzh.vigie.event.Item;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What other people's persistence tests left on a disk: the scan names an artefact of each case with its technique. The cases
 * that are missed are listed in {@code linux-cases-missed.txt} with the reason; a case missed that is not there fails, and one
 * found that is there has to leave the list. Only a case of which nothing but what a program wrote is left may be listed.
 */
class LinuxCasesTest {
    private static final Path MISSED = Path.of("src/test/resources/linux-cases-missed.txt");

    /** What the corpus says of a case that left nothing that runs again. */
    private static final String LEFT_NOTHING = "process/telemetry only";

    private static final Path CASES = Path.of(System.getProperty("vigie.corpora", "../shared/corpora"), "linux-cases");

    @TempDir
    Path folder;

    private record Case(String name, String technique, String kind, Set<String> artefacts) {}

    @Test
    void everyCaseButTheListedOnesIsFoundWithItsTechnique() throws Exception {
        assumeTrue(Files.exists(CASES.resolve("truth.json")), "no corpus at " + CASES + ": set -Dvigie.corpora");
        Set<String> missed = new TreeSet<>();
        for (Case each : cases()) {
            Path root = Files.createDirectories(folder.resolve(each.name()));
            String tree = CASES.resolve(each.name() + ".tar.gz").toString();
            assertEquals(
                    0,
                    new ProcessBuilder("tar", "xzf", tree, "-C", root.toString(), "--no-same-owner")
                            .start()
                            .waitFor());
            if (items(root).stream().noneMatch(item -> isOf(each, item))) {
                missed.add(each.name() + " | " + each.technique());
                assertEquals(LEFT_NOTHING, each.kind(), each.name());
            }
        }
        assertEquals(String.join("\n", listed()), String.join("\n", missed));
    }

    private static Set<String> listed() throws IOException {
        Set<String> listed = new TreeSet<>();
        for (String line : Files.readAllLines(MISSED)) {
            if (!line.startsWith("#")) {
                int reason = line.lastIndexOf(" | ");
                assertFalse(reason < 0 || line.substring(reason + 3).isBlank(), "without a reason: " + line);
                listed.add(line.substring(0, reason));
            }
        }
        return listed;
    }

    /** The same parent technique counts. */
    private static boolean isOf(Case each, Item item) {
        String parent = each.technique().replaceAll("\\..*", "");
        return (each.artefacts().contains(item.source()) || each.artefacts().contains(item.target()))
                && item.techniques().stream().anyMatch(t -> t.startsWith(parent));
    }

    private static List<Item> items(Path root) {
        return Scanned.linux(root, location -> true).items();
    }

    private static List<Case> cases() throws IOException {
        List<Case> cases = new ArrayList<>();
        try (JsonParser json =
                new JsonFactory().createParser(CASES.resolve("truth.json").toFile())) {
            assertEquals(JsonToken.START_ARRAY, json.nextToken());
            while (json.nextToken() == JsonToken.START_OBJECT) {
                String tree = "";
                String technique = "";
                String kind = "";
                Set<String> artefacts = new TreeSet<>();
                while (json.nextToken() == JsonToken.FIELD_NAME) {
                    String field = json.currentName();
                    JsonToken value = json.nextToken();
                    if (field.equals("tree") && value == JsonToken.VALUE_STRING) {
                        tree = json.getText();
                    } else if (field.equals("kind") && value == JsonToken.VALUE_STRING) {
                        kind = json.getText();
                    } else if (field.equals("technique")) {
                        technique = json.getText();
                    } else if (value == JsonToken.START_ARRAY) {
                        // each artefact: how it changed, its path, its content or mode
                        while (json.nextToken() == JsonToken.START_ARRAY) {
                            json.nextToken();
                            artefacts.add(json.nextTextValue());
                            while (json.nextToken() != JsonToken.END_ARRAY) {}
                        }
                    }
                }
                if (!tree.isEmpty()) {
                    cases.add(new Case(tree.replace(".tar.gz", ""), technique, kind, artefacts));
                }
            }
        }
        return cases;
    }
}
