package bzh.vigie.collector.detect.sigma;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * The Sigma specification, case by case, in the table {@code conformance.txt}: a detection, an event, and whether the rule holds
 * of it or why it is refused. Each case is asked of the plain and of the compiled rules.
 */
final class SpecificationTest {
    private static final LogSource LINUX = new LogSource("linux", "process_creation", "");

    /** One case; {@code refused} is empty where the rule loads. */
    private record Case(String name, String detection, String event, boolean holds, String refused) {}

    @TestFactory
    List<DynamicTest> eachCaseIsAsTheSpecificationSays() throws IOException, Refusal {
        String table;
        try (InputStream in = SpecificationTest.class.getResourceAsStream("conformance.txt")) {
            assertTrue(in != null);
            table = new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
        Placeholders placeholders =
                Placeholders.parse("servers: [srv*, 'dc-?']\none: only\nnets: [10.0.0.0/8, 'fe80::/10']");
        List<DynamicTest> tests = new ArrayList<>();
        for (Case each : cases(table)) {
            tests.add(DynamicTest.dynamicTest(each.name(), () -> check(each, placeholders)));
        }
        assertTrue(tests.size() > 150, "the table was not read");
        return tests;
    }

    private static void check(Case each, Placeholders placeholders) throws Refusal {
        String rule = "title: t\nid: t\nlogsource:\n  product: linux\ndetection:\n"
                + each.detection().indent(2);
        RuleReader.Content content = RuleReader.read("t.yml", rule, placeholders);
        if (!each.refused().isEmpty()) {
            assertEquals(List.of(), content.rules());
            Refused refused = content.refused().getFirst();
            assertTrue(refused.reason().contains(each.refused()), refused.reason());
            assertTrue(refused.line() > 0, "the line is told");
            return;
        }
        assertEquals(List.of(), content.refused());
        assertEquals(
                each.holds(),
                !new PlainRules(content.rules()).judge(event(each.event())).isEmpty(),
                "plain");
        assertEquals(
                each.holds(),
                !new CompiledRules(content.rules()).judge(event(each.event())).isEmpty(),
                "compiled");
    }

    private static SigmaRecord event(String yaml) throws Refusal {
        SigmaRecord.Builder to = SigmaRecord.of(LINUX);
        for (Yaml document : YamlReader.documents(yaml)) {
            for (Map.Entry<String, Yaml> field :
                    ((Yaml.Mapping) document).entries().entrySet()) {
                List<Yaml> values =
                        field.getValue() instanceof Yaml.Sequence list ? list.items() : List.of(field.getValue());
                to.put(
                        field.getKey(),
                        values.stream().map(v -> ((Yaml.Text) v).text()).toList());
            }
        }
        return to.build();
    }

    /** A case: a line {@code == name}, the detection, a line {@code holds}, {@code fails} or {@code refused: reason} with the event after it. */
    private static List<Case> cases(String table) {
        List<Case> cases = new ArrayList<>();
        for (String block : table.split("(?m)^== ", -1)) {
            if (block.isBlank() || block.startsWith("#")) {
                continue;
            }
            String[] lines = block.split("\n", -1);
            StringBuilder detection = new StringBuilder();
            for (int i = 1; i < lines.length; i++) {
                String line = lines[i];
                if (line.startsWith("refused: ")) {
                    cases.add(new Case(lines[0], detection(detection), "", false, line.substring(9)));
                } else if (line.startsWith("holds ") || line.startsWith("fails ")) {
                    cases.add(new Case(
                            lines[0] + ": " + line,
                            detection(detection),
                            line.substring(6),
                            line.startsWith("holds"),
                            ""));
                } else if (!line.isBlank()) {
                    detection.append(line).append('\n');
                }
            }
        }
        return cases;
    }

    /** A detection of one line is a field of the only search. */
    private static String detection(StringBuilder text) {
        return text.indexOf("condition:") >= 0
                ? text.toString()
                : "s:\n" + text.toString().indent(2) + "condition: s\n";
    }
}
