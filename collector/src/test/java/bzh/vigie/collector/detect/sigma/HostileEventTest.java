package bzh.vigie.collector.detect.sigma;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What hosts send, and what packs of rules make of it, is bounded. An engine that takes more than linear time never ends here. */
final class HostileEventTest {
    private static final LogSource LINUX = new LogSource("linux", "process_creation", "");

    private static final String RULES = rule("1", "CommandLine|contains: [' -enc ', 'wget ', 'aaab']")
            + rule("2", "CommandLine: '*a*a*a*a*b?c*'")
            + rule("3", "CommandLine|re: '(a+)+$'")
            + rule("4", "CommandLine|re: '(a|aa)*b(x+x+)+y'")
            + rule("5", "CommandLine|windash|contains|all: [' -a', ' -b']")
            + rule("6", "F9999: v")
            + "---\ntitle: t\nid: 7\nlogsource: {product: linux}\ndetection: {k: [needle, aaaab], condition: k}\n";

    private static String rule(String id, String field) {
        return "---\ntitle: t\nid: " + id + "\nlogsource: {product: linux}\ndetection:\n  s:\n    " + field
                + "\n  condition: s\n";
    }

    private static List<String> found(Rules rules, SigmaRecord record) {
        return rules.judge(record).stream()
                .map(match -> match.rule().card().id())
                .toList();
    }

    private static void checked(SigmaRecord record, List<String> expected) {
        RuleReader.Content content = RuleReader.read("r.yml", RULES);
        assertEquals(List.of(), content.refused());
        assertEquals(expected, found(new CompiledRules(content.rules()), record));
        assertEquals(expected, found(new PlainRules(content.rules()), record));
    }

    @Test
    void aCommandLineOfAMegabyteIsJudgedWhole() {
        checked(SigmaRecord.of(LINUX).put("CommandLine", "a".repeat(1 << 20)).build(), List.of("3"));
        checked(
                SigmaRecord.of(LINUX)
                        .put("CommandLine", "a".repeat(1 << 20) + "bxc wget needle")
                        .build(),
                List.of("1", "2", "7"));
        checked(
                SigmaRecord.of(LINUX)
                        .put("CommandLine", " -a".repeat(300_000) + " /b")
                        .build(),
                List.of("5"));
        checked(
                SigmaRecord.of(LINUX)
                        .put("CommandLine", "É–ſ".repeat(300_000) + "aaab")
                        .build(),
                List.of("1"));
    }

    @Test
    void anEventOfTenThousandFieldsIsJudgedWhole() {
        SigmaRecord.Builder to = SigmaRecord.of(LINUX);
        for (int i = 0; i < 10_000; i++) {
            to.put("F" + i, "v");
        }
        checked(to.put("F77", "a needle").build(), List.of("6", "7"));
    }

    @Test
    void logSourcesAndEventIdsThatHostsInventMakeNothingThatStays() {
        Rules rules = new CompiledRules(RuleReader.read("r.yml", RULES).rules());
        for (int i = 0; i < 20_000; i++) {
            SigmaRecord record = SigmaRecord.of(new LogSource("linux", "", "made-up-" + i))
                    .put("EventID", Integer.toString(i))
                    .put("F9999", "v")
                    .build();
            assertEquals(List.of("6"), found(rules, record));
        }
    }

    @Test
    void regularExpressionsThatGrowAreRefusedOrHarmless() {
        for (String bomb : List.of(
                "(((a{900}){900}){900}){900}",
                "((a{0,999}){0,999})+",
                "(".repeat(2_000) + ")".repeat(2_000),
                "(?:".repeat(1_300) + ")".repeat(1_300),
                "[" + "a-z".repeat(1_000) + "]{500}",
                "x".repeat(5_000))) {
            RuleReader.Content content = RuleReader.read("bomb.yml", rule("1", "CommandLine|re: '" + bomb + "'"));
            assertEquals(1, content.rules().size() + content.refused().size());
            content.refused()
                    .forEach(refused ->
                            assertTrue(refused.line() > 0 && !refused.reason().isBlank()));
            SigmaRecord record = SigmaRecord.of(LINUX)
                    .put("CommandLine", "a".repeat(10_000) + "!")
                    .build();
            assertEquals(
                    found(new PlainRules(content.rules()), record), found(new CompiledRules(content.rules()), record));
        }
    }

    @Test
    void aValueLongerThanAnyLineIsRefused() {
        RuleReader.Content content = RuleReader.read("r.yml", rule("1", "CommandLine: '" + "a*".repeat(5_000) + "'"));
        assertTrue(content.refused().getFirst().reason().contains("over 4096 characters"));
    }

    @Test
    void aRuleOfTenMegabytesIsRefusedAndTheOthersLoad(@TempDir Path folder) throws Exception {
        Files.writeString(folder.resolve("big.yml"), rule("big", "A: x") + "# " + "x".repeat(10 << 20));
        Files.writeString(folder.resolve("good.yml"), rule("good", "A: x"));
        RuleSet set = RuleSet.read(folder);
        assertEquals(
                List.of("good"),
                set.rules().stream().map(rule -> rule.card().id()).toList());
        assertEquals("big.yml", set.refused().getFirst().file());
        assertEquals(
                1, RuleReader.read("big.yml", "x".repeat(10 << 20)).refused().size());
    }

    @Test
    void aRuleOfManyValuesIsCompiled() {
        StringBuilder values = new StringBuilder();
        for (int i = 0; i < 40_000; i++) {
            values.append("v").append(i).append("x, ");
        }
        RuleReader.Content content = RuleReader.read("r.yml", rule("1", "A|contains: [" + values + "last]"));
        assertEquals(List.of(), content.refused());
        Rules rules = new CompiledRules(content.rules());
        assertEquals(
                List.of("1"),
                found(rules, SigmaRecord.of(LINUX).put("A", "--v39999X--").build()));
        assertEquals(
                List.of(),
                found(rules, SigmaRecord.of(LINUX).put("A", "--v40000X--").build()));
    }
}
