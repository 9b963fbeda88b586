package bzh.vigie.collector.detect;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import bzh.vigie.collector.detect.cloud.CloudExport;
import bzh.vigie.collector.detect.cloud.CloudOperations;
import bzh.vigie.collector.detect.cloud.CloudRow;
import bzh.vigie.collector.detect.cloud.RowDates;
import bzh.vigie.collector.detect.fields.FlatJson;
import bzh.vigie.collector.detect.sigma.Card;
import bzh.vigie.collector.detect.sigma.Correlation;
import bzh.vigie.collector.detect.sigma.PlainRules;
import bzh.vigie.collector.detect.sigma.RuleSet;
import bzh.vigie.collector.detect.sigma.RuleText;
import bzh.vigie.collector.detect.sigma.Rules;
import bzh.vigie.collector.detect.sigma.SigmaRecord;
import bzh.vigie.collector.detect.sigma.SigmaRule;
import java.io.IOException;
import java.io.InputStream;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Every rule that comes with the program: it loads, speaks both languages, fires where it should and nowhere else. */
final class ShippedRulesTest {
    private static final RuleSet RULES = ShippedRules.load();

    @Test
    void allAreLoaded() {
        assertEquals(List.of(), RULES.refused());
        assertFalse(RULES.rules().isEmpty());
    }

    @Test
    void eachSpeaksFrenchAndEnglishAndSaysWhatToDo() {
        for (Card card : RULES.cards()) {
            assertAll(
                    card.id(),
                    () -> whole(card.english()),
                    () -> whole(card.french()),
                    () -> assertEquals("Vigie", card.author()),
                    () -> assertTrue(card.id().startsWith("vigie-")));
        }
    }

    private static void whole(RuleText text) {
        assertFalse(text.title().isBlank());
        assertFalse(text.description().isBlank());
        assertFalse(text.advice().isBlank());
        String all = (text.title() + text.description() + text.advice()).toLowerCase(Locale.ROOT);
        assertFalse(all.matches("(?s).*\\b(clean|propre)\\b.*"), "says that something is clean");
    }

    @Test
    void eachHasSamplesThatFireAndSamplesThatDoNot() throws IOException, URISyntaxException {
        URL folder = Objects.requireNonNull(ShippedRulesTest.class.getResource("/rules"));
        Map<String, SigmaRule> byFile = RULES.rules().stream()
                .collect(Collectors.toMap(rule -> rule.card().file(), rule -> rule));
        Path root = Path.of(folder.toURI());
        for (Map.Entry<String, SigmaRule> each : byFile.entrySet()) {
            Path home = root.resolve(each.getKey()).resolveSibling("");
            Rules alone = new PlainRules(List.of(each.getValue()));
            int fires = samples(home, "fires-*.json", alone, 1);
            int silent = samples(home, "silent-*.json", alone, 0);
            assertTrue(fires > 0, each.getKey() + " has no fires-*.json");
            assertTrue(silent > 0, each.getKey() + " has no silent-*.json");
        }
    }

    /** Those of a correlation are events by line, judged by all rules. */
    @Test
    void eachCorrelationHasSamplesThatFireAndSamplesThatDoNot() throws IOException, URISyntaxException {
        Path root = Path.of(Objects.requireNonNull(ShippedRulesTest.class.getResource("/rules"))
                .toURI());
        for (Correlation each : RULES.correlations()) {
            Path home = root.resolve(each.card().file()).resolveSibling("");
            assertTrue(found(home, "fires-*.jsonl", each, true) > 0, each.card().id() + " has no fires-*.jsonl");
            assertTrue(
                    found(home, "silent-*.jsonl", each, false) > 0, each.card().id() + " has no silent-*.jsonl");
        }
    }

    private static int found(Path folder, String glob, Correlation correlation, boolean expected) throws IOException {
        int count = 0;
        try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, glob)) {
            for (Path file : files) {
                List<String> rules = new ArrayList<>();
                Offline offline = new Offline(RULES, result -> rules.add(result.rule()));
                offline.events(file);
                offline.end();
                assertEquals(0, offline.tally().bad(), file.toString());
                assertEquals(expected, rules.contains(correlation.card().id()), file + " " + rules);
                count++;
            }
        }
        return count;
    }

    private static int samples(Path folder, String glob, Rules rule, int expected) throws IOException {
        int count = 0;
        try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, glob)) {
            for (Path file : files) {
                assertEquals(
                        expected,
                        records(file).stream()
                                .mapToInt(record -> rule.judge(record).size())
                                .sum(),
                        file.toString());
                count++;
            }
        }
        return count;
    }

    /** A sample of a cloud is a record as its exports have it, which is judged under each log source that it belongs to. */
    private static List<SigmaRecord> records(Path file) throws IOException {
        if (!file.toString().contains("/rules/cloud/")) {
            return List.of(FlatJson.record(FlatJson.fields(Files.readString(file))));
        }
        List<SigmaRecord> records = new ArrayList<>();
        try (InputStream in = Files.newInputStream(file)) {
            CloudExport.read(in, new RowDates(Optional.empty()), new CloudExport.Taker() {
                @Override
                public void row(CloudRow row) {
                    records.addAll(row.records());
                }

                @Override
                public void refused(int number, CloudExport.Problem why) {
                    throw new AssertionError(file + " " + why);
                }
            });
        }
        assertFalse(records.isEmpty(), file.toString());
        return records;
    }

    /** Who reads that an operation is judged must be right: a rule names it. */
    @Test
    void eachOperationOfACloudThatCountsAsJudgedIsNamedByARule() throws IOException, URISyntaxException {
        Path root = Path.of(Objects.requireNonNull(ShippedRulesTest.class.getResource("/rules/cloud"))
                .toURI());
        StringBuilder all = new StringBuilder();
        try (Stream<Path> files = Files.walk(root)) {
            for (Path file : files.filter(each -> each.endsWith("rule.yml")).toList()) {
                all.append(CloudOperations.folded(Files.readString(file)));
            }
        }
        String rules = all.toString();
        for (String operation : CloudOperations.all()) {
            assertTrue(rules.contains(operation.replaceFirst("^update application - ", "")), operation);
        }
    }

    @Test
    void idsAreUnique() {
        Set<String> ids = RULES.cards().stream().map(Card::id).collect(Collectors.toSet());
        assertEquals(RULES.cards().size(), ids.size());
    }
}
