package bzh.vigie.collector.detect.fields;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import bzh.vigie.collector.detect.sigma.CompiledRules;
import bzh.vigie.collector.detect.sigma.RuleReader;
import bzh.vigie.collector.detect.sigma.Rules;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/**
 * SigmaHQ's recorded Windows events with the rule that must fire on each, from the JSON form of the records. The score
 * reached stands here; it may only grow.
 */
final class SigmaRegressionTest {
    private static final int REACHED = 86;
    private static final Pattern CASE = Pattern.compile("\"(rule_id|rule_path|json)\":\\s*\"([^\"]+)\"");

    @Test
    void eachRuleFiresOnItsRecordedEvents() throws IOException {
        Path corpora = Path.of(System.getProperty("vigie.corpora", "../shared/corpora"));
        Path cases = corpora.resolve("sigma-regression/cases.json");
        assumeTrue(
                Files.isRegularFile(cases),
                "skipped: no recorded events of SigmaHQ in " + cases + ": set -Dvigie.corpora");
        Map<String, String> one = new TreeMap<>();
        List<String> missed = new ArrayList<>();
        int fired = 0;
        Matcher matcher = CASE.matcher(Files.readString(cases));
        while (matcher.find()) {
            one.put(matcher.group(1), matcher.group(2));
            if (one.size() == 3) {
                Path rule = corpora.resolve("sigma-rules").resolve(one.getOrDefault("rule_path", ""));
                Path events = corpora.resolve(one.getOrDefault("json", ""));
                if (fires(rule, events)) {
                    fired++;
                } else {
                    missed.add(one.getOrDefault("rule_path", ""));
                }
                one.clear();
            }
        }
        missed.forEach(rule -> System.out.println("did not fire: " + rule));
        assertEquals(REACHED, fired, "rules that fired; if there are more, raise REACHED");
    }

    private static boolean fires(Path rule, Path events) throws IOException {
        Rules rules = new CompiledRules(
                RuleReader.read(rule.toString(), Files.readString(rule)).rules());
        for (String event : objects(Files.readString(events))) {
            Map<String, List<String>> flat = new LinkedHashMap<>();
            FlatJson.fields(event).forEach((name, values) -> flat.put(plainName(name), values));
            if (!rules.judge(FlatJson.record(flat)).isEmpty()) {
                return true;
            }
        }
        return false;
    }

    private static String plainName(String name) {
        return name.replaceFirst("^Event\\.(System|EventData|UserData\\.[^.]+)\\.", "")
                .replace("Provider.#attributes.Name", "Provider_Name")
                .replace("EventID.#text", "EventID");
    }

    /** The top-level objects of a text: one, several in a row, or in a list. */
    private static List<String> objects(String text) {
        List<String> objects = new ArrayList<>();
        int depth = 0;
        int start = 0;
        boolean quoted = false;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (quoted) {
                if (c == '\\') {
                    i++;
                } else if (c == '"') {
                    quoted = false;
                }
            } else if (c == '"') {
                quoted = true;
            } else if (c == '{' && depth++ == 0) {
                start = i;
            } else if (c == '}' && --depth == 0) {
                objects.add(text.substring(start, i + 1));
            }
        }
        return objects;
    }
}
